"""The engine against brute force: bounds hold, proofs are true, and what cannot be is said to be impossible."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.answer import Goal, answer
from app.meetings.logic.check import breaks, violations
from app.meetings.logic.engine.idle import Effort, Race, nobody_waits_alone
from app.meetings.logic.engine.idle_model import build_idle_model
from app.meetings.logic.engine.model import Model, negated
from app.meetings.logic.engine.solving import solve
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Wanted, same_places

QUICK = Effort(seconds=10, workers=1)


@st.composite
def questions(draw: st.DrawFn, mandatory: bool) -> Instance:
    slots = draw(st.integers(2, 4))
    people = draw(st.integers(2, 5))
    slot = st.integers(1, slots)
    wanted = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        a, b = draw(st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True))
        after = draw(st.sampled_from([(), (), (number - 1,)])) if number > 1 and mandatory else ()
        fixed = draw(st.sampled_from([None, None, None, 1])) if mandatory else None
        weight = draw(st.integers(1, 9))
        wanted.append(Wanted(id=number, a=a, b=b, mandatory=mandatory, weight=weight, after=after, fixed_slot=fixed))
    return Instance(
        frame=Frame(count=slots),
        participants=tuple(
            Participant(id=number, unavailable=draw(st.frozensets(slot, max_size=2))) for number in range(1, people + 1)
        ),
        meetings=tuple(wanted),
        places=same_places(draw(st.integers(1, 2))),
    )


def plans(instance: Instance, *, whole: bool) -> list[list[Assignment]]:
    """Every plan there is, told by the judge."""
    spots: list[tuple[int, int] | None] = [
        *product(range(1, instance.frame.count + 1), [place.id for place in instance.places])
    ]
    choices = product([*spots, *([] if whole else [None])], repeat=len(instance.meetings))
    tried = (
        [Assignment(m.id, *spot) for m, spot in zip(instance.meetings, choice, strict=True) if spot]
        for choice in choices
    )
    return [rows for rows in tried if not violations(instance, rows)]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(questions(mandatory=True), st.integers(0, 2))
def test_waits_are_as_few_as_brute_force_finds_and_impossible_is_proved(instance: Instance, fairness: int) -> None:
    counts = [list(breaks(instance, rows).values()) for rows in plans(instance, whole=True)]
    fair = [sum(each) for each in counts if max(each) - min(each) <= fairness]
    found = answer(instance, Goal.IDLE, fairness=fairness, effort=QUICK)
    if not fair:
        assert (found.status, found.assignments) == ("infeasible", ())
        return
    assert (found.status, found.objective, found.bound) == ("optimal", min(fair), min(fair))
    assert violations(instance, found.assignments) == []
    assert len(found.assignments) == len(instance.meetings)


@pytest.mark.parametrize("size", range(8))
def test_the_count_of_literals_is_what_counting_gives_and_rules_out_every_other(size: int) -> None:
    model = Model()
    literals = [model.boolean() if number % 3 else negated(model.boolean()) for number in range(size)]
    counts = model.counted(literals)
    assert len(counts) == size
    for held in product([False, True], repeat=size):
        known = dict(zip(literals, held, strict=True))
        expected = [number <= sum(held) for number in range(1, size + 1)]
        given_values = known | {negated(each): not value for each, value in known.items()}
        assert propagated(model.clauses, given_values, counts) == expected


def propagated(clauses: list[list[int]], known: dict[int, bool], asked: list[int]) -> list[bool]:
    """What clauses say of literals when one after the other is left with a single way to hold."""
    news = True
    while news:
        news = False
        for clause in clauses:
            left = [each for each in clause if not (each in known and not known[each])]
            assert left, "the clauses contradict what holds"
            if len(left) == 1 and left[0] not in known:
                known |= {left[0]: True, negated(left[0]): False}
                news = True
    return [known[each] for each in asked]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(questions(mandatory=True), st.integers(0, 2))
def test_counting_in_clauses_changes_no_answer(instance: Instance, fairness: int) -> None:
    plain, counted = (
        solve(build_idle_model(instance, fairness=fairness, counting=counting).model, seconds=20)
        for counting in (False, True)
    )
    assert (counted.status, counted.objective) == (plain.status, plain.objective)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(questions(mandatory=True))
def test_asking_one_by_one_finds_who_alone_waits_or_proves_that_nobody_does(instance: Instance) -> None:
    counts = [list(breaks(instance, rows).values()) for rows in plans(instance, whole=True)]
    race = Race(instance, None, 60, 0)
    race.learn(bound=1)
    refuted = nobody_waits_alone(race, race.started + 60)
    assert refuted == (1 not in map(sum, counts))
    assert race.answer.waits == (None if refuted else 1)


def test_one_who_waits_is_found_among_all() -> None:
    """Three rounds without the middle for one of them: exactly one waits."""
    people = (Participant(id=1), Participant(id=2), Participant(id=3, unavailable=frozenset({2})))
    wanted = tuple(Wanted(id=n, a=a, b=b, mandatory=True) for n, (a, b) in enumerate([(1, 2), (1, 3), (2, 3)], start=1))
    instance = Instance(frame=Frame(count=3), participants=people, meetings=wanted, places=same_places(1))
    race = Race(instance, None, 60, 0)
    race.learn(bound=1)
    assert not nobody_waits_alone(race, race.started + 60)
    assert sorted(race.answer.slots.values()) == [1, 2, 3]
    assert race.answer.slots[1] == 2


def test_with_counts_too_nobody_waits_oftener_than_is_fair() -> None:
    wanted = tuple(Wanted(id=n, a=1, b=n + 1, mandatory=True, fixed_slot=2 * n - 1) for n in (1, 2, 3))
    people = tuple(Participant(id=n) for n in range(1, 5))
    instance = Instance(frame=Frame(count=5), participants=people, meetings=wanted, places=same_places(1))
    for counting in (False, True):
        models = [build_idle_model(instance, fairness=most, counting=counting).model for most in (1, 2)]
        assert [solve(each, seconds=20).status for each in models] == ["infeasible", "optimal"]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(questions(mandatory=False))
def test_no_plan_weighs_more_than_the_bound_and_proofs_are_true(instance: Instance) -> None:
    best = max(sum(instance.meeting()[r.meeting].weight for r in rows) for rows in plans(instance, whole=False))
    found = answer(instance, Goal.WEIGHT, effort=QUICK)
    assert found.objective is not None
    assert found.bound is not None
    assert found.objective <= best <= found.bound
    assert violations(instance, found.assignments) == []
    if found.status == "optimal":
        assert found.objective == best


@settings(max_examples=10, deadline=None, derandomize=True)
@given(questions(mandatory=False))
def test_another_table_never_lowers_the_bound_and_ids_do_not_matter(instance: Instance) -> None:
    bound = answer(instance, Goal.WEIGHT, effort=QUICK).bound
    more = replace(instance, places=same_places(len(instance.places) + 1))
    assert bound is not None
    assert (answer(more, Goal.WEIGHT, effort=QUICK).bound or 0) >= bound
    renamed = replace(instance, meetings=tuple(replace(each, id=100 - each.id) for each in instance.meetings))
    assert answer(renamed, Goal.WEIGHT, effort=QUICK).bound == bound


def test_the_same_seed_with_one_worker_gives_the_same_plan() -> None:
    wanted = tuple(Wanted(id=n, a=1 + n % 4, b=5 + n % 3, mandatory=True) for n in range(12))
    instance = Instance(
        frame=Frame(count=6), participants=tuple(Participant(id=n) for n in range(1, 8)), meetings=wanted,
        places=same_places(3),
    )  # fmt: skip
    one, two = (answer(instance, Goal.IDLE, effort=Effort(seconds=20, workers=1, seed=7)) for _ in range(2))
    assert (one.status, one.assignments) == (two.status, two.assignments)


def test_a_solver_that_runs_out_of_time_or_is_stopped_costs_nothing_else() -> None:
    model = Model()
    queens = [[model.boolean() for _ in range(12)] for _ in range(12)]
    for row in queens:
        model.one_of(row)
    assert solve(model, seconds=5, enough=lambda _: True).status in {"unknown", "feasible", "optimal"}
    assert solve(model, seconds=20).status == "optimal"
