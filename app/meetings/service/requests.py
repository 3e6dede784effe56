"""Asking for a meeting and answering: nothing is held before both sides agree."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.matching.logic.wishes import WishSide
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.facts import (
    MeetingAccepted,
    MeetingDeclined,
    MeetingRequestChanged,
    MeetingRequested,
    MeetingScheduled,
    MeetingWithdrawn,
)
from app.meetings.logic.states import BookingMode, MeetingState
from app.meetings.models import Meeting, MeetingSettings, MeetingSlot
from app.meetings.queries.availability import read_diaries
from app.meetings.queries.ground import find_settings, list_slots, lock_settings
from app.meetings.queries.meetings import find_open_meeting, get_meeting
from app.meetings.queries.people import Pair, house_of, side_of, side_of_pair, team_of
from app.meetings.service.booking import check_different_people, new_meeting, seat
from app.meetings.service.reasons import WITHDRAWN
from app.meetings.service.steps import audit, begin, note_change, step

S = MeetingState


@dataclass(frozen=True)
class Asking:
    """What somebody asks for: words, a time (None is any time) and who of the own side comes."""

    message: str = ""
    slot_id: int | None = None
    person_id: int | None = None


def check_open(session: Session, event: Event) -> MeetingSettings:
    """Return the settings if participants may book now, or say why not."""
    settings = find_settings(session, event.id)
    if settings is None:
        raise RuleBroken("The organiser has not opened the booking of meetings yet.")
    if settings.mode is BookingMode.ORGANISER:
        raise RuleBroken("The organiser plans all meetings of this event. Say on the match list whom you want to meet.")
    if settings.booking_opens_at is not None and now() < settings.booking_opens_at:
        raise RuleBroken("The booking of meetings has not opened yet.")
    if settings.booking_closes_at is not None and now() > settings.booking_closes_at:
        raise RuleBroken("The booking of meetings is closed. Please ask the organiser.")
    return settings


def request_meeting(session: Session, actor: Actor, *, pair: Pair, asking: Asking) -> Meeting:
    """Ask the other side to meet; a pair has one open meeting at an event."""
    side = side_of_pair(actor, pair.pitch, pair.investor)
    if side is None:
        raise NotAllowed("You belong to neither side of this meeting.")
    authorise(actor, Permission.MEETING_REQUEST, pair.pitch if side is WishSide.PITCH else pair.investor)
    settings = check_open(session, pair.event)
    if pair.pitch.state not in OPEN_PITCHES:
        raise RuleBroken("This pitch is not open for meetings.")
    if find_open_meeting(
        session, event_id=pair.event.id, pitch_id=pair.pitch.id, investor_id=pair.participation.investor_id
    ):
        raise RuleBroken("These two sides have a meeting or an open request already.")
    meeting = new_meeting(pair, by=actor.person_id, state=S.REQUESTED)
    meeting.asked_by_side, meeting.message = side, asking.message.strip() or None
    meeting.expires_at = now() + timedelta(hours=settings.expiry_hours)
    _name_person(session, meeting, pair, side, asking.person_id)
    meeting.slot = _wished_slot(session, meeting.event_id, asking.slot_id)
    _check_caps(session, meeting)
    begin(session, meeting)
    outbox.record(session, MeetingRequested(meeting.id, meeting.event_id, actor.person_id))
    audit(session, "requested", meeting)
    return meeting


def _name_person(session: Session, meeting: Meeting, pair: Pair, side: WishSide, person_id: int | None) -> None:
    people = team_of(pair.pitch) if side is WishSide.PITCH else house_of(session, pair.participation)
    if person_id is None:
        return
    chosen: Person | None = next((person for person in people if person.id == person_id), None)
    if chosen is None:
        raise RuleBroken("This person does not belong to your side.", field="person_id")
    if side is WishSide.PITCH:
        meeting.presenter, meeting.presenter_id = chosen, chosen.id
    else:
        meeting.representative, meeting.representative_id = chosen, chosen.id
    check_different_people(meeting)


def _wished_slot(session: Session, event_id: int, slot_id: int | None) -> MeetingSlot | None:
    if slot_id is None:
        return None
    slot = session.get(MeetingSlot, slot_id)
    if slot is None or slot.event_id != event_id or slot.dropped_at is not None or slot.start_at <= now():
        raise RuleBroken("Please choose a time that is still to come.", field="slot_id")
    return slot


def _check_caps(session: Session, meeting: Meeting) -> None:
    people = {meeting.presenter_id, meeting.representative_id}
    slots = list_slots(session, meeting.event_id)
    for person, diary in read_diaries(session, meeting.event, people, slots=slots).items():
        if diary.is_full:
            name = meeting.presenter.name if person == meeting.presenter_id else meeting.representative.name
            raise RuleBroken("%(name)s has as many meetings as the organiser allows.", name=name)


def change_request(session: Session, actor: Actor, *, meeting_id: int, asking: Asking) -> Meeting:
    """Change the words or the time of an open request."""
    meeting = _asked_by_me(session, actor, meeting_id)
    meeting.message = asking.message.strip() or None
    meeting.slot = _wished_slot(session, meeting.event_id, asking.slot_id)
    session.flush()
    note_change(session, meeting)
    outbox.record(session, MeetingRequestChanged(meeting.id, meeting.event_id, actor.person_id))
    audit(session, "request_changed", meeting)
    return meeting


def withdraw_request(session: Session, actor: Actor, *, meeting_id: int) -> Meeting:
    """Take an open request back."""
    meeting = _asked_by_me(session, actor, meeting_id)
    step(session, meeting, S.CANCELLED, reason=WITHDRAWN)
    outbox.record(session, MeetingWithdrawn(meeting.id, meeting.event_id, actor.person_id))
    audit(session, "withdrawn", meeting)
    return meeting


def _asked_by_me(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    meeting = get_meeting(session, meeting_id)
    if side_of(actor, meeting) is not meeting.asked_by_side:
        raise NotAllowed("Only the side that asked can change a request.")
    authorise(actor, Permission.MEETING_REQUEST, meeting.sides)
    if meeting.state is not S.REQUESTED:
        raise RuleBroken("This request has been answered already.")
    return meeting


def _asked_of_me(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    meeting = get_meeting(session, meeting_id)
    side = side_of(actor, meeting)
    if side is None or side is meeting.asked_by_side:
        raise NotAllowed("Only the side that was asked can answer.")
    authorise(actor, Permission.MEETING_ANSWER, meeting.sides)
    if meeting.state is not S.REQUESTED:
        raise RuleBroken("This request has been answered already.")
    return meeting


def accept_meeting(
    session: Session,
    actor: Actor,
    *,
    meeting_id: int,
    slot_id: int | None = None,
    table_id: int | None = None,
    leave_open: bool = False,
) -> Meeting:
    """Agree to meet, at a time (None: the first that is free), or leave the time to the organiser's plan."""
    lock_settings(session, get_meeting(session, meeting_id).event_id)
    meeting = _asked_of_me(session, actor, meeting_id)
    settings = check_open(session, meeting.event)
    if leave_open and settings.mode is not BookingMode.MIXED:
        raise RuleBroken("Please choose a time; nobody plans meetings of this event for you.", field="slot_id")
    meeting.expires_at = None
    if leave_open:
        step(session, meeting, S.ACCEPTED)
        outbox.record(session, MeetingAccepted(meeting.id, meeting.event_id, actor.person_id))
    else:
        seat(session, meeting, slot_id=slot_id, table_id=table_id)
        step(session, meeting, S.ACCEPTED)
        step(session, meeting, S.SCHEDULED)
        outbox.record(session, MeetingScheduled(meeting.id, meeting.event_id, actor.person_id))
    audit(session, "accepted", meeting)
    return meeting


def decline_meeting(session: Session, actor: Actor, *, meeting_id: int, reason: str, why: str = "") -> Meeting:
    """Say no, with a reason the other side reads; the code `why` only teaches which proposals to make."""
    meeting = _asked_of_me(session, actor, meeting_id)
    step(session, meeting, S.DECLINED, reason=reason)
    outbox.record(session, MeetingDeclined(meeting.id, meeting.event_id, actor.person_id, reason.strip(), why))
    audit(session, "declined", meeting)
    return meeting
