"""Figures of quality: a mean with the interval it lies in, and what is computed from ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Key = TypeVar("Key", int, str)
ROUNDS: Final = 1_000
MIDDLE: Final = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean, where it lies in 95 of 100 resamples of its cases, and how many cases there are."""

    mean: float
    low: float
    high: float
    cases: int


def figure(values: Sequence[float], seed: int = 0) -> Figure | None:
    """The mean of values and its interval by resampling; None where there is no case."""
    if not len(values):
        return None
    data = np.array(values, dtype=np.float64)
    rng = np.random.default_rng(seed)
    means = data[rng.integers(0, len(data), (ROUNDS, len(data)))].mean(axis=1)
    low, high = np.quantile(means, MIDDLE)
    return Figure(float(data.mean()), float(low), float(high), len(data))


def ndcg(scores: Numbers, levels: Numbers, top: int = 10) -> float | None:
    """Normalised gain 2^(level-1)-1 of the first ten; None where no item is any good."""
    gains = 2 ** (levels - 1) - 1
    discounts = 1 / np.log2(np.arange(2, top + 2))
    best = np.sort(gains)[::-1][:top]
    if not best.sum():
        return None
    found = gains[np.argsort(-scores, kind="stable")][:top]
    return float((found * discounts[: len(found)]).sum() / (best * discounts[: len(best)]).sum())


def order_loss(levels: Mapping[Key, float], scores: Mapping[Key, float]) -> tuple[float, float]:
    """How much of the differences between levels the scores turn round, ties half, and how much there is in all.

    The loss of expert finding is the first by the second (arXiv 2303.16750).
    """
    wrong = weight = 0.0
    for one, other in combinations(sorted(levels), 2):
        apart = levels[one] - levels[other]
        ahead = scores[one] - scores[other]
        weight += abs(apart)
        wrong += abs(apart) * (0.5 if ahead == 0 else float((ahead > 0) != (apart > 0)))
    return wrong, weight


def auc(scores: Numbers, labels: Numbers) -> float:
    """How often a good one stands above a bad one; ties count half."""
    order = np.sort(scores)
    ranks = (np.searchsorted(order, scores, "left") + np.searchsorted(order, scores, "right") + 1) / 2
    good = labels > 0
    count = good.sum()
    return float((ranks[good].sum() - count * (count + 1) / 2) / (count * (len(labels) - count)))


def auc_figure(scores: Sequence[float], labels: Sequence[bool], seed: int = 0) -> Figure | None:
    """The same with its interval by resampling pairs; None where there is no good one, or no bad one."""
    data, good = np.array(scores, dtype=np.float64), np.array(labels, dtype=np.float64)
    if not 0 < good.sum() < len(good):
        return None
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(data), (ROUNDS, len(data)))
    found = [auc(data[each], good[each]) for each in drawn if 0 < good[each].sum() < len(good)]
    low, high = np.quantile(found, MIDDLE)
    return Figure(auc(data, good), float(low), float(high), len(data))
