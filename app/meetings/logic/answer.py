"""One planning question, one checked and bounded answer: what the command line and the measurements use."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from time import monotonic
from typing import Final

from app.meetings.logic.board import Board
from app.meetings.logic.check import breaks, violations
from app.meetings.logic.engine.changes import fewest_changes
from app.meetings.logic.engine.conflict import Conflicting, RuleKind, find_conflict
from app.meetings.logic.engine.idle import Effort, IdleAnswer, least_waits
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.engine.weights import WeightAnswer, more_weight, most_weight
from app.meetings.logic.explain import Unplanned, explain_unplanned
from app.meetings.logic.instance import Assignment, Instance
from app.meetings.logic.plan import Objective, plan
from app.meetings.logic.simpler import needs_rules

FAIRNESS: Final = 2
Log = tuple[tuple[float, int | None, int], ...]


class Goal(Enum):
    """What is asked for: few waits for given meetings, the meetings worth most, or few changes of table."""

    IDLE = "idle"
    WEIGHT = "weight"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`status` is optimal, feasible, infeasible or unknown; the bound holds for every plan there could be."""

    status: str
    objective: int | None = None
    bound: int | None = None
    assignments: tuple[Assignment, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    conflict: tuple[Conflicting, ...] = ()
    seconds: float = 0.0
    log: Log = ()


def answer(instance: Instance, goal: Goal, *, fairness: int | None = None, effort: Effort | None = None) -> Answer:
    """Answer a question in which mandatory meetings really must be; no plan leaves here unchecked."""
    effort = effort or Effort()
    started = monotonic()
    if goal is Goal.IDLE:
        found = _idle(instance, _fair(instance, fairness), effort)
    else:
        found = _weight(instance, effort) if goal is Goal.WEIGHT else _changes(instance, effort)
    spent = round(monotonic() - started, 3)
    return Answer(
        status=found.status, objective=found.objective, bound=found.bound, assignments=found.assignments,
        unplanned=_reasons(instance, found), seconds=spent, log=found.log,
        conflict=_conflict(instance, fairness, effort) if found.status == "infeasible" else (),
    )  # fmt: skip


def _conflict(instance: Instance, fairness: int | None, effort: Effort) -> tuple[Conflicting, ...]:
    """The rules that cannot all hold; where all others can, the bound on the difference of waits is to blame."""
    found = find_conflict(instance, seconds=effort.seconds, seed=effort.seed)
    limit = _fair(instance, fairness)
    if found == [] and limit is not None:
        return (Conflicting(RuleKind.FAIRNESS, None, limit),)
    return tuple(found or ())


def _fair(instance: Instance, asked: int | None) -> int | None:
    """The bound asked for; by default one only where the meetings are given, and not chosen by the planner."""
    return FAIRNESS if asked is None and all(each.mandatory for each in instance.meetings) else asked


def _idle(instance: Instance, fairness: int | None, effort: Effort) -> Answer:
    start: dict[int, int] = {}
    began = monotonic()
    if not all(each.mandatory for each in instance.meetings):
        chosen = _weight(instance, replace(effort, seconds=effort.seconds / 3))
        planned = {row.meeting for row in chosen.assignments}
        kept = tuple(each for each in instance.meetings if each.id in planned)
        if chosen.objective is None:
            return chosen
        instance = replace(instance, meetings=kept)
        start = {row.meeting: row.slot for row in chosen.assignments}
        effort = replace(effort, seconds=effort.seconds - (monotonic() - began))
    found: IdleAnswer = least_waits(instance, fairness=fairness, effort=effort, start=start)
    rows = _checked(instance, found.slots) if found.slots else ()
    log = tuple(found.log)
    if rows is None or (found.waits is None and instance.meetings):
        status = found.status if found.status == "infeasible" else "unknown"
        return Answer(status=status, bound=None if status == "infeasible" else found.bound, log=log)
    per_person = breaks(instance, rows).values()
    waits = sum(per_person)
    if fairness is not None and waits and max(per_person) - min(per_person) > fairness:
        return Answer(status="unknown", bound=found.bound, log=log)
    status = "optimal" if waits <= found.bound else "feasible"
    return Answer(status=status, objective=waits, bound=found.bound, assignments=rows, log=log)


def _weight(instance: Instance, effort: Effort) -> Answer:
    if needs_rules(instance):
        found = _by_rules(instance, effort)
    else:
        found = most_weight(instance, seconds=effort.seconds, seed=effort.seed, workers=effort.workers)
    if not found.is_possible:
        return Answer(status="infeasible")
    rows = None if found.missing else _checked(instance, found.slots)
    if rows is None and not needs_rules(instance):
        found = _by_rules(instance, effort)
        rows = None if found.missing else _checked(instance, found.slots)
    if rows is None:
        return Answer(status="unknown", bound=found.bound)
    weight = _weigh(instance, rows)
    status = "optimal" if weight >= found.bound else "feasible"
    return Answer(status=status, objective=weight, bound=found.bound, assignments=rows, log=tuple(found.log))


def _changes(instance: Instance, effort: Effort) -> Answer:
    """Tables for times that stand; where times are open, for times with few waits, and then without a proof."""
    slots = {each.id: each.fixed_slot for each in instance.meetings if each.fixed_slot is not None}
    stands = len(slots) == len(instance.meetings)
    if not stands:
        timed = _idle(instance, None, replace(effort, seconds=effort.seconds / 2))
        if timed.objective is None:
            return timed
        slots = {row.meeting: row.slot for row in timed.assignments}
    found = fewest_changes(instance, slots, seconds=effort.seconds / 2, seed=effort.seed)
    if found is None or violations(instance, found.rows):
        return Answer(status="infeasible" if stands else "unknown")
    bound = found.bound if stands else 0
    status = "optimal" if found.changes == bound else "feasible"
    return Answer(status=status, objective=found.changes, bound=bound, assignments=found.rows)


def _by_rules(instance: Instance, effort: Effort) -> WeightAnswer:
    """Orders, typed and fixed places: a plan that keeps every rule at every step, and then one worth more."""
    began = monotonic()
    first = plan(instance, objectives=(Objective.MUST_MEET, Objective.WEIGHT), time_limit=effort.seconds / 8)
    rows = () if violations(instance, first.assignments) else first.assignments
    return more_weight(
        instance, {row.meeting: row.slot for row in rows}, seconds=effort.seconds - (monotonic() - began),
        seed=effort.seed, workers=effort.workers,
    )  # fmt: skip


def _checked(instance: Instance, slots: Mapping[int, int]) -> tuple[Assignment, ...] | None:
    """The plan with its tables, unless the judge finds a fault."""
    rows = seat(instance, slots)
    return tuple(rows) if rows is not None and not violations(instance, rows) else None


def _weigh(instance: Instance, rows: tuple[Assignment, ...]) -> int:
    wanted = instance.meeting()
    return sum(wanted[row.meeting].weight for row in rows)


def _reasons(instance: Instance, found: Answer) -> tuple[Unplanned, ...]:
    if found.objective is None:
        return ()
    board = Board(instance)
    board.load(found.assignments)
    return tuple(explain_unplanned(board))
