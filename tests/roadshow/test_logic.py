from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.roadshow.logic import (
    QUESTION_TRANSITIONS,
    QuestionState,
    QuestionTheme,
    Turn,
    close_up,
    count_by_theme,
    draw_lots,
    draw_lots_by_lane,
    may_become,
    move_turn,
    time_order,
)

TWO_PM = datetime(2023, 6, 17, 6, tzinfo=UTC)
ELEVEN = [Turn(pitch) for pitch in range(1, 12)]


def test_p05_eleven_pitches_of_eight_and_seven_minutes_end_at_five_to_five() -> None:
    order = time_order(ELEVEN, start=TWO_PM, change_minutes=1)
    assert order.pure_minutes == 165
    assert order.end == TWO_PM + timedelta(hours=2, minutes=55)
    assert [turn.position for turn in order.turns] == list(range(1, 12))
    assert order.turns[1].start == TWO_PM + timedelta(minutes=16)
    assert order.turns[0].questions_from == TWO_PM + timedelta(minutes=8)


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20)), unique=True), st.integers(0, 5))
def test_no_pitch_starts_before_the_previous_one_ends(lengths: list[tuple[int, int]], change: int) -> None:
    turns = [Turn(number, *length) for number, length in enumerate(lengths)]
    timed = time_order(turns, start=TWO_PM, change_minutes=change).turns
    assert all(b.start - a.end == timedelta(minutes=change) for a, b in pairwise(timed))


def test_an_empty_order_ends_when_it_starts() -> None:
    order = time_order([], start=TWO_PM)
    assert (order.turns, order.pure_minutes, order.end) == ((), 0, TWO_PM)


def test_the_order_closes_up_after_a_withdrawal() -> None:
    left = close_up(ELEVEN, without=3)
    order = time_order(left, start=TWO_PM)
    assert [turn.pitch for turn in order.turns] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    assert order.turns[2].start == TWO_PM + timedelta(minutes=32)


@pytest.mark.parametrize(
    ("position", "expected"), [(1, [2, 1, 3]), (3, [1, 3, 2]), (99, [1, 3, 2]), (-4, [2, 1, 3]), (2, [1, 2, 3])]
)
def test_a_pitch_is_moved_to_a_position(position: int, expected: list[int]) -> None:
    assert [turn.pitch for turn in move_turn(ELEVEN[:3], pitch=2, position=position)] == expected


def test_a_drawn_order_is_known_for_ever() -> None:
    assert [turn.pitch for turn in draw_lots(ELEVEN, seed="wenzhou-2023")] == [8, 2, 3, 7, 5, 1, 9, 4, 10, 11, 6]


@given(st.permutations(ELEVEN), st.text(max_size=9))
def test_lots_depend_on_the_seed_only(turns: list[Turn], seed: str) -> None:
    drawn = draw_lots(turns, seed=seed)
    assert drawn == draw_lots(ELEVEN, seed=seed)
    assert sorted(turn.pitch for turn in drawn) == list(range(1, 12))


def test_another_seed_draws_another_order() -> None:
    assert draw_lots(ELEVEN, seed="a") != draw_lots(ELEVEN, seed="b")


def test_every_pitch_may_come_first() -> None:
    firsts = {draw_lots(ELEVEN, seed=str(number))[0].pitch for number in range(300)}
    assert firsts == set(range(1, 12))


def test_lanes_stay_together() -> None:
    turns = [Turn(1, lane="B"), Turn(2, lane="A"), Turn(3, lane="B"), Turn(4, lane="A")]
    drawn = draw_lots_by_lane(turns, seed="x")
    assert [turn.lane for turn in drawn] == ["B", "B", "A", "A"]
    assert sorted(turn.pitch for turn in drawn) == [1, 2, 3, 4]


def test_p06_nine_questions_in_turn_count_three_two_two_two() -> None:
    four = [QuestionTheme.THRESHOLD, QuestionTheme.MARKET, QuestionTheme.TEAM, QuestionTheme.EQUITY]
    counts = count_by_theme([four[number % 4] for number in range(9)])
    assert counts == dict(zip(four, [3, 2, 2, 2], strict=True))
    assert count_by_theme([QuestionTheme.EXIT]) == dict.fromkeys(four, 0) | {QuestionTheme.EXIT: 1}


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("submitted", "approved", True),
        ("submitted", "hidden", True),
        ("submitted", "selected", False),
        ("selected", "to_be_answered", True),
        ("to_be_answered", "closed", False),
        ("answered_written", "closed", True),
    ],
)
def test_questions_move_along_the_table(before: str, after: str, allowed: bool) -> None:
    assert may_become(QuestionState(before), QuestionState(after)) is allowed
    assert set(QUESTION_TRANSITIONS) == set(QuestionState)
