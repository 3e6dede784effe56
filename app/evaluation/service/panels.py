"""Panels: set up, filled with judges, opened, closed with a result, revealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.evaluation.facts import JudgeInvited, PanelClosed, PanelOpened, PanelRevealed
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.logic.states import LEAST_JUDGES, PanelState, SeatState, may_become
from app.evaluation.models import Panel, PanelSeat, PanelTarget
from app.evaluation.queries.panels import get_panel, list_judgeable
from app.evaluation.service.outcomes import keep_outcome, panel_size
from app.evaluation.service.sets import adopt_set, freeze
from app.events.models.event import Event
from app.events.queries.programme import list_sessions
from app.library.models import Achievement
from app.pitches.logic.states import PitchState
from app.pitches.service.steps import take_step

MOST_QUORUM = 30


@dataclass(frozen=True, kw_only=True)
class PanelPlan:
    """What an organiser wants of a panel."""

    title: str
    set_code: str
    method: Method
    tie_rule: TieRule
    quorum: int
    pitch_ids: Sequence[int] = ()
    achievement_numbers: Sequence[str] = ()
    session_id: int | None = None


def set_up_panel(session: Session, actor: Actor, *, event: Event, plan: PanelPlan) -> Panel:
    """Set up a panel for pitches of an event, or for achievements."""
    authorise(actor, Permission.EVALUATION_RUN, event)
    if not plan.title.strip():
        raise RuleBroken("Please give the panel a name.", field="title")
    if not LEAST_JUDGES <= plan.quorum <= MOST_QUORUM:
        raise RuleBroken("The quorum lies between 3 and %(most)d judges.", field="quorum", most=MOST_QUORUM)
    targets = _targets(session, event, plan)
    if not targets:
        raise RuleBroken("Please choose what the panel judges.", field="pitch_ids")
    if plan.session_id is not None and plan.session_id not in {each.id for each in list_sessions(session, event.id)}:
        raise RuleBroken("There is no such session.", field="session_id")
    panel = Panel(
        number=next_number(session, "PJ"), event=event, title=plan.title.strip(), method=plan.method,
        indicator_set=adopt_set(session, event, plan.set_code), tie_rule=plan.tie_rule, quorum=plan.quorum,
        targets=targets, seats=[], session_id=plan.session_id,
    )  # fmt: skip
    session.add(panel)
    session.flush()
    return panel


def seat_judge(session: Session, actor: Actor, *, panel_id: int, login: str, is_reserve: bool = False) -> PanelSeat:
    """Invite somebody with an account to judge, or keep the person in reserve."""
    panel = get_panel(session, panel_id)
    authorise(actor, Permission.EVALUATION_RUN, panel)
    if panel.state not in (PanelState.PLANNED, PanelState.SCORING):
        raise RuleBroken("The scores of this panel are locked.")
    wanted = select(Person).join(Account, Account.person_id == Person.id)
    person = session.scalar(
        wanted.where(func.lower(Account.email) == login.strip().lower(), Account.closed_at.is_(None))
    )
    if person is None:
        raise RuleBroken("Nobody is registered with this address. Ask the person to sign up first.", field="login")
    if any(seat.person_id == person.id for seat in panel.seats):
        raise RuleBroken("This person is on the panel already.", field="login")
    state = SeatState.RESERVE if is_reserve else SeatState.INVITED
    seat = PanelSeat(panel=panel, person=person, state=state, conflicts=[], sheets=[])
    session.add(seat)
    session.flush()
    if not is_reserve:
        outbox.record(session, JudgeInvited(seat_id=seat.id, panel_id=panel.id, event_id=panel.event_id))
    return seat


def open_panel(session: Session, actor: Actor, *, panel_id: int) -> Panel:
    """Let judges score; from now on the criteria are frozen."""
    panel = _own(session, actor, panel_id, PanelState.SCORING)
    if panel_size(panel) < LEAST_JUDGES:
        raise RuleBroken("At least %(least)d judges must have accepted first.", least=LEAST_JUDGES)
    freeze(panel.indicator_set)
    panel.state, panel.opened_at = PanelState.SCORING, now()
    session.flush()
    outbox.record(session, PanelOpened(panel_id=panel.id, event_id=panel.event_id))
    return panel


def close_panel(session: Session, actor: Actor, *, panel_id: int) -> Panel:
    """Lock the scores and work out the result; below the quorum there is none."""
    panel = _own(session, actor, panel_id, PanelState.CLOSED)
    keep_outcome(session, panel)
    panel.state, panel.closed_at = PanelState.CLOSED, now()
    for target in panel.targets:
        if target.pitch is not None and target.pitch.state is PitchState.PRESENTED:
            take_step(session, target.pitch, PitchState.SCORED)
    session.flush()
    outbox.record(session, PanelClosed(panel_id=panel.id, event_id=panel.event_id))
    write_audit(session, "evaluation.closed", kind="panel", row_id=panel.id, event_id=panel.event_id)
    return panel


def reveal_panel(session: Session, actor: Actor, *, panel_id: int) -> Panel:
    """Let everybody know the result."""
    panel = _own(session, actor, panel_id, PanelState.REVEALED)
    panel.state, panel.revealed_at = PanelState.REVEALED, now()
    session.flush()
    outbox.record(session, PanelRevealed(panel_id=panel.id, event_id=panel.event_id))
    return panel


def _own(session: Session, actor: Actor, panel_id: int, after: PanelState) -> Panel:
    panel = get_panel(session, panel_id)
    authorise(actor, Permission.EVALUATION_RUN, panel)
    if not may_become(panel.state, after):
        raise RuleBroken("A panel that is “%(before)s” cannot become “%(after)s”.", before=panel.state, after=after)
    return panel


def _targets(session: Session, event: Event, plan: PanelPlan) -> list[PanelTarget]:
    wanted = set(plan.pitch_ids)
    found = [PanelTarget(pitch=pitch) for pitch in list_judgeable(session, event.id) if pitch.id in wanted]
    for number in plan.achievement_numbers:
        achievement = session.scalar(select(Achievement).where(Achievement.number == number))
        if achievement is None:
            raise RuleBroken("There is no achievement %(number)s.", field="achievement_numbers", number=number)
        found.append(PanelTarget(achievement=achievement))
    for position, target in enumerate(found):
        target.position = position
    return found
