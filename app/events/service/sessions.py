"""Drafting sessions: adding, changing, cancelling, and writing down what they decided."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import outbox
from app.core.db import check_version
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.facts.programme import ActionItemRecorded, SessionCancelled
from app.events.logic.programme import is_dropped
from app.events.logic.states import SessionState, SessionType, Visibility
from app.events.models.event import Event
from app.events.models.programme import ActionItem, Bookmark, EventSession
from app.events.queries.programme import is_released, list_rooms
from app.events.queries.sessions import get_session
from app.events.service.occupancy import check_grid

CHANGEABLE = frozenset({SessionState.DRAFT, SessionState.SCHEDULED, SessionState.MOVED})


@dataclass(frozen=True, kw_only=True)
class SessionValues:
    """What an organiser says about a session."""

    title: str
    session_type: SessionType
    title_en: str | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    room_id: int | None = None
    capacity: int | None = None
    visibility: Visibility = Visibility.PUBLIC
    description: str | None = None
    no_photos: bool = False


def add_session(session: Session, actor: Actor, *, event: Event, values: SessionValues) -> EventSession:
    """Add a session to the draft of a programme."""
    authorise(actor, Permission.PROGRAMME_EDIT, event)
    _check(session, event, values)
    last = session.scalar(select(func.max(EventSession.position)).where(EventSession.event_id == event.id))
    state = SessionState.SCHEDULED if values.start_at else SessionState.DRAFT
    each = EventSession(event=event, guid=str(uuid4()), state=state, position=(last or 0) + 1, people=[])
    _write(each, values)
    session.add(each)
    session.flush()
    return each


def edit_session(
    session: Session, actor: Actor, *, each: EventSession, values: SessionValues, version: int | None, confirmed: bool
) -> None:
    """Change a session in the draft; marks of assumptions stay until somebody confirms the details."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_version(each, version)
    check_changeable(each)
    _check(session, each.event, values)
    check_keeps_time(session, each, values.start_at)
    moves = (each.start_at, each.end_at, each.room_id) != (values.start_at, values.end_at, values.room_id)
    if moves:
        each.place_before = place_of(each)
    _write(each, values)
    if moves:
        each.state = moved_state(each)
    if confirmed:
        each.assumed = {}
    session.flush()


def check_changeable(each: EventSession) -> None:
    """Refuse to change what was cancelled or has begun."""
    if each.state not in CHANGEABLE:
        raise RuleBroken("This session is %(state)s and can no longer be changed.", state=each.state)


def check_keeps_time(session: Session, each: EventSession, start: datetime | None) -> None:
    """Refuse to take the time of a session away that visitors know of."""
    if start is None and each.start_at is not None and is_released(session, each):
        raise RuleBroken("Visitors know this session. Move it, or cancel it with a reason.", field="start_at")


def moved_state(each: EventSession) -> SessionState:
    """Return the state after time or room changed: a session without a time is only a draft."""
    if each.start_at is None:
        return SessionState.DRAFT
    return SessionState.SCHEDULED if each.state is SessionState.DRAFT else SessionState.MOVED


def place_of(each: EventSession) -> dict[str, object]:
    """Return where a session stands, to be able to put it back."""
    return {
        "start": each.start_at.isoformat() if each.start_at else None,
        "end": each.end_at.isoformat() if each.end_at else None,
        "room_id": each.room_id,
        "state": str(each.state),
    }


def _check(session: Session, event: Event, values: SessionValues) -> None:
    if (values.start_at is None) != (values.end_at is None):
        raise RuleBroken("A session needs a beginning and an end, or neither.", field="end_at")
    if values.start_at is not None and values.end_at is not None:
        check_grid(values.start_at, values.end_at)
        if values.start_at < event.start_at or values.end_at > event.end_at:
            raise RuleBroken("The event itself does not last that long: change its dates first.", field="start_at")
    check_room(session, event, values.room_id)


def check_room(session: Session, event: Event, room_id: int | None) -> None:
    """Refuse a room that is not in the building."""
    if room_id is not None and room_id not in {room.id for room in list_rooms(session, event)}:
        raise RuleBroken("This room does not belong to the venue of the event.", field="room_id")


def _write(each: EventSession, values: SessionValues) -> None:
    each.title = values.title.strip()
    each.title_en = values.title_en or None
    each.session_type = values.session_type
    each.start_at, each.end_at, each.room_id = values.start_at, values.end_at, values.room_id
    each.capacity, each.visibility = values.capacity, values.visibility
    each.description = values.description or None
    each.no_photos = values.no_photos


def cancel_session(session: Session, actor: Actor, *, each: EventSession, reason: str) -> None:
    """Cancel a session; the public reads it with the next release."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_changeable(each)
    if each.state is SessionState.DRAFT:
        raise RuleBroken("This session has no time yet, so nobody plans to come. Remove it instead.")
    if not reason.strip():
        raise RuleBroken("Please give a reason; it is shown to everybody who planned to come.", field="reason")
    each.place_before = place_of(each)
    each.state, each.state_reason = SessionState.CANCELLED, reason.strip()
    session.flush()
    fact = SessionCancelled(event_id=each.event_id, session_id=each.id, reason=each.state_reason)
    outbox.record(session, fact)


def restore_session(session: Session, actor: Actor, *, each: EventSession) -> None:
    """Take the cancellation of a session back."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    if not is_dropped(each.state):
        raise RuleBroken("This session is not cancelled.")
    each.state = SessionState(str(each.place_before.get("state") or SessionState.SCHEDULED))
    each.state_reason = None
    session.flush()


def record_minutes(
    session: Session, actor: Actor, *, each: EventSession, minutes_text: str, version: int | None
) -> None:
    """Write down what was said in a session."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_version(each, version)
    each.minutes_text = minutes_text.strip() or None
    session.flush()


def record_action_item(
    session: Session, actor: Actor, *, each: EventSession, content: str, owner_id: int, due_on: date
) -> ActionItem:
    """Write down what somebody will do, and until when; it becomes a follow-up."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    if session.get(Person, owner_id) is None:
        raise RuleBroken("There is no such person.", field="owner_id")
    item = ActionItem(session_id=each.id, content=content.strip(), owner_id=owner_id, due_on=due_on)
    session.add(item)
    session.flush()
    fact = ActionItemRecorded(
        action_item_id=item.id,
        event_id=each.event_id,
        content=item.content,
        owner_id=owner_id,
        due_on=due_on.isoformat(),
    )
    outbox.record(session, fact)
    return item


def switch_bookmark(session: Session, actor: Actor, *, event: Event, session_id: int) -> bool:
    """Put a session into the actor's own agenda, or take it out; say whether it is in."""
    if actor.person_id is None:
        raise NotAllowed("Please sign in first.")
    each = get_session(session, event, session_id)
    found = session.scalar(
        select(Bookmark).where(Bookmark.person_id == actor.person_id, Bookmark.session_id == each.id)
    )
    if found is None:
        session.add(Bookmark(person_id=actor.person_id, session_id=each.id))
    else:
        session.delete(found)
    session.flush()
    return found is None
