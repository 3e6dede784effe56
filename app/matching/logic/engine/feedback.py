"""What people decided, carried over to pairs alike: a kernel model whose first guess is the untrained score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
LOWEST_LEVEL: Final = 1.0
TRUST_IN_START: Final = 5.0
LEVEL_PER_POINT: Final = 0.03
TRUST_IN_SLOPE: Final = 20_000.0
LEAST_SLOPE: Final = 0.01
DOUBT: Final = 0.3
FOR_ANY_ITEM: Final = 0.2
MOST_JUDGEMENTS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """That somebody found an item so good for a query; a veto keeps it away for good.

    A judgement of weight two counts as two that agree.
    """

    query: str
    item: str
    level: float
    veto: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """How a score reads as a level: level = start + slope * score."""

    start: float
    slope: float

    def level(self, score: Numbers) -> Numbers:
        """The level the score stands for."""
        return self.start + self.slope * score


def fit_line(scores: Numbers, levels: Numbers) -> Line:
    """The line through judged pairs; with few of them its slope stays near the usual one."""
    if not len(scores):
        return Line(LOWEST_LEVEL, LEVEL_PER_POINT)
    middle, usual = float(scores.mean()), float(levels.mean())
    spread = float(((scores - middle) ** 2).sum())
    together = float(((scores - middle) * (levels - usual)).sum())
    slope = max((together + TRUST_IN_SLOPE * LEVEL_PER_POINT) / (spread + TRUST_IN_SLOPE), LEAST_SLOPE)
    start = usual - slope * middle
    return Line((start * len(scores) + LOWEST_LEVEL * TRUST_IN_START) / (len(scores) + TRUST_IN_START), slope)


@dataclass(frozen=True)
class Learned:
    """What is to be added to the level of a pair: each judgement pulls pairs like its own."""

    line: Line
    pulls: Numbers
    queries: NDArray[np.intp]
    items: NDArray[np.intp]

    def corrections(self, alike_queries: Numbers, alike_items: Numbers) -> Numbers:
        """By how much the level of each item changes for one query.

        `alike_queries` holds the likeness of this query to that of each judgement; `alike_items` one row for each item
        and one column for each judged item.
        """
        pulls = self.pulls * np.maximum(alike_queries, 0.0)
        by_item = np.bincount(self.items, weights=pulls, minlength=alike_items.shape[1])
        return np.asarray(alike_items @ by_item + FOR_ANY_ITEM * pulls.sum(), dtype=np.float64)


def learn(
    scores: Numbers,
    judgements: Sequence[Judgement],
    *,
    queries: Sequence[int],
    items: Sequence[int],
    alike_queries: Numbers,
    alike_items: Numbers,
) -> Learned:
    """Fit the judgements: what the untrained score says is the first guess, and doubt keeps single ones in check."""
    levels = np.array([each.level for each in judgements], dtype=np.float64)
    weights = np.array([each.weight for each in judgements], dtype=np.float64)
    line = fit_line(scores, levels)
    of_query, of_item = np.array(queries, dtype=np.intp), np.array(items, dtype=np.intp)
    likeness = np.maximum(alike_queries[np.ix_(of_query, of_query)], 0.0)
    likeness = likeness * (alike_items[np.ix_(of_item, of_item)] + FOR_ANY_ITEM)
    likeness[np.diag_indices_from(likeness)] += DOUBT / weights
    pulls = np.asarray(np.linalg.solve(likeness, levels - line.level(scores)), dtype=np.float64)
    return Learned(line, pulls, of_query, of_item)
