"""P22 Evaluate.

Given five experts of whom one is from 西湖大学, when `ac_redx` is assigned, then that one is recused, a substitute is
asked, and the result uses at least the quorum.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.core.permissions import Actor
from app.evaluation.logic.conflicts import Relation
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.logic.states import SeatState
from app.evaluation.models import PanelSeat
from app.evaluation.queries.panels import get_panel, list_outcomes
from app.evaluation.service import judging
from app.evaluation.service.panels import PanelPlan, close_panel, open_panel, seat_judge, set_up_panel
from app.library.models import Achievement
from app.organisations.models import Organisation
from tests.acceptance.stage import actor, event_of
from tests.factories import make_account, make_actor, make_organisation, make_person

POINTS = {"science": 12, "technology": 30, "economy": 20, "society": 12, "culture": 8}


def judge(session: Session, seat: PanelSeat) -> Actor:
    return make_actor(session.get_one(Person, seat.person_id))


def expert(session: Session, organisation: Organisation) -> Account:
    return make_account(session, make_person(session, organisation_id=organisation.id))


def test_the_expert_from_the_own_university_is_recused_and_a_substitute_is_asked(session: Session) -> None:
    redx = session.scalars(select(Achievement).where(Achievement.title.contains("REDx"))).first()
    assert redx is not None
    westlake = session.scalars(select(Organisation).where(Organisation.name == "西湖大学")).one()
    assert redx.organisation_id == westlake.id
    event, host = event_of(session), actor(session, "organiser")
    plan = PanelPlan(
        title="科技成果评价", set_code="FIVE", method=Method.TRIMMED, tie_rule=TieRule.SHARED, quorum=5,
        achievement_numbers=[redx.number],
    )  # fmt: skip
    panel = set_up_panel(session, host, event=event, plan=plan)
    houses = [make_organisation(session) for _ in range(5)]
    experts = [*(expert(session, house) for house in houses[:4]), expert(session, westlake)]
    seats = [seat_judge(session, host, panel_id=panel.id, login=each.email or "") for each in experts]
    reserve = expert(session, houses[4])
    substitute = seat_judge(session, host, panel_id=panel.id, login=reserve.email or "", is_reserve=True)
    for seat in seats:
        judging.answer_invitation(session, judge(session, seat), seat_id=seat.id, accepts=True)
        judging.declare(session, judge(session, seat), seat_id=seat.id, declared={})

    found = {seat.id: [each.relation for each in seat.conflicts] for seat in get_panel(session, panel.id).seats}
    assert found == {**{seat.id: [] for seat in seats[:4]}, seats[4].id: [Relation.EMPLOYER], substitute.id: []}
    assert substitute.state is SeatState.INVITED

    judging.answer_invitation(session, judge(session, substitute), seat_id=substitute.id, accepts=True)
    judging.declare(session, judge(session, substitute), seat_id=substitute.id, declared={})
    open_panel(session, host, panel_id=panel.id)
    for number, seat in enumerate([*seats[:4], substitute]):
        points = POINTS | {"culture": 6 + number}
        judging.submit_sheet(
            session, judge(session, seat), seat_id=seat.id, target_id=panel.targets[0].id, points=points, key="k"
        )
    close_panel(session, host, panel_id=panel.id)
    row = list_outcomes(session, panel.id)[0].rows[0]
    assert (row["judges"], row["value"], row["grade"]) == (5, "82.00", "advanced")
