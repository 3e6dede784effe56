"""Clashes in a programme: rooms and people wanted twice, walks that are too short, rooms that are too small."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ClashKind(StrEnum):
    """What is wrong with the place or time of a session."""

    ROOM = "room"
    PERSON = "person"
    WALK = "walk"
    CAPACITY = "capacity"
    OUTSIDE = "outside"


HARD = frozenset({ClashKind.ROOM, ClashKind.PERSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A session that has a time: where it is, how many it expects and who has to be there."""

    id: int
    start: datetime
    end: datetime
    room_id: int | None = None
    seats: int | None = None
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the sessions have to fit into: rooms with their seats, walking time, first and last moment."""

    room_seats: Mapping[int, int | None]
    walking: timedelta = timedelta()
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One thing that does not fit; `resource_id` is the room or person, `minutes` the time left to walk."""

    kind: ClashKind
    first_id: int
    second_id: int | None = None
    resource_id: int | None = None
    minutes: int = 0

    @property
    def is_hard(self) -> bool:
        """Tell whether a programme with this clash cannot take place."""
        return self.kind in HARD

    @property
    def session_ids(self) -> frozenset[int]:
        """Return the sessions that are touched."""
        return frozenset(i for i in (self.first_id, self.second_id) if i is not None)


def find_clashes(parts: Iterable[Part], frame: Frame) -> list[Clash]:
    """Return every clash, hard ones first; ranges are half-open, so back to back does not clash."""
    ordered = sorted(parts, key=lambda part: (part.start, part.id))
    found = [*_room_clashes(ordered), *_people_clashes(ordered, frame.walking), *_misfits(ordered, frame)]
    return sorted(found, key=lambda clash: (not clash.is_hard, clash.kind, clash.first_id, clash.second_id or 0))


def _pairs(ordered: list[Part], reach: timedelta) -> Iterator[tuple[Part, Part]]:
    """Return each pair of which the later one starts before the earlier one has ended and `reach` has passed."""
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            if second.start >= first.end + reach:
                break
            yield first, second


def _room_clashes(ordered: list[Part]) -> Iterator[Clash]:
    by_room: dict[int, list[Part]] = defaultdict(list)
    for part in ordered:
        if part.room_id is not None:
            by_room[part.room_id].append(part)
    for room_id, held in by_room.items():
        for first, second in _pairs(held, timedelta()):
            yield Clash(kind=ClashKind.ROOM, first_id=first.id, second_id=second.id, resource_id=room_id)


def _people_clashes(ordered: list[Part], walking: timedelta) -> Iterator[Clash]:
    by_person: dict[int, list[Part]] = defaultdict(list)
    for part in ordered:
        for person_id in part.people:
            by_person[person_id].append(part)
    for person_id, held in by_person.items():
        for first, second in _pairs(held, walking):
            left = int((second.start - first.end).total_seconds()) // 60
            kind = ClashKind.PERSON if second.start < first.end else ClashKind.WALK
            if kind is ClashKind.PERSON or _has_to_walk(first, second):
                yield Clash(
                    kind=kind, first_id=first.id, second_id=second.id, resource_id=person_id, minutes=max(left, 0)
                )


def _has_to_walk(first: Part, second: Part) -> bool:
    return first.room_id is not None and second.room_id is not None and first.room_id != second.room_id


def _misfits(ordered: list[Part], frame: Frame) -> Iterator[Clash]:
    for part in ordered:
        seats = frame.room_seats.get(part.room_id) if part.room_id is not None else None
        if seats is not None and part.seats is not None and part.seats > seats:
            yield Clash(kind=ClashKind.CAPACITY, first_id=part.id, resource_id=part.room_id)
        if (frame.start and part.start < frame.start) or (frame.end and part.end > frame.end):
            yield Clash(kind=ClashKind.OUTSIDE, first_id=part.id)
