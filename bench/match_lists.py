"""What variety within a list and evenness across lists cost in relevance, and what they bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log2

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.diversity import varied
from app.matching.logic.engine.exposure import balanced, gini, reached
from bench.match_data import interval
from bench.match_needs import Bench

Numbers = NDArray[np.float64]
FIRST = 10
AMONG = 30
VARIETIES = (0.0, 0.1, 0.2, 0.3, 0.5)
PRICES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)


def lists(bench: Bench) -> None:
    """Print both prices, each at several strengths."""
    _variety(bench)
    _evenness(bench)


def _variety(bench: Bench) -> None:
    print(f"variety: nDCG@{FIRST} among judged items; mean likeness within the first {FIRST} of all items")
    for variety in VARIETIES:
        gains: list[float] = []
        within: list[float] = []
        for query, entry in bench.needs.queries.items():
            scores = bench.total(entry)
            judged = bench.needs.of(query)
            places = [bench.needs.places[each.item] for each in judged]
            gain = bench.gain(_as_scores(scores, _vary(bench, scores, places, variety)), judged)
            gains += [] if gain is None else [gain]
            best = np.argsort(-scores, kind="stable")[:AMONG].tolist()
            shown = _vary(bench, scores, best, variety)[:FIRST]
            alike = bench.reading.alike_items(shown, shown)
            within.append(float(alike[np.triu_indices(len(shown), 1)].mean()))
        print(f"  {variety:.1f}   {interval(gains)}   {interval(within)}", flush=True)


def _vary(bench: Bench, scores: Numbers, places: list[int], variety: float) -> list[int]:
    """These places in the order of a varied list."""
    ordered = sorted(places, key=lambda at: -scores[at])
    alike = bench.reading.alike_items(ordered[:AMONG], ordered[:AMONG])
    return [ordered[at] for at in varied([float(scores[at]) for at in ordered], alike, variety=variety)]


def _as_scores(scores: Numbers, order: Iterable[int]) -> Numbers:
    found = np.full(len(scores), -1e6)
    for place, at in enumerate(order):
        found[at] = -place
    return found


def _evenness(bench: Bench) -> None:
    print(f"evenness over the first {FIRST} of all needs: price, Gini, share of items shown, points lost, nDCG@{FIRST}")
    totals = {query: bench.total(entry) for query, entry in bench.needs.queries.items()}
    rows = {query: _best(scores) for query, scores in totals.items()}
    plain = sum(score for found in rows.values() for _, score in found[:FIRST])
    points = {query: dict(found) for query, found in rows.items()}
    for price in PRICES:
        shown = balanced(rows, top=FIRST, price=price)
        counts = Counter(item for items in shown.values() for item in items)
        spread = [counts[at] for at in range(len(bench.needs.items))]
        lost = (plain - sum(points[q][at] for q, items in shown.items() for at in items)) / (FIRST * len(rows))
        gains = []
        for query, scores in totals.items():
            # Judged items are seldom all among the best: each pays here for its places in other lists.
            own = set(shown[query])
            fee = np.array([price * log2(1 + counts[at] - (at in own)) for at in range(len(scores))])
            fee[int(np.argmax(scores))] = 0.0
            gain = bench.gain(scores - fee, bench.needs.of(query))
            gains += [] if gain is None else [gain]
        print(
            f"  {price:.1f}   {gini(spread):.3f}   {reached(spread):.3f}   {lost:.2f}   {interval(gains)}", flush=True
        )


def _best(scores: Numbers) -> list[tuple[int, float]]:
    return [(int(at), float(scores[at])) for at in np.argsort(-scores, kind="stable")[:AMONG]]
