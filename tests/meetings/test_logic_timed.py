"""The relaxation that knows slots, and plans that follow it: against brute force, the judge, and the bound itself."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.check import violations
from app.meetings.logic.engine import agreement, choosing, timed
from app.meetings.logic.engine.agreement import Renewal
from app.meetings.logic.engine.choosing import choose
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.diving import dive
from app.meetings.logic.engine.neighbourhoods import improve
from app.meetings.logic.engine.processes import Pool
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.engine.timed import Effort, Program, Relaxed, Worth, priced, relax, timed_program
from app.meetings.logic.engine.weights import more_weight, most_weight
from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places
from app.meetings.logic.plan import Objective
from app.meetings.logic.plan import plan as plan_by_rules


@st.composite
def scarce(draw: st.DrawFn) -> Instance:
    """Few people who are often away, at few tables."""
    people = draw(st.integers(3, 6))
    pairs = st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
    return Instance(
        frame=Frame(count=3),
        participants=tuple(
            Participant(id=n, max_meetings=draw(st.sampled_from([None, None, 1])),
                        unavailable=draw(st.frozensets(st.integers(1, 3), max_size=2)))
            for n in range(1, people + 1)
        ),
        meetings=tuple(
            Wanted(id=number, a=a, b=b, weight=draw(st.integers(1, 9)))
            for number, (a, b) in enumerate(draw(st.lists(pairs, min_size=2, max_size=6, unique=True)), start=1)
        ),
        places=same_places(draw(st.integers(1, 3))),
    )  # fmt: skip


def plans(instance: Instance) -> list[dict[int, int]]:
    """Every plan there is."""
    found = []
    for slots in product([0, 1, 2, 3], repeat=len(instance.meetings)):
        plan = {m.id: slot for m, slot in zip(instance.meetings, slots, strict=True) if slot}
        rows = seat(instance, plan)
        if rows is not None and not violations(instance, rows):
            found.append(plan)
    return found


def worth_of(instance: Instance, plan: dict[int, int]) -> int:
    """The weight of a plan."""
    return sum(instance.meeting()[each].weight for each in plan)


def relaxed_of(instance: Instance) -> tuple[Program, Relaxed]:
    """The programme of an event and its solution."""
    program = timed_program(Colouring(instance))
    assert program is not None
    found = relax(program, Effort(5))
    assert found is not None
    return program, found


@settings(max_examples=40, deadline=None, derandomize=True)
@given(scarce(), st.data())
def test_any_prices_bound_every_plan_and_say_which_ways_cannot_be_in_a_better_one(
    instance: Instance, data: st.DataObject
) -> None:
    program = timed_program(Colouring(instance))
    if program is None:
        return
    prices = data.draw(st.lists(st.floats(0, 9), min_size=len(program.limits), max_size=len(program.limits)))
    found = priced(program, np.zeros(len(program.ways)), np.array(prices))
    known = data.draw(st.sampled_from(plans(instance)))
    slack = found.limit - worth_of(instance, known)
    by_slot = {slot: set(Worth.of(program, found).meetings(slot, slack + 1e-6)) for slot in (1, 2, 3)}
    assert slack >= -1e-6
    for plan in plans(instance):
        assert worth_of(instance, plan) <= found.bound
        if worth_of(instance, plan) > worth_of(instance, known):
            assert all(meeting in by_slot[slot] for meeting, slot in plan.items())


@settings(max_examples=25, deadline=None, derandomize=True)
@given(scarce(), st.integers(0, 2))
def test_a_dive_keeps_the_rules_and_what_is_planned_already(instance: Instance, seconds: int) -> None:
    plan = Colouring(instance)
    program = timed_program(plan)
    if program is None:
        return
    found = relax(program, Effort(5))
    assert found is not None
    stays = next(way for way in program.ways if plan.fits(*way))
    plan.put(*stays)
    dive(plan, program, found, seconds=lambda: seconds)
    rows = seat(instance, plan.slot_of)
    assert rows is not None
    assert violations(instance, rows) == []
    assert plan.slot_of[stays[0]] == stays[1]


def crowd(people: int, wishes: int, slots: int) -> Instance:
    """A scarce event, the same each time."""
    random = Random(people)
    pairs = sorted({tuple(sorted(random.sample(range(1, people + 1), 2))) for _ in range(wishes)})
    return Instance(
        frame=Frame(count=slots),
        participants=tuple(
            Participant(id=n, unavailable=frozenset(s for s in range(1, slots + 1) if random.random() < 0.6))
            for n in range(1, people + 1)
        ),
        meetings=tuple(Wanted(id=n, a=a, b=b, weight=random.randint(5, 90)) for n, (a, b) in enumerate(pairs, 1)),
        places=same_places(people // 5),
    )  # fmt: skip


def test_following_the_relaxation_loses_far_less_than_putting_in_the_dearest_first() -> None:
    instance = crowd(100, 500, 16)
    program, found = relaxed_of(instance)
    plain, plan = Colouring(instance), Colouring(instance)
    plain.insert_all(sorted(plain.wanted, key=lambda each: -plain.wanted[each].weight))
    dive(plan, program, found, seconds=lambda: 20.0)
    rows = seat(instance, plan.slot_of)
    assert rows is not None
    assert violations(instance, rows) == []
    assert found.bound - plan.weight() <= (found.bound - plain.weight()) / 5


def worst_plan(instance: Instance) -> Colouring:
    """A plan to improve: the cheapest first."""
    plan = Colouring(instance)
    plan.insert_all(sorted(plan.wanted, key=lambda each: (plan.wanted[each].weight, each)))
    return plan


@settings(max_examples=30, deadline=None, derandomize=True)
@given(scarce(), st.integers(1, 2))
def test_where_everything_is_set_free_the_best_plan_of_all_is_found_and_proved(
    instance: Instance, workers: int
) -> None:
    plan = worst_plan(instance)
    if timed_program(Colouring(instance)) is None:
        return
    program, found = relaxed_of(instance)
    renewal = Renewal(plan, program, found, 0)
    renewal.near, renewal.has_all_near = np.ones_like(renewal.near), True
    renewal.run(is_over=lambda: False, seconds=lambda: 5.0, workers=workers)
    rows = seat(instance, plan.slot_of)
    assert rows is not None
    assert violations(instance, rows) == []
    assert plan.weight() == max(worth_of(instance, each) for each in plans(instance))
    assert renewal.is_proved


@pytest.mark.parametrize("workers", [1, 2])
def test_choosing_parts_anew_comes_near_the_bound_and_leaves_what_must_stay(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement, "FIRST", 20)
    monkeypatch.setattr(agreement, "LAST_QUIET", 4)
    instance = crowd(60, 400, 8)
    plan = worst_plan(instance)
    stays = sorted(plan.slot_of, key=lambda each: -plan.wanted[each].weight)[:20]
    instance = replace(instance, meetings=tuple(
        replace(each, fixed_slot=plan.slot_of[each.id]) if each.id in stays[:10]
        else replace(each, mandatory=each.id in stays) for each in instance.meetings
    ))  # fmt: skip
    before, plan = plan.slot_of, Colouring(instance)
    for meeting, slot in before.items():
        plan.put(meeting, slot)
    program, found = relaxed_of(instance)
    start = plan.weight()
    Renewal(plan, program, found, 1).run(is_over=lambda: False, seconds=lambda: 5.0, workers=workers)
    rows = seat(instance, plan.slot_of)
    assert rows is not None
    assert violations(instance, rows) == []
    assert found.bound - plan.weight() <= (found.bound - start) / 5
    assert all(plan.slot_of[each] == before[each] for each in stays[:10])
    assert all(each in plan.slot_of for each in stays)


def test_the_same_seed_chooses_the_same_plan() -> None:
    instance = crowd(60, 400, 8)
    program, found = relaxed_of(instance)
    results = []
    for _ in range(2):
        plan = worst_plan(instance)
        Renewal(plan, program, found, 3).run(is_over=lambda: False, seconds=lambda: 60.0)
        results.append(plan.slot_of)
    assert results[0] == results[1]


def test_choosing_without_time_or_without_the_solver_keeps_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = relaxed_of(crowd(30, 60, 4))
    known = np.array([0])
    monkeypatch.setattr(choosing, "_CHILDREN", Pool("app.meetings.logic.engine.nowhere"))
    chosen = choose(program, known, seconds=1)
    assert (chosen.taken.tolist(), chosen.is_proved) == ([0], False)


def test_an_event_whose_relaxation_is_not_whole_is_proved_all_the_same() -> None:
    people = tuple(Participant(id=n) for n in (1, 2, 3))
    wishes = tuple(Wanted(id=n, a=a, b=b, weight=2) for n, (a, b) in enumerate([(1, 2), (2, 3), (1, 3)], 1))
    instance = Instance(frame=Frame(count=1), participants=people, meetings=wishes, places=same_places(2))
    assert relaxed_of(instance)[1].bound == 3
    found = most_weight(instance, seconds=10)
    assert (found.weight, found.bound, found.is_proved) == (2, 2, True)


def test_small_groups_of_slots_with_ways_that_can_pay_only_make_a_plan_better() -> None:
    instance = crowd(60, 400, 8)
    program, found = relaxed_of(instance)
    plan = Colouring(instance)
    plan.insert_all(sorted(plan.wanted))
    before = plan.weight()
    proved = improve(plan, Random(1), is_over=lambda: False, seconds=lambda: 20.0, worth=Worth.of(program, found))
    rows = seat(instance, plan.slot_of)
    assert rows is not None
    assert violations(instance, rows) == []
    assert before < plan.weight() <= found.bound
    assert proved


def test_a_solver_that_fails_leaves_the_plan_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed, "_CHILDREN", Pool("app.meetings.logic.engine.nowhere"))
    program = timed_program(Colouring(crowd(30, 60, 4)))
    assert program is not None
    assert relax(program, Effort(1)) is None


def with_rules(instance: Instance) -> Instance:
    """A third of the meetings need the one room, some must be, and some come after another."""
    meetings = tuple(
        replace(each, place_type="room" if each.id % 3 == 0 else None, mandatory=each.id % 20 == 0,
                after=(each.id - 1,) if each.id % 10 == 0 else ())
        for each in instance.meetings
    )  # fmt: skip
    places = tuple(replace(each, type="room" if each.id < 3 else "table") for each in instance.places)
    return replace(instance, meetings=meetings, places=places)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(scarce(), st.data())
def test_prices_bound_every_plan_that_keeps_orders_and_types_of_places(instance: Instance, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from([None, "room"]), min_size=len(instance.meetings),
                               max_size=len(instance.meetings)))  # fmt: skip
    after = data.draw(st.permutations([each.id for each in instance.meetings]))
    instance = replace(
        instance,
        meetings=tuple(
            replace(each, place_type=kind, after=(after[0],) if each.id == after[1] else ())
            for each, kind in zip(instance.meetings, kinds, strict=True)
        ),
        places=(replace(instance.places[0], type="room"), *instance.places[1:]),
    )
    if timed_program(Colouring(instance)) is None:
        return
    best = max(worth_of(instance, each) for each in plans(instance))
    assert relaxed_of(instance)[1].bound >= best
    found = more_weight(instance, {}, seconds=10, workers=1)
    rows = seat(instance, found.slots)
    assert rows is not None
    assert violations(instance, rows) == []
    assert found.weight <= best <= found.bound


@pytest.mark.parametrize("most", [1_000_000, 100])
def test_a_plan_by_rules_gets_better_and_keeps_orders_types_of_places_and_what_must_be(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed, "MOST_PAIRS", most)
    monkeypatch.setattr(timed, "SOME_PAIRS", 1_200)
    instance = with_rules(crowd(60, 300, 12))
    first = plan_by_rules(instance, objectives=(Objective.MUST_MEET, Objective.WEIGHT), time_limit=0.2)
    start = {row.meeting: row.slot for row in first.assignments}
    found = more_weight(instance, start, seconds=15, workers=2)
    rows = seat(instance, found.slots)
    assert rows is not None
    assert violations(instance, rows) == []
    assert found.weight == worth_of(instance, found.slots) > worth_of(instance, start)
    assert found.weight <= found.bound
    assert len(found.missing) <= sum(each.mandatory and each.id not in start for each in instance.meetings)
