"""Few waits: the groups the search is told of, what no timetable saves, and exchanging two slots along chains."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.check import breaks, violations
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.crowds import crowds
from app.meetings.logic.engine.holes import Closing, unavoidable_waits, waits
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Wanted, same_places
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
@given(timetables(), st.integers(0, 5))
def test_exchanging_chains_keeps_every_rule_and_never_ends_with_more_waits(
    question: tuple[Instance, dict[int, int]], seed: int
) -> None:
    instance, slot_of = question
    plan = Colouring(instance)
    for meeting, slot in slot_of.items():
        plan.put(meeting, slot)
    before = sum(breaks(instance, _rows(slot_of)).values())
    closing = Closing(plan, Random(seed), None)
    assert closing.cost == before
    closing.run(lambda: False, 200)
    for slots, cost in ((closing.best_slots, closing.best), (plan.slot_of, closing.cost)):
        assert set(slots) == set(slot_of)
        assert violations(instance, _rows(slots)) == []
        assert sum(breaks(instance, _rows(slots)).values()) == cost
    assert unavoidable_waits(instance) <= closing.best <= before


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
    plan = Colouring(instance)
    for meeting in (1, 2, 3):
        plan.put(meeting, meeting)
    closing = Closing(plan, Random(0), None)
    closing.run(lambda: False, 50)
    assert (closing.best, sorted(closing.best_slots.values())) == (0, [1, 2, 3])


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
