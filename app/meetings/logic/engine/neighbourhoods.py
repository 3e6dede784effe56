"""Better plans by re-planning a few slots at a time with the solver, everything else standing still."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.solving import solve

SLOTS: Final = (3, 6)
MOST_VARIABLES: Final = 12_000
SECONDS: Final = 4.0
QUIET: Final = 40
PARAMETERS: Final = "linearization_level: 2"
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Round:
    """What came of one group of slots: was it small enough, did it help, and is nothing better possible there?"""

    fitted: bool = False
    helped: bool = False
    proved: bool = False


def improve(plan: Colouring, random: Random, *, is_over: Callable[[], bool], seconds: Callable[[], float]) -> bool:
    """Plan random groups of slots anew with whatever is worth most there; is the whole plan proved by that?"""
    slots = list(range(1, len(plan.spare)))
    width, quiet = min(len(slots), SLOTS[1]), 0
    while quiet < QUIET and not is_over():
        outcome = _replan(plan, sorted(random.sample(slots, width)), min(SECONDS, seconds()))
        if outcome.proved and width == len(slots):
            return True
        if not outcome.fitted and width <= SLOTS[0]:
            return False
        quiet = 0 if outcome.helped else quiet + 1
        if not outcome.fitted:
            width -= 1
    return False


def _replan(plan: Colouring, window: list[int], seconds: float) -> _Round:
    model, at = _model(plan, window)
    if len(model.lower) > MOST_VARIABLES:
        return _Round()
    solved = solve(model, seconds=seconds, parameters=PARAMETERS)
    if solved.values is None:
        return _Round()
    before = plan.weight()
    for meeting in [meeting for meeting, slot in plan.slot_of.items() if slot in window]:
        plan.drop(meeting)
    for (meeting, slot), variable in at.items():
        if solved.values[variable]:
            plan.put(meeting, slot)
    return _Round(fitted=True, helped=plan.weight() > before, proved=solved.status == "optimal")


def _model(plan: Colouring, window: list[int]) -> tuple[Model, dict[Key, int]]:
    """The meetings that are in these slots or nowhere, and what holds for them there."""
    model, mask = Model(), sum(1 << slot for slot in window)
    at: dict[Key, int] = {}
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    by_meeting: defaultdict[int, list[int]] = defaultdict(list)
    by_slot: defaultdict[int, list[int]] = defaultdict(list)
    for meeting, allowed in sorted(plan.allowed.items()):
        if plan.slot_of.get(meeting, window[0]) not in window:
            continue
        for slot in bits(allowed & mask):
            variable = at[meeting, slot] = model.boolean()
            model.hint[variable] = int(plan.slot_of.get(meeting) == slot)
            by_meeting[meeting].append(variable)
            by_slot[slot].append(variable)
            for side in plan.wanted[meeting].sides:
                groups[side, slot].append(variable)
    _add_limits(plan, model, window, by_meeting)
    _add_days(plan, model, window, at)
    for group in groups.values():
        model.not_two_of(group)
    for slot, group in by_slot.items():
        model.between(0, [(each, 1) for each in group], plan.spare[slot] + len(plan.held[slot]))
    model.minimise((variable, -plan.wanted[meeting].weight) for (meeting, _), variable in at.items())
    return model, at


def _add_limits(plan: Colouring, model: Model, window: list[int], by_meeting: dict[int, list[int]]) -> None:
    """Each meeting once (those that must be, in any case), and nobody above the cap."""
    of_person: defaultdict[int, list[int]] = defaultdict(list)
    for meeting, group in by_meeting.items():
        wanted = plan.wanted[meeting]
        if meeting in plan.slot_of and (wanted.mandatory or meeting in plan.locked):
            model.one_of(group)
        else:
            model.not_two_of(group)
        for side in wanted.sides:
            of_person[side] += group
    for person, left in plan.left.items():
        inside = sum(plan.busy[person][slot] > 0 for slot in window)
        if len(of_person[person]) > left + inside:
            model.between(0, [(each, 1) for each in of_person[person]], left + inside)


def _add_days(plan: Colouring, model: Model, window: list[int], at: dict[Key, int]) -> None:
    """Nobody above the cap of a day."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for (meeting, slot), variable in at.items():
        for side in plan.wanted[meeting].sides:
            if side in plan.left_of_day:
                groups[side, plan.day_of[slot]].append(variable)
    for (person, day), variables in groups.items():
        inside = sum(plan.busy[person][slot] > 0 for slot in window if plan.day_of[slot] == day)
        model.between(0, [(each, 1) for each in variables], plan.left_of_day[person][day] + inside)
