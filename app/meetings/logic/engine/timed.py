"""Where people are seldom there together: the relaxation that knows slots gives a closer bound and a better start."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from app.meetings.logic.engine.colouring import Colouring, bits, never_over

MOST_PAIRS: Final = 150_000
CLOSE: Final = 1e-6
Key = tuple[int, int]


def timed_relaxation(plan: Colouring, *, seconds: float) -> tuple[int, dict[Key, float]] | None:
    """The bound, and how much of each meeting the relaxation puts into each slot; `None` if that takes too long."""
    keys = [(each, slot) for each, mask in sorted(plan.allowed.items()) for slot in bits(mask)]
    if not 0 < len(keys) <= MOST_PAIRS:
        return None
    rows, limits = _rows(plan, keys)
    indices = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    matrix = csr_array((np.ones(len(indices)), indices, starts), shape=(len(rows), len(keys)))
    weights = np.array([plan.wanted[meeting].weight for meeting, _ in keys], dtype=float)
    answer: Any = linprog(
        -weights, A_ub=matrix, b_ub=np.array(limits, dtype=float), bounds=(0, 1), method="highs-ipm",
        options={"time_limit": max(seconds, 0.1)},
    )  # fmt: skip
    if answer.status != 0:
        return None
    share = {key: float(value) for key, value in zip(keys, answer.x, strict=True) if value > CLOSE}
    return int(np.floor(-answer.fun + CLOSE)), share


def _rows(plan: Colouring, keys: list[Key]) -> tuple[list[list[int]], list[int]]:
    """Every meeting once, everybody in one meeting at a time and within the cap, every slot within its places."""
    groups: defaultdict[tuple[str, int, int], list[int]] = defaultdict(list)
    for index, (meeting, slot) in enumerate(keys):
        groups["meeting", meeting, 0].append(index)
        groups["slot", slot, 0].append(index)
        for side in plan.wanted[meeting].sides:
            groups["person", side, slot].append(index)
            if side in plan.left:
                groups["cap", side, 0].append(index)
            if side in plan.left_of_day:
                groups["day", side, plan.day_of[slot]].append(index)
    limits = {("slot", slot, 0): spare for slot, spare in enumerate(plan.spare)}
    limits |= {("cap", side, 0): left for side, left in plan.left.items()}
    limits |= {("day", side, day): left for side, days in plan.left_of_day.items() for day, left in days.items()}
    wanted = [(row, limits.get(key, 1)) for key, row in groups.items()]
    tight = [(row, limit) for row, limit in wanted if len(row) > limit]
    return [row for row, _ in tight] or [[0]], [limit for _, limit in tight] or [1]


def follow(plan: Colouring, share: dict[Key, float], is_over: Callable[[], bool] = never_over) -> None:
    """Put meetings where the relaxation has most of them, and then all others where they fit, the dearest first."""
    total: defaultdict[int, float] = defaultdict(float)
    for (meeting, _), value in share.items():
        total[meeting] += value
    for (meeting, slot), _ in sorted(share.items(), key=lambda each: (-each[1], each[0])):
        if meeting not in plan.slot_of and plan.fits(meeting, slot):
            plan.put(meeting, slot)
    rest = [meeting for meeting in total if meeting not in plan.slot_of]
    plan.insert_all(sorted(rest, key=lambda each: (-total[each] * plan.wanted[each].weight, each)), is_over)
