"""Tables for more than two: every need has two experts, nobody sits at two tables, nobody meets a host twice."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.meetings.logic.round_tables import Expert, Sitting, allocate_experts, go_around


def test_nine_experts_face_three_needs() -> None:
    experts = [Expert(n, asked=frozenset({(n - 1) // 3 + 1})) for n in range(1, 10)]
    found = allocate_experts([1, 2, 3], experts, Sitting(tables={1: [1, 2, 3]}))
    assert found is not None
    assert [each.experts for each in found] == [(1, 2, 3), (4, 5, 6), (7, 8, 9)]
    assert sorted(each.table for each in found) == [1, 2, 3]


def test_wishes_bring_an_expert_to_a_table_and_a_no_keeps_one_away() -> None:
    sitting = Sitting(tables={1: [1, 2]}, most=2)
    asked = [Expert(n, asked=frozenset({1 if n <= 2 else 2})) for n in range(1, 5)]
    assert [each.experts for each in allocate_experts([1, 2], asked, sitting) or []] == [(1, 2), (3, 4)]
    unwilling = [Expert(1, asked=frozenset({1}), refused=frozenset({1})), *asked[1:]]
    without = allocate_experts([1, 2], unwilling, sitting)
    assert without is not None
    assert (1 in without[0].experts, 1 in without[1].experts) == (False, True)
    wished = [*asked[:3], Expert(4, asked=frozenset({2}), wished={1: 4})]
    assert 4 in (allocate_experts([1, 2], wished, sitting) or [])[0].experts
    nobody = [Expert(n, refused=frozenset({1})) for n in range(1, 5)]
    assert allocate_experts([1, 2], nobody, sitting) is None


def test_who_was_neither_asked_nor_wished_only_makes_up_the_number() -> None:
    sitting = Sitting(tables={1: [1, 2], 2: [1, 2]}, most=4)
    asked = [Expert(1, asked=frozenset({1})), Expert(2, asked=frozenset({1})), Expert(3, asked=frozenset({2}))]
    found = allocate_experts([1, 2], asked, sitting)
    assert found is not None
    assert (found[0].experts, len(found[1].experts)) == ((1, 2), 2)


@settings(max_examples=20)
@given(st.data())
def test_every_need_has_enough_experts_and_nobody_is_at_two_tables(data: st.DataObject) -> None:
    needs = list(range(1, data.draw(st.integers(1, 4)) + 1))
    slots = data.draw(st.integers(1, 3))
    subset = st.frozensets(st.integers(1, slots), max_size=1)
    experts = [Expert(n, away=data.draw(subset)) for n in range(1, data.draw(st.integers(2, 6)) + 1)]
    tables = {slot: list(range(1, data.draw(st.integers(1, 2)) + 1)) for slot in range(1, slots + 1)}
    found = allocate_experts(needs, experts, Sitting(tables=tables), seconds=2)
    if found is None:
        return
    assert [each.need for each in found] == needs
    seats = Counter((person, each.slot) for each in found for person in each.experts)
    places = Counter((each.slot, each.table) for each in found)
    assert max([*seats.values(), *places.values()]) == 1
    away = {each.id: each.away for each in experts}
    for each in found:
        assert 2 <= len(each.experts) <= 4
        assert all(each.slot not in away[person] for person in each.experts)


@pytest.mark.parametrize(
    ("experts", "slots", "possible"), [(1, 1, False), (2, 1, False), (2, 2, True), (4, 1, True)]
)  # fmt: skip
def test_two_needs_want_two_experts_each_or_two_slots(experts: int, slots: int, possible: bool) -> None:
    tables = {slot: [1, 2] for slot in range(1, slots + 1)}
    found = allocate_experts([1, 2], [Expert(n) for n in range(1, experts + 1)], Sitting(tables=tables))
    assert (found is not None) is possible


@given(st.integers(1, 5), st.integers(1, 12), st.integers(1, 6), st.integers(1, 4))
def test_guests_go_around_and_meet_nobody_twice(hosts: int, guests: int, slots: int, seats: int) -> None:
    found = go_around(range(100, 100 + hosts), range(guests), range(slots), seats=seats)
    met = Counter((each.host, guest) for each in found for guest in each.guests)
    busy = Counter((guest, each.slot) for each in found for guest in each.guests)
    table = Counter((each.host, each.slot) for each in found)
    assert max([*met.values(), *busy.values(), *table.values()]) == 1
    assert all(len(each.guests) <= seats for each in found)
    groups = -(-guests // seats)
    if slots >= max(hosts, groups):
        assert len(met) == hosts * guests
