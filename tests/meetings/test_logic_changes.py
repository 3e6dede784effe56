from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.answer import Goal, answer
from app.meetings.logic.check import violations
from app.meetings.logic.engine.changes import fewest_changes
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Place, Wanted, same_places
from app.meetings.logic.levels import table_changes


def timetable(times: list[tuple[int, int, int]], places: tuple[Place, ...]) -> Instance:
    """Meetings that must be, each with both sides and its slot."""
    people = sorted({side for a, b, _ in times for side in (a, b)})
    return Instance(
        frame=Frame(count=max((slot for _, _, slot in times), default=1)),
        participants=tuple(Participant(id=each) for each in people),
        meetings=tuple(
            Wanted(id=number, a=a, b=b, mandatory=True, fixed_slot=slot)
            for number, (a, b, slot) in enumerate(times, start=1)
        ),
        places=places,
    )


def slots_of(instance: Instance) -> dict[int, int]:
    return {each.id: each.fixed_slot for each in instance.meetings if each.fixed_slot is not None}


def fewest_by_trying(instance: Instance) -> int | None:
    """Every way to lay the meetings on the places."""
    found = []
    for places in product([place.id for place in instance.places], repeat=len(instance.meetings)):
        rows = [
            Assignment(each.id, each.fixed_slot or 0, place)
            for each, place in zip(instance.meetings, places, strict=True)
        ]
        if not violations(instance, rows):
            found.append(table_changes(instance, rows))
    return min(found, default=None)


@st.composite
def timetables(draw: st.DrawFn) -> Instance:
    times: list[tuple[int, int, int]] = []
    for _ in range(draw(st.integers(1, 6))):
        a, b = draw(st.sampled_from([(1, 2), (1, 3), (2, 3), (1, 4), (2, 4), (3, 4), (4, 5), (1, 5)]))
        slot = draw(st.integers(1, 4))
        if all(slot != other or {a, b}.isdisjoint({c, d}) for c, d, other in times):
            times.append((a, b, slot))
    closed = draw(st.sets(st.integers(1, 4), max_size=1))
    return timetable(times, (*same_places(2), Place(id=3, closed=frozenset(closed))))


@given(instance=timetables())
@settings(max_examples=40, deadline=None)
def test_nobody_finds_fewer_changes_by_trying_everything(instance: Instance) -> None:
    found = fewest_changes(instance, slots_of(instance), seconds=20)
    least = fewest_by_trying(instance)
    if least is None:
        assert found is None
        return
    assert found is not None
    assert violations(instance, found.rows) == []
    assert found.changes == table_changes(instance, found.rows) == least == found.bound


def test_whoever_waits_comes_back_to_the_same_table_though_others_sat_there_meanwhile() -> None:
    instance = timetable([(1, 2, 1), (3, 4, 1), (3, 5, 2), (4, 6, 2), (1, 7, 3), (2, 8, 3)], same_places(2))
    found = fewest_changes(instance, slots_of(instance), seconds=20)
    assert found is not None
    assert (found.changes, found.bound) == (2, 2)


def test_two_meetings_of_one_slot_never_count_as_one_chain() -> None:
    times = [(1, 2, 1), (1, 3, 2), (3, 4, 3), (2, 5, 3)]
    found = fewest_changes(timetable(times, same_places(3)), slots_of(timetable(times, same_places(3))), seconds=20)
    assert found is not None
    assert (found.changes, found.bound) == (1, 1)


def test_the_command_answers_with_proved_changes() -> None:
    instance = timetable([(1, 2, 1), (1, 3, 2), (2, 4, 2)], same_places(2))
    found = answer(instance, Goal.CHANGES)
    assert (found.status, found.objective, found.bound) == ("optimal", 1, 1)


def test_too_few_places_are_said_and_not_overbooked() -> None:
    instance = timetable([(1, 2, 1), (3, 4, 1)], same_places(1))
    assert fewest_changes(instance, slots_of(instance), seconds=5) is None
    assert answer(instance, Goal.CHANGES).status == "infeasible"


@pytest.mark.parametrize("size", [60])
def test_a_long_day_without_waits_is_proved_by_matchings_alone(size: int) -> None:
    """A round robin of 2 × size people: everybody meets in every slot."""
    turns = [range(size), range(size - 1, -1, -1)]  # the order of the numbers is no help
    times = [(a, size + (a + slot) % size, slot) for slot in range(1, 9) for a in turns[slot % 2]]
    instance = timetable(times, same_places(size))
    found = fewest_changes(instance, slots_of(instance), seconds=0)
    assert found is not None
    assert found.changes == found.bound == 7 * size
