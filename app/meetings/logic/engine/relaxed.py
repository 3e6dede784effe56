"""What a model cannot beat, by its linear relaxation."""

from math import ceil, inf
from typing import Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from app.meetings.logic.engine.model import Model

ROUNDING: Final = 1e-6
INFEASIBLE: Final = 2
MANY: Final = 1_000_000
Rows = list[tuple[float, list[int], list[float], float]]


def relaxed_bound(model: Model, *, seconds: float, steps: int = MANY) -> float:
    """The least objective of the relaxation, rounded up: infinite if it is infeasible, minus infinite if unknown.

    It is given up after so many seconds or steps of the simplex method; steps are the same on any machine.
    """
    if not all(model.exactly_one):
        return inf
    rows = _rows(model)
    if not rows or not model.objective:
        return 0
    indices = np.concatenate([variables for _, variables, _, _ in rows]).astype(np.int64)
    factors = np.concatenate([values for _, _, values, _ in rows])
    starts = np.concatenate([[0], np.cumsum([len(variables) for _, variables, _, _ in rows])])
    matrix = csr_array((factors, indices, starts), shape=(len(rows), len(model.lower)))
    lower, upper = np.array([row[0] for row in rows]), np.array([row[3] for row in rows])
    same = lower == upper
    above, below = ~same & np.isfinite(lower), ~same & np.isfinite(upper)
    cost = np.zeros(len(model.lower))
    for variable, factor in model.objective:
        cost[variable] += factor
    answer = linprog(
        cost, A_eq=matrix[same], b_eq=lower[same], bounds=list(zip(model.lower, model.upper, strict=True)),
        A_ub=vstack([-matrix[above], matrix[below]]), b_ub=np.concatenate([-lower[above], upper[below]]),
        method="highs", options={"time_limit": seconds, "maxiter": steps},
    )  # fmt: skip
    if answer.status == INFEASIBLE:
        return inf
    return ceil(answer.fun - ROUNDING) if answer.status == 0 else -inf


def _rows(model: Model) -> Rows:
    """Every constraint as a linear row; a negated literal counts as one minus its variable."""
    rows: Rows = []
    for literals in model.clauses:
        rows.append(_row(literals, 1, np.inf))
    for literals in model.exactly_one:
        rows.append(_row(literals, 1, 1))
    for literals in model.at_most_one:
        rows.append(_row(literals, -np.inf, 1))
    for least, variables, factors, most, when in model.linear:
        if when is None:
            rows.append((least, variables, [float(each) for each in factors], most))
    return rows


def _row(literals: list[int], least: float, most: float) -> tuple[float, list[int], list[float], float]:
    flipped = sum(literal < 0 for literal in literals)
    variables = [literal if literal >= 0 else -literal - 1 for literal in literals]
    factors = [1.0 if literal >= 0 else -1.0 for literal in literals]
    return least - flipped, variables, factors, most - flipped
