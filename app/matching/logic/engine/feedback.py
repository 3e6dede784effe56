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
# How the usual slope is spread over reaching the second, third and fourth level: together they are the level itself.
SHARES_OF_LEVELS: Final = (0.67, 0.23, 0.1)
AN_EVEN_CHANCE: Final = 0.5
DOUBT: Final = 0.3
FOR_ANY_ITEM: Final = 0.3
FOR_OWN_ITEMS: Final = 0.2
THE_SAME: Final = 0.999
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
    """How a score reads as a level, or as a chance: start + slope * score."""

    start: float
    slope: float

    def at(self, score: Numbers) -> Numbers:
        """What the score stands for."""
        return self.start + self.slope * score


USUAL_LINE: Final = Line(LOWEST_LEVEL, LEVEL_PER_POINT)
USUAL_CHANCES: Final = tuple(Line(0.0, LEVEL_PER_POINT * share) for share in SHARES_OF_LEVELS)


def fit_line(scores: Numbers, levels: Numbers, first: Line = USUAL_LINE) -> Line:
    """The line through judged pairs; with few of them it stays near the usual one."""
    if not len(scores):
        return first
    middle, usual = float(scores.mean()), float(levels.mean())
    spread = float(((scores - middle) ** 2).sum())
    together = float(((scores - middle) * (levels - usual)).sum())
    least = LEAST_SLOPE * first.slope / LEVEL_PER_POINT
    slope = max((together + TRUST_IN_SLOPE * first.slope) / (spread + TRUST_IN_SLOPE), least)
    start = usual - slope * middle
    return Line((start * len(scores) + first.start * TRUST_IN_START) / (len(scores) + TRUST_IN_START), slope)


@dataclass(frozen=True)
class Learned:
    """What is to be added to the level of a pair: each judgement pulls pairs like its own.

    `chances` and `chance_pulls` say the same of the chance to reach each level above the lowest: a line, and a row of
    pulls, for each.
    """

    line: Line
    pulls: Numbers
    chances: tuple[Line, ...]
    chance_pulls: Numbers
    queries: NDArray[np.intp]
    items: NDArray[np.intp]

    def corrections(self, alike_queries: Numbers, alike_items: Numbers) -> Numbers:
        """By how much the level of each item changes for one query.

        `alike_queries` holds the likeness of this query to that of each judgement; `alike_items` one row for each item
        and one column for each judged item.
        """
        return self._carried(self.pulls, alike_queries, alike_items)

    def levels(self, scores: Numbers, alike_queries: Numbers, alike_items: Numbers) -> NDArray[np.intp]:
        """The likeliest level of each item for one query: the highest that it reaches with an even chance.

        This is the median, of all guesses the one that is wrong by the least on average.
        """
        found = np.full(len(scores), round(LOWEST_LEVEL), dtype=np.intp)
        for line, pulls in zip(self.chances, self.chance_pulls, strict=True):
            chance = line.at(scores) + self._carried(pulls, alike_queries, alike_items)
            found += chance > AN_EVEN_CHANCE
        return found

    def _carried(self, pulls: Numbers, alike_queries: Numbers, alike_items: Numbers) -> Numbers:
        """What pulls do to each item, through the likeness of queries and of items."""
        pulls = pulls * np.maximum(alike_queries, 0.0)
        by_item = np.bincount(self.items, weights=pulls, minlength=alike_items.shape[1])
        own = pulls[alike_queries >= THE_SAME].sum()
        change = alike_items @ by_item + FOR_ANY_ITEM * pulls.sum() + FOR_OWN_ITEMS * own
        return np.asarray(change, dtype=np.float64)


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
    of_query, of_item = np.array(queries, dtype=np.intp), np.array(items, dtype=np.intp)
    asked = alike_queries[np.ix_(of_query, of_query)]
    likeness = np.maximum(asked, 0.0) * (alike_items[np.ix_(of_item, of_item)] + FOR_ANY_ITEM)
    likeness += FOR_OWN_ITEMS * (asked >= THE_SAME)
    likeness[np.diag_indices_from(likeness)] += DOUBT / weights
    reached = [(levels >= LOWEST_LEVEL + above - 0.5).astype(np.float64) for above in range(1, len(USUAL_CHANCES) + 1)]
    line = fit_line(scores, levels)
    chances = tuple(fit_line(scores, each, usual) for each, usual in zip(reached, USUAL_CHANCES, strict=True))
    rest = [levels - line.at(scores)]
    rest += [each - chance.at(scores) for each, chance in zip(reached, chances, strict=True)]
    pulls = np.asarray(np.linalg.solve(likeness, np.array(rest).T).T, dtype=np.float64)
    return Learned(line, pulls[0], chances, pulls[1:], of_query, of_item)
