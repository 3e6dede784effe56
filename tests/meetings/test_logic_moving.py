"""What another time means for a person, and until when a request to move waits."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.meetings.logic.moving import ANSWER_MARGIN, Effect, Seat, answer_until, effect_of

DAY = datetime(2026, 6, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour: float, minutes: int = 20, day: int = 0) -> tuple[datetime, datetime]:
    start = DAY + timedelta(days=day, hours=hour)
    return start, start + timedelta(minutes=minutes)


def day_of(moment: datetime) -> date:
    return moment.date()


def effect(before: Seat, after: Seat, *busy: tuple[datetime, datetime]) -> Effect:
    return effect_of(before, after, busy, day_of=day_of)


def test_a_later_time_beside_another_engagement_saves_waiting() -> None:
    found = effect(Seat(at(9), 1), Seat(at(10), 2), at(10.5), at(12))
    assert (found.later, found.keeps_table, found.is_same_day) == (HOUR, False, True)
    assert found.waiting == -HOUR
    assert (found.pause_before, found.pause_after) == (None, timedelta(minutes=10))


def test_another_day_counts_both_days() -> None:
    found = effect(Seat(at(9), 1), Seat(at(9, day=1), 1), at(10), at(13, day=1))
    assert (found.is_same_day, found.keeps_table) == (False, True)
    waits_first, waits_second = timedelta(minutes=40), timedelta(hours=3, minutes=40)
    assert found.waiting == waits_second - waits_first


def test_overlapping_engagements_are_not_counted_twice() -> None:
    found = effect(Seat(at(9), 1), Seat(at(13), 1), at(10, 120), at(11, 30))
    assert found.waiting == timedelta(hours=1) - timedelta(minutes=40)


@given(st.lists(st.integers(0, 40), unique=True, max_size=8), st.integers(41, 44), st.integers(45, 48))
def test_there_and_back_changes_nothing(others: list[int], here: int, there: int) -> None:
    busy = [at(each / 2) for each in others]
    one, two = Seat(at(here / 2), 1), Seat(at(there / 2), 1)
    assert effect(one, two, *busy).waiting == -effect(two, one, *busy).waiting
    assert effect(one, one, *busy).waiting == timedelta(0)


def test_a_request_ends_before_the_meeting_and_before_its_last_offer() -> None:
    asked, begins = DAY, DAY + timedelta(days=2)
    wait = timedelta(hours=48)
    assert answer_until(asked_at=asked, begins_at=begins, last_offer=begins + HOUR, wait=wait) == begins - ANSWER_MARGIN
    assert answer_until(asked_at=asked, begins_at=begins, last_offer=begins - HOUR, wait=wait) == (
        begins - HOUR - ANSWER_MARGIN
    )
    assert answer_until(asked_at=asked, begins_at=begins, last_offer=begins, wait=HOUR) == asked + HOUR
