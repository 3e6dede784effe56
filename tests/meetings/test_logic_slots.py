from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.logic.slots import Block, build_slots, free_slots, is_free, overlaps, ticks
from app.meetings.logic.states import HOLDS_A_SLOT, TRANSITIONS, MeetingState, may_move, needs_reason

NOON = datetime(2023, 6, 17, 12, tzinfo=UTC)
minutes = st.integers(0, 600)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def test_slots_fill_a_block_with_gaps_and_only_whole_ones() -> None:
    slots = build_slots([Block(id=7, start=at(0), end=at(60), slot_minutes=15, gap_minutes=5)])
    assert [(s.index, s.start, s.end, s.block) for s in slots] == [
        (1, at(0), at(15), 7),
        (2, at(20), at(35), 7),
        (3, at(40), at(55), 7),
    ]


def test_a_slot_may_end_exactly_with_its_block() -> None:
    assert len(build_slots([Block(id=1, start=at(0), end=at(35), slot_minutes=15, gap_minutes=5)])) == 2


def test_slots_of_several_blocks_are_numbered_in_time_order() -> None:
    late, early = Block(1, at(60), at(80), 20), Block(2, at(0), at(20), 20)
    assert [(s.index, s.block) for s in build_slots([late, early])] == [(1, 2), (2, 1)]


def test_a_block_without_slot_length_has_no_slots() -> None:
    assert build_slots([Block(1, at(0), at(60), 0)]) == []


def test_back_to_back_does_not_overlap_and_one_minute_does() -> None:
    assert overlaps((at(0), at(10)), (at(10), at(20))) is False
    assert overlaps((at(0), at(11)), (at(10), at(20))) is True


@given(minutes, minutes, minutes, minutes)
def test_overlap_means_sharing_a_minute(a: int, b: int, c: int, d: int) -> None:
    assert overlaps((at(a), at(b)), (at(c), at(d))) == bool(set(range(a, b)) & set(range(c, d)))


def test_ticks_cover_touched_five_minutes_and_nothing_more() -> None:
    first = int(NOON.timestamp()) // 300
    assert ticks(at(0), at(15)) == range(first, first + 3)
    assert ticks(at(1), at(6)) == range(first, first + 2)
    assert list(ticks(at(5), at(5))) == []


@given(minutes, minutes, minutes, minutes)
def test_stretches_that_overlap_share_a_tick(a: int, b: int, c: int, d: int) -> None:
    if overlaps((at(a), at(b)), (at(c), at(d))):
        assert set(ticks(at(a), at(b))) & set(ticks(at(c), at(d)))


@given(st.lists(st.tuples(minutes, st.integers(1, 90))), st.integers(0, 30))
def test_free_slots_are_those_no_busy_minute_comes_near(busy: list[tuple[int, int]], buffer: int) -> None:
    slots = build_slots([Block(1, at(0), at(240), 20)])
    taken = [(at(start), at(start + length)) for start, length in busy]
    near = {m for start, length in busy for m in range(start - buffer, start + length + buffer)}
    free = free_slots(slots, taken, timedelta(minutes=buffer))
    expected = [s for s in slots if not near & set(range((s.index - 1) * 20, s.index * 20))]
    assert free == expected


def test_an_empty_stretch_is_never_free() -> None:
    assert is_free((at(5), at(5)), []) is False


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("requested", "accepted", True),
        ("requested", "scheduled", False),
        ("scheduled", "rescheduled", True),
        ("rescheduled", "scheduled", True),
        ("in_progress", "no_show_investor", True),
        ("no_show_investor", "refilled", True),
        ("completed", "cancelled", False),
        ("cancelled", "scheduled", False),
    ],
)
def test_a_meeting_moves_only_along_the_table(before: str, after: str, allowed: bool) -> None:
    assert may_move(MeetingState(before), MeetingState(after)) is allowed


def test_every_state_stands_in_the_table_and_cancelling_needs_a_reason() -> None:
    assert set(TRANSITIONS) == set(MeetingState)
    assert {state for state in MeetingState if needs_reason(state)} == {MeetingState.CANCELLED, MeetingState.DECLINED}
    assert MeetingState.CANCELLED not in HOLDS_A_SLOT
