"""Which meetings at best: everybody has so many free slots, the event so many places (a b-matching, as an LP)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from time import monotonic
from typing import Any, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from app.meetings.logic.instance import Instance, Participant, Wanted

CLOSE: Final = 1e-6
LEAST_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Selection:
    """The meetings worth most together, and what no plan can be worth more than; no set when the rules forbid all."""

    chosen: tuple[int, ...]
    bound: int
    is_possible: bool = True


@dataclass(slots=True)
class _Limits:
    """Rows of the programme: so many of these meetings at least and at most."""

    members: list[list[int]]
    least: list[float]
    most: list[float]

    def add(self, members: Iterable[int], most: float, least: float = 0) -> None:
        """At most so many of these."""
        rows = list(members)
        if least > 0 or len(rows) > most:
            self.members.append(rows)
            self.least.append(min(least, len(rows)))
            self.most.append(most)


def select(instance: Instance, *, floor_share: float = 0.0, seconds: float = 10.0) -> Selection:
    """Choose the meetings; with a floor, everybody gets at least that share of the own wishes that could be met."""
    wanted = [each for each in instance.meetings if each.declined_by is None]
    limits = _limits(instance, wanted, floor_share)
    weights = np.array([each.weight for each in wanted], dtype=float)
    lower = np.array([float(each.mandatory) for each in wanted])
    upper = np.ones(len(wanted))
    if not wanted:
        return Selection((), 0)
    values, bound, is_possible = _solve(limits, weights, (lower, upper), seconds)
    chosen = tuple(each.id for each, value in zip(wanted, values, strict=True) if value > 1 / 2)
    return Selection(chosen, bound, is_possible)


def _limits(instance: Instance, wanted: list[Wanted], share: float) -> _Limits:
    limits = _Limits([], [], [])
    of_person: defaultdict[int, list[int]] = defaultdict(list)
    by_type: defaultdict[str | None, list[int]] = defaultdict(list)
    for index, meeting in enumerate(wanted):
        by_type[meeting.place_type].append(index)
        for side in meeting.sides:
            of_person[side].append(index)
    slots = range(1, instance.frame.count + 1)
    for person in instance.participants:
        mine = of_person[person.id]
        free = sum(slot not in person.unavailable for slot in slots)
        cap = min(_free_within_days(instance, person), free if person.max_meetings is None else person.max_meetings)
        limits.add(mine, cap, min(ceil(share * len(mine) - CLOSE), cap))
        for name, first, last in instance.frame.sessions:
            inside = [index for index in mine if wanted[index].session == name]
            limits.add(inside, sum(slot not in person.unavailable for slot in range(first, last + 1)))
    for kind, members in by_type.items():
        if kind is not None:
            limits.add(members, _room(instance, kind))
    limits.add(range(len(wanted)), _room(instance, None))
    return limits


def _free_within_days(instance: Instance, person: Participant) -> int:
    """The slots in which a person is there, as many of each day as the cap of a day allows."""
    frame = instance.frame
    count = Counter(frame.day_of(slot) for slot in range(1, frame.count + 1) if slot not in person.unavailable)
    most = frame.count if person.max_per_day is None else person.max_per_day
    return sum(each if day < 0 else min(each, most) for day, each in count.items())


def _room(instance: Instance, kind: str | None) -> int:
    slots = range(1, instance.frame.count + 1)
    return sum(slot not in place.closed for place in instance.places if kind in {None, place.type} for slot in slots)


def _solve(
    limits: _Limits,
    weights: np.ndarray[Any, Any],
    box: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]],
    seconds: float,
) -> tuple[np.ndarray[Any, Any], int, bool]:
    """The values of the best vertex; whole numbers are asked for only when the vertex is not whole by itself."""
    nothing, until = np.zeros(len(weights)), monotonic() + seconds
    if not limits.members:
        return np.where(weights > 0, box[1], box[0]), int(weights[(weights > 0) | (box[0] > 0)].sum()), True
    indices = np.concatenate([np.array(row, dtype=np.int64) for row in limits.members])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in limits.members])])
    matrix = csr_array((np.ones(len(indices)), indices, starts), shape=(len(limits.members), len(weights)))
    least, most = np.array(limits.least), np.array(limits.most)
    floors = least > 0
    answer = linprog(
        -weights, A_ub=matrix if not floors.any() else _with_floors(matrix, floors),
        b_ub=np.concatenate([most, -least[floors]]), bounds=np.column_stack(box), method="highs",
        options={"time_limit": seconds},
    )  # fmt: skip
    if answer.x is None or answer.status != 0:
        return nothing, int(weights.sum()), answer.status != 2  # noqa: PLR2004 -- 2 is "infeasible"
    bound = floor(-answer.fun + CLOSE)
    if np.abs(answer.x - answer.x.round()).max() < CLOSE:
        return answer.x.round(), bound, True
    whole = milp(
        -weights, integrality=np.ones(len(weights)), bounds=Bounds(*box),
        constraints=LinearConstraint(matrix, least, most),
        options={"time_limit": max(until - monotonic(), LEAST_SECONDS)},
    )  # fmt: skip
    if whole.x is None:
        return np.floor(answer.x + CLOSE), bound, whole.status != 2  # noqa: PLR2004 -- as above
    return whole.x.round(), min(bound, floor(-whole.mip_dual_bound + CLOSE)), True


def _with_floors(matrix: csr_array, floors: np.ndarray[Any, Any]) -> csr_array:
    return csr_array(vstack([matrix, -matrix[floors]]))
