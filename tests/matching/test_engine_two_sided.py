import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.matching.logic.engine.assignment import spread
from app.matching.logic.engine.two_sided import Answer, TwoSided, both_ways
from bench.match_proof import Limits, Prices, ceiling, most_weight

weights = arrays.arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 9).map(float))


def answers() -> list[Answer]:
    """a1 and b1 are liked most and say yes least; a8 and b8 are liked least and say yes most."""
    numbers = range(1, 9)
    pairs = [(f"a{i}", f"b{j}", i, j) for i in numbers for j in numbers]
    pairs += [(other, one, j, i) for one, other, i, j in pairs]
    return [Answer(one, other, ease + 9 - place > 9, {"mark": float(9 - place)}) for one, other, ease, place in pairs]


def test_who_is_liked_and_who_says_yes_easily_both_count() -> None:
    model = TwoSided().fit(answers())
    liked, unliked = model.wants([("a4", "b1"), ("a4", "b7")])
    easy, picky = model.wants([("a7", "b4"), ("a2", "b4")])
    assert liked > unliked
    assert easy > picky


def test_a_pair_is_only_as_good_as_the_side_that_wants_it_less() -> None:
    assert both_ways(np.array([0.9, 0.5, 1.0]), np.array([0.1, 0.5, 0.0])) == pytest.approx([0.18, 0.5, 0.0])
    model = TwoSided().fit(answers())
    pairs = [("a1", "b8"), ("a4", "b4"), ("a5", "b6")]
    swapped = [(other, one) for one, other in pairs]
    assert model.mutual(pairs) == pytest.approx(model.mutual(swapped))
    assert min(zip(model.mutual(pairs), pairs, strict=True))[1] == ("a1", "b8")


def test_the_order_of_answers_changes_nothing_and_strangers_get_the_usual() -> None:
    said = answers()
    pairs = [("a1", "b2"), ("nobody", "b1"), ("nobody", "nowhere")]
    first = TwoSided().fit(said).mutual(pairs)
    assert list(TwoSided().fit(reversed(said)).mutual(pairs)) == list(first)
    known, unknown = TwoSided().fit(said).wants([("nobody", "b1"), ("nobody", "nowhere")])
    assert 0 < unknown < known < 1


def test_what_is_known_before_the_meeting_counts_too() -> None:
    near = {("a1", "b1"), ("a2", "b2"), ("a3", "b3")}
    said = [
        Answer(one, other, (one, other) in near or (other, one) in near)
        for one, other in [(f"a{i}", f"b{j}") for i in (1, 2, 3) for j in (1, 2, 3)]
    ]
    model = TwoSided(lambda one, other: [float(one[1] == other[1])]).fit(said)
    same, different = model.wants([("a9", "b9"), ("a9", "b8")])
    assert same > different


@settings(deadline=None)
@given(weights, st.integers(1, 3))
def test_nobody_is_left_unasked_where_numbers_allow_it(found: np.ndarray, each_asks: int) -> None:
    plan = spread(found, each_asks=each_asks)
    askers, others = found.shape
    asks = [row for row, _ in plan]
    assert len(set(plan)) == len(plan)
    assert all(asks.count(row) <= each_asks for row in range(askers))
    possible = min(others, askers * min(each_asks, others))
    assert len({column for _, column in plan}) == possible
    assert spread(found, each_asks=each_asks) == plan


def test_spreading_costs_as_little_weight_as_it_can() -> None:
    popular = np.array([[9.0, 8.0, 1.0], [9.0, 2.0, 1.0]])
    assert spread(popular, each_asks=2) == [(0, 0), (0, 1), (1, 0), (1, 2)]
    assert spread(popular, each_asks=2, each_is_asked=0) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    once = spread(popular, each_asks=2, most_asked=1)
    assert sorted(column for _, column in once) == [0, 1, 2]
    assert sum(popular[pair] for pair in once) == 18


@settings(deadline=None)
@given(weights, st.integers(1, 3), st.integers(0, 1), st.integers(1, 6))
def test_no_prices_leave_room_for_a_plan_of_more_weight(
    found: np.ndarray, each_asks: int, each_is_asked: int, most: int
) -> None:
    askers, others = found.shape
    assume(not each_is_asked or askers * min(each_asks, others) >= others)
    limits = Limits(each_asks, each_is_asked, most)
    plan = spread(found, each_asks=each_asks, each_is_asked=each_is_asked, most_asked=most)
    weight = sum(found[pair] for pair in plan)
    assert most_weight(found, limits) == pytest.approx(weight, rel=1e-6, abs=1e-6)
    rng = np.random.default_rng(0)
    prices = Prices(rng.random(askers), rng.random(others), each_is_asked * rng.random(others))
    assert ceiling(found, limits, prices) >= weight - 1e-9


def test_a_large_event_fits_in_little_memory() -> None:
    large = np.random.default_rng(0).random((100, 200))
    tracemalloc.start()
    plan = spread(large, each_asks=3)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000
    assert len({column for _, column in plan}) == 200


def test_a_pair_that_may_not_be_is_never_chosen() -> None:
    never = np.array([[np.nan, 1.0], [np.nan, 1.0]])
    assert [column for _, column in spread(never, each_asks=2)] == [1, 1]
    assert spread(np.full((2, 2), np.nan), each_asks=1) == []
