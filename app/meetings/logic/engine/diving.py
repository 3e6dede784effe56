"""From a relaxation to a plan: fix what it is nearly sure of, ask again about the rest, solve what is left exactly."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.meetings.logic.engine.choosing import choose
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.timed import Effort, Key, Numbers, Places, Program, Relaxed, of_part, relax

SURE: Final = (0.95, 0.9, 0.8, 0.7, 0.7, 0.6, 0.6)
PROMISING: Final = 12.0  # of the usual weight of 48: dearer ways are hardly ever in a good plan
SPREAD: Final = 0.3  # weights are made a little unequal, so that few plans are equally good and shares are whole
USUAL: Final = 48.0
FEW: Final = 2_000
MOST: Final = 6_000
SHARE: Final = 0.2
SOON: Final = 3.0


def dive(
    plan: Colouring, program: Program, relaxed: Relaxed, *, seconds: Callable[[], float], workers: int = 1
) -> None:
    """Put meetings into slots as the relaxation has them, step by step; what is planned already stays."""
    scale = float(program.weights.mean()) / USUAL
    noise = scale * SPREAD * np.random.default_rng(0).random(len(program.ways))
    uneven = replace(program, weights=program.weights + noise)
    left, shares = _possible(plan, program, relaxed.beyond > -PROMISING * scale), relaxed.shares
    for sure in (None, *SURE):
        if sure is not None:
            _put(plan, program, left[shares[left] > sure], shares)
            left = _possible(plan, program, left)
        if len(left) <= FEW or seconds() <= 0:
            break
        part = uneven.part(left, program.limits - _used(plan, program))
        again = relax(part, Effort(seconds() * SHARE, workers), of_part(relaxed, left) if sure is None else None)
        if again is None:
            break
        shares = np.zeros(len(program.ways))
        shares[left] = again.shares
    if len(left) <= MOST and seconds() > 0:
        _solve(plan, program, left, shares, min(seconds() * SHARE, SOON))
        left = _possible(plan, program, left)
    _put(plan, program, left, shares)
    total: defaultdict[int, float] = defaultdict(float)
    for at in _sorted(left, shares):
        total[program.ways[at][0]] += float(shares[at])
    rest = [each for each in total if each not in plan.slot_of]
    plan.insert_all(
        sorted(rest, key=lambda each: (-total[each] * plan.wanted[each].weight, each)), lambda: seconds() <= 0
    )


def _possible(plan: Colouring, program: Program, among: Places | NDArray[np.bool_]) -> Places:
    """Which of these ways still fit into the plan."""
    places = np.flatnonzero(among) if among.dtype == bool else among
    fitting = [at for at in places.tolist() if _fits(plan, program.ways[at])]
    return np.array(fitting, dtype=np.int64)


def _fits(plan: Colouring, way: Key) -> bool:
    return way[0] not in plan.slot_of and plan.fits(*way)


def _sorted(places: Places, shares: Numbers) -> list[int]:
    return sorted(places.tolist(), key=lambda at: (-shares[at], at))


def _put(plan: Colouring, program: Program, places: Places, shares: Numbers) -> None:
    """Plan these ways as far as they fit, those with the largest share first."""
    for at in _sorted(places, shares):
        if _fits(plan, program.ways[at]):
            plan.put(*program.ways[at])


def _used(plan: Colouring, program: Program) -> Numbers:
    """How much of each limit the plan takes."""
    chosen = np.array([float(plan.slot_of.get(meeting) == slot) for meeting, slot in program.ways])
    used: Numbers = program.matrix @ chosen
    return used


def _solve(plan: Colouring, program: Program, left: Places, shares: Numbers, seconds: float) -> None:
    """The best choice among what is left, looked for from what the shares say."""
    part = program.part(left, program.limits - _used(plan, program))
    ways = part.ways
    _put(plan, program, left, shares)
    known = np.array(
        [at for at, (meeting, slot) in enumerate(ways) if plan.slot_of.get(meeting) == slot], dtype=np.int64
    )
    chosen = choose(part, known, seconds=seconds).taken
    for at in np.setdiff1d(known, chosen).tolist():
        plan.drop(ways[at][0])
    for at in np.setdiff1d(chosen, known).tolist():
        plan.put(*ways[at])
