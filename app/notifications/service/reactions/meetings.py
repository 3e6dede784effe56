"""What the two sides of a meeting are told; agreed meetings come with an entry for their calendars."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.logic.exchange import Item
from app.events.logic.states import EventState
from app.matching.logic.wishes import WishSide
from app.meetings import facts
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting, MeetingPlan
from app.meetings.queries.calendar import calendar_item, house_name
from app.meetings.queries.meetings import get_meeting
from app.meetings.service.reasons import SYSTEM_REASONS
from app.notifications.logic import MessageState, Template
from app.notifications.models import Message
from app.notifications.service.feeds import refresh_marks
from app.notifications.service.letters import keep_item
from app.notifications.service.reactions.events import get_event, reason_of
from app.notifications.service.telling import REPLACED, Notice, tell

OFF = frozenset({EventState.CANCELLED, EventState.POSTPONED})
UNREAD = frozenset({MessageState.DRAFT, MessageState.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What to tell about a meeting: words, a reason, and whether a calendar entry comes along."""

    template: Template
    quote: str | None = None
    item: Item | None = None
    waits: bool | None = None


def _tell(session: Session, meeting: Meeting, people: Iterable[int], words: _Words) -> None:
    """Tell each side about the other."""
    item, place = words.item, calendar_item(meeting, address="")
    values = {
        "event": meeting.event.title, "pitch": meeting.pitch.title, "investor": house_name(meeting),
        "when": meeting.slot.start_at if meeting.slot else None, "where": place.room if place else None,
        "until": meeting.expires_at,
    }  # fmt: skip
    for person_id in people:
        partner = house_name(meeting) if person_id == meeting.presenter_id else meeting.pitch.title
        tell(session, Notice(
            template=words.template, event=meeting.event, path={"meeting_id": meeting.id},
            quote=reason_of(words.quote, SYSTEM_REASONS), values=values | {"partner": partner},
            key=f"meeting-{meeting.id}-{meeting.ics_sequence}" if item else "",
            method=("CANCEL" if item.cancelled else "REQUEST") if item else None,
            completed_with={"item": keep_item(item)} if item else {}, waits=words.waits,
        ), [person_id])  # fmt: skip


def _sides(meeting: Meeting) -> tuple[int, int]:
    """Return who asked and who was asked."""
    if meeting.asked_by_side is WishSide.PITCH:
        return meeting.presenter_id, meeting.representative_id
    return meeting.representative_id, meeting.presenter_id


def tell_requested(session: Session, fact: facts.MeetingRequested) -> None:
    """Tell the other side that somebody would like to meet."""
    meeting = get_meeting(session, fact.meeting_id)
    if meeting.state is MeetingState.REQUESTED:
        _tell(session, meeting, _sides(meeting)[1:], _Words(template=Template.MEETING_REQUESTED, quote=meeting.message))


def tell_request_changed(session: Session, fact: facts.MeetingRequestChanged) -> None:
    """Tell the other side about the new words or time."""
    meeting = get_meeting(session, fact.meeting_id)
    _tell(
        session, meeting, _sides(meeting)[1:], _Words(template=Template.MEETING_REQUEST_CHANGED, quote=meeting.message)
    )


def tell_withdrawn(session: Session, fact: facts.MeetingWithdrawn) -> None:
    """Tell the other side that there is nothing left to answer."""
    meeting = get_meeting(session, fact.meeting_id)
    _tell(session, meeting, _sides(meeting)[1:], _Words(template=Template.MEETING_WITHDRAWN))


def tell_accepted(session: Session, fact: facts.MeetingAccepted) -> None:
    """Tell whoever asked that the other side agrees."""
    meeting = get_meeting(session, fact.meeting_id)
    _tell(session, meeting, _sides(meeting)[:1], _Words(template=Template.MEETING_ACCEPTED))


def tell_declined(session: Session, fact: facts.MeetingDeclined) -> None:
    """Tell whoever asked that it will not be."""
    meeting = get_meeting(session, fact.meeting_id)
    _tell(session, meeting, _sides(meeting)[:1], _Words(template=Template.MEETING_DECLINED, quote=fact.reason))


def tell_expired(session: Session, fact: facts.MeetingExpired) -> None:
    """Tell whoever asked that nobody answered in time."""
    meeting = get_meeting(session, fact.meeting_id)
    _tell(session, meeting, _sides(meeting)[:1], _Words(template=Template.MEETING_EXPIRED))


def invite(session: Session, fact: facts.MeetingScheduled) -> None:
    """Invite both sides, and put the meeting into their calendars."""
    _invite(session, fact.meeting_id, Template.MEETING_SCHEDULED)


def invite_again(session: Session, fact: facts.MeetingMoved) -> None:
    """Tell both sides about the new time or table."""
    _invite(session, fact.meeting_id, Template.MEETING_MOVED, reason=fact.reason)


def withdraw_invitation(session: Session, fact: facts.MeetingCancelled) -> None:
    """Tell both sides that a meeting is off; if its whole event is, the organiser reads the notices first."""
    _withdraw(session, fact.meeting_id, reason=fact.reason)


def _invite(
    session: Session, meeting_id: int, template: Template, *, reason: str = "", waits: bool | None = None
) -> None:
    meeting = get_meeting(session, meeting_id)
    people = [meeting.presenter_id, meeting.representative_id]
    if meeting.holds_slot:
        _drop_outdated(session, meeting)
        item = calendar_item(meeting, address=f"/meetings/{meeting.id}")
        _tell(session, meeting, people, _Words(template=template, quote=reason, item=item, waits=waits))
    refresh_marks(session, people)


def _withdraw(session: Session, meeting_id: int, *, reason: str = "", waits: bool | None = None) -> None:
    meeting = get_meeting(session, meeting_id)
    people = [meeting.presenter_id, meeting.representative_id]
    invited = _drop_outdated(session, meeting)
    words = _Words(
        template=Template.MEETING_CANCELLED, quote=reason, waits=True if meeting.event.state in OFF else waits,
        item=calendar_item(meeting, address=f"/meetings/{meeting.id}"),
    )  # fmt: skip
    _tell(session, meeting, [each for each in people if each in invited], words)
    _tell(session, meeting, [each for each in people if each not in invited], replace(words, item=None))
    refresh_marks(session, people)


def tell_change_of_meeting(
    session: Session, meeting: Meeting, person_id: int, *, template: Template, reason: str
) -> None:
    """Tell one side at once that a meeting is new, moved or off, with the entry for the calendar."""
    _drop_outdated(session, meeting)
    item = calendar_item(meeting, address=f"/meetings/{meeting.id}")
    _tell(session, meeting, [person_id], _Words(template=template, quote=reason, item=item, waits=False))


def _drop_outdated(session: Session, meeting: Meeting) -> set[int]:
    """Take back invitations that nobody has read yet and that are no longer true; return whose have left."""
    rows = session.scalars(
        select(Message).where(
            Message.link == f"/meetings/{meeting.id}", Message.calendar_method == "REQUEST",
            Message.state != MessageState.CANCELLED,
        )
    ).all()  # fmt: skip
    for message in rows:
        if message.state is MessageState.DRAFT and message.values["item"]["sequence"] < meeting.ics_sequence:
            message.state, message.note = MessageState.CANCELLED, REPLACED
    session.flush()
    return {message.person_id or 0 for message in rows if message.state not in UNREAD}


def tell_missed(session: Session, fact: facts.MeetingMissed) -> None:
    """Tell the side that did not come."""
    meeting = get_meeting(session, fact.meeting_id)
    missing = meeting.representative_id if fact.side == WishSide.INVESTOR else meeting.presenter_id
    _tell(session, meeting, [missing], _Words(template=Template.MEETING_MISSED))


def tell_plan_made(session: Session, fact: facts.PlanMade) -> None:
    """Tell whoever started the planner that it is done."""
    plan = session.get_one(MeetingPlan, fact.plan_id)
    event = get_event(session, fact.event_id)
    tell(session, Notice(
        template=Template.PLAN_MADE, values={"event": event.title, "plan": plan.name},
        path={"slug": event.slug, "plan_id": plan.id}, event=event,
    ), [plan.made_by])  # fmt: skip


def announce_plan(session: Session, fact: facts.PlanPublished) -> None:
    """Prepare an invitation for every new or moved meeting, and a withdrawal for every one that is dropped."""
    for meeting_id in fact.added:
        _invite(session, meeting_id, Template.MEETING_SCHEDULED, waits=True)
    for meeting_id in fact.moved:
        _invite(session, meeting_id, Template.MEETING_MOVED, waits=True)
    for meeting_id in fact.dropped:
        reason = get_meeting(session, meeting_id).state_reason or ""
        _withdraw(session, meeting_id, reason=reason, waits=True)
