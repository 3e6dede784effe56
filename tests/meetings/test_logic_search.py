"""Level by level: what the organiser puts first is never given up for what comes later, and no rule is ever broken."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic import search_process
from app.meetings.logic.check import violations
from app.meetings.logic.engine.processes import Pool
from app.meetings.logic.engine.whatif import Kind
from app.meetings.logic.engine.whatif import remedies as remedies_of_engine
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Wanted, same_places
from app.meetings.logic.levels import USUAL, PlanLevel, is_sensible, measure, rank, shares
from app.meetings.logic.obstacles import ObstacleKind, explain_all, fewest_causes
from app.meetings.logic.search import Found, Task, search
from app.meetings.logic.search_process import as_message, as_task, searching
from app.meetings.logic.simpler import needs_rules
from bench.events import generate

L = PlanLevel


@st.composite
def events(draw: st.DrawFn) -> Instance:
    """Small events with everything an organiser can say: locks, vetoes, musts, caps, absences, few tables."""
    slots = draw(st.integers(2, 4))
    slot = st.integers(1, slots)
    people = tuple(
        Participant(
            id=n, unavailable=draw(st.frozensets(slot, max_size=2)), max_meetings=draw(st.sampled_from([None, None, 2]))
        )
        for n in range(1, 8)
    )
    pairs = draw(st.sets(st.tuples(st.integers(1, 3), st.integers(4, 7)), min_size=1, max_size=8))
    wanted = []
    for n, (a, b) in enumerate(sorted(pairs), start=1):
        veto = draw(st.sampled_from([None, None, None, a]))
        lock = draw(st.sampled_from([None, None, None, 1])) if n == 1 and veto is None else None
        if lock and lock in people[a - 1].unavailable | people[b - 1].unavailable:
            lock = None
        wanted.append(Wanted(
            id=n, a=a, b=b, weight=draw(st.integers(1, 5)), declined_by=veto, fixed_slot=lock,
            mandatory=lock is not None or draw(st.booleans()),
        ))  # fmt: skip
    return Instance(
        frame=Frame(count=slots), participants=people, meetings=tuple(wanted),
        places=same_places(draw(st.integers(1, 3))),
    )  # fmt: skip


def every_plan(instance: Instance) -> Iterator[tuple[Assignment, ...]]:
    """Every plan there is, by trying all times of all meetings; tables are the first free ones."""

    def extend(rows: tuple[Assignment, ...], rest: tuple[Wanted, ...]) -> Iterator[tuple[Assignment, ...]]:
        if not rest:
            yield rows
            return
        yield from extend(rows, rest[1:])
        for slot in range(1, instance.frame.count + 1):
            place = 1 + sum(row.slot == slot for row in rows)
            more = (*rows, Assignment(rest[0].id, slot, place))
            if not violations(instance, more):
                yield from extend(more, rest[1:])

    yield from extend((), instance.meetings)


@settings(max_examples=25)
@given(events())
def test_locks_hold_vetoes_hold_and_nobody_is_in_two_places(instance: Instance) -> None:
    reported: list[Found] = []
    found = search(Task(instance=instance, seconds=2), reported.append)
    for each in [*reported, found]:
        assert violations(instance, each.rows) == []
    where = {row.meeting: row.slot for row in found.rows}
    for meeting in instance.meetings:
        if meeting.fixed_slot is not None:
            assert where.get(meeting.id) == meeting.fixed_slot
        if meeting.declined_by is not None:
            assert meeting.id not in where


@settings(max_examples=15)
@given(events())
def test_musts_and_worth_are_the_greatest_there_are_where_they_are_called_proved(instance: Instance) -> None:
    small = Instance(
        frame=Frame(count=min(instance.frame.count, 3)), places=instance.places,
        participants=instance.participants,
        meetings=tuple(each for each in instance.meetings[:6] if each.fixed_slot is None),
    )  # fmt: skip
    found = search(Task(instance=small, seconds=2), lambda _: None)
    best = max(rank(USUAL[:2], measure(small, rows, {})) for rows in every_plan(small))
    must, weight = found.scores[L.MUST_MEET], found.scores[L.WEIGHT]
    assert must.bound is not None
    assert must.bound >= best[0]
    if must.is_proved and weight.is_proved:
        assert (must.value, weight.value) == best
    assert rank(USUAL[:2], {L.MUST_MEET: must.value, L.WEIGHT: weight.value}) <= best


@settings(max_examples=20)
@given(events())
def test_what_is_said_to_help_is_what_the_engine_proves_to_help(instance: Instance) -> None:
    rows = search(Task(instance=instance, seconds=1), lambda _: None).rows
    slots = {row.meeting: row.slot for row in rows}
    same = {
        ObstacleKind.AWAY: Kind.PERSON_FREE,
        ObstacleKind.CAP: Kind.HIGHER_CAP,
        ObstacleKind.TABLES_FULL: Kind.ONE_MORE_TABLE,
    }
    for each in explain_all(instance, rows):
        said = {(at.slot, same[at.kind], at.person) for at in each.remedies}
        proved = {(at.slot, at.kind, at.person) for at in remedies_of_engine(instance, slots, each.unplanned.meeting)}
        assert said == proved


CAUSES = st.tuples(st.sampled_from(["busy", "cap", "tables_full"]), st.sampled_from([None, 1, 2]))


@given(st.dictionaries(CAUSES, st.lists(st.integers(1, 9), min_size=1, unique=True), max_size=6))
def test_the_causes_told_explain_every_time_once_and_hold_there(hit: dict[tuple[str, int | None], list[int]]) -> None:
    slots = {slot for each in hit.values() for slot in each}
    told = fewest_causes(hit, slots | {99})
    assert sorted(slot for _cause, at in told for slot in at) == sorted(slots)
    assert all(set(at) <= set(hit[cause]) for cause, at in told)
    assert [len(at) for _cause, at in told] == sorted((len(at) for _cause, at in told), reverse=True)
    if any(set(each) == slots for each in hit.values()) and slots:
        assert len(told) == 1


def two_by_two(**more: object) -> Instance:
    people = tuple(Participant(id=n) for n in (1, 2, 3, 4))
    wanted = tuple(Wanted(id=n, a=a, b=b) for n, (a, b) in enumerate([(1, 3), (1, 4), (2, 3), (2, 4)], start=1))
    values: dict[str, object] = {
        "frame": Frame(count=4), "participants": people, "meetings": wanted, "places": same_places(2)
    }  # fmt: skip
    return Instance(**values | more)  # type: ignore[arg-type]


def test_every_wish_is_planned_without_a_wait_and_proved() -> None:
    found = search(Task(instance=two_by_two(), seconds=5), lambda _: None)
    assert len(found.rows) == 4
    for level in (L.MUST_MEET, L.WEIGHT, L.WORST_SHARE, L.WAITS, L.MOVED):
        assert found.scores[level].is_proved, level


def test_moving_nobody_first_keeps_what_stands_and_last_gives_it_up_for_fewer_waits() -> None:
    before = {1: 1, 2: 4}
    late = (L.MUST_MEET, L.WEIGHT, L.WORST_SHARE, L.WAITS, L.TABLE_CHANGES, L.MOVED)
    early = (L.MOVED, *late[:5])
    kept = search(Task(instance=two_by_two(), levels=early, seconds=3, before=before), lambda _: None)
    free = search(Task(instance=two_by_two(), levels=late, seconds=3, before=before), lambda _: None)
    assert {row.meeting: row.slot for row in kept.rows if row.meeting in before} == before
    assert kept.scores[L.MOVED].value == 0
    assert free.scores[L.WAITS].value == 0
    assert kept.scores[L.WEIGHT].value == free.scores[L.WEIGHT].value == 4


def test_a_floor_before_worth_serves_the_one_whom_few_want() -> None:
    people = tuple(Participant(id=n) for n in (1, 2, 3))
    wanted = (Wanted(id=1, a=1, b=2, weight=9), Wanted(id=2, a=1, b=3, weight=1))
    instance = Instance(frame=Frame(count=1), participants=people, meetings=wanted, places=same_places(1))
    found = search(Task(instance=instance, seconds=2), lambda _: None)
    assert [row.meeting for row in found.rows] == [1]
    assert found.scores[L.WORST_SHARE].value == 0
    assert shares(instance, [1])[1].percent == 100


@pytest.mark.parametrize(
    ("levels", "sensible"),
    [
        (USUAL, True),
        ((L.MOVED, *USUAL[:5]), True),
        ((L.WORST_SHARE, L.MUST_MEET, L.WEIGHT, L.WAITS, L.TABLE_CHANGES, L.MOVED), True),
        ((L.WAITS, *(each for each in USUAL if each is not L.WAITS)), False),
        ((L.WEIGHT, L.MUST_MEET, *USUAL[2:]), False),
        (USUAL[:5], False),
        ((*USUAL[:5], L.WAITS), False),
    ],
)
def test_an_order_is_complete_and_thinkable_or_refused(levels: tuple[PlanLevel, ...], sensible: bool) -> None:
    assert is_sensible(levels) is sensible


def test_only_orders_and_typed_places_need_the_planner_of_the_rules_first() -> None:
    two_days = Frame(count=4, days=((1, 2), (3, 4)))
    people = tuple(Participant(id=n, max_per_day=1) for n in range(1, 5))
    plain = Instance(
        frame=two_days, participants=people, meetings=(Wanted(id=1, a=1, b=2), Wanted(id=2, a=3, b=4)),
        places=same_places(1),
    )  # fmt: skip
    assert needs_rules(plain) is False
    for more in ({"after": (1,)}, {"place_type": "room"}):
        other = replace(plain, meetings=(plain.meetings[0], replace(plain.meetings[1], **more)))
        assert needs_rules(other) is True


def test_caps_of_several_days_hold_in_events_that_the_engine_plans_alone() -> None:
    event = generate(500, "loose")
    capped = replace(
        event, frame=replace(event.frame, days=((1, 12), (13, 24))),
        participants=tuple(replace(each, max_per_day=5) for each in event.participants),
    )  # fmt: skip
    found = search(Task(instance=capped, seconds=2), lambda _found: None)
    assert violations(capped, found.rows) == []
    weight = found.scores[L.WEIGHT]
    assert weight.bound is not None
    assert weight.value >= 0.9 * weight.bound


def test_a_task_survives_the_way_into_another_process() -> None:
    instance = two_by_two(frame=Frame(count=4, sessions=(("am", 1, 2),), days=((1, 4),)))
    task = Task(instance=instance, seconds=3, seed=4, before={1: 2})
    assert as_task(as_message(task)) == task


def test_the_search_in_its_own_process_gives_its_best_plan_when_it_is_stopped() -> None:
    steps = searching(Task(instance=two_by_two(), seconds=20))
    first = next(step for step in steps if step is not None)
    steps.close()
    assert violations(two_by_two(), first.rows) == []
    again = [step for step in searching(Task(instance=two_by_two(), seconds=20)) if step is not None]
    assert len(again[-1].rows) == 4


def test_a_program_that_starts_slowly_has_its_time_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_process, "_WORKERS", Pool("tests.meetings.slow_search"))
    monkeypatch.setattr(search_process, "GRACE", 0.5)
    found = [step for step in searching(Task(instance=two_by_two(), seconds=0.5)) if step is not None]
    assert found
    assert found[-1].scores
