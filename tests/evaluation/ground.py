"""A panel with judges, built through the services as people would."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.permissions import Actor
from app.evaluation.logic.conflicts import Relation
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.models import Panel, PanelSeat
from app.evaluation.queries.panels import get_panel
from app.evaluation.service import judging
from app.evaluation.service.panels import PanelPlan, open_panel, seat_judge, set_up_panel
from app.events.models.event import Event
from tests.factories import make_account, make_actor, make_person

FULL = {"innovation": 30.0, "transfer": 25.0, "market": 25.0, "value": 20.0}


def set_up(session: Session, host: Actor, event: Event, pitch_ids: list[int], **more: Any) -> Panel:
    values = {"title": "专家评审组", "set_code": "RS4", "method": Method.TRIMMED, "tie_rule": TieRule.SHARED}
    plan = PanelPlan(**(values | {"quorum": 3, "pitch_ids": pitch_ids} | more))
    return set_up_panel(session, host, event=event, plan=plan)


def invite(session: Session, host: Actor, panel: Panel, *, reserve: bool = False, **person: Any) -> PanelSeat:
    account = make_account(session, make_person(session, **person))
    return seat_judge(session, host, panel_id=panel.id, login=account.email or "", is_reserve=reserve)


def actor_of(session: Session, seat: PanelSeat) -> Actor:
    return make_actor(session.get_one(Person, seat.person_id))


def accept(session: Session, seat: PanelSeat, declared: dict[int, tuple[Relation, str]] | None = None) -> None:
    judge = actor_of(session, seat)
    judging.answer_invitation(session, judge, seat_id=seat.id, accepts=True)
    judging.declare(session, judge, seat_id=seat.id, declared=declared or {})


def scoring(session: Session, host: Actor, panel: Panel, judges: int = 3) -> list[PanelSeat]:
    seats = [invite(session, host, panel) for _ in range(judges)]
    for seat in seats:
        accept(session, seat)
    open_panel(session, host, panel_id=panel.id)
    return seats


def hand_in(session: Session, seat: PanelSeat, target_id: int, total: float, key: str = "k") -> None:
    points = {code: round(most * total / 100, 1) for code, most in FULL.items()}
    judging.submit_sheet(
        session, actor_of(session, seat), seat_id=seat.id, target_id=target_id, points=points, key=key,
        comment="评语：创新点清晰，转化路径明确，市场空间较大，团队完整，建议持续关注与支持。",
    )  # fmt: skip


def fresh(session: Session, panel: Panel) -> Panel:
    return get_panel(session, panel.id)
