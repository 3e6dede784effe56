"""A stage that runs late: shifted or cut, with breaks, and a history that names the papers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.errors import RuleBroken
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.roadshow.logic.order import LEAST_QUESTIONS, Paper, Turn, cut_after, shift_after, time_order
from app.roadshow.queries.order import list_versions
from app.roadshow.service import order as orders
from tests.factories import organiser_of
from tests.roadshow.conftest import TWO_PM
from tests.roadshow.test_order import pitches_of, standing

minutes = st.integers(1, 30)
TURNS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20), st.integers(0, 30)), min_size=2, max_size=8)


def made(shapes: list[tuple[int, int, int]]) -> list[Turn]:
    return [Turn(number, talk, answers, pause_after=pause) for number, (talk, answers, pause) in enumerate(shapes)]


@given(TURNS, minutes)
def test_a_shift_moves_only_what_comes_behind_and_all_of_it_alike(
    shapes: list[tuple[int, int, int]], delay: int
) -> None:
    before = time_order(made(shapes), start=TWO_PM).turns
    after = time_order(shift_after(made(shapes), pitch=0, minutes=delay), start=TWO_PM).turns
    assert after[0] == before[0]
    moved = {late.start - planned.start for planned, late in zip(before[1:], after[1:], strict=True)}
    assert moved == {timedelta(minutes=delay)}


@given(TURNS, minutes)
def test_a_cut_ends_in_time_or_says_what_is_left(shapes: list[tuple[int, int, int]], delay: int) -> None:
    turns = made(shapes)
    planned = time_order(turns, start=TWO_PM).end
    cut, left = cut_after(turns, pitch=0, minutes=delay)
    assert time_order(cut, start=TWO_PM).end == planned + timedelta(minutes=left)
    assert [turn.present_minutes for turn in cut] == [turn.present_minutes for turn in turns]
    for old, new in zip(turns, cut, strict=True):
        assert new.qa_minutes == old.qa_minutes or new.qa_minutes >= LEAST_QUESTIONS
    assert left == 0 or all(turn.qa_minutes <= LEAST_QUESTIONS for turn in cut[1:])


def test_a_break_takes_the_place_of_the_change() -> None:
    order = time_order([Turn(1, pause_after=20), Turn(2)], start=TWO_PM, change_minutes=1)
    assert order.turns[1].start == TWO_PM + timedelta(minutes=35)
    assert order.pure_minutes == 30


def test_every_change_is_a_version_that_names_the_papers(session: Session, event: Event, stage: EventSession) -> None:
    a, b, c = pitches_of(session, event, 3)
    actor = organiser_of(event)
    order = orders.arrange_order(session, actor, session_id=stage.id)
    orders.set_split(session, actor, order_id=order.id, minutes=(5, 5))
    orders.take_out(session, actor, order_id=order.id, pitch_id=b.id, no_show=False, reason="团队来函撤回")
    first, second, third = reversed(list_versions(session, order.id))
    assert [turn["pitch"] for turn in first.turns] == [a.id, b.id, c.id]
    assert first.papers == []
    assert Paper.AGENDA_BOOK in second.papers
    assert Paper.BADGE not in second.papers
    assert (third.number, third.reason, Paper.BADGE in third.papers) == (3, "团队来函撤回", True)
    assert [turn["pitch"] for turn in third.turns] == [a.id, c.id]
    orders.set_split(session, actor, order_id=order.id, minutes=(5, 5))
    assert len(list_versions(session, order.id)) == 3  # nothing changed, nothing to keep


def test_delay_and_break_are_kept_with_the_order(session: Session, event: Event, stage: EventSession) -> None:
    a, b, c = pitches_of(session, event, 3)
    actor = organiser_of(event)
    order = orders.arrange_order(session, actor, session_id=stage.id)
    orders.set_minutes(session, actor, order_id=order.id, pitch_id=a.id, minutes=(8, 7, 10))
    items = {item.pitch_id: item for item in order.items}
    assert items[b.id].start_at == TWO_PM + timedelta(minutes=25)
    orders.shift_rest(session, actor, order_id=order.id, pitch_id=a.id, minutes=4)
    assert items[b.id].start_at == TWO_PM + timedelta(minutes=29)
    _order, left = orders.cut_rest(session, actor, order_id=order.id, pitch_id=b.id, minutes=9)
    assert (left, items[c.id].qa_minutes) == (4, LEAST_QUESTIONS)
    with pytest.raises(RuleBroken):
        orders.shift_rest(session, actor, order_id=order.id, pitch_id=a.id, minutes=0)
    assert standing(order) == [a.id, b.id, c.id]
