"""Where sessions stand on the board: pure layout of times, rooms and lanes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.events.logic.board import MOST_LANES, Board, Placed, board_days, lay_out

CHINA = ZoneInfo("Asia/Shanghai")
NINE = datetime(2030, 6, 17, 1, tzinfo=UTC)
HOURS = (NINE, NINE + timedelta(hours=9))


def placed(key: int, after: int, minutes: int, room: int | None = 1) -> Placed:
    start = NINE + timedelta(minutes=after)
    return Placed(id=key, start=start, end=start + timedelta(minutes=minutes), room_id=room)


def board(*parts: Placed, rooms: tuple[int, ...] = (1, 2)) -> Board:
    return lay_out(parts, rooms=rooms, days=[date(2030, 6, 17)], hours=HOURS, zone=CHINA)


sessions = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 24), st.sampled_from([1, 2, None])), max_size=12)


@given(sessions)
def test_every_session_stands_once_and_never_on_another_lane_that_is_taken(
    drawn: list[tuple[int, int, int | None]],
) -> None:
    parts = [placed(key, 5 * after, 5 * ticks, room) for key, (after, ticks, room) in enumerate(drawn)]
    (day,) = board(*parts).days
    assert sorted(cell.id for cell in day.cells) == list(range(len(parts)))
    for one in day.cells:
        for two in day.cells:
            overlap = one.row < two.row + two.span and two.row < one.row + one.span
            if one.id < two.id and overlap and (one.column, one.lane) == (two.column, two.lane):
                assert one.lanes == MOST_LANES


def test_sessions_that_overlap_share_their_column() -> None:
    (day,) = board(placed(1, 0, 60), placed(2, 30, 60), placed(3, 90, 30)).days
    assert {cell.id: (cell.lane, cell.lanes) for cell in day.cells} == {1: (1, 2), 2: (2, 2), 3: (1, 1)}
    assert "lanes-2 lane-2" in next(cell.place for cell in day.cells if cell.id == 2)


def test_a_column_for_no_room_is_there_only_when_it_is_needed() -> None:
    assert board(placed(1, 0, 60)).columns == (1, 2)
    assert board(placed(1, 0, 60, None)).columns == (None, 1, 2)
    assert board(rooms=()).columns == (None,)


def test_all_days_show_the_hours_of_the_event_and_of_early_sessions() -> None:
    (day,) = board().days
    assert (day.first_tick, day.rows) == (9 * 12, 9 * 12)
    (day,) = board(placed(1, -90, 30)).days
    assert (day.first_tick, day.rows, day.cells[0].row) == (7 * 12, 11 * 12, 7)


def test_an_event_that_ends_at_midnight_shows_the_evening() -> None:
    late = lay_out([], rooms=[1], days=[date(2030, 6, 17)], hours=(NINE, NINE + timedelta(hours=15)), zone=CHINA)
    assert late.days[0].first_tick + late.days[0].rows == 24 * 12


def test_more_rooms_than_columns_are_counted() -> None:
    wide = board(rooms=tuple(range(1, 31)))
    assert (len(wide.columns), wide.hidden, wide.has_many_rooms) == (24, 6, True)


def test_a_session_outside_the_dates_brings_its_own_day() -> None:
    days = board_days(*HOURS, [placed(1, 48 * 60, 30)], CHINA)
    assert days == [date(2030, 6, 17), date(2030, 6, 19)]
