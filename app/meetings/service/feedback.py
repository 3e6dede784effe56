"""A provisional plan: shown to participants, answered meeting by meeting, and made better by what they say."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, NotAllowed
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.meetings.facts import PlanShown
from app.meetings.logic.states import FeedbackKind
from app.meetings.models import MeetingPlan, PlanFeedback, Standby, Unavailability
from app.meetings.queries.my_plan import list_feedback
from app.meetings.queries.people import find_standing
from app.meetings.queries.planning import get_plan

Row = dict[str, Any]
Pair = tuple[int, int]


def show_to_participants(session: Session, actor: Actor, *, event: Event, plan_id: int) -> MeetingPlan:
    """Let participants look at a plan before it is published; an earlier provisional one is no longer shown."""
    authorise(actor, Permission.MEETING_PLAN, event)
    plan = get_plan(session, event.id, plan_id)
    if plan.status != "ready":
        raise Conflict("Only a finished plan that is not published can be shown for feedback.")
    others = select(MeetingPlan).where(MeetingPlan.event_id == event.id, MeetingPlan.status == "provisional")
    for other in session.scalars(others):
        other.status = "ready"
    plan.status = "provisional"
    session.flush()
    outbox.record(session, PlanShown(plan.id, plan.event_id, by=actor.person_id, people=_people_of(plan)))
    write_audit(session, "meeting.plan_shown", kind="meeting_plan", row_id=plan.id, event_id=event.id)
    return plan


def hide_from_participants(session: Session, actor: Actor, *, event: Event, plan_id: int) -> None:
    """End the feedback round."""
    authorise(actor, Permission.MEETING_PLAN, event)
    plan = get_plan(session, event.id, plan_id)
    if plan.status != "provisional":
        raise Conflict("This plan is not shown to participants.")
    plan.status = "ready"
    session.flush()
    write_audit(session, "meeting.plan_hidden", kind="meeting_plan", row_id=plan.id, event_id=event.id)


def _people_of(plan: MeetingPlan) -> list[int]:
    return sorted({person for row in plan.assignments for person in (row["presenter"], row["representative"])})


def answer_plan(
    session: Session, actor: Actor, *, plan: MeetingPlan, pair: Pair, kind: FeedbackKind, note: str = ""
) -> PlanFeedback:
    """Say whether a provisional meeting fits; a later answer replaces an earlier one."""
    person_id = actor.person_id or 0
    row = next((each for each in plan.assignments if (each["pitch"], each["investor"]) == pair), None)
    if row is None or person_id not in (row["presenter"], row["representative"]):
        raise NotAllowed("You answer only for your own meetings.")
    if plan.status != "provisional":
        raise Conflict("The feedback round is over.")
    known = select(PlanFeedback).where(
        PlanFeedback.plan_id == plan.id, PlanFeedback.pitch_id == pair[0], PlanFeedback.investor_id == pair[1],
        PlanFeedback.person_id == person_id,
    )  # fmt: skip
    answer = session.scalar(known)
    if answer is None:
        answer = PlanFeedback(plan_id=plan.id, pitch_id=pair[0], investor_id=pair[1], person_id=person_id)
        session.add(answer)
    answer.kind, answer.note, answer.at = kind, note.strip() or None, now()
    session.flush()
    return answer


def adopt_feedback(session: Session, actor: Actor, *, event: Event, plan_id: int) -> int:
    """Take answers over into what the next plan is asked: bad times are ruled out, unwanted meetings are refused."""
    authorise(actor, Permission.MEETING_PLAN, event)
    plan = get_plan(session, event.id, plan_id)
    rows = {(row["pitch"], row["investor"]): row for row in plan.assignments}
    count = 0
    for answer in list_feedback(session, plan.id):
        row = rows.get((answer.pitch_id, answer.investor_id))
        if row is None or answer.kind is FeedbackKind.FITS:
            continue
        count += _rule_out(session, answer, row) if answer.kind is FeedbackKind.BAD_TIME else _refuse(
            session, event, answer, row
        )  # fmt: skip
    session.flush()
    write_audit(session, "meeting.feedback_adopted", kind="meeting_plan", row_id=plan.id, event_id=event.id)
    return count


def _rule_out(session: Session, answer: PlanFeedback, row: Row) -> int:
    slot_id = row["slot"]
    known = select(Unavailability.id).where(
        Unavailability.person_id == answer.person_id, Unavailability.slot_id == slot_id
    )
    if session.scalar(known) is not None:
        return 0
    session.add(Unavailability(person_id=answer.person_id, slot_id=slot_id))
    session.flush()
    return 1


def _refuse(session: Session, event: Event, answer: PlanFeedback, row: Row) -> int:
    side = WishSide.PITCH if row["presenter"] == answer.person_id else WishSide.INVESTOR
    known = select(Interest).where(
        Interest.investor_id == answer.investor_id, Interest.pitch_id == answer.pitch_id, Interest.side == side
    )
    wish = session.scalar(known)
    if wish is not None and wish.wish is Wish.NO_THANKS:
        return 0
    if wish is None:
        wish = Interest(event_id=event.id, investor_id=answer.investor_id, pitch_id=answer.pitch_id, side=side)
        session.add(wish)
    wish.wish = Wish.NO_THANKS
    session.flush()
    return 1


def stand_by(session: Session, actor: Actor, *, event: Event, is_here: bool) -> None:
    """Go on the standby list of an event, or leave it."""
    authorise(actor, Permission.ACCOUNT_OWN)
    person_id = actor.person_id or 0
    if not find_standing(session, event, person_id).takes_part:
        raise NotAllowed("You take part in no meetings of this event.")
    known = session.scalar(select(Standby).where(Standby.event_id == event.id, Standby.person_id == person_id))
    if is_here and known is None:
        session.add(Standby(event_id=event.id, person_id=person_id))
    elif not is_here and known is not None:
        session.delete(known)
    session.flush()
