from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.answer import Goal, answer
from app.meetings.logic.check import violations
from app.meetings.logic.engine.conflict import Conflicting, find_conflict
from app.meetings.logic.engine.conflict import RuleKind as R
from app.meetings.logic.engine.idle import Effort
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Wanted, same_places


def question(*meetings: Wanted, away: dict[int, set[int]] | None = None, count: int = 3, tables: int = 5) -> Instance:
    people = sorted({side for each in meetings for side in each.sides})
    return Instance(
        frame=Frame(count=count, sessions=(("AM", 1, 1), ("PM", 2, count))),
        participants=tuple(Participant(id=each, unavailable=frozenset((away or {}).get(each, ()))) for each in people),
        meetings=meetings,
        places=same_places(tables),
    )


def must(number: int, a: int, b: int, **more: object) -> Wanted:
    return Wanted(id=number, a=a, b=b, mandatory=True, **more)  # type: ignore[arg-type]


def has_plan(instance: Instance) -> bool:
    """Every way to give the meetings slots and different tables."""
    for slots in product(range(1, instance.frame.count + 1), repeat=len(instance.meetings)):
        taken: dict[int, int] = {}
        rows = []
        for meeting, slot in zip(instance.meetings, slots, strict=True):
            taken[slot] = taken.get(slot, 0) + 1
            rows.append(Assignment(meeting.id, slot, taken[slot]))
        if not violations(instance, rows):
            return True
    return False


def can_be_kept(instance: Instance, rules: list[Conflicting]) -> bool:
    """Is there a way to give the meetings slots that keeps these rules, whatever becomes of all others?"""
    named = {(each.kind, each.subject) for each in rules}
    meetings = [each for each in instance.meetings if (R.MUST_BE, each.id) in named]
    away = {p.id: p.unavailable for p in instance.participants if (R.AWAY, p.id) in named}
    full = {each.object for each in rules if each.kind is R.PLACES}

    def fits(slots: tuple[int, ...]) -> bool:
        held = list(zip(meetings, slots, strict=True))
        people = [(side, slot) for each, slot in held for side in each.sides if (R.ONE_AT_A_TIME, side) in named]
        return (
            len(people) == len(set(people))
            and all(slots.count(slot) <= len(instance.places) for slot in full & set(slots))
            and not any(slot in away.get(side, ()) for each, slot in held for side in each.sides)
            and all(slot in instance.frame.slots_of(each.session) for each, slot in held
                    if (R.IN_SESSION, each.id) in named)
        )  # fmt: skip

    return any(fits(slots) for slots in product(range(1, instance.frame.count + 1), repeat=len(meetings)))


def test_two_who_are_never_there_together() -> None:
    instance = question(must(1, 1, 2), must(2, 3, 4), away={1: {1, 2}, 2: {3}})
    assert find_conflict(instance, seconds=20) == [
        Conflicting(R.AWAY, 1), Conflicting(R.AWAY, 2), Conflicting(R.MUST_BE, 1),
    ]  # fmt: skip


def test_more_meetings_than_times() -> None:
    instance = question(must(1, 1, 2), must(2, 1, 3), must(3, 1, 4), must(4, 5, 6), count=2)
    assert find_conflict(instance, seconds=20) == [
        *(Conflicting(R.MUST_BE, number) for number in (1, 2, 3)), Conflicting(R.ONE_AT_A_TIME, 1),
    ]  # fmt: skip


def test_more_meetings_than_tables() -> None:
    found = find_conflict(question(must(1, 1, 2), must(2, 3, 4), count=1, tables=1), seconds=20)
    assert found == [Conflicting(R.MUST_BE, 1), Conflicting(R.MUST_BE, 2), Conflicting(R.PLACES, None, 1)]


def test_an_order_against_a_session() -> None:
    instance = question(must(1, 1, 2, session="AM"), must(2, 3, 4), must(3, 5, 6, after=(2,), fixed_slot=1))
    found = find_conflict(instance, seconds=20)
    assert found == [
        Conflicting(R.FIXED, 3, 1), Conflicting(R.LATER, 3, 2), Conflicting(R.MUST_BE, 2), Conflicting(R.MUST_BE, 3),
    ]  # fmt: skip


def test_a_veto_against_a_promise() -> None:
    found = find_conflict(question(must(1, 1, 2, declined_by=2)), seconds=20)
    assert found == [Conflicting(R.MUST_BE, 1), Conflicting(R.VETOED, 1, 2)]


def test_without_contradiction_the_set_is_empty() -> None:
    assert find_conflict(question(must(1, 1, 2), must(2, 1, 3)), seconds=20) == []


def test_the_bound_on_waits_is_named_when_only_it_is_in_the_way() -> None:
    instance = question(must(1, 1, 2, fixed_slot=1), must(2, 1, 3, fixed_slot=3))
    found = answer(instance, Goal.IDLE, fairness=0, effort=Effort(seconds=20, workers=1))
    assert (found.status, found.conflict) == ("infeasible", (Conflicting(R.FAIRNESS, None, 0),))


@st.composite
def questions(draw: st.DrawFn) -> Instance:
    pairs = draw(st.lists(st.sampled_from([(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)]), min_size=1, max_size=4))
    meetings = [must(number, a, b, session=draw(st.sampled_from(["any", "AM", "PM"])))
                for number, (a, b) in enumerate(pairs, start=1)]  # fmt: skip
    away = {person: draw(st.sets(st.integers(1, 3), max_size=2)) for person in (1, 2, 3, 4)}
    return question(*meetings, away=away, tables=draw(st.integers(1, 2)))


@given(instance=questions())
@settings(max_examples=40, deadline=None)
def test_a_contradiction_is_named_exactly_where_there_is_no_plan(instance: Instance) -> None:
    found = find_conflict(instance, seconds=20)
    assert found is not None
    assert bool(found) != has_plan(instance)
    assert not found or not can_be_kept(instance, found)
    for rule in found:  # without any one of them, the others can be kept
        assert can_be_kept(instance, [each for each in found if each != rule])
