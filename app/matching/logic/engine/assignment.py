"""Requests spread over the other side: everybody asks for so many, and nobody is left unasked."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Numbers = NDArray[np.float64]
CHOSEN: Final = 0.5
TIE: Final = 1e-9


def spread(
    weights: Numbers, *, each_asks: int, each_is_asked: int = 1, most_asked: int | None = None
) -> list[tuple[int, int]]:
    """The pairs (asker, asked) of most weight in which everyone asks and is asked often enough; not finite: never.

    Where the numbers do not allow it, as few as possible are left short. Equal plans: the earlier pairs win.
    """
    askers, others = weights.shape
    rows, columns = np.nonzero(np.isfinite(weights))
    if not len(rows):
        return []
    value = weights[rows, columns] - TIE * np.arange(len(rows))
    heavy = float(np.abs(value).sum()) + 1.0
    count = len(rows)
    # One column for each pair, then one for each place of the other side that stays empty: it costs more than any pair.
    asked = sparse.csr_matrix((np.ones(count), (columns, np.arange(count))), shape=(others, count))
    asks = sparse.csr_matrix((np.ones(count), (rows, np.arange(count))), shape=(askers, count))
    ceiling = most_asked if most_asked is not None else askers
    limits = sparse.bmat([[asks, None], [asked, None], [-asked, -sparse.eye(others)]], format="csr")
    bounds = np.concatenate([
        np.full(askers, each_asks), np.full(others, ceiling), np.full(others, -each_is_asked),
    ])  # fmt: skip
    found = linprog(
        np.concatenate([-value, np.full(others, heavy)]), A_ub=limits, b_ub=bounds,
        bounds=[(0, 1)] * count + [(0, each_is_asked)] * others, method="highs-ds",
    )  # fmt: skip
    taken = np.flatnonzero(found.x[:count] > CHOSEN)
    return [(int(rows[at]), int(columns[at])) for at in taken]
