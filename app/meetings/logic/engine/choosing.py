"""Choosing exactly, by branching on the relaxation (HiGHS), in a process of its own."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.meetings.logic.engine.processes import Pool
from app.meetings.logic.engine.timed import CLOSE, GRACE, Places, Program

MANY: Final = 1_000_000

_CHILDREN: Final = Pool("app.meetings.logic.engine.whole")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which variables are taken, in how many nodes of the search, and whether there is nothing better."""

    taken: Places
    nodes: int
    is_proved: bool


def choose(program: Program, known: Places, *, seconds: float, nodes: int = MANY) -> Chosen:
    """The ways worth most together within the limits; those known if nothing better is found in so long.

    The search starts from the known ones, which must keep the limits.
    """
    if not len(program.weights):
        return Chosen(known, 0, is_proved=True)
    binding = np.flatnonzero(np.diff(program.matrix.indptr) > program.limits + CLOSE)
    rows = program.matrix[binding]
    child = _CHILDREN.ask({
        "indices": rows.indices.tolist(), "starts": rows.indptr.tolist(), "limits": program.limits[binding].tolist(),
        "weights": program.weights.tolist(), "known": known.tolist(), "seconds": seconds, "nodes": nodes,
    })  # fmt: skip
    message = child.next(seconds + GRACE)
    if message is None:
        child.end()
        return Chosen(known, nodes, is_proved=False)
    _CHILDREN.keep(child)
    return Chosen(np.array(message["taken"], dtype=np.int64), message["nodes"], message["is_proved"])
