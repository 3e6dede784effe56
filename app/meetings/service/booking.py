"""Giving a meeting its time and table, moving it and giving it up; here double booking is made impossible."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise, may
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.event import Event
from app.events.service.occupancy import occupy, release_holder
from app.matching.logic.wishes import WishSide
from app.meetings.facts import MeetingCancelled, MeetingMoved, MeetingScheduled
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting, MeetingSlot
from app.meetings.queries.availability import Free, list_free
from app.meetings.queries.ground import lock_settings
from app.meetings.queries.meetings import MOVABLE, find_open_meeting, get_meeting
from app.meetings.queries.people import Pair, side_of
from app.meetings.service.steps import SEATED, audit, begin, note_change, step

MOST_ALTERNATIVES = 6
S = MeetingState


def when_text(event: Event, slot: MeetingSlot) -> str:
    """Return the time of a slot as figures, which need no translation."""
    zone = ZoneInfo(event.zone)
    start, end = slot.start_at.astimezone(zone), slot.end_at.astimezone(zone)
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"


def alternatives(session: Session, meeting: Meeting, *, is_running: bool = False) -> list[Free]:
    """Return when and where a meeting could take place instead."""
    people = {meeting.presenter_id, meeting.representative_id}
    return list_free(session, meeting.event, people, except_meeting=meeting.id, until_ended=is_running)


def seat(
    session: Session, meeting: Meeting, *, slot_id: int | None, table_id: int | None = None, is_running: bool = False
) -> None:
    """Hold both people and a table for a slot, any free one if none is named, or refuse with what is free now.

    Bookings of an event wait for each other here. Whoever comes from elsewhere (a programme being released, another
    event) meets the unique key of the calendar.
    """
    lock_settings(session, meeting.event_id)
    free = alternatives(session, meeting, is_running=is_running)
    chosen = next((each for each in free if slot_id in (None, each.slot.id)), None)
    tables = [table.id for table in chosen.tables if table_id in (None, table.id)] if chosen else []
    if chosen is None or not tables:
        raise _refusal(meeting, free, slot_id)
    release_holder(session, holder_kind=HolderKind.MEETING, holder_id=meeting.id)
    try:
        hold(session, meeting, chosen.slot, tables[0])
    except Conflict as error:
        raise _refusal(meeting, [each for each in free if each is not chosen], slot_id) from error
    meeting.slot, meeting.table = chosen.slot, next(table for table in chosen.tables if table.id == tables[0])
    session.flush()


def hold(session: Session, meeting: Meeting, slot: MeetingSlot, table_id: int) -> None:
    """Write both people and the table into the calendar."""
    wanted = [(ResourceKind.PERSON, person) for person in sorted({meeting.presenter_id, meeting.representative_id})]
    for kind, resource_id in (*wanted, (ResourceKind.TABLE, table_id)):
        occupy(
            session, kind=kind, resource_id=resource_id, start=slot.start_at, end=slot.end_at,
            holder_kind=HolderKind.MEETING, holder_id=meeting.id, event_id=meeting.event_id,
        )  # fmt: skip


def _refusal(meeting: Meeting, free: list[Free], slot_id: int | None) -> Conflict:
    times = [when_text(meeting.event, each.slot) for each in free[:MOST_ALTERNATIVES]]
    if slot_id is not None and times:
        return Conflict("This time has just been taken. Please choose another.", alternatives=times)
    if times:
        return Conflict("These tables have just been taken. Please choose again.", alternatives=times)
    return Conflict("Both sides have no free time in common any more, or no table is left.", alternatives=())


def check_different_people(meeting: Meeting) -> None:
    """Refuse a talk of a person with the same person."""
    if meeting.presenter_id == meeting.representative_id:
        raise RuleBroken("The same person would sit on both sides. Please name somebody else.", field="person_id")


def schedule_by_hand(
    session: Session, actor: Actor, *, pair: Pair, slot_id: int, table_id: int | None = None
) -> Meeting:
    """Let the organiser put a pair on the timetable."""
    authorise(actor, Permission.MEETING_PLAN, pair.event)
    found = find_open_meeting(
        session, event_id=pair.event.id, pitch_id=pair.pitch.id, investor_id=pair.participation.investor_id
    )
    if found is not None and found.state not in {S.REQUESTED, S.ACCEPTED}:
        raise RuleBroken("These two meet already. Open that meeting to move it.", field="pitch_id")
    meeting = get_meeting(session, found.id) if found else begin(session, new_meeting(pair, by=actor.person_id))
    for state in (S.ACCEPTED, S.SCHEDULED) if meeting.state is S.REQUESTED else (S.SCHEDULED,):
        if state is S.SCHEDULED:
            seat(session, meeting, slot_id=slot_id, table_id=table_id)
            meeting.is_locked = True
        step(session, meeting, state)
    outbox.record(session, MeetingScheduled(meeting.id, meeting.event_id, actor.person_id))
    audit(session, "scheduled", meeting)
    return meeting


def new_meeting(pair: Pair, *, by: int | None, state: MeetingState = S.ACCEPTED) -> Meeting:
    """Build a meeting of a pair in which the people named for the event sit."""
    presenter = pair.pitch.presenter
    if presenter is None or presenter.person is None:
        raise RuleBroken("This pitch has no presenter with an account yet.", field="pitch_id")
    if pair.participation.representative is None:
        raise RuleBroken("This investor has named nobody who comes.", field="investor_id")
    meeting = Meeting(
        event=pair.event, event_id=pair.event.id, pitch=pair.pitch, pitch_id=pair.pitch.id, investor=pair.investor,
        investor_id=pair.participation.investor_id, presenter=presenter.person, presenter_id=presenter.person.id,
        representative=pair.participation.representative, representative_id=pair.participation.representative.id,
        state=state, asked_by_side=WishSide.INVESTOR, asked_by=by or pair.participation.representative.id,
        slot=None, table=None,
    )  # fmt: skip
    check_different_people(meeting)
    return meeting


def move_meeting(
    session: Session,
    actor: Actor,
    *,
    meeting_id: int,
    slot_id: int,
    table_id: int | None = None,
    reason: str = "",
) -> Meeting:
    """Give a meeting another time or table: the organiser any, a side one that has none yet.

    A side that wants to move a meeting which has its time asks the other one (`service.moving`).
    """
    meeting = get_meeting(session, meeting_id)
    authorise_change(actor, meeting)
    if meeting.state in SEATED and not may(actor, Permission.MEETING_PLAN, meeting):
        raise NotAllowed("Both sides agreed on this time. Please ask the other side to move the meeting.")
    return put_elsewhere(session, meeting, slot_id=slot_id, table_id=table_id, reason=reason, by=actor.person_id)


def put_elsewhere(
    session: Session, meeting: Meeting, *, slot_id: int, table_id: int | None, reason: str, by: int | None
) -> Meeting:
    """Give a meeting another time or table for somebody who may; both sides are told."""
    if meeting.state not in MOVABLE:
        raise RuleBroken("Only an agreed meeting that has not begun can be moved.")
    was = "" if meeting.slot is None else meeting.slot.start_at.isoformat()
    place = (meeting.slot_id, meeting.table_id)
    seat(session, meeting, slot_id=slot_id, table_id=table_id)
    if meeting.state in SEATED:
        if place == (meeting.slot_id, meeting.table_id):
            return meeting
        step(session, meeting, S.RESCHEDULED, reason=reason)
    step(session, meeting, S.SCHEDULED)
    meeting.ics_sequence += 1
    session.flush()
    fact = MeetingMoved(meeting.id, meeting.event_id, by, was, reason) if was else MeetingScheduled(
        meeting.id, meeting.event_id, by
    )  # fmt: skip
    outbox.record(session, fact)
    audit(session, "moved", meeting)
    return meeting


def authorise_change(actor: Actor, meeting: Meeting) -> None:
    """Refuse everybody but the two sides and the organiser."""
    if side_of(actor, meeting) is None and not may(actor, Permission.MEETING_PLAN, meeting):
        authorise(actor, Permission.MEETING_PLAN, meeting)


def cancel_meeting(session: Session, actor: Actor, *, meeting_id: int, reason: str) -> Meeting:
    """Call an agreed meeting off, for a reason the other side reads."""
    meeting = get_meeting(session, meeting_id)
    authorise_change(actor, meeting)
    call_off(session, meeting, reason=reason, by=actor.person_id)
    audit(session, "cancelled", meeting)
    return meeting


def call_off(session: Session, meeting: Meeting, *, reason: str, by: int | None, tell: bool = True) -> None:
    """Cancel a meeting and free its people and table at once."""
    step(session, meeting, S.CANCELLED, reason=reason)
    release_holder(session, holder_kind=HolderKind.MEETING, holder_id=meeting.id)
    meeting.ics_sequence += 1
    meeting.is_locked = False
    session.flush()
    if tell:
        outbox.record(session, MeetingCancelled(meeting.id, meeting.event_id, by, reason.strip()))


def confirm_meeting(session: Session, actor: Actor, *, meeting_id: int) -> Meeting:
    """Let one side say that it will be there."""
    meeting = get_meeting(session, meeting_id)
    authorise_change(actor, meeting)
    step(session, meeting, S.CONFIRMED)
    audit(session, "confirmed", meeting)
    return meeting


def lock_meeting(session: Session, actor: Actor, *, meeting_id: int, is_locked: bool) -> Meeting:
    """Keep a meeting where it is when the rest is planned again, or set it free."""
    meeting = get_meeting(session, meeting_id)
    authorise(actor, Permission.MEETING_PLAN, meeting)
    if is_locked and not (meeting.holds_slot and meeting.slot and meeting.slot.end_at > now()):
        raise RuleBroken("Only a meeting that is still to come can be kept where it is.")
    meeting.is_locked = is_locked
    session.flush()
    note_change(session, meeting)
    return meeting
