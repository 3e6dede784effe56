"""How evenly proposals are spread over those who could be proposed."""

from collections.abc import Sequence


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
