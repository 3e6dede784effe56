"""The one decision about when and where two people can meet, for the picker and for the booking alike."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.meetings.logic.slots import Interval, Slot, free_slots


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch in which somebody is taken, and the room if the place is known (`None` is a place without a room)."""

    span: Interval
    room: int | None = None
    is_placed: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A table and its room."""

    table: int
    room: int | None
    busy: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What keeps one person from meeting: other things, slots ruled out, and how many meetings there are already."""

    busy: tuple[Busy, ...] = ()
    away: frozenset[int] = frozenset()
    per_day: Mapping[date, int] = field(default_factory=dict)
    cap_per_day: int | None = None
    cap_total: int | None = None

    @property
    def is_full(self) -> bool:
        """Has this person as many meetings as allowed in all?"""
        return self.cap_total is not None and sum(self.per_day.values()) >= self.cap_total

    def is_full_on(self, day: date) -> bool:
        """Has this person as many meetings as allowed on one day?"""
        return self.cap_per_day is not None and self.per_day.get(day, 0) >= self.cap_per_day


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot in which both people are free, and the tables that are."""

    slot: int
    tables: tuple[int, ...]


def find_openings(
    slots: Iterable[Slot],
    seats: Iterable[Seat],
    diaries: Iterable[Diary],
    *,
    days: Mapping[int, date],
    walk: timedelta = timedelta(0),
) -> list[Opening]:
    """The slots, in the order given, in which everybody and at least one table is free."""
    people = list(diaries)
    seats = list(seats)
    if any(diary.is_full for diary in people):
        return []
    offered = [
        slot
        for slot in slots
        if not any(slot.index in diary.away or diary.is_full_on(days[slot.index]) for diary in people)
    ]
    by_room = {room: _reachable(offered, people, room, walk) for room in {seat.room for seat in seats}}
    usable = {seat.table: {each.index for each in free_slots(by_room[seat.room], seat.busy)} for seat in seats}
    found = [Opening(slot.index, tuple(s.table for s in seats if slot.index in usable[s.table])) for slot in offered]
    return [opening for opening in found if opening.tables]


def _reachable(slots: list[Slot], people: list[Diary], room: int | None, walk: timedelta) -> list[Slot]:
    """The slots in which everybody is free for a talk in a room, with time to walk from other rooms."""
    near: list[Interval] = []
    far: list[Interval] = []
    for each in (busy for diary in people for busy in diary.busy):
        (far if each.is_placed and each.room != room else near).append(each.span)
    return free_slots(free_slots(slots, near), far, walk)


def count_by_day(days: Iterable[date]) -> dict[date, int]:
    """How many meetings fall on each day."""
    return dict(Counter(days))
