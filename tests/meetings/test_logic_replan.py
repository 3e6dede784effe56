"""Planning again after cancellations and absences: checked, locked stays locked, and little moves."""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.check import violations
from app.meetings.logic.engine.replan import replan
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.engine.weights import most_weight
from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places


def event(slots: int = 5) -> Instance:
    wanted = tuple(Wanted(id=10 * a + b, a=a, b=b, weight=a + b) for a in range(1, 5) for b in range(5, 10))
    people = tuple(Participant(id=n) for n in range(1, 10))
    return Instance(frame=Frame(count=slots), participants=people, meetings=wanted, places=same_places(4))


@cache
def timetable() -> dict[int, int]:
    return most_weight(event(), seconds=2).slots


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 19), max_size=4), st.integers(1, 9), st.frozensets(st.integers(1, 5), max_size=2))
def test_a_mended_plan_is_clean_and_only_moves_what_it_says(
    cancelled: set[int], late: int, away: frozenset[int]
) -> None:
    instance = event()
    before = timetable()
    lock = sorted(before)[0]
    people = tuple(replace(p, unavailable=away - {before[lock]}) if p.id == late else p for p in instance.participants)
    left = tuple(m for n, m in enumerate(instance.meetings) if n not in cancelled or m.id == lock)
    left = tuple(replace(m, fixed_slot=before[lock]) if m.id == lock else m for m in left)
    changed = replace(instance, participants=people, meetings=left)
    after = replan(changed, before)
    rows = seat(changed, after.slots)
    assert rows is not None
    assert violations(changed, rows) == []
    assert after.slots[lock] == before[lock]
    stayed = before.keys() & after.slots.keys() - set(after.moved)
    assert all(after.slots[each] == before[each] for each in stayed)
    assert set(after.dropped) == {m.id for m in left if m.id in before} - after.slots.keys()
    assert {side for each in after.moved for side in changed.meeting()[each].sides} == set(after.disturbed)


def test_nothing_moves_when_nothing_changed() -> None:
    instance = event()
    before = timetable()
    after = replan(instance, before)
    assert (after.slots, after.moved, after.dropped, after.disturbed) == (before, (), (), ())


def test_a_wish_on_standby_takes_the_hole_of_a_cancelled_meeting() -> None:
    wanted = (Wanted(id=1, a=1, b=2), Wanted(id=2, a=1, b=3))
    people = tuple(Participant(id=n) for n in (1, 2, 3))
    instance = Instance(frame=Frame(count=1), participants=people, meetings=wanted, places=same_places(1))
    without = replace(instance, meetings=wanted[1:])
    assert replan(without, {1: 1}).added == (2,)
    assert replan(without, {1: 1}, standby=False).added == ()
