"""The day itself and after: meetings begin, are missed, filled again, end, and leave an outcome."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise, may
from app.events.logic.states import HolderKind
from app.events.service.occupancy import release_holder
from app.matching.logic.wishes import WishSide
from app.meetings.facts import MeetingExpired, MeetingMissed, MeetingScheduled, OutcomeRecorded
from app.meetings.logic.states import MeetingOutcome, MeetingState
from app.meetings.models import Meeting, MeetingSlot
from app.meetings.queries.day import Stand, list_stand_ins
from app.meetings.queries.meetings import get_meeting
from app.meetings.queries.people import get_pair, side_of
from app.meetings.service.booking import new_meeting, seat
from app.meetings.service.steps import audit, begin, note_change, step

GRACE = timedelta(minutes=5)
S = MeetingState


@dataclass(frozen=True)
class Result:
    """How a meeting ended and what follows."""

    outcome: MeetingOutcome
    minutes_text: str = ""
    next_step: str = ""
    next_on: date | None = None


def expire_requests(session: Session) -> list[int]:
    """Close the requests that nobody answered in time."""
    late = select(Meeting).where(Meeting.state == S.REQUESTED, Meeting.expires_at <= now()).order_by(Meeting.id)
    found = list(session.scalars(late))
    for meeting in found:
        step(session, meeting, S.EXPIRED)
        outbox.record(session, MeetingExpired(meeting.id, meeting.event_id))
    return [meeting.id for meeting in found]


def turn_clock(session: Session) -> int:
    """Let meetings whose time has come begin, and those whose time is over end."""
    rows = session.scalars(
        select(Meeting)
        .join(MeetingSlot, MeetingSlot.id == Meeting.slot_id)
        .where(Meeting.state.in_([S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS]), MeetingSlot.start_at <= now())
        .order_by(Meeting.id)
    )
    count = 0
    for meeting in rows:
        slot = session.get_one(MeetingSlot, meeting.slot_id)
        count += _advance(session, meeting, slot.end_at)
    return count


def _advance(session: Session, meeting: Meeting, end: datetime) -> int:
    path: Collection[MeetingState] = (S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED) if end <= now() else (
        S.CONFIRMED, S.IN_PROGRESS
    )  # fmt: skip
    order = (S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED)
    todo = [state for state in path if order.index(state) > order.index(meeting.state)]
    for state in todo:
        step(session, meeting, state)
    return bool(todo)


def begin_meeting(session: Session, actor: Actor, *, meeting_id: int) -> Meeting:
    """Note that both sides sit down."""
    meeting = _on_the_day(session, actor, meeting_id)
    if meeting.state is S.SCHEDULED:
        step(session, meeting, S.CONFIRMED)
    step(session, meeting, S.IN_PROGRESS)
    audit(session, "begun", meeting)
    return meeting


def end_meeting(session: Session, actor: Actor, *, meeting_id: int) -> Meeting:
    """Note that the talk is over."""
    meeting = _on_the_day(session, actor, meeting_id)
    step(session, meeting, S.COMPLETED)
    audit(session, "ended", meeting)
    return meeting


def note_no_show(session: Session, actor: Actor, *, meeting_id: int, side: WishSide) -> Meeting:
    """Note after five minutes of grace that one side did not come; the other and the table are free again."""
    meeting = _on_the_day(session, actor, meeting_id)
    if meeting.slot is None or now() < meeting.slot.start_at + GRACE:
        raise RuleBroken("Please wait five minutes from the beginning of the slot.")
    for state in (S.CONFIRMED, S.IN_PROGRESS):
        if meeting.state in {S.SCHEDULED, S.CONFIRMED} and meeting.state is not state:
            step(session, meeting, state)
    step(session, meeting, S.NO_SHOW_INVESTOR if side is WishSide.INVESTOR else S.NO_SHOW_PROJECT)
    release_holder(session, holder_kind=HolderKind.MEETING, holder_id=meeting.id)
    outbox.record(session, MeetingMissed(meeting.id, meeting.event_id, actor.person_id, side.value))
    audit(session, "missed", meeting)
    return meeting


def refill_slot(session: Session, actor: Actor, *, meeting_id: int, pitch_number: str, investor_id: int) -> Meeting:
    """Give the rest of a missed slot to the next pair that wants to meet and is free now."""
    missed = _on_the_day(session, actor, meeting_id)
    chosen: Stand | None = next(
        (each for each in list_stand_ins(session, missed) if each.is_pair(pitch_number, investor_id)), None
    )
    if chosen is None or missed.slot_id is None:
        raise RuleBroken("These two are not free any more. Please choose again.")
    pair = get_pair(session, missed.event, number=pitch_number, investor_id=investor_id)
    meeting = begin(session, new_meeting(pair, by=actor.person_id))
    seat(session, meeting, slot_id=missed.slot_id, table_id=missed.table_id, is_running=True)
    step(session, meeting, S.SCHEDULED)
    step(session, missed, S.REFILLED)
    outbox.record(session, MeetingScheduled(meeting.id, meeting.event_id, actor.person_id))
    audit(session, "refilled", meeting)
    return meeting


def _on_the_day(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    meeting = get_meeting(session, meeting_id)
    authorise(actor, Permission.MEETING_PLAN, meeting)
    return meeting


def record_outcome(session: Session, actor: Actor, *, meeting_id: int, result: Result) -> Meeting:
    """Write down how a meeting ended; it can be corrected later."""
    meeting = get_meeting(session, meeting_id)
    if side_of(actor, meeting) is None and not may(actor, Permission.MEETING_PLAN, meeting):
        raise NotAllowed("Only the two sides and the organiser write minutes.")
    authorise(actor, Permission.MEETING_MINUTES, meeting)
    if result.next_step and result.next_on is None:
        raise RuleBroken("Please give the next step a date.", field="next_on")
    if meeting.slot is not None and meeting.slot.end_at <= now() and meeting.state in {
        S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS
    }:  # fmt: skip
        _advance(session, meeting, meeting.slot.end_at)
    meeting.outcome, meeting.minutes_text = result.outcome, result.minutes_text.strip() or None
    meeting.next_step, meeting.next_on = result.next_step.strip() or None, result.next_on
    if meeting.state is S.OUTCOME_RECORDED:
        session.flush()
        note_change(session, meeting)
    else:
        step(session, meeting, S.OUTCOME_RECORDED)
    outbox.record(session, OutcomeRecorded(
        meeting.id, meeting.event_id, actor.person_id, pitch_id=meeting.pitch_id, investor_id=meeting.investor_id,
        outcome=result.outcome.value, next_step=meeting.next_step,
        next_on=result.next_on.isoformat() if result.next_on else None,
    ))  # fmt: skip
    audit(session, "outcome_recorded", meeting)
    return meeting
