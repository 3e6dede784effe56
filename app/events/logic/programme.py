"""The programme as plain data: what a release freezes, and who may see which part of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, NotRequired, TypedDict

from app.events.logic.states import ConfirmState, SessionState, Visibility

NO_LONGER_THERE = frozenset({ConfirmState.DECLINED, ConfirmState.CANCELLED})


class PersonEntry(TypedDict):
    """A person, or a role nobody fills yet, in a session."""

    id: int
    person_id: int | None
    name: str
    organisation: str
    position: str
    duty: str
    topic: str
    minutes: int | None
    state: str
    assumed: dict[str, Any]


class SessionEntry(TypedDict):
    """A session as it was released; times are ISO texts with an offset, `sequence` rises with time or place.

    `no_photos` is there only where nobody may take photographs.
    """

    id: int
    guid: str
    title: str
    title_en: str
    type: str
    start: str
    end: str
    room_id: int | None
    room: str
    capacity: int | None
    visibility: str
    description: str
    cancelled: bool
    reason: str
    sequence: int
    updated_at: str
    people: list[PersonEntry]
    assumed: dict[str, Any]
    no_photos: NotRequired[bool]


class RoomEntry(TypedDict):
    """A room with its floor, as it was released."""

    id: int
    name: str
    floor: str
    capacity: int | None


class Snapshot(TypedDict):
    """A whole programme, in time order."""

    sessions: list[SessionEntry]
    rooms: list[RoomEntry]


class NamedPerson(NamedTuple):
    """How a person is called now."""

    name: str
    organisation: str
    position: str


def empty_snapshot() -> Snapshot:
    """Return the programme before the first release."""
    return {"sessions": [], "rooms": []}


def is_present(state: ConfirmState) -> bool:
    """Tell whether a person with this answer still has a place in the session."""
    return state not in NO_LONGER_THERE


def is_dropped(state: SessionState) -> bool:
    """Tell whether a session does not take place."""
    return state is SessionState.CANCELLED


def by_time(entries: Iterable[SessionEntry]) -> list[SessionEntry]:
    """Return sessions in the order in which they take place."""
    return sorted(entries, key=lambda entry: (entry["start"], entry["room_id"] or 0, entry["id"]))


def next_snapshot(draft: Snapshot, previous: Snapshot, moment: datetime) -> Snapshot:
    """Return what a release freezes: sequence and date move only where something changed.

    A cancelled session stays in sight once it was public; one that never was is left out.
    """
    before = {entry["id"]: entry for entry in previous["sessions"]}
    kept = []
    for entry in draft["sessions"]:
        old = before.get(entry["id"])
        if entry["cancelled"] and old is None:
            continue
        kept.append(_dated(entry, old, moment.isoformat(timespec="seconds")))
    return {"sessions": by_time(kept), "rooms": draft["rooms"]}


def _dated(entry: SessionEntry, old: SessionEntry | None, stamp: str) -> SessionEntry:
    if old is None:
        return {**entry, "sequence": 0, "updated_at": stamp}
    if comparable(entry) == comparable(old):
        return {**entry, "sequence": old["sequence"], "updated_at": old["updated_at"]}
    step = 1 if is_moved(old, entry) or old["cancelled"] != entry["cancelled"] else 0
    return {**entry, "sequence": old["sequence"] + step, "updated_at": stamp}


def comparable(entry: SessionEntry) -> dict[str, Any]:
    """Return a session without the two values that the release itself sets."""
    return {key: value for key, value in entry.items() if key not in {"sequence", "updated_at"}}


def is_moved(old: SessionEntry, new: SessionEntry) -> bool:
    """Tell whether time or room is another one."""
    return (old["start"], old["end"], old["room_id"]) != (new["start"], new["end"], new["room_id"])


def is_public(entry: SessionEntry) -> bool:
    """Tell whether anybody may see a session."""
    return entry["visibility"] == Visibility.PUBLIC


def seen_by(snapshot: Snapshot, *, levels: Iterable[Visibility], person_id: int | None = None) -> Snapshot:
    """Return the part of a programme that somebody may see: levels granted, and sessions with a duty in them."""
    granted = {str(level) for level in levels} | {str(Visibility.PUBLIC)}
    shown = [
        entry
        for entry in snapshot["sessions"]
        if entry["visibility"] in granted
        or (person_id is not None and any(person["person_id"] == person_id for person in entry["people"]))
    ]
    return {"sessions": shown, "rooms": snapshot["rooms"]}


def public_part(snapshot: Snapshot) -> Snapshot:
    """Return what everybody may see."""
    return seen_by(snapshot, levels=())


def with_present_names(snapshot: Snapshot, *, people: Mapping[int, NamedPerson], rooms: Mapping[int, str]) -> Snapshot:
    """Return a release in which people and rooms are called as they are called now; nothing else changes."""
    return {
        "sessions": [
            {
                **entry,
                "room": rooms.get(entry["room_id"] or 0, entry["room"]),
                "people": [_called(person, people.get(person["person_id"] or 0)) for person in entry["people"]],
            }
            for entry in snapshot["sessions"]
        ],
        "rooms": [{**room, "name": rooms.get(room["id"], room["name"])} for room in snapshot["rooms"]],
    }


def _called(person: PersonEntry, now: NamedPerson | None) -> PersonEntry:
    if now is None:
        return person
    return {**person, "name": now.name, "organisation": now.organisation, "position": now.position}
