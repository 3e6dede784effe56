"""How many times an event needs, against the planner, the round and the seating themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places
from app.meetings.logic.levels import PlanLevel
from app.meetings.logic.round_tables import Expert, Sitting, allocate_experts, go_around
from app.meetings.logic.search import Task, search
from app.meetings.logic.sizes import times_for_everybody, times_for_needs, times_to_go_around


@pytest.mark.parametrize(
    ("investors", "teams", "tables", "times"),
    [(9, 11, 9, 11), (9, 11, 4, 25), (9, 11, 99, 11), (3, 2, 1, 6), (0, 5, 2, 0), (2, 2, 0, None)],
)
def test_the_times_of_a_full_mesh(investors: int, teams: int, tables: int, times: int | None) -> None:
    assert times_for_everybody(investors, teams, tables) == times


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_a_full_mesh_fits_into_these_times_and_not_into_one_less(investors: int, teams: int, tables: int) -> None:
    times = times_for_everybody(investors, teams, tables) or 0
    pairs = [(one, investors + other) for one in range(1, investors + 1) for other in range(1, teams + 1)]
    for slots, is_whole in ((times, True), (times - 1, False)):
        instance = Instance(
            frame=Frame(count=slots), participants=tuple(Participant(id=n) for n in range(1, investors + teams + 1)),
            meetings=tuple(Wanted(id=n, a=a, b=b) for n, (a, b) in enumerate(pairs, start=1)),
            places=same_places(tables),
        )  # fmt: skip
        if slots:
            found = search(Task(instance=instance, seconds=1), lambda _found: None)
            assert (found.scores[PlanLevel.WEIGHT].value == len(pairs)) is is_whole


@given(st.integers(1, 5), st.integers(1, 12), st.integers(1, 4))
def test_a_round_takes_as_many_times_as_are_said(hosts: int, guests: int, seats: int) -> None:
    times = times_to_go_around(hosts, guests, seats)
    met = go_around(range(100, 100 + hosts), range(guests), range(times), seats=seats)
    assert sum(len(each.guests) for each in met) == hosts * guests
    short = go_around(range(100, 100 + hosts), range(guests), range(times - 1), seats=seats)
    assert sum(len(each.guests) for each in short) < hosts * guests


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(1, 3), st.integers(1, 5), st.integers(1, 2))
def test_experts_cannot_face_their_needs_in_fewer_times(needs: int, experts: int, tables: int) -> None:
    times = times_for_needs(needs, experts, tables, least=2)
    people, asked = [Expert(n) for n in range(experts)], list(range(1, needs + 1))
    for slots in range(1, (times or 4)):
        free = {slot: list(range(1, tables + 1)) for slot in range(1, slots + 1)}
        assert allocate_experts(asked, people, Sitting(tables=free), seconds=2) is None
