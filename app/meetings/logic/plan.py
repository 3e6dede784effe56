"""The meeting planner: locked meetings first, then what must be, then what is wished most, then fewer waits."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from time import monotonic
from typing import Final

from app.meetings.logic.board import Board
from app.meetings.logic.bounds import must_meet_bound, upper_bound
from app.meetings.logic.chains import make_place, put_anywhere
from app.meetings.logic.explain import Unplanned, explain_unplanned
from app.meetings.logic.improve import reduce_waits, swap_in, waits_of
from app.meetings.logic.instance import Assignment, Instance, Wanted


class Objective(StrEnum):
    """What a good plan has much of (or, of waits, little)."""

    MUST_MEET = "must_meet"
    WEIGHT = "weight"
    COUNT = "count"
    BREAKS = "breaks"


class PlanStatus(StrEnum):
    """What is known about a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INCOMPLETE = "incomplete"


SWAP_SHARE: Final = 0.6
ALL_WISHES: Final = (Objective.MUST_MEET, Objective.WEIGHT, Objective.BREAKS)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One step of the planner and how many meetings stood after it."""

    step: str
    planned: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The answer of the planner; `bounds` holds what cannot be beaten, where that is known.

    `optimal` speaks of the must-meets and the weight (or the count); waits are only made fewer.
    """

    status: PlanStatus
    assignments: tuple[Assignment, ...]
    values: dict[Objective, int]
    bounds: dict[Objective, int]
    unplanned: tuple[Unplanned, ...]
    log: tuple[LogLine, ...]


def plan(
    instance: Instance, *, objectives: tuple[Objective, ...] = ALL_WISHES, time_limit: float = 5.0, seed: int = 0
) -> Plan:
    """Plan as much as the rules allow; the same question and seed give the same plan unless time runs out."""
    return _Planner(instance, objectives, time_limit, seed).run()


class _Planner:
    """One run: the board, the clock and the log."""

    def __init__(self, instance: Instance, objectives: tuple[Objective, ...], time_limit: float, seed: int) -> None:
        self.instance = instance
        self.objectives = objectives
        started = monotonic()
        self.deadline = started + time_limit
        self.swap_until = started + time_limit * (SWAP_SHARE if Objective.BREAKS in objectives else 1)
        self.random = Random(seed)  # noqa: S311 -- a reproducible plan, not a secret
        self.board = Board(instance)
        self.log: list[LogLine] = []
        self.worth = _worth(objectives)
        self.bounds = {
            Objective.MUST_MEET: must_meet_bound(instance),
            Objective.WEIGHT: upper_bound(instance, lambda each: each.weight),
            Objective.COUNT: upper_bound(instance, lambda _: 1),
        }

    def run(self) -> Plan:
        """All steps, then the answer."""
        self._keep_locked()
        self._place_by_worth()
        if not self._is_optimal():
            swap_in(self.board, self.worth, self.random, self._swapped_enough)
            self._note("swapped_in")
        if Objective.BREAKS in self.objectives:
            reduce_waits(self.board, self._out_of_time)
            self._note("waits_reduced")
        self._fill_what_came_free()
        return self._answer()

    def _keep_locked(self) -> None:
        for each in self.instance.meetings:
            if each.fixed_slot is not None:
                self.board.put(each.id, each.fixed_slot)
        self._note("locked_kept")

    def _place_by_worth(self) -> None:
        """Must-meets first, then by worth; of equals the one with the fewest possible times first."""
        for each in self._by_worth():
            if not make_place(self.board, each.id) and self._out_of_time():
                break
        self._note("placed_by_worth")

    def _by_worth(self) -> list[Wanted]:
        """The meetings not planned yet, in the order in which they deserve a try."""
        return sorted(
            (each for each in self.instance.meetings if each.id not in self.board.slot_of),
            key=lambda each: (not each.mandatory, -self.worth(each), len(self.board.allowed[each.id]), each.id),
        )

    def _fill_what_came_free(self) -> None:
        """Moves made for others can open a slot for a meeting left out before; nobody may find one unused."""
        while [each for each in self._by_worth() if put_anywhere(self.board, each.id)]:
            pass
        self._note("filled")

    def _values(self) -> dict[Objective, int]:
        planned = [self.board.wanted[each] for each in self.board.slot_of]
        return {
            Objective.MUST_MEET: sum(each.mandatory for each in planned),
            Objective.WEIGHT: sum(each.weight for each in planned),
            Objective.COUNT: len(planned),
            Objective.BREAKS: sum(waits_of(self.board, each.id) for each in self.instance.participants),
        }

    def _is_optimal(self) -> bool:
        planned = [self.board.wanted[each] for each in self.board.slot_of]
        values = {
            Objective.MUST_MEET: sum(each.mandatory for each in planned),
            self._main(): sum(self.worth(each) for each in planned),
        }
        return all(values[each] == self.bounds[each] for each in (Objective.MUST_MEET, self._main()))

    def _main(self) -> Objective:
        return Objective.COUNT if Objective.WEIGHT not in self.objectives else Objective.WEIGHT

    def _out_of_time(self) -> bool:
        return monotonic() > self.deadline

    def _swapped_enough(self) -> bool:
        """Nothing better can be found, or the rest of the time belongs to the waits."""
        return monotonic() > self.swap_until or self._is_optimal()

    def _note(self, step: str) -> None:
        value = sum(self.worth(self.board.wanted[each]) for each in self.board.slot_of)
        self.log.append(LogLine(step, len(self.board.slot_of), value))

    def _answer(self) -> Plan:
        board = self.board
        rows = tuple(sorted(Assignment(each, slot, board.place_of(each)) for each, slot in board.slot_of.items()))
        missing = any(each.mandatory and each.id not in board.slot_of for each in self.instance.meetings)
        status = PlanStatus.OPTIMAL if self._is_optimal() else PlanStatus.FEASIBLE
        return Plan(
            status=PlanStatus.INCOMPLETE if missing else status,
            assignments=rows,
            values=self._values(),
            bounds=self.bounds,
            unplanned=tuple(explain_unplanned(board)),
            log=tuple(self.log),
        )


def _worth(objectives: tuple[Objective, ...]) -> Callable[[Wanted], int]:
    if Objective.WEIGHT in objectives:
        return lambda each: each.weight
    return lambda _: 1
