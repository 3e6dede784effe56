"""What would change a plan is computed, not guessed: every remedy offered works, alone."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.check import violations
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.engine.weights import most_weight
from app.meetings.logic.engine.whatif import (
    Effect,
    Kind,
    Remedy,
    effect,
    remedies,
    with_more_tables,
    with_person_free,
    without_caps,
)
from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places


@st.composite
def events(draw: st.DrawFn) -> Instance:
    slot = st.integers(1, 3)
    people = tuple(
        Participant(
            id=n, unavailable=draw(st.frozensets(slot, max_size=2)), max_meetings=draw(st.sampled_from([None, None, 1]))
        )
        for n in range(1, 7)
    )
    pairs = draw(st.sets(st.tuples(st.integers(1, 3), st.integers(4, 6)), min_size=2, max_size=7))
    wanted = tuple(Wanted(id=n, a=a, b=b, weight=n) for n, (a, b) in enumerate(sorted(pairs), start=1))
    return Instance(frame=Frame(count=3), participants=people, meetings=wanted, places=same_places(1))


def with_remedy(instance: Instance, remedy: Remedy) -> Instance:
    if remedy.kind is Kind.ONE_MORE_TABLE:
        return with_more_tables(instance, 1)
    if remedy.kind is Kind.HIGHER_CAP:
        people = tuple(
            replace(p, max_meetings=(p.max_meetings or 0) + 1) if p.id == remedy.person else p
            for p in instance.participants
        )
        return replace(instance, participants=people)
    return with_person_free(instance, remedy.person or 0, frozenset({remedy.slot}))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(events())
def test_every_remedy_lets_the_wish_come_true_and_moves_nobody(instance: Instance) -> None:
    slots = most_weight(instance, seconds=1.2).slots
    for meeting in instance.meeting().keys() - slots.keys():
        for remedy in remedies(instance, slots, meeting):
            together = slots | {meeting: remedy.slot}
            rows = seat(with_remedy(instance, remedy), together)
            assert rows is not None
            assert violations(with_remedy(instance, remedy), rows) == []
            unmended = seat(instance, together)
            assert unmended is None or violations(instance, unmended) != []


def test_one_more_table_is_worth_exactly_the_wish_it_serves() -> None:
    people = tuple(Participant(id=n, max_meetings=1) for n in range(1, 5))
    wanted = (Wanted(id=1, a=1, b=2, weight=5), Wanted(id=2, a=3, b=4, weight=3))
    instance = Instance(frame=Frame(count=1), participants=people, meetings=wanted, places=same_places(1))
    gained = effect(instance, with_more_tables(instance, 1))
    assert gained == Effect(now=5, then=8, least=3, most=3)
    assert gained.is_proved
    assert effect(instance, without_caps(instance)) == Effect(5, 5, 0, 0)
    assert remedies(instance, {1: 1}, 2) == [Remedy(1, Kind.ONE_MORE_TABLE)]
