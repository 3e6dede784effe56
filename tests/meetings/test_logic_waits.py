"""Few waits: the groups the search is told of, what no timetable saves, and exchanging two slots along chains."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.check import breaks, violations
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.crowds import crowds
from app.meetings.logic.engine.exchanges import Best, search, start, total
from app.meetings.logic.engine.exchanging import FAR as DEAR
from app.meetings.logic.engine.exchanging import answer as exchange
from app.meetings.logic.engine.exchanging import no_chains, timetable
from app.meetings.logic.engine.holes import Search, fair_waits, fewer_waits, question, unavoidable_waits, waits
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Wanted, same_places
from bench.events import generate
from tests.meetings.test_logic_engine import plans, questions

FAR = 10_000


@st.composite
def timetables(draw: st.DrawFn) -> tuple[Instance, dict[int, int]]:
    """An event over two days, and a timetable for it in which nobody is twice at a time."""
    slots, people, places = 8, 8, draw(st.integers(1, 3))
    busy: set[tuple[int, int]] = set()
    full: Counter[int] = Counter()
    meetings, slot_of = [], {}
    for number in range(1, draw(st.integers(2, 16)) + 1):
        a, b = draw(st.lists(st.integers(1, people), min_size=2, max_size=2, unique=True))
        slot = draw(st.integers(1, slots))
        if {(a, slot), (b, slot)} & busy or full[slot] == places:
            continue
        busy |= {(a, slot), (b, slot)}
        full[slot] += 1
        slot_of[number] = slot
        session = draw(st.sampled_from(["any", "any", "AM" if slot <= slots // 2 else "PM"]))
        fixed = draw(st.sampled_from([None, None, None, slot]))
        meetings.append(Wanted(id=number, a=a, b=b, mandatory=True, session=session, fixed_slot=fixed))
    days = Counter((side, slot_of[each.id] > slots // 2) for each in meetings for side in each.sides)
    participants = tuple(
        Participant(
            id=person, max_per_day=max(days[person, False], days[person, True], 1),
            unavailable=draw(st.frozensets(st.integers(1, slots), max_size=3)) - {s for p, s in busy if p == person},
        )
        for person in range(1, people + 1)
    )  # fmt: skip
    half = slots // 2
    frame = Frame(count=slots, sessions=(("AM", 1, half), ("PM", half + 1, slots)), days=((1, half), (half + 1, slots)))
    return Instance(
        frame=frame, participants=participants, meetings=tuple(meetings), places=same_places(places)
    ), slot_of


def test_waits_of_a_day_are_one_fewer_than_its_runs() -> None:
    assert [waits(day) for day in (0, 0b1, 0b1110, 0b101, 0b1101100010)] == [0, 0, 0, 1, 2]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(timetables(), st.integers(0, 5), st.sampled_from([None, 0, 1]))
def test_exchanging_chains_keeps_every_rule_and_never_ends_with_more_waits(
    given_plan: tuple[Instance, dict[int, int]], seed: int, fairness: int | None
) -> None:
    instance, slot_of = given_plan
    before = sum(breaks(instance, _rows(slot_of)).values())
    found = _exchanged(_planned(instance, slot_of), Search(looks=200, seed=seed, fairness=fairness))
    counts = breaks(instance, _rows(found)).values()
    assert violations(instance, _rows(found)) == []
    assert unavoidable_waits(instance) <= sum(counts)
    assert fair_waits(instance, found, None) == sum(counts)
    assert fair_waits(instance, found, 1) == (sum(counts) if max(counts) <= 1 else None)
    if fairness is None:
        assert sum(counts) <= before


@settings(max_examples=40, deadline=None, derandomize=True)
@given(timetables(), st.integers(0, 5), st.sampled_from([None, 0, 1]))
def test_what_exchanges_cost_adds_up_to_what_the_days_cost_counted_anew(
    given_plan: tuple[Instance, dict[int, int]], seed: int, fairness: int | None
) -> None:
    table = timetable(question(_planned(*given_plan), Search(looks=0, fairness=fairness)))
    best = Best(table.busy.copy(), np.array([DEAR]))
    start(seed)
    cost = search(table, no_chains(len(table.cost)), best, (1, 60), (0.5, 0.5))
    looks, room = table.look.copy(), table.spare[1:-1] + (table.busy[1:-1] > 0).sum(axis=1) // 2
    assert cost == total(table)
    assert np.allclose(looks, table.look)
    assert set(room) == {len(given_plan[0].places)}
    for slots in ((table.busy, cost), (best.busy, best.cost[0])):
        days = [sum(1 << int(slot) for slot in np.flatnonzero(column)) for column in slots[0].T]
        assert slots[1] == sum(waits(day) + 4 * max(waits(day) - table.most, 0) for day in days)


@given(st.sets(st.integers(1, 150), min_size=1))
def test_a_day_of_many_slots_has_as_many_waits_as_a_short_one_with_the_same_gaps(slots: set[int]) -> None:
    people = tuple(Participant(id=number) for number in range(len(slots) + 1))
    wanted = tuple(Wanted(id=slot, a=0, b=number) for number, slot in enumerate(sorted(slots), start=1))
    instance = Instance(frame=Frame(count=150), participants=people, meetings=wanted, places=same_places(1))
    table = timetable(question(_planned(instance, {slot: slot for slot in slots}), Search(looks=0)))
    assert total(table) == waits(sum(1 << slot for slot in slots))


def _planned(instance: Instance, slot_of: dict[int, int]) -> Colouring:
    plan = Colouring(instance)
    for meeting, slot in slot_of.items():
        plan.put(meeting, slot)
    return plan


def _exchanged(plan: Colouring, search: Search) -> dict[int, int]:
    """What the search says at the end, without a process of its own."""
    said: list[dict[str, Any]] = []
    exchange(question(plan, search), said.append, lambda: False)
    return dict(zip(sorted(plan.slot_of), said[-1]["slots"], strict=True))


def _rows(slot_of: dict[int, int]) -> list[Assignment]:
    """The timetable with tables, in order of meetings."""
    taken: Counter[int] = Counter()
    rows = []
    for meeting, slot in sorted(slot_of.items()):
        taken[slot] += 1
        rows.append(Assignment(meeting, slot, taken[slot]))
    return rows


def test_where_all_tables_are_taken_two_chains_change_places_at_once() -> None:
    """One table: meeting 1-2 in the middle of the day of 3, who would wait; only a swap of two meetings helps."""
    people = tuple(Participant(id=number) for number in range(1, 6))
    pairs = [(3, 4), (1, 2), (3, 5)]
    wanted = tuple(Wanted(id=n, a=a, b=b, mandatory=True) for n, (a, b) in enumerate(pairs, start=1))
    instance = Instance(frame=Frame(count=3), participants=people, meetings=wanted, places=same_places(1))
    found = _exchanged(_planned(instance, {1: 1, 2: 2, 3: 3}), Search(looks=300))
    assert (fair_waits(instance, found, None), sorted(found.values())) == (0, [1, 2, 3])


def test_a_search_in_its_process_finds_what_its_seed_finds_and_one_cut_short_does_no_harm() -> None:
    instance = generate(500, "tight")
    plan = Colouring(replace(instance, meetings=instance.meetings[:300]))
    plan.insert_all(sorted(plan.wanted))
    told: list[dict[int, int]] = []
    fewer_waits(plan, Search(looks=1 << 40), is_over=lambda: True, learn=told.append)
    short = len(told)
    fewer_waits(plan, Search(looks=300, seed=7), is_over=lambda: False, learn=told.append)
    counts = [fair_waits(instance, slots, None) or 0 for slots in told[short:]]
    assert told[-1] == _exchanged(plan, Search(looks=300, seed=7))
    assert counts[-1] == min(counts) < (fair_waits(instance, plan.slot_of, None) or 0) / 2
    assert told[-1] != _exchanged(plan, Search(looks=300, seed=8))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(questions(mandatory=True))
def test_no_plan_has_fewer_waits_than_absences_force(instance: Instance) -> None:
    counts = [sum(breaks(instance, rows).values()) for rows in plans(instance, whole=True)]
    assert unavoidable_waits(instance) <= min(counts, default=FAR)


def test_who_is_away_in_the_middle_and_meets_often_waits() -> None:
    people = (Participant(id=1, unavailable=frozenset({3})), *(Participant(id=number) for number in range(2, 7)))
    for number, least in ((2, 0), (3, 1)):
        wanted = tuple(Wanted(id=n, a=1, b=n + 1, mandatory=True) for n in range(1, number + 1))
        instance = Instance(frame=Frame(count=5), participants=people, meetings=wanted, places=same_places(2))
        assert unavoidable_waits(instance) == least


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=30))
def test_crowds_are_two_halves_that_nobody_should_leave_and_groups_of_strangers(pairs: list[tuple[int, int]]) -> None:
    meetings = [Wanted(id=number, a=a, b=b) for number, (a, b) in enumerate(pairs, start=1)]
    one, other, *groups = map(set, crowds(meetings))
    everybody = {side for pair in pairs for side in pair}
    assert one | other == everybody
    assert one.isdisjoint(other)
    for half in (one, other):
        for person in half:
            partners = [(set(pair) - {person}).pop() for pair in pairs if person in pair]
            assert 2 * sum(each in half for each in partners) <= len(partners)
    for group in groups:
        assert not any(group.issuperset(pair) for pair in pairs)
        assert all(any({person} | group >= set(pair) for pair in pairs) for person in everybody - group)
