"""The laws of each method, for any scores; and examples that a jury would work out by hand."""

from __future__ import annotations

import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.logic.methods import Method, Rating, rate, standardised, trimmed_mean
from app.evaluation.logic.pairwise import bradley_terry, chance, inverted, next_pair
from app.evaluation.logic.ranking import TieRule, place_all, two_decimals
from app.evaluation.logic.states import judges_needed

DIRECT = [Method.MEAN, Method.MEDIAN, Method.TRIMMED]
ALL = [*DIRECT, Method.STANDARDISED]
points = st.integers(0, 1000).map(lambda tenths: tenths / 10)
panels = st.integers(1, 8).flatmap(
    lambda judges: st.lists(st.lists(points, min_size=judges, max_size=judges), min_size=1, max_size=6)
)


def table(rows: list[list[float]]) -> dict[int, dict[int, float]]:
    return {target: dict(enumerate(row)) for target, row in enumerate(rows)}


@pytest.mark.parametrize("method", ALL)
@given(rows=panels, seed=st.integers(0, 99))
def test_who_gave_a_score_does_not_matter(method: Method, rows: list[list[float]], seed: int) -> None:
    judges = list(range(len(rows[0])))
    random.Random(seed).shuffle(judges)
    renamed = {t: {judges[j]: value for j, value in given.items()} for t, given in table(rows).items()}
    before, after = rate(method, table(rows)), rate(method, renamed)
    assert {t: r.value for t, r in after.items()} == pytest.approx({t: r.value for t, r in before.items()})


@pytest.mark.parametrize("method", ALL)
@given(rows=panels, more=points, data=st.data())
def test_a_higher_score_never_lowers_the_result(
    method: Method, rows: list[list[float]], more: float, data: st.DataObject
) -> None:
    target = data.draw(st.integers(0, len(rows) - 1))
    judge = data.draw(st.integers(0, len(rows[0]) - 1))
    before = rate(method, table(rows))[target].value
    rows[target][judge] += more
    assert rate(method, table(rows))[target].value >= before - 1e-9


@pytest.mark.parametrize("method", DIRECT)
@given(rows=panels)
def test_the_result_lies_between_the_lowest_and_the_highest_score(method: Method, rows: list[list[float]]) -> None:
    for target, rating in rate(method, table(rows)).items():
        assert min(rows[target]) - 1e-9 <= rating.value <= max(rows[target]) + 1e-9
        assert rating.judges == len(rows[target])
        assert rating.error >= 0


@pytest.mark.parametrize("method", DIRECT)
@given(rows=panels, shift=points)
def test_the_result_moves_with_the_scale(method: Method, rows: list[list[float]], shift: float) -> None:
    moved = rate(method, table([[value * 2 + shift for value in row] for row in rows]))
    assert {t: r.value for t, r in moved.items()} == pytest.approx(
        {t: r.value * 2 + shift for t, r in rate(method, table(rows)).items()}
    )


@given(st.lists(points, min_size=3, max_size=9), points)
def test_a_trimmed_mean_of_n_judges_is_the_mean_of_the_n_minus_two_in_the_middle(
    values: list[float], wild: float
) -> None:
    assert trimmed_mean(values) == pytest.approx(fmean(sorted(values)[1:-1]))
    outlier = [*sorted(values)[:-1], max(values) + wild]  # however wild the highest is, it does not count
    assert trimmed_mean(outlier) == pytest.approx(trimmed_mean(values))


@given(st.lists(points, min_size=1, max_size=2))
def test_of_one_or_two_nothing_is_dropped(values: list[float]) -> None:
    assert trimmed_mean(values) == pytest.approx(fmean(values))


@given(rows=panels, lenient=st.lists(st.tuples(st.integers(1, 9), points), min_size=8, max_size=8))
def test_harsh_and_lenient_judges_weigh_the_same(rows: list[list[float]], lenient: list[tuple[int, float]]) -> None:
    theirs = [[value * lenient[j][0] + lenient[j][1] for j, value in enumerate(row)] for row in rows]
    plain, moved = rate(Method.STANDARDISED, table(rows)), rate(Method.STANDARDISED, table(theirs))
    assert {t: r.value for t, r in moved.items()} == pytest.approx({t: r.value for t, r in plain.items()}, abs=1e-5)


@given(rows=panels)
def test_standardised_scores_of_each_judge_average_fifty(rows: list[list[float]]) -> None:
    for judge in range(len(rows[0])):
        given_by = [given[judge] for given in standardised(table(rows)).values()]
        assert fmean(given_by) == pytest.approx(50)


def test_five_judges_without_highest_and_lowest_to_two_decimals() -> None:
    scores = {1: dict(enumerate([92.5, 88.0, 90.5, 85.0, 91.0])), 2: dict(enumerate([89.0, 89.5, 90.0, 90.5, 70.0]))}
    trimmed = rate(Method.TRIMMED, scores)
    assert [two_decimals(trimmed[t].value) for t in (1, 2)] == [two_decimals(89.83), two_decimals(89.5)]
    assert rate(Method.MEDIAN, scores)[2].value == 89.5
    assert two_decimals(rate(Method.MEAN, scores)[2].value) == two_decimals(85.8)


choices = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] != pair[1]), max_size=40)


@given(choices)
def test_strengths_average_fifty_and_have_an_error(pairs: list[tuple[int, int]]) -> None:
    ratings = bradley_terry(range(5), pairs, 3)
    assert fmean(r.value for r in ratings.values()) == pytest.approx(50)
    assert all(r.error > 0 for r in ratings.values())


@given(choices, st.permutations(range(5)), st.integers(0, 9))
def test_neither_names_nor_the_order_of_choices_matter(
    pairs: list[tuple[int, int]], names: list[int], seed: int
) -> None:
    before = bradley_terry(range(5), pairs, 3)
    renamed = [(names[a], names[b]) for a, b in pairs]
    random.Random(seed).shuffle(renamed)
    after = bradley_terry(range(5), renamed, 3)
    assert {names[t]: r.value for t, r in before.items()} == pytest.approx(
        {t: r.value for t, r in after.items()}, abs=1e-4
    )


@given(choices, st.integers(0, 4), st.integers(0, 4))
def test_one_more_win_never_weakens_the_winner_against_the_loser(
    pairs: list[tuple[int, int]], winner: int, loser: int
) -> None:
    if winner == loser:
        return
    before, after = (bradley_terry(range(5), each, 3) for each in (pairs, [*pairs, (winner, loser)]))
    gap_before, gap_after = (r[winner].value - r[loser].value for r in (before, after))
    assert gap_after >= gap_before - 1e-6


@given(choices.filter(bool), st.integers(2, 5))
def test_more_of_the_same_evidence_makes_surer(pairs: list[tuple[int, int]], times: int) -> None:
    both_ways = [*pairs, *[(loser, winner) for winner, loser in pairs]]  # nobody is stronger than anybody
    once, often = bradley_terry(range(5), both_ways, 3), bradley_terry(range(5), both_ways * times, 3)
    for target in {target for pair in pairs for target in pair}:
        assert often[target].value == pytest.approx(once[target].value, abs=1e-6) == pytest.approx(50)
        assert often[target].error < once[target].error


def test_equal_wins_are_equal_strengths_and_a_stronger_one_wins_more_often() -> None:
    ratings = bradley_terry([1, 2, 3], [(1, 2), (2, 1), (1, 3), (2, 3)], 2)
    assert ratings[1].value == pytest.approx(ratings[2].value)
    assert ratings[3].value < ratings[1].value
    assert chance(ratings[1], ratings[2]) == pytest.approx(0.5)
    assert chance(ratings[1], ratings[3]) > 0.5


def test_a_matrix_times_its_inverse_is_one() -> None:
    matrix = [[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]
    product = [
        [sum(a * b for a, b in zip(row, col, strict=True)) for col in zip(*inverted(matrix), strict=True)]
        for row in matrix
    ]
    assert [value for row in product for value in row] == pytest.approx([1, 0, 0, 0, 1, 0, 0, 0, 1])


@given(st.lists(st.integers(1, 9), min_size=2, max_size=7, unique=True))
def test_a_judge_is_led_through_every_pair_once(targets: list[int]) -> None:
    judged: list[tuple[int, int]] = []
    while (pair := next_pair(targets, judged)) is not None:
        judged.append(pair)
    assert len(judged) == len({frozenset(pair) for pair in judged}) == len(targets) * (len(targets) - 1) // 2


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 300).map(lambda n: n / 100), max_size=9))
def test_places_follow_results_and_equals_share_one(values: dict[int, float]) -> None:
    placed = place_all({t: Rating(v, 0, 3) for t, v in values.items()}, TieRule.SHARED)
    for each in placed:
        assert each.place == 1 + sum(other.value > each.value for other in placed)


def test_ties_are_broken_by_the_rule_that_was_chosen() -> None:
    equal = {1: Rating(90, 0, 5), 2: Rating(90.001, 0, 5), 3: Rating(88, 0, 5)}
    assert [each.place for each in place_all(equal, TieRule.SHARED)] == [1, 1, 3]
    criteria = {1: (28.0, 20.0), 2: (28.0, 21.0), 3: (30.0, 30.0)}
    assert [p.target for p in place_all(equal, TieRule.CRITERIA, criteria=criteria)] == [2, 1, 3]
    drawn = place_all(equal, TieRule.LOT, seed="PJ2030000001")
    assert [each.place for each in drawn] == [1, 2, 3]
    assert drawn == place_all(dict(reversed(equal.items())), TieRule.LOT, seed="PJ2030000001")


@pytest.mark.parametrize(("panel", "quorum", "needed"), [(5, 5, 5), (7, 5, 5), (9, 5, 6), (4, 1, 3), (3, 3, 3)])
def test_a_result_needs_the_quorum_three_judges_and_two_thirds(panel: int, quorum: int, needed: int) -> None:
    assert judges_needed(panel, quorum) == needed


def test_a_result_is_rounded_as_people_do() -> None:
    assert [str(two_decimals(value)) for value in (89.995, 89.994, 2.675, 90)] == ["90.00", "89.99", "2.68", "90.00"]
