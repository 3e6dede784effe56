"""A programme as other programs read it: plain values, stable identifiers, days and rooms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID, uuid5

ZONE_NAME: Final = "Asia/Shanghai"
ZONE: Final = timezone(timedelta(hours=8), ZONE_NAME)
GENERATOR: Final = "Luyan"
SHORTEST_ACRONYM: Final = 4
_NAMESPACE: Final = UUID("6f1f2c39-7d0b-5a0e-9c39-2a1d6b3f8e51")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class Person(NamedTuple):
    """Somebody on stage."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where items take place."""

    id: int
    name: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a programme or agenda; `number` never changes, `sequence` rises when time or place does."""

    id: int
    number: str
    title: str
    type: str
    start: datetime
    end: datetime
    url: str
    updated_at: datetime
    room: str = ""
    subtitle: str = ""
    track: str = ""
    abstract: str = ""
    description: str = ""
    language: str = "zh"
    persons: tuple[Person, ...] = ()
    sequence: int = 0
    cancelled: bool = False
    tentative: bool = False

    @property
    def guid(self) -> str:
        """The identifier of this item in every system, now and later."""
        return guid_text(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The released programme of one event; `room_open` is the word for a room that is not known yet."""

    number: str
    slug: str
    title: str
    version: str
    url: str
    base_url: str
    first_on: date
    last_on: date
    updated_at: datetime
    rooms: tuple[Room, ...] = ()
    items: tuple[Item, ...] = ()
    room_open: str = "TBA"

    @property
    def acronym(self) -> str:
        """The slug in the narrower letters of the exchange formats."""
        return _acronym(self.slug)


@lru_cache(maxsize=1 << 10)
def _acronym(slug: str) -> str:
    return re.sub(r"[^a-z0-9_]", "_", slug.lower()).ljust(SHORTEST_ACRONYM, "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a programme and what happens in each room, in time order."""

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: tuple[tuple[str, tuple[Item, ...]], ...]


@lru_cache(maxsize=1 << 14)
def guid_of(number: str) -> UUID:
    """The same number gives the same identifier, for ever."""
    return uuid5(_NAMESPACE, number)


@lru_cache(maxsize=1 << 14)
def guid_text(number: str) -> str:
    """The same identifier as text."""
    return str(guid_of(number))


@lru_cache(maxsize=1 << 14)
def read_moment(text: str) -> datetime:
    """A moment from its ISO text; sessions begin and end together, so few texts are read more than once."""
    return datetime.fromisoformat(text)


def local(moment: datetime) -> datetime:
    """A moment on the clocks of the event."""
    return moment.astimezone(ZONE)


@lru_cache(maxsize=1 << 14)
def offset_text(moment: datetime) -> str:
    """A moment with its offset, to the second: 2023-06-17T14:00:00+08:00."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


@lru_cache(maxsize=1 << 14)
def hour_text(moment: datetime) -> str:
    """The time of day on the clocks of the event: 14:00."""
    return f"{moment.astimezone(ZONE):%H:%M}"


def clean(text: str) -> str:
    """Text without the control characters and half characters that exchange formats forbid."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def duration_text(item: Item) -> str:
    """Hours and minutes of an item: 01:30."""
    hours, minutes = divmod(int((item.end - item.start).total_seconds()) // 60, 60)
    return f"{hours:02d}:{minutes:02d}"


def item_slug(programme: Programme, item: Item) -> str:
    """A short readable name of an item, unique in its programme."""
    return f"{programme.acronym}-{item.id:04d}"


def days_of(programme: Programme) -> list[Day]:
    """Every day from first to last, cancelled items left out; an item outside them brings its own day."""
    held = sorted((item for item in programme.items if not item.cancelled), key=lambda each: (each.start, each.id))
    by_day: dict[date, list[Item]] = {day: [] for day in _dates(programme)}
    for item in held:
        by_day.setdefault(local(item.start).date(), []).append(item)
    names = [room.name for room in programme.rooms]
    return [
        Day(
            index=index,
            date=day,
            start=items[0].start if items else datetime.combine(day, time(), ZONE),
            end=max((item.end for item in items), default=datetime.combine(day, time(23, 59), ZONE)),
            rooms=_by_room(items, names, programme.room_open),
        )
        for index, (day, items) in enumerate(sorted(by_day.items()), start=1)
    ]


def _dates(programme: Programme) -> list[date]:
    length = max((programme.last_on - programme.first_on).days, 0)
    return [programme.first_on + timedelta(days=number) for number in range(length + 1)]


def _by_room(items: Iterable[Item], names: list[str], room_open: str) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """The rooms in their order, each with its items; rooms without any are left out."""
    found: dict[str, list[Item]] = {name: [] for name in names}
    for item in items:
        found.setdefault(item.room or room_open, []).append(item)
    return tuple((name, tuple(held)) for name, held in found.items() if held)


@lru_cache(maxsize=1 << 14)
def utc_stamp(moment: datetime) -> str:
    """A moment as iCalendar writes it in universal time: 20230617T060000Z."""
    at = moment.astimezone(UTC)
    return f"{at.year:04d}{at.month:02d}{at.day:02d}T{at.hour:02d}{at.minute:02d}{at.second:02d}Z"


@lru_cache(maxsize=1 << 14)
def local_stamp(moment: datetime) -> str:
    """A moment on the clocks of the event, as iCalendar writes it: 20230617T140000."""
    return f"{moment.astimezone(ZONE):%Y%m%dT%H%M%S}"
