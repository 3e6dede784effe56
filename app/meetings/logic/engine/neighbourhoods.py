"""Better plans by re-planning a few slots at a time with the solver, everything else standing still."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.diving import USUAL
from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.solving import solve
from app.meetings.logic.engine.timed import Worth

TARGETS: Final = (1_200, 1_800, 2_700, 4_000, 6_000, 9_000)
MOST_VARIABLES: Final = 12_000
SECONDS: Final = 15.0
QUIET: Final = 12
LAST_QUIET: Final = 40
PROMISING: Final = 12.0
PARAMETERS: Final = "linearization_level: 2"
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Round:
    """What came of one group of slots: did it help, and is nothing better possible there?"""

    helped: bool = False
    proved: bool = False


def improve(
    plan: Colouring,
    random: Random,
    *,
    is_over: Callable[[], bool],
    seconds: Callable[[], float],
    worth: Worth | None = None,
) -> bool:
    """Plan random groups of slots anew with whatever is worth most there; is the whole plan proved by that?

    Groups grow when smaller ones no longer help. With the `worth` of a relaxation only ways that can pay are looked at.
    """
    slots, size, quiet = list(range(1, len(plan.spare))), 0, 0
    while not is_over():
        window = _window(plan, random.sample(slots, len(slots)), TARGETS[size], worth)
        if len(window) == len(slots):
            return _whole(plan, window, seconds(), worth)
        model, at = _model(plan, window, worth, _usual(plan, worth))
        if len(model.lower) > MOST_VARIABLES:
            return False
        helped = _replan(plan, model, at, window, min(SECONDS, seconds())).helped
        quiet = 0 if helped else quiet + 1
        if quiet >= QUIET and size + 1 < len(TARGETS):
            size, quiet = size + 1, 0
        elif quiet >= LAST_QUIET:
            return False
    return False


def _whole(plan: Colouring, window: list[int], seconds: float, worth: Worth | None) -> bool:
    """All slots at once, with every way that could be in a better plan if those are not too many; is it proved?"""
    model, at = _model(plan, window, worth, None if worth is None else max(worth.relaxed.limit - plan.weight(), 0.0))
    is_exact = len(model.lower) <= MOST_VARIABLES
    if not is_exact:
        model, at = _model(plan, window, worth, _usual(plan, worth))
    return _replan(plan, model, at, window, seconds).proved and is_exact


def _usual(plan: Colouring, worth: Worth | None) -> float | None:
    """What a way may cost and still be looked at: dearer ones are hardly ever in a good plan."""
    if worth is None:
        return None
    gap = max(worth.relaxed.limit - plan.weight(), 0.0)
    return min(gap, PROMISING * plan.weight() / max(len(plan.slot_of), 1) / USUAL)


def _window(plan: Colouring, slots: list[int], target: int, worth: Worth | None) -> list[int]:
    """As many slots as give a question of about this size; one at least."""
    window: list[int] = []
    slack = _usual(plan, worth)
    free = 0
    for slot in slots:
        found = _meetings(plan, slot, worth, slack)
        free += sum(each not in plan.slot_of for each in found) + len(plan.held[slot])
        if window and free * (1 + len(window) / len(slots)) > target:
            break
        window.append(slot)
    return sorted(window)


def _meetings(plan: Colouring, slot: int, worth: Worth | None, slack: float | None) -> set[int]:
    """Who may be looked at in a slot: those there now, and whose coming could pay."""
    if worth is None or slack is None:
        return {each for each, allowed in plan.allowed.items() if allowed & (1 << slot)}
    return {*worth.meetings(slot, slack), *plan.held[slot]}


def _replan(plan: Colouring, model: Model, at: dict[Key, int], window: list[int], seconds: float) -> _Round:
    solved = solve(model, seconds=seconds, parameters=PARAMETERS)
    if solved.values is None:
        return _Round()
    before = plan.weight()
    for meeting in [meeting for meeting, slot in plan.slot_of.items() if slot in window]:
        plan.drop(meeting)
    for (meeting, slot), variable in at.items():
        if solved.values[variable]:
            plan.put(meeting, slot)
    return _Round(helped=plan.weight() > before, proved=solved.status == "optimal")


def _model(
    plan: Colouring, window: list[int], worth: Worth | None, slack: float | None
) -> tuple[Model, dict[Key, int]]:
    """The meetings that are in these slots or nowhere, and what holds for them there."""
    model, inside = Model(), set(window)
    at: dict[Key, int] = {}
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    by_meeting: defaultdict[int, list[int]] = defaultdict(list)
    by_slot: defaultdict[int, list[int]] = defaultdict(list)
    for slot in window:
        for meeting in sorted(_meetings(plan, slot, worth, slack)):
            if plan.slot_of.get(meeting, slot) not in inside:
                continue
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
