from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.board import Board
from app.meetings.logic.chains import make_place
from app.meetings.logic.check import Rule, Violation, breaks, violations
from app.meetings.logic.explain import Unplanned, WhyNot
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Place, Wanted, same_places
from app.meetings.logic.plan import Objective, PlanStatus, plan


def make_instance(
    meetings: list[Wanted],
    *,
    slots: int = 3,
    places: int | tuple[Place, ...] = 2,
    people: list[Participant] | None = None,
    days: tuple[tuple[int, int], ...] = (),
    sessions: tuple[tuple[str, int, int], ...] = (),
) -> Instance:
    known = {each.id: each for each in people or []}
    ids = sorted({side for each in meetings for side in (each.a, each.b)} | set(known))
    return Instance(
        frame=Frame(count=slots, days=days, sessions=sessions),
        participants=tuple(known.get(number, Participant(id=number)) for number in ids),
        meetings=tuple(meetings),
        places=same_places(places) if isinstance(places, int) else places,
    )


def full_mesh(investors: int, pitches: int, *, slots: int, tables: int) -> Instance:
    pairs = product(range(1, investors + 1), range(investors + 1, investors + pitches + 1))
    wanted = [Wanted(id=number, a=a, b=b) for number, (a, b) in enumerate(pairs, start=1)]
    return make_instance(wanted, slots=slots, places=tables)


@st.composite
def instances(draw: st.DrawFn, most_people: int = 6, most_slots: int = 4, most_meetings: int = 10) -> Instance:
    slots = draw(st.integers(1, most_slots))
    numbers = list(range(1, draw(st.integers(2, most_people)) + 1))
    slot = st.integers(1, slots)
    cap = st.none() | st.integers(0, 3)
    people = [
        Participant(
            id=number, unavailable=draw(st.frozensets(slot, max_size=1)), max_meetings=draw(cap), max_per_day=draw(cap)
        )
        for number in numbers
    ]
    pairs = st.lists(st.sampled_from(numbers), min_size=2, max_size=2, unique=True)
    wanted = [
        Wanted(
            id=index,
            a=pair[0],
            b=pair[1],
            mandatory=draw(st.booleans()),
            weight=draw(st.integers(1, 9)),
            session=draw(st.sampled_from(["any", "any", "AM"])),
            fixed_slot=draw(st.none() | st.none() | slot),
            declined_by=draw(st.sampled_from([None, None, None, pair[0]])),
            after=draw(st.sampled_from([(), (), (index - 1,)])) if index > 1 else (),
            place_type=draw(st.sampled_from([None, None, "room"])),
        )
        for index, pair in enumerate(draw(st.lists(pairs, min_size=1, max_size=most_meetings)), start=1)
    ]
    places = (Place(id=1), Place(id=2, type="room", closed=draw(st.frozensets(slot, max_size=1))))
    middle = max(slots // 2, 1)
    return make_instance(
        wanted,
        slots=slots,
        places=places,
        people=people,
        sessions=(("AM", 1, middle),),
        days=((1, middle), (middle + 1, slots)),
    )


@settings(max_examples=250, deadline=None)
@given(instances(), st.integers(0, 3))
def test_no_plan_breaks_a_rule_and_every_wish_is_answered(instance: Instance, seed: int) -> None:
    answer = plan(instance, seed=seed)
    assert violations(instance, answer.assignments) == []
    answered = [row.meeting for row in answer.assignments] + [row.meeting for row in answer.unplanned]
    assert sorted(answered) == [each.id for each in instance.meetings]
    assert all(answer.values[each] <= answer.bounds[each] for each in answer.bounds)
    assert answer.values[Objective.BREAKS] == sum(breaks(instance, answer.assignments).values())
    assert all(row.reason is not WhyNot.NOT_TRIED for row in answer.unplanned)


@settings(max_examples=60, deadline=None)
@given(instances(), st.integers(0, 3))
def test_the_same_question_and_seed_give_the_same_plan(instance: Instance, seed: int) -> None:
    one, two = plan(instance, seed=seed), plan(instance, seed=seed)
    assert one == two


def best_by_trying_all(instance: Instance) -> int:
    """Most meetings of any plan: every meeting in every slot or nowhere, at every place."""
    spots = [None, *product(range(1, instance.frame.count + 1), [each.id for each in instance.places])]
    best = 0
    for choice in product(spots, repeat=len(instance.meetings)):
        rows = [Assignment(m.id, *spot) for m, spot in zip(instance.meetings, choice, strict=True) if spot]
        if len(rows) > best and not violations(instance, rows):
            best = len(rows)
    return best


@settings(max_examples=60, deadline=None, derandomize=True)
@given(instances(most_people=4, most_slots=2, most_meetings=4))
def test_on_tiny_questions_nearly_all_is_found_and_the_bound_holds(instance: Instance) -> None:
    simple = replace(
        instance, meetings=tuple(replace(m, mandatory=False, after=(), fixed_slot=None) for m in instance.meetings)
    )
    best = best_by_trying_all(simple)
    answer = plan(simple, objectives=(Objective.COUNT,))
    assert answer.bounds[Objective.COUNT] >= best
    assert answer.values[Objective.COUNT] == best


@pytest.mark.parametrize(("slots", "tables"), [(11, 9), (25, 4)])
def test_every_firm_meets_every_pitch_in_the_fewest_slots(slots: int, tables: int) -> None:
    instance = full_mesh(9, 11, slots=slots, tables=tables)
    answer = plan(instance)
    assert violations(instance, answer.assignments) == []
    assert len(answer.assignments) == 99
    assert answer.status is PlanStatus.OPTIMAL
    assert answer.unplanned == ()


def test_one_slot_fewer_cannot_hold_the_full_mesh_and_the_bound_says_so() -> None:
    answer = plan(full_mesh(9, 11, slots=10, tables=9), time_limit=1.0)
    assert answer.bounds[Objective.COUNT] == 90
    assert answer.values[Objective.COUNT] == 90
    assert answer.status is PlanStatus.OPTIMAL


def test_a_must_meet_beats_any_weight() -> None:
    wanted = [Wanted(id=1, a=1, b=2, weight=100), Wanted(id=2, a=1, b=3, weight=1, mandatory=True)]
    answer = plan(make_instance(wanted, slots=1))
    assert [row.meeting for row in answer.assignments] == [2]
    assert answer.unplanned == (Unplanned(1, WhyNot.BOTH_BUSY, (1, 2), (1,), (2,)),)


def test_a_plan_without_a_must_meet_is_incomplete() -> None:
    wanted = [Wanted(id=1, a=1, b=2, mandatory=True), Wanted(id=2, a=1, b=3, mandatory=True)]
    assert plan(make_instance(wanted, slots=1)).status is PlanStatus.INCOMPLETE


def test_two_cheaper_meetings_replace_one_dear_one_when_they_are_worth_more() -> None:
    wanted = [Wanted(id=1, a=1, b=2, weight=5), Wanted(id=2, a=1, b=3, weight=4), Wanted(id=3, a=2, b=4, weight=4)]
    answer = plan(make_instance(wanted, slots=1, places=2), seed=1)
    assert answer.values[Objective.WEIGHT] in {5, 8}
    assert answer.bounds[Objective.WEIGHT] >= 8


def test_locked_meetings_stay_and_others_move_around_them() -> None:
    wanted = [Wanted(id=1, a=1, b=2), Wanted(id=2, a=1, b=3, fixed_slot=1, fixed_place=2)]
    answer = plan(make_instance(wanted, slots=2))
    assert answer.assignments == (Assignment(1, 2, 1), Assignment(2, 1, 2))


def reason(instance: Instance) -> Unplanned:
    (only,) = plan(instance).unplanned
    return only


def test_reasons_name_who_declined_and_who_is_never_there() -> None:
    assert reason(make_instance([Wanted(id=1, a=1, b=2, declined_by=2)])) == Unplanned(1, WhyNot.DECLINED, (2,))
    away = [Participant(id=1, unavailable=frozenset({1})), Participant(id=2, unavailable=frozenset({2}))]
    assert reason(make_instance([Wanted(id=1, a=1, b=2)], slots=2, people=away)) == Unplanned(
        1, WhyNot.NEVER_TOGETHER, (1, 2)
    )


def test_nobody_meets_himself() -> None:
    assert reason(make_instance([Wanted(id=1, a=1, b=1)])).reason is WhyNot.NEVER_TOGETHER


def test_reasons_name_whose_cap_is_reached_in_all_or_on_a_day() -> None:
    wanted = [Wanted(id=1, a=1, b=2, weight=2), Wanted(id=2, a=1, b=3)]
    capped = make_instance(wanted, people=[Participant(id=1, max_meetings=1)])
    assert reason(capped) == Unplanned(2, WhyNot.CAP_REACHED, (1,))
    per_day = make_instance(wanted, slots=3, days=((1, 3),), people=[Participant(id=1, max_per_day=1)])
    assert reason(per_day) == Unplanned(2, WhyNot.DAY_CAP_REACHED, (1,), (1, 2, 3))


def test_reasons_name_the_slots_in_which_all_tables_are_full() -> None:
    wanted = [Wanted(id=1, a=1, b=2, weight=2), Wanted(id=2, a=3, b=4)]
    assert reason(make_instance(wanted, slots=1, places=1)) == Unplanned(2, WhyNot.PLACES_FULL, (), (1,))


def test_reasons_name_a_lock_that_clashes_and_an_order_that_cannot_be_kept() -> None:
    locks = [Wanted(id=1, a=1, b=2, fixed_slot=1), Wanted(id=2, a=1, b=3, fixed_slot=1)]
    assert reason(make_instance(locks)) == Unplanned(2, WhyNot.LOCK_CLASHES, (1, 3), (1,), (1,))
    order = [Wanted(id=1, a=1, b=2, fixed_slot=2), Wanted(id=2, a=3, b=4, after=(1,))]
    assert reason(make_instance(order, slots=2)) == Unplanned(2, WhyNot.WRONG_ORDER, (), (1, 2))


def test_reasons_tell_a_day_cap_apart_when_only_the_free_slots_are_capped() -> None:
    people = [Participant(id=1, max_per_day=1)]
    wanted = [Wanted(id=1, a=1, b=2, fixed_slot=1), Wanted(id=2, a=3, b=4, fixed_slot=3), Wanted(id=3, a=1, b=3)]
    instance = make_instance(wanted, slots=3, days=((1, 2), (3, 3)), people=people, places=3)
    assert reason(instance) == Unplanned(3, WhyNot.DAY_CAP_REACHED, (1,), (2,))


def test_a_meeting_is_never_put_beside_the_one_that_must_follow_it() -> None:
    wanted = [Wanted(id=1, a=1, b=2), Wanted(id=2, a=3, b=4, after=(1,), fixed_slot=1)]
    assert reason(make_instance(wanted, slots=1)) == Unplanned(1, WhyNot.WRONG_ORDER, (), (1,))


def test_untyped_meetings_leave_the_room_to_the_meeting_that_needs_it() -> None:
    places = (Place(id=1, type="room"), Place(id=2))
    wanted = [Wanted(id=1, a=1, b=2, weight=9), Wanted(id=2, a=3, b=4, place_type="room")]
    answer = plan(make_instance(wanted, slots=1, places=places))
    assert answer.assignments == (Assignment(1, 1, 2), Assignment(2, 1, 1))


def test_waits_are_closed_by_moving_meetings() -> None:
    wanted = [Wanted(id=1, a=1, b=2, fixed_slot=1), Wanted(id=2, a=1, b=3), Wanted(id=3, a=3, b=4, fixed_slot=2)]
    later = Participant(id=3, unavailable=frozenset({1}))
    instance = make_instance(wanted, slots=5, places=2, people=[later])
    kept = plan(instance, objectives=(Objective.WEIGHT,))
    assert kept.values[Objective.BREAKS] == 1
    freed = replace(instance, meetings=(*wanted[:2], replace(wanted[2], fixed_slot=None)))
    assert plan(freed).values[Objective.BREAKS] == 0


def test_a_planner_without_time_still_answers() -> None:
    answer = plan(full_mesh(6, 6, slots=5, tables=3), time_limit=0.0)
    assert violations(full_mesh(6, 6, slots=5, tables=3), answer.assignments) == []
    assert len(answer.assignments) + len(answer.unplanned) == 36


def test_a_failed_search_for_a_place_leaves_the_board_as_it_was() -> None:
    board = Board(make_instance([Wanted(id=1, a=1, b=2), Wanted(id=2, a=1, b=3)], slots=1))
    assert make_place(board, 1) is True
    assert make_place(board, 2) is False
    assert board.slot_of == {1: 1}


def test_the_checker_sees_every_kind_of_broken_rule() -> None:
    people = [
        Participant(id=1, max_meetings=1, max_per_day=1),
        Participant(id=2, unavailable=frozenset({2})),
        Participant(id=3),
    ]
    wanted = [
        Wanted(id=1, a=1, b=2, session="AM", fixed_slot=1),
        Wanted(id=2, a=1, b=3, declined_by=3, place_type="room"),
        Wanted(id=3, a=2, b=3, after=(1,)),
    ]
    instance = make_instance(wanted, slots=2, people=people, sessions=(("AM", 1, 1),))
    rows = [Assignment(1, 2, 1), Assignment(2, 2, 1), Assignment(3, 9, 1), Assignment(3, 1, 1), Assignment(8, 1, 1)]
    found = violations(instance, rows)
    assert {each.rule for each in found} == set(Rule)
    assert Violation(Rule.PARTICIPANT_CLASH, (1, 2), 1, 2) in found
    assert Violation(Rule.PLACE_CLASH, (1, 2), 1, 2) in found
    assert Violation(Rule.WRONG_ORDER, (1, 3), None, 1) in found


def test_waits_count_a_run_of_idle_slots_once() -> None:
    instance = make_instance([Wanted(id=1, a=1, b=2), Wanted(id=2, a=1, b=3), Wanted(id=3, a=1, b=4)], slots=6)
    rows = [Assignment(1, 1, 1), Assignment(2, 5, 1), Assignment(3, 6, 1)]
    assert breaks(instance, rows) == {1: 1, 2: 0, 3: 0, 4: 0}
