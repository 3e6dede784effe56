"""Everybody meets everybody: nine investors and eleven teams, in as few slots as there can be."""

import pytest

from app.meetings.logic.check import violations
from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places
from app.meetings.logic.levels import PlanLevel
from app.meetings.logic.search import Task, search

INVESTORS, TEAMS = 9, 11


def mesh(slots: int, tables: int) -> Instance:
    investors, teams = range(1, INVESTORS + 1), range(INVESTORS + 1, INVESTORS + TEAMS + 1)
    pairs = [(one, other) for one in investors for other in teams]
    return Instance(
        frame=Frame(count=slots), participants=tuple(Participant(id=n) for n in (*investors, *teams)),
        meetings=tuple(Wanted(id=n, a=a, b=b) for n, (a, b) in enumerate(pairs, start=1)), places=same_places(tables),
    )  # fmt: skip


@pytest.mark.parametrize(("slots", "tables"), [(11, 9), (25, 4)])
def test_all_99_meetings_fit(slots: int, tables: int) -> None:
    instance = mesh(slots, tables)
    found = search(Task(instance=instance, seconds=3), lambda _: None)
    assert violations(instance, found.rows) == []
    assert (len(found.rows), found.scores[PlanLevel.WEIGHT].is_proved) == (99, True)
    assert found.scores[PlanLevel.WORST_SHARE].value == 100


@pytest.mark.parametrize(("slots", "tables", "most"), [(10, 9, 90), (24, 4, 96)])
def test_with_one_slot_less_the_bound_says_what_is_left_out(slots: int, tables: int, most: int) -> None:
    found = search(Task(instance=mesh(slots, tables), seconds=3), lambda _: None)
    weight = found.scores[PlanLevel.WEIGHT]
    assert (weight.value, weight.bound) == (most, most)
