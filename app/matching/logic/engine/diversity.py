"""A list that is not ten times the same: each place goes to what is good and unlike the ones before it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
VARIETY: Final = 0.2
VARIED: Final = 20


def varied(scores: Sequence[float], alike: Numbers, *, variety: float = VARIETY, first: int = VARIED) -> list[int]:
    """The places of items, the best of them first, by maximal marginal relevance (Carbonell and Goldstein 1998).

    `scores` count from the best item as 1; `alike` says how alike each two items are, from 0 to 1. Only the best
    `first` change places, and the best of all stays first. Equal ones: the earlier in the order of scores.
    """
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    if not order:
        return []
    most = max(float(scores[order[0]]), 1e-9)
    left, chosen = order[1:first], order[:1]
    while left:
        best = max(
            left, key=lambda at: (1 - variety) * scores[at] / most - variety * float(alike[at, chosen].max())
        )  # fmt: skip
        left.remove(best)
        chosen.append(best)
    return chosen + order[first:]
