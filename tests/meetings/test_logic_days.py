"""Caps per day in the engine, against the judge and brute force; and how long a search takes that has no time."""

from dataclasses import replace
from itertools import product
from random import Random
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.answer import Goal, answer
from app.meetings.logic.check import Rule, violations
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.idle import Effort
from app.meetings.logic.engine.neighbourhoods import improve
from app.meetings.logic.engine.replan import replan
from app.meetings.logic.engine.selection import select
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.engine.timed import Effort as Precision
from app.meetings.logic.engine.timed import relax, timed_program
from app.meetings.logic.engine.weights import most_weight
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Wanted, same_places
from bench.events import generate

TWO_DAYS = Frame(count=4, days=((1, 2), (3, 4)))


@st.composite
def crowds(draw: st.DrawFn) -> Instance:
    people = draw(st.integers(3, 7))
    pairs = st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
    caps = st.sampled_from([None, 1, 1, 2])
    return Instance(
        frame=TWO_DAYS,
        participants=tuple(
            Participant(id=n, max_per_day=draw(caps), max_meetings=draw(st.sampled_from([None, None, 2])),
                        unavailable=draw(st.frozensets(st.integers(1, 4), max_size=1)))
            for n in range(1, people + 1)
        ),
        meetings=tuple(
            Wanted(id=number, a=a, b=b, weight=draw(st.integers(1, 9)))
            for number, (a, b) in enumerate(draw(st.lists(pairs, min_size=2, max_size=9, unique=True)), start=1)
        ),
        places=same_places(draw(st.integers(1, 3))),
    )  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(crowds())
def test_putting_in_and_exchanging_never_breaks_a_cap_of_a_day(instance: Instance) -> None:
    plan = Colouring(instance)
    for step in range(3):
        plan.insert_all(sorted(plan.wanted.keys() - plan.slot_of.keys(), key=lambda each: (each * (step + 3)) % 7))
        rows = seat(instance, plan.slot_of)
        assert rows is not None
        assert violations(instance, rows) == []
        for meeting in list(plan.slot_of)[step::3]:
            plan.drop(meeting)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(crowds())
def test_bounds_with_caps_of_a_day_hold_and_the_engine_itself_keeps_them(instance: Instance) -> None:
    small = replace(instance, meetings=instance.meetings[:5])
    best = 0
    for slots in product([None, 1, 2, 3, 4], repeat=len(small.meetings)):
        rows = seat(small, {m.id: slot for m, slot in zip(small.meetings, slots, strict=True) if slot})
        if rows is not None and not violations(small, rows):
            best = max(best, sum(small.meeting()[row.meeting].weight for row in rows))
    found = most_weight(small, seconds=5)
    rows = seat(small, found.slots)
    assert rows is not None
    assert violations(small, rows) == []
    assert found.weight <= best <= found.bound
    assert not found.is_proved or found.weight == best
    assert select(small).bound >= best
    program = timed_program(Colouring(small))
    relaxed = None if program is None else relax(program, Precision(5))
    assert (relaxed is None) == (program is None)
    assert relaxed is None or relaxed.bound >= best


@settings(max_examples=15, deadline=None, derandomize=True)
@given(crowds())
def test_planning_some_slots_anew_keeps_the_caps_of_the_days(instance: Instance) -> None:
    plan = Colouring(instance)
    rounds = iter([False, False, True])
    improve(plan, Random(1), is_over=lambda: next(rounds), seconds=lambda: 2.0)
    rows = seat(instance, plan.slot_of)
    assert rows is not None
    assert violations(instance, rows) == []


def test_once_time_is_over_nobody_moves_for_another() -> None:
    wanted = (Wanted(id=1, a=1, b=2), Wanted(id=2, a=2, b=3))
    people = (Participant(id=1), Participant(id=2), Participant(id=3, unavailable=frozenset({2})))
    instance = Instance(frame=Frame(count=2), participants=people, meetings=wanted, places=same_places(2))
    plan = Colouring(instance)
    assert plan.insert_all([1, 2], lambda: True) == [2]
    assert plan.slot_of == {1: 1}
    assert plan.insert_all([2]) == []
    assert plan.slot_of == {1: 2, 2: 1}


def test_a_cap_of_a_day_lowers_the_bound_of_the_selection() -> None:
    wanted = tuple(Wanted(id=n, a=1, b=n + 1) for n in range(1, 5))
    people = tuple(Participant(id=n, max_per_day=1 if n == 1 else None) for n in range(1, 6))
    instance = Instance(frame=TWO_DAYS, participants=people, meetings=wanted, places=same_places(4))
    assert select(instance).bound == 2
    found = most_weight(instance, seconds=5)
    assert (found.weight, found.is_proved) == (2, True)


def test_who_has_had_enough_for_a_day_is_not_given_another_meeting_on_it_later() -> None:
    wanted = (Wanted(id=1, a=1, b=2), Wanted(id=2, a=1, b=3))
    people = (Participant(id=1, max_per_day=1), Participant(id=2), Participant(id=3, unavailable=frozenset({3, 4})))
    instance = Instance(frame=TWO_DAYS, participants=people, meetings=wanted, places=same_places(2))
    assert replan(replace(instance, meetings=wanted), {1: 1}).added == ()
    assert replan(replace(instance, meetings=wanted), {1: 3}).added == (2,)


def test_waits_are_counted_within_the_caps_of_the_days() -> None:
    wanted = tuple(Wanted(id=n, a=1, b=n + 1, mandatory=True) for n in (1, 2))
    first_day, never_three = frozenset({3, 4}), frozenset({3})
    people = (
        Participant(id=1, max_per_day=1),
        Participant(id=2, unavailable=first_day),
        Participant(id=3, unavailable=never_three),
    )
    instance = Instance(frame=TWO_DAYS, participants=people, meetings=wanted, places=same_places(2))
    found = answer(instance, Goal.IDLE, effort=Effort(seconds=20, workers=1))
    assert (found.status, found.objective) == ("optimal", 1)
    free = replace(instance, participants=(Participant(id=1), *people[1:]))
    together = [Assignment(1, 1, 1), Assignment(2, 2, 1)]
    assert violations(free, together) == []
    assert [each.rule for each in violations(instance, together)] == [Rule.TOO_MANY_IN_A_DAY]


def test_a_search_without_time_still_answers_and_does_not_take_it() -> None:
    instance = generate(2_000, "scarce")
    started = process_time()
    found = most_weight(instance, seconds=0.2)
    hurried = process_time() - started
    rows = seat(instance, found.slots)
    assert rows is not None
    assert violations(instance, rows) == []
    assert 0 < found.weight <= found.bound
    assert hurried < 4  # of processor time: a busy machine does not count
