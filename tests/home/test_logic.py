"""The order of suggestions, greetings, and the agenda laid out day by day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.home.logic.agenda import by_day
from app.home.logic.suggestions import DayPart, Suggestion, day_part, in_order
from app.notifications.logic import AgendaItem, AgendaKind, AgendaState

START = datetime(2030, 6, 17, 1, 0, tzinfo=UTC)


def make_suggestion(title: str, urgency: int, count: int | None = None, **params: object) -> Suggestion:
    return Suggestion(title, "", f"page.{title}", "", urgency, count=count, params=params)


def make_item(number: int, start: int, minutes: int, **changes: Any) -> AgendaItem:
    values: dict[str, Any] = {
        "uid": f"item-{number}", "kind": AgendaKind.BOOKMARK, "title": f"环节{number}",
        "start_at": START + timedelta(minutes=start), "end_at": START + timedelta(minutes=start + minutes),
        "place": "", "url": "/", "state": AgendaState.CONFIRMED, "event_title": "活动", "event_id": 1,
        "zone": "Asia/Shanghai",
    }  # fmt: skip
    return AgendaItem(**(values | changes))


def clashes(*items: AgendaItem) -> dict[str, tuple[str, ...]]:
    return {placed.item.title: placed.clashes for each in by_day(items) for placed in each.entries}


def test_the_most_urgent_comes_first_and_nothing_to_count_is_left_out() -> None:
    found = in_order([make_suggestion("c", 2), make_suggestion("b", 1, 3), make_suggestion("a", 1, 0)])
    assert [each.title for each in found] == ["b", "c"]


def test_one_place_is_suggested_once_with_its_most_urgent_reason() -> None:
    twice = [make_suggestion("a", 5, number=1), make_suggestion("a", 2, number=1), make_suggestion("a", 2, number=2)]
    assert [(each.urgency, each.params) for each in in_order(twice)] == [(2, {"number": 1}), (2, {"number": 2})]


@pytest.mark.parametrize(
    ("hour", "part"),
    [(4, DayPart.EVENING), (5, DayPart.MORNING), (11, DayPart.MORNING), (12, DayPart.AFTERNOON),
     (17, DayPart.AFTERNOON), (18, DayPart.EVENING), (23, DayPart.EVENING)],
)  # fmt: skip
def test_the_greeting_fits_the_hour(hour: int, part: DayPart) -> None:
    assert day_part(hour) is part


def test_entries_stand_by_day_in_the_zone_of_their_event() -> None:
    late = make_item(1, 15 * 60, 30)  # 00:00 of the next day in Shanghai
    early = make_item(2, 0, 30)
    tokyo = make_item(3, 14 * 60, 30, zone="Asia/Tokyo")  # midnight in Tokyo, still the day before in Shanghai
    days = by_day([late, early, tokyo])
    assert [(each.day, [placed.item.title for placed in each.entries]) for each in days] == [
        (date(2030, 6, 17), ["环节2"]),
        (date(2030, 6, 18), ["环节3", "环节1"]),
    ]


def test_two_things_at_once_are_a_clash_and_back_to_back_is_none() -> None:
    found = clashes(make_item(1, 0, 60), make_item(2, 30, 60), make_item(3, 90, 30))
    assert found == {"环节1": ("环节2",), "环节2": ("环节1",), "环节3": ()}


def test_what_was_called_off_meets_nothing() -> None:
    off = make_item(2, 0, 60, state=AgendaState.CANCELLED)
    assert clashes(make_item(1, 0, 60), off) == {"环节1": (), "环节2": ()}


def test_ones_turn_within_a_session_one_attends_is_no_clash() -> None:
    stage = make_item(1, 0, 180, kind=AgendaKind.DUTY)
    turn = make_item(2, 30, 15, kind=AgendaKind.PITCH, description="环节1")
    assert clashes(stage, turn) == {"环节1": (), "环节2": ()}
    elsewhere = make_item(3, 30, 15, kind=AgendaKind.PITCH, description="别处", event_id=2)
    assert clashes(stage, elsewhere) == {"环节1": ("环节3",), "环节3": ("环节1",)}


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(5, 120)), max_size=8))
def test_clashes_are_mutual_and_nothing_is_lost(spans: list[tuple[int, int]]) -> None:
    items = [make_item(number, start, minutes) for number, (start, minutes) in enumerate(spans)]
    found = clashes(*items)
    assert len(found) == len(items)
    assert all(one in found[other] for one, others in found.items() for other in others)
