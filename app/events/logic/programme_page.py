"""How a programme is laid out on a page: days, rooms as columns, five-minute rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.events.logic.programme import RoomEntry, SessionEntry, Snapshot

TICKS_PER_HOUR: Final = 12
MINUTES_PER_TICK: Final = 5
LONGEST: Final = 96
MOST_ROOMS: Final = 23  # and one more for sessions whose room is open
NO_ROOM: Final[RoomEntry] = {"id": 0, "name": "", "floor": "", "capacity": None}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of a programme somebody wants to see; empty means all."""

    type: str = ""
    room: int | None = None
    view: str = ""

    def wants(self, entry: SessionEntry) -> bool:
        """Tell whether a session is asked for."""
        return (not self.type or entry["type"] == self.type) and (self.room is None or entry["room_id"] == self.room)


@dataclass(frozen=True, slots=True)
class Block:
    """A session in the grid: row and column count from 1; without a room it spans all columns."""

    entry: SessionEntry
    row: int
    span: int
    column: int
    start: str
    end: str

    @property
    def when(self) -> str:
        """Return from when to when it takes place."""
        return f"{self.start}–{self.end}"

    @property
    def place(self) -> str:
        """Return the classes that put it into the grid."""
        column = f"col-start-{self.column}" if self.column else "all-rooms"
        return f"{column} row-start-{self.row} row-span-{self.span}"


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day: its rooms in order, its hours as rows, its sessions in time order."""

    on: date
    rooms: tuple[RoomEntry, ...]
    hours: tuple[tuple[int, str], ...]
    first_tick: int
    rows: int
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """Return the name by which an address points at this day."""
        return f"day-{self.on.isoformat()}"

    @property
    def has_columns(self) -> bool:
        """Tell whether more than one room is used, so that a grid says more than a list."""
        return len(self.rooms) > 1


def day_pages(snapshot: Snapshot, zone: ZoneInfo, *, filters: Filters | None = None) -> list[DayPage]:
    """Return the programme day by day; only rooms that are used on a day become columns of it."""
    wanted = filters or Filters()
    by_day: dict[date, list[tuple[datetime, datetime, SessionEntry]]] = {}
    for entry in snapshot["sessions"]:
        if wanted.wants(entry):
            start = datetime.fromisoformat(entry["start"]).astimezone(zone)
            end = datetime.fromisoformat(entry["end"]).astimezone(zone)
            by_day.setdefault(start.date(), []).append((start, end, entry))
    return [_day(on, held, snapshot["rooms"]) for on, held in sorted(by_day.items())]


def _day(on: date, held: list[tuple[datetime, datetime, SessionEntry]], rooms: list[RoomEntry]) -> DayPage:
    used = {entry["room_id"] for _, _, entry in held}
    columns = tuple(room for room in rooms if room["id"] in used)[:MOST_ROOMS]
    number = {room["id"]: column for column, room in enumerate(columns, start=1)}
    astray = _astray(held, number)
    if astray:
        columns = (*columns, NO_ROOM)
    first, last = day_frame((start, end) for start, end, _ in held)
    blocks = []
    for start, end, entry in held:
        row = (start.hour * 60 + start.minute) // MINUTES_PER_TICK - first + 1
        span = min(max(-(-int((end - start).total_seconds()) // (60 * MINUTES_PER_TICK)), 1), LONGEST)
        column = len(columns) if entry["id"] in astray else number.get(entry["room_id"] or 0, 0)
        blocks.append(Block(entry, row, span, column, _hour(start), _hour(end)))
    return DayPage(on, columns, hour_rows(first, last), first, last - first, tuple(blocks))


def _astray(held: list[tuple[datetime, datetime, SessionEntry]], number: dict[int, int]) -> set[int]:
    """Return the sessions without a column that would hide others if they spanned all of them."""
    return {
        entry["id"]
        for start, end, entry in held
        if entry["room_id"] not in number
        and any(start < until and begin < end for begin, until, other in held if other is not entry)
    }


def _hour(moment: datetime) -> str:
    return f"{moment.hour:02d}:{moment.minute:02d}"


def day_frame(spans: Iterable[tuple[datetime, datetime]]) -> tuple[int, int]:
    """Return the first and last tick of a day, in whole hours, around what happens in it."""
    hours_first, hours_last = 24, 0
    for start, end in spans:
        minutes = start.hour * 60 + start.minute + int((end - start).total_seconds()) // 60
        hours_first = min(hours_first, start.hour)
        hours_last = max(hours_last, -(-min(minutes, 24 * 60) // 60))
    if hours_first >= hours_last:
        return 8 * TICKS_PER_HOUR, 18 * TICKS_PER_HOUR
    return hours_first * TICKS_PER_HOUR, hours_last * TICKS_PER_HOUR


def hour_rows(first: int, last: int) -> tuple[tuple[int, str], ...]:
    """Return the rows at which an hour begins, and its name."""
    return tuple((tick - first + 1, f"{tick // TICKS_PER_HOUR:02d}:00") for tick in range(first, last, TICKS_PER_HOUR))


def days_between(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    """Return every day of an event."""
    first = start.astimezone(zone).date()
    last = max((end - timedelta(seconds=1)).astimezone(zone).date(), first)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
