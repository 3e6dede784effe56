"""What no plan of requests can exceed, proved by prices: nothing here trusts the solver that made the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """How often everyone may ask, and must and may be asked."""

    each_asks: int
    each_is_asked: int = 0
    most_asked: int | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """What a request costs its asker and the one asked, and what is paid back for each that must be asked."""

    asking: Numbers
    being_asked: Numbers
    needed: Numbers


def ceiling(weights: Numbers, limits: Limits, prices: Prices) -> float:
    """More than this no plan within the limits can weigh, whatever prices of zero or more are taken (weak duality).

    Every request of a plan is worth at most its prices and what is left of its weight, and nobody pays more often than
    the limits allow.
    """
    most = len(weights) if limits.most_asked is None else limits.most_asked
    asking, being, needed = (np.maximum(each, 0.0) for each in (prices.asking, prices.being_asked, prices.needed))
    left = np.nan_to_num(weights, nan=-np.inf) - asking[:, None] - being[None, :] + needed[None, :]
    total = limits.each_asks * asking.sum() + most * being.sum() - limits.each_is_asked * needed.sum()
    return float(total + np.maximum(left, 0.0).sum())


def best_prices(weights: Numbers, limits: Limits) -> Prices:
    """The prices whose ceiling is lowest: the dual of the plan, solved by itself."""
    askers, others = weights.shape
    rows, columns = np.nonzero(np.isfinite(weights))
    count, at = len(rows), np.arange(len(rows))
    most = askers if limits.most_asked is None else limits.most_asked
    one = np.ones(count)
    asks = sparse.csr_matrix((one, (at, rows)), shape=(count, askers))
    asked = sparse.csr_matrix((one, (at, columns)), shape=(count, others))
    found = linprog(
        np.concatenate([
            np.full(askers, limits.each_asks), np.full(others, most), np.full(others, -limits.each_is_asked), one,
        ]),
        A_ub=-sparse.hstack([asks, asked, -asked, sparse.eye(count)], format="csr"), b_ub=-weights[rows, columns],
        method="highs-ipm",
    )  # fmt: skip
    first, second = askers, askers + others
    return Prices(found.x[:first], found.x[first:second], found.x[second : second + others])


def most_weight(weights: Numbers, limits: Limits) -> float:
    """The lowest ceiling over all plans within the limits."""
    return ceiling(weights, limits, best_prices(weights, limits))
