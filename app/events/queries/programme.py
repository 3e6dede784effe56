"""Reading the programme: drafts, releases, and what does not fit."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from app.accounts.models import Person
from app.core.errors import NotFound
from app.events.logic.clashes import Clash, Frame, Part, find_clashes
from app.events.logic.programme import (
    PersonEntry,
    RoomEntry,
    SessionEntry,
    Snapshot,
    by_time,
    empty_snapshot,
    is_dropped,
    is_present,
)
from app.events.models.event import Event
from app.events.models.programme import EventSession, ProgrammeRelease, SessionPerson
from app.events.models.venue import Room
from app.organisations.models import Organisation

_LAST_RELEASE = (
    select(ProgrammeRelease)
    .where(ProgrammeRelease.event_id == bindparam("event_id"))
    .options(defer(ProgrammeRelease.changes))
    .order_by(ProgrammeRelease.number.desc())
    .limit(1)
)


def get_programme_event(session: Session, slug: str) -> Event:
    """Return an event with its venue, for pages about the programme."""
    found = session.scalar(select(Event).where(Event.slug == slug).options(joinedload(Event.venue)))
    if found is None:
        raise NotFound("There is no such event.")
    return found


def list_sessions(session: Session, event_id: int) -> list[EventSession]:
    """Return all sessions of an event with their rooms and people, in time order; those without a time come last."""
    rows = session.scalars(
        select(EventSession)
        .where(EventSession.event_id == event_id)
        .options(
            joinedload(EventSession.room).joinedload(Room.floor),
            selectinload(EventSession.people).joinedload(SessionPerson.person),
        )
        .order_by(EventSession.start_at.is_(None), EventSession.start_at, EventSession.position, EventSession.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def list_rooms(session: Session, event: Event) -> list[Room]:
    """Return the rooms of the venue, and other rooms that sessions of the event use."""
    wanted: ColumnElement[bool] = exists().where(EventSession.room_id == Room.id, EventSession.event_id == event.id)
    if event.venue_id is not None:
        wanted = or_(Room.venue_id == event.venue_id, wanted)
    return list(
        session.scalars(
            select(Room).where(wanted).options(joinedload(Room.floor)).order_by(Room.position, Room.name, Room.id)
        )
    )


def find_last_release(session: Session, event_id: int) -> ProgrammeRelease | None:
    """Return the version that the public sees; its change log is read only when somebody asks for it."""
    return session.scalar(_LAST_RELEASE, {"event_id": event_id})


def has_release(session: Session, event_id: int) -> bool:
    """Tell whether visitors see a programme at all."""
    return session.scalar(select(exists().where(ProgrammeRelease.event_id == event_id))) or False


def is_released(session: Session, each: EventSession) -> bool:
    """Tell whether visitors know of a session."""
    released = snapshot_of(find_last_release(session, each.event_id))
    return any(entry["id"] == each.id for entry in released["sessions"])


def list_releases(session: Session, event_id: int) -> list[ProgrammeRelease]:
    """Return all versions, newest first."""
    return list(
        session.scalars(
            select(ProgrammeRelease)
            .where(ProgrammeRelease.event_id == event_id)
            .order_by(ProgrammeRelease.number.desc())
        )
    )


def snapshot_of(release: ProgrammeRelease | None) -> Snapshot:
    """Return the frozen programme of a release; nothing before the first."""
    return empty_snapshot() if release is None else cast("Snapshot", release.programme)


def draft_snapshot(session: Session, event: Event) -> Snapshot:
    """Return the draft in the form in which a release freezes it; sessions without a time stay out."""
    sessions = list_sessions(session, event.id)
    names = _organisation_names(session, sessions)
    rooms = list_rooms(session, event)
    entries = [_entry(each, names) for each in sessions if each.start_at and each.end_at]
    return {"sessions": by_time(entries), "rooms": [_room_entry(room) for room in rooms]}


def _organisation_names(session: Session, sessions: Iterable[EventSession]) -> dict[int, str]:
    wanted = {duty.person.organisation_id for each in sessions for duty in each.people if duty.person} - {None}
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _room_entry(room: Room) -> RoomEntry:
    floor = room.floor.name if room.floor else ""
    return {"id": room.id, "name": room.name, "floor": floor, "capacity": room.capacity}


def _entry(each: EventSession, names: dict[int, str]) -> SessionEntry:
    if each.start_at is None or each.end_at is None:
        raise ValueError("a session without a time")
    entry: SessionEntry = {
        "id": each.id,
        "guid": each.guid,
        "title": each.title,
        "title_en": each.title_en or "",
        "type": str(each.session_type),
        "start": each.start_at.isoformat(timespec="seconds"),
        "end": each.end_at.isoformat(timespec="seconds"),
        "room_id": each.room_id,
        "room": each.room.name if each.room else "",
        "capacity": each.capacity,
        "visibility": str(each.visibility),
        "description": each.description or "",
        "cancelled": is_dropped(each.state),
        "reason": (each.state_reason or "") if is_dropped(each.state) else "",
        "sequence": 0,
        "updated_at": "",
        "people": [_person_entry(duty, names) for duty in each.people if is_present(duty.state)],
        "assumed": each.assumed,
    }
    if each.no_photos:
        entry["no_photos"] = True
    return entry


def _person_entry(duty: SessionPerson, names: dict[int, str]) -> PersonEntry:
    person: Person | None = duty.person
    assumed: dict[str, Any] = dict(duty.assumed)
    return {
        "id": duty.id,
        "person_id": duty.person_id,
        "name": person.name if person else (duty.role_name or ""),
        "organisation": names.get(person.organisation_id or 0, "") if person else "",
        "position": " ".join(part for part in (person.honorific, person.title) if part) if person else "",
        "duty": str(duty.duty),
        "topic": duty.topic or "",
        "minutes": duty.minutes,
        "state": str(duty.state),
        "assumed": assumed,
    }


def part_of(each: EventSession) -> Part | None:
    """Return a session as the clash check sees it; without a time, or cancelled, it touches nothing."""
    if each.start_at is None or each.end_at is None or is_dropped(each.state):
        return None
    people = frozenset(duty.person_id for duty in each.people if duty.person_id is not None and is_present(duty.state))
    return Part(
        id=each.id, start=each.start_at, end=each.end_at, room_id=each.room_id, seats=each.capacity, people=people
    )


def clashes_among(event: Event, sessions: Iterable[EventSession], rooms: Iterable[Room]) -> list[Clash]:
    """Return what does not fit in a draft; computed anew on every call."""
    frame = Frame(
        room_seats={room.id: room.capacity for room in rooms},
        walking=timedelta(minutes=event.walking_minutes),
        start=event.start_at,
        end=event.end_at,
    )
    return find_clashes([part for each in sessions if (part := part_of(each))], frame)
