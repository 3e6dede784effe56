"""How evenly proposals are spread over those who could be proposed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log2
from typing import Final, TypeVar

Query = TypeVar("Query", int, str)
Item = TypeVar("Item", int, str)
PRICE: Final = 4.0


def gini(counts: Sequence[int]) -> float:
    """0: everybody is shown as often; near 1: a few are always shown. Nothing shown at all counts as even."""
    ordered = sorted(counts)
    total = sum(ordered)
    if not total:
        return 0.0
    weighed = sum(at * count for at, count in enumerate(ordered, start=1))
    return 2 * weighed / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def reached(counts: Sequence[int]) -> float:
    """The share of those who are shown at least once."""
    return sum(count > 0 for count in counts) / len(counts) if counts else 0.0


def balanced(
    lists: Mapping[Query, Sequence[tuple[Item, float]]], *, top: int, price: float = PRICE
) -> dict[Query, list[Item]]:
    """The first `top` items of each list, chosen place by place: each place an item holds elsewhere costs it points.

    `price` is what the first of those places costs; the next ones cost less and less (a logarithm to base 2). The best
    item of a list stays its first. The order in which lists or items are given changes nothing but equal scores.
    """
    shown: Counter[Item] = Counter()
    left = {query: sorted(rows, key=lambda row: -row[1]) for query, rows in lists.items()}
    found: dict[Query, list[Item]] = {query: [] for query in lists}
    for place in range(top):
        for query in sorted(left):
            if left[query]:
                best = left[query][0] if place == 0 else max(left[query], key=lambda row: _worth(row, shown, price))
                left[query].remove(best)
                found[query].append(best[0])
                shown[best[0]] += 1
    return found


def _worth(row: tuple[Item, float], shown: Mapping[Item, int], price: float) -> float:
    return row[1] - price * log2(1 + shown[row[0]])
