"""Where people are seldom there together: the relaxation that knows slots gives a closer bound and a better start."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from time import monotonic
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.engine.processes import Pool

MOST_PAIRS: Final = 600_000
SOME_PAIRS: Final = 200_000
LEAST_SLOTS: Final = 3
CLOSE: Final = 1e-6
GRACE: Final = 2.0
Key = tuple[int, int]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

_CHILDREN: Final = Pool("app.meetings.logic.engine.first_order")


@dataclass(frozen=True, slots=True)
class Effort:
    """How long, with how many threads, and how exactly (relative to the objective) a relaxation is solved."""

    seconds: float
    workers: int = 1
    precision: float = 1e-5


@dataclass(frozen=True, slots=True)
class Program:
    """Every meeting in every slot it could have: what each is worth, and the limits they share (rows by ways)."""

    ways: list[Key]
    weights: Numbers
    matrix: csr_array
    limits: Numbers
    is_whole: bool = True

    def part(self, chosen: Places, limits: Numbers) -> "Program":
        """The same of some ways, with other limits."""
        return Program([self.ways[at] for at in chosen], self.weights[chosen], self.matrix[:, chosen], limits)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How much of each way there is, the price of each row, what each way is worth beyond prices, and the bound."""

    shares: Numbers
    prices: Numbers
    beyond: Numbers
    limit: float

    @property
    def bound(self) -> int:
        """What no plan can be worth more than."""
        return int(np.floor(self.limit + CLOSE))


@dataclass(slots=True)
class Worth:
    """Which ways can still be in a better plan, by slot: a way that costs more than the gap cannot."""

    relaxed: Relaxed
    by_slot: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program, relaxed: Relaxed) -> "Worth":
        """The ways of each slot, those beyond their price first."""
        found = cls(relaxed)
        for at in np.argsort(-relaxed.beyond, kind="stable").tolist():
            meeting, slot = program.ways[at]
            found.by_slot.setdefault(slot, []).append((meeting, float(relaxed.beyond[at])))
        return found

    def meetings(self, slot: int, slack: float) -> list[int]:
        """The meetings that would cost at most so much in this slot."""
        found = []
        for meeting, beyond in self.by_slot.get(slot, ()):
            if beyond < -slack:
                break
            found.append(meeting)
        return found


def timed_program(plan: Colouring) -> Program | None:
    """The programme of an event as it stands; `None` if it is too large or empty."""
    if not 0 < _pairs(plan) <= MOST_PAIRS:
        return None
    return _program(plan, dict(plan.allowed))


def _pairs(plan: Colouring) -> int:
    return sum(mask.bit_count() for mask in plan.allowed.values())


def some_of_program(plan: Colouring, slots: Mapping[int, int]) -> Program | None:
    """The same of a large event with some slots for each meeting, the planned one among them; it bounds nothing."""
    if _pairs(plan) <= MOST_PAIRS:
        return timed_program(plan)
    random, most = Random(0), SOME_PAIRS // max(len(plan.allowed), 1)  # noqa: S311 -- wanted: the same choice again
    allowed: dict[int, int] = {}
    for meeting, mask in plan.allowed.items():
        open_ = list(bits(mask))
        chosen = random.sample(open_, min(len(open_), max(most, LEAST_SLOTS)))
        allowed[meeting] = sum(
            {1 << slot for slot in (*chosen, slots.get(meeting, chosen[0] if chosen else 0)) if slot}
        )
    return replace(_program(plan, allowed), is_whole=False)


def _program(plan: Colouring, allowed: Mapping[int, int]) -> Program:
    ways = [(each, slot) for each, mask in sorted(allowed.items()) for slot in bits(mask)]
    rows, limits = _rows(plan, ways)
    indices = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    matrix = csr_array((np.ones(len(indices)), indices, starts), shape=(len(rows), len(ways)))
    weights = np.array([plan.wanted[meeting].weight for meeting, _ in ways], dtype=float)
    return Program(ways, weights, matrix, np.array(limits, dtype=float))


def relax(program: Program, effort: Effort, start: Relaxed | None = None) -> Relaxed | None:
    """Solve a programme by PDLP (Applegate et al., 2021) in another process; `None` if that fails.

    The bound holds however far the method came: prices of rows, whatever they are, limit every plan (weak duality).
    """
    matrix = program.matrix
    child = _CHILDREN.ask({
        "indices": matrix.indices.tolist(), "starts": matrix.indptr.tolist(), "limits": program.limits.tolist(),
        "weights": program.weights.tolist(), "seconds": max(effort.seconds, 0.05), "workers": effort.workers,
        "precision": effort.precision, "values": [] if start is None else start.shares.tolist(),
        "prices": [] if start is None else start.prices.tolist(),
    })  # fmt: skip
    until = monotonic() + effort.seconds + GRACE
    message = child.next(max(until - monotonic(), GRACE))
    if message is None:
        child.end()
        return None
    _CHILDREN.keep(child)
    return priced(program, np.array(message["values"]), np.array(message["prices"]))


def priced(program: Program, shares: Numbers, prices: Numbers) -> Relaxed:
    """What prices prove."""
    beyond: Any = program.weights - program.matrix.T @ prices
    return Relaxed(shares, prices, beyond, float(prices @ program.limits + np.maximum(beyond, 0).sum()))


def of_part(relaxed: Relaxed, chosen: Places) -> Relaxed:
    """The relaxation of some ways alone, as a start."""
    return replace(relaxed, shares=relaxed.shares[chosen], beyond=relaxed.beyond[chosen])


def _rows(plan: Colouring, ways: list[Key]) -> tuple[list[list[int]], list[int]]:
    """Every meeting once, everybody in one at a time and within the cap, every slot within its places, and orders."""
    groups: defaultdict[tuple[str, int | str, int], list[int]] = defaultdict(list)
    for index, (meeting, slot) in enumerate(ways):
        wanted = plan.wanted[meeting]
        groups["meeting", meeting, 0].append(index)
        groups["slot", slot, 0].append(index)
        if wanted.place_type is not None:
            groups["type", wanted.place_type, slot].append(index)
        for side in wanted.sides:
            groups["person", side, slot].append(index)
            if side in plan.left:
                groups["cap", side, 0].append(index)
            if side in plan.left_of_day:
                groups["day", side, plan.day_of[slot]].append(index)
    limits: dict[tuple[str, int | str, int], int] = {("slot", slot, 0): spare for slot, spare in enumerate(plan.spare)}
    limits |= {("type", kind, slot): most for kind, open_ in plan.of_type.items() for slot, most in enumerate(open_)}
    limits |= {("cap", side, 0): left for side, left in plan.left.items()}
    limits |= {("day", side, day): left for side, days in plan.left_of_day.items() for day, left in days.items()}
    wanted_rows = [(row, limits.get(key, 1)) for key, row in groups.items()]
    wanted_rows += [(row, 1) for row in _orders(plan, ways)]
    tight = [(row, limit) for row, limit in wanted_rows if len(row) > limit]
    return [row for row, _ in tight] or [[0]], [limit for _, limit in tight] or [1]


def _orders(plan: Colouring, ways: list[Key]) -> Iterator[list[int]]:
    """Who comes after another: a meeting until a slot and the one before it from that slot on are never both."""
    of_meeting: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, (meeting, slot) in enumerate(ways):
        of_meeting[meeting].append((slot, index))
    for later, wanted in plan.wanted.items():
        for earlier in wanted.after:
            for until, _ in of_meeting[later]:
                before = [index for slot, index in of_meeting[later] if slot <= until]
                yield before + [index for slot, index in of_meeting[earlier] if slot >= until]
