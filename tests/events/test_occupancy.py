"""Nothing is ever in two places at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import database
from app.core.errors import Conflict, RuleBroken
from app.events.logic.states import HolderKind, ResourceKind
from app.events.logic.ticks import is_on_grid, moment_of, spans, tick_of, ticks
from app.events.models.venue import Occupancy
from app.events.queries.occupancy import is_free, list_busy, list_held
from app.events.service.occupancy import occupy, release_holder
from tests.factories import DAY, make_event, make_person, make_session, make_venue

FIVE = timedelta(minutes=5)


def hold(session: Session, room_id: int, start: datetime, minutes: int, holder: int, **more: object) -> None:
    values = {"kind": ResourceKind.ROOM, "holder_kind": HolderKind.MEETING, "event_id": 1} | more
    occupy(
        session, resource_id=room_id, start=start, end=start + timedelta(minutes=minutes), holder_id=holder, **values
    )  # type: ignore[arg-type]


@given(st.integers(0, 10**7), st.integers(1, 500))
def test_ticks_are_half_open(first: int, count: int) -> None:
    start = moment_of(first)
    assert list(ticks(start, start + count * FIVE)) == list(range(first, first + count))
    assert spans(ticks(start, start + count * FIVE)) == [(start, start + count * FIVE)]


def test_a_touched_tick_counts_whole() -> None:
    start = datetime(2030, 1, 1, 9, 3, tzinfo=UTC)
    assert not is_on_grid(start)
    assert list(ticks(start, start + timedelta(minutes=4))) == [tick_of(start), tick_of(start) + 1]


def test_spans_keep_gaps() -> None:
    assert spans([7, 5, 6, 9]) == [(moment_of(5), moment_of(8)), (moment_of(9), moment_of(10))]


def test_back_to_back_does_not_clash(session: Session) -> None:
    room = make_venue(session).rooms[0].id
    hold(session, room, DAY, 30, 1)
    hold(session, room, DAY + timedelta(minutes=30), 30, 2)
    found = list_busy(session, kind=ResourceKind.ROOM, resource_ids=[room], start=DAY, end=DAY + timedelta(hours=2))
    assert [(row.holder_id, row.start_at, row.end_at) for row in found] == [
        (1, DAY, DAY + timedelta(minutes=30)),
        (2, DAY + timedelta(minutes=30), DAY + timedelta(minutes=60)),
    ]


def test_a_clash_names_both_items(session: Session) -> None:
    event = make_event(session)
    first, second = make_session(session, event, title="开幕式"), make_session(session, event, title="专题报告")
    person = make_person(session, name="卓敏")
    for part in (first, second):
        values = {"kind": ResourceKind.PERSON, "holder_kind": HolderKind.SESSION, "event_id": event.id}
        if part is first:
            hold(session, person.id, DAY, 60, part.id, **values)
            continue
        with pytest.raises(Conflict) as refusal:
            hold(session, person.id, DAY + timedelta(minutes=55), 60, part.id, **values)
    assert refusal.value.values == {
        "resource": "卓敏", "when": "2030-06-17 09:00–10:00", "other": "开幕式", "mine": "专题报告"
    }  # fmt: skip


def test_a_holder_without_title_is_named_by_its_kind(session: Session) -> None:
    hold(session, 7, DAY, 20, 1, kind=ResourceKind.TABLE)
    with pytest.raises(Conflict) as refusal:
        hold(session, 7, DAY, 20, 2, kind=ResourceKind.TABLE, title="与华工创投洽谈")
    values = refusal.value.values
    assert (values["resource"], values["other"], values["mine"]) == (
        ResourceKind.TABLE, HolderKind.MEETING, "与华工创投洽谈"
    )  # fmt: skip


def test_the_same_holder_may_hold_the_same_ticks_again(session: Session) -> None:
    room = make_venue(session).rooms[0].id
    hold(session, room, DAY, 30, 1)
    hold(session, room, DAY + timedelta(minutes=20), 30, 1)
    assert session.scalar(select(func.count()).select_from(Occupancy)) == 10


def test_releasing_gives_back_only_ones_own(session: Session) -> None:
    room = make_venue(session).rooms[0].id
    hold(session, room, DAY, 30, 1)
    hold(session, room, DAY + timedelta(hours=1), 30, 2)
    release_holder(session, holder_kind=HolderKind.MEETING, holder_id=1)
    assert list_held(session, holder_kind="meeting", holder_id=1) == []
    assert [row.holder_id for row in list_held(session, holder_kind="meeting", holder_id=2)] == [2]
    ends = [DAY + timedelta(minutes=30), DAY + timedelta(hours=2)]
    assert [is_free(session, kind=ResourceKind.ROOM, resource_id=room, start=DAY, end=end) for end in ends] == [
        True, False
    ]  # fmt: skip


@pytest.mark.parametrize(("minutes", "late"), [(32, 0), (30, 2), (0, 0), (-5, 0)])
def test_an_odd_or_empty_range_is_refused(session: Session, minutes: int, late: int) -> None:
    with pytest.raises(RuleBroken):
        hold(session, 1, DAY + timedelta(minutes=late), minutes, 1)


def test_nothing_is_busy_without_resources_or_time(session: Session) -> None:
    hold(session, 1, DAY, 30, 1)
    later = DAY + timedelta(hours=1)
    assert list_busy(session, kind=ResourceKind.ROOM, resource_ids=[], start=DAY, end=later) == []
    assert list_busy(session, kind=ResourceKind.ROOM, resource_ids=[1], start=later, end=later) == []


def test_of_many_at_once_exactly_one_wins(
    racing_app: Flask, at_once: Callable[[Flask, int, Callable[[int], object]], list[object]]
) -> None:
    def act(number: int) -> object:
        with database.transaction() as session:
            values = {"kind": ResourceKind.TABLE, "title": f"洽谈{number}"}
            hold(session, 3, DAY + timedelta(minutes=5 * (number % 4)), 30, number, **values)
        return number

    answers = at_once(racing_app, 20, act)
    winners = [answer for answer in answers if isinstance(answer, int)]
    losers = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(winners), len(losers)) == (1, 19)
    assert {str(loser.values.get("other")) for loser in losers} == {f"洽谈{winners[0]}"}
    with racing_app.app_context():
        assert database.session.scalar(select(func.count()).select_from(Occupancy)) == 6
