"""How a draft is laid out on the board: days, rooms as columns, five-minute rows, and lanes where sessions overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.events.logic.programme_page import (
    LONGEST,
    MINUTES_PER_TICK,
    TICKS_PER_HOUR,
    day_frame,
    days_between,
    hour_rows,
)

MOST_LANES: Final = 4
MOST_COLUMNS: Final = 24
MANY_ROOMS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A session that has a time."""

    id: int
    start: datetime
    end: datetime
    room_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a session stands on the board; lanes share a column when sessions overlap in it."""

    id: int
    row: int
    span: int
    column: int
    lane: int
    lanes: int
    start: str
    end: str

    @property
    def place(self) -> str:
        """Return the classes that put it into the grid."""
        sharing = f" lanes-{self.lanes} lane-{self.lane}" if self.lanes > 1 else ""
        return f"col-start-{self.column} row-start-{self.row} row-span-{self.span}{sharing}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDay:
    """One day of the board."""

    on: date
    first_tick: int
    rows: int
    hours: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]

    @property
    def anchor(self) -> str:
        """Return the name by which an address points at this day."""
        return f"day-{self.on.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The columns of the board, None for sessions without a room, and its days; `hidden` columns did not fit."""

    columns: tuple[int | None, ...]
    days: tuple[BoardDay, ...]
    hidden: int = 0

    @property
    def has_many_rooms(self) -> bool:
        """Tell whether the columns have to be narrow."""
        return len(self.columns) >= MANY_ROOMS


def board_days(start: datetime, end: datetime, placed: Iterable[Placed], zone: ZoneInfo) -> list[date]:
    """Return every day of an event, and days on which sessions stand although the event does not last that long."""
    return sorted({*days_between(start, end, zone), *(each.start.astimezone(zone).date() for each in placed)})


def lay_out(
    placed: Sequence[Placed],
    *,
    rooms: Sequence[int],
    days: Iterable[date],
    hours: tuple[datetime, datetime],
    zone: ZoneInfo,
) -> Board:
    """Lay out sessions on some days in some rooms; all days show the same hours, those of the event at least."""
    wanted = {each.room_id for each in placed}
    columns = ([None] if None in wanted or not rooms else []) + list(rooms)
    shown = tuple(columns[:MOST_COLUMNS])
    number = {room_id: column for column, room_id in enumerate(shown, start=1)}
    first, last = _frame(placed, hours, zone)
    by_day: dict[date, list[Placed]] = {on: [] for on in days}
    for each in placed:
        on = each.start.astimezone(zone).date()
        if on in by_day and each.room_id in number:
            by_day[on].append(each)
    return Board(
        columns=shown,
        days=tuple(
            BoardDay(
                on=on,
                first_tick=first,
                rows=last - first,
                hours=hour_rows(first, last),
                cells=tuple(_cells(held, number, first, zone)),
            )
            for on, held in by_day.items()
        ),
        hidden=len(columns) - len(shown),
    )


def _frame(placed: Iterable[Placed], hours: tuple[datetime, datetime], zone: ZoneInfo) -> tuple[int, int]:
    """Return the first and last tick that every day shows: the hours of the event, and of any session outside them."""
    begin, close = (moment.astimezone(zone) for moment in hours)
    until = close.hour * TICKS_PER_HOUR + -(-close.minute // 60) * TICKS_PER_HOUR
    of_event = (begin.hour * TICKS_PER_HOUR, until if until > begin.hour * TICKS_PER_HOUR else 24 * TICKS_PER_HOUR)
    spans = [(each.start.astimezone(zone), each.end.astimezone(zone)) for each in placed]
    if not spans:
        return of_event
    of_sessions = day_frame(spans)
    return min(of_event[0], of_sessions[0]), max(of_event[1], of_sessions[1])


def _cells(held: Sequence[Placed], number: dict[int | None, int], first: int, zone: ZoneInfo) -> list[Cell]:
    by_column: dict[int, list[Placed]] = {}
    for each in sorted(held, key=lambda part: (part.start, part.id)):
        by_column.setdefault(number[each.room_id], []).append(each)
    cells = []
    for column, parts in by_column.items():
        for group in _overlapping(parts):
            lanes = _lanes(group)
            most = max(lanes) + 1
            for each, lane in zip(group, lanes, strict=True):
                cells.append(_cell(each, column, (lane + 1, most), first, zone))
    return sorted(cells, key=lambda cell: (cell.row, cell.column, cell.lane))


def _overlapping(parts: Sequence[Placed]) -> list[list[Placed]]:
    """Split sessions in time order into groups that touch each other."""
    groups: list[list[Placed]] = []
    until: datetime | None = None
    for each in parts:
        if until is None or each.start >= until:
            groups.append([])
        groups[-1].append(each)
        until = each.end if until is None else max(until, each.end)
    return groups


def _lanes(group: Sequence[Placed]) -> list[int]:
    """Give each session the first lane that is free when it begins; the last lane takes what is left."""
    free_at: list[datetime] = []
    lanes = []
    for each in group:
        lane = next((number for number, until in enumerate(free_at) if until <= each.start), len(free_at))
        lane = min(lane, MOST_LANES - 1)
        if lane == len(free_at):
            free_at.append(each.end)
        free_at[lane] = each.end
        lanes.append(lane)
    return lanes


def _cell(each: Placed, column: int, lane: tuple[int, int], first: int, zone: ZoneInfo) -> Cell:
    start, end = each.start.astimezone(zone), each.end.astimezone(zone)
    ticks = -(-int((end - start).total_seconds()) // (60 * MINUTES_PER_TICK))
    return Cell(
        id=each.id,
        row=(start.hour * 60 + start.minute) // MINUTES_PER_TICK - first + 1,
        span=min(max(ticks, 1), LONGEST),
        column=column,
        lane=lane[0],
        lanes=lane[1],
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}",
    )
