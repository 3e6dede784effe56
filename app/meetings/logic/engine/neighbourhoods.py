"""Better plans by re-planning a few slots at a time with the solver, everything else standing still."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import inf
from random import Random
from typing import Final

from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.diving import PROMISING, USUAL
from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.solving import solve
from app.meetings.logic.engine.timed import Worth

PARAMETERS: Final = "linearization_level: 2"
TARGETS: Final = (1_200, 1_800, 2_700, 4_000, 6_000, 9_000)
MOST_VARIABLES: Final = 12_000
SECONDS: Final = 15.0
LAST_QUIET: Final = 60
MOST_OF_SLOTS: Final = 0.85
LEAST_GAIN: Final = 1e-3  # a point of weight for a thousand variables
Key = tuple[int, int]
_Question = tuple[Model, dict[Key, int]]


class _Sizes:
    """Which size of group pays most: the gain for each variable asked about, the same on any machine."""

    def __init__(self) -> None:
        self.gains = dict.fromkeys(TARGETS, inf)
        self.quiet = 0

    def next(self, random: Random) -> int:
        """The size that paid most lately; each is tried once, and any when none pays."""
        most = max(self.gains.values())
        best = [each for each, gain in self.gains.items() if gain == most]
        return best[0] if most else random.choice(best)

    def learn(self, size: int, gain: float) -> None:
        """What came of a size."""
        before = self.gains[size]
        self.gains[size] = gain if before == inf else (before + gain) / 2
        if self.gains[size] < LEAST_GAIN:
            self.gains[size] = 0.0
        self.quiet = 0 if gain else self.quiet + 1

    def leave(self, size: int) -> None:
        """This size is beyond the event or the solver."""
        del self.gains[size]

    @property
    def is_done(self) -> bool:
        """Has nothing paid for long, whatever the size?"""
        return not self.gains or (max(self.gains.values()) == 0 and self.quiet >= LAST_QUIET)


def improve(
    plan: Colouring,
    random: Random,
    *,
    is_over: Callable[[], bool],
    seconds: Callable[[], float],
    worth: Worth | None = None,
    workers: int = 1,
) -> bool:
    """Plan random groups of slots anew with whatever is worth most there; is the whole plan proved by that?

    With the `worth` of a relaxation only ways that can pay are looked at. With several workers, groups without a slot
    in common are planned at once.
    """
    workers = 1 if plan.left or plan.left_of_day else workers
    slots, sizes = list(range(1, len(plan.spare))), _Sizes()
    while not is_over() and not sizes.is_done:
        size = sizes.next(random)
        parts = _parts(plan, random.sample(slots, len(slots)), size, worth, workers)
        if len(parts[0]) == len(slots) and size == TARGETS[0]:
            break
        if len(parts[0]) > MOST_OF_SLOTS * len(slots):
            sizes.leave(size)
            continue
        models = [_model(plan, part, worth, _usual(plan, worth)) for part in parts]
        asked = sum(len(model.lower) for model, _ in models)
        if asked > MOST_VARIABLES * len(parts):
            sizes.leave(size)
            continue
        before = plan.weight()
        _replan(plan, models, parts, min(SECONDS, seconds()))
        sizes.learn(size, (plan.weight() - before) / max(asked, 1))
    return not is_over() and _whole(plan, slots, seconds(), worth)


def _parts(plan: Colouring, order: list[int], size: int, worth: Worth | None, workers: int) -> list[list[int]]:
    """Groups of slots in this order, each of about this size."""
    parts: list[list[int]] = []
    while order and len(parts) < workers:
        parts.append(_window(plan, order, size, worth))
        order = order[len(parts[-1]) :]
    return parts


def _whole(plan: Colouring, window: list[int], seconds: float, worth: Worth | None) -> bool:
    """All slots at once, with every way that could be in a better plan if those are not too many; is it proved?"""
    model, at = _model(plan, window, worth, None if worth is None else max(worth.relaxed.limit - plan.weight(), 0.0))
    is_exact = len(model.lower) <= MOST_VARIABLES
    if not is_exact:
        model, at = _model(plan, window, worth, _usual(plan, worth))
    if len(model.lower) > MOST_VARIABLES:
        return False
    return _replan(plan, [(model, at)], [window], seconds) and is_exact


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


def _replan(plan: Colouring, models: list[_Question], parts: list[list[int]], seconds: float) -> bool:
    """Put the best answer of each group into the plan; is nothing better possible there?"""
    with ThreadPoolExecutor(len(models)) as pool:
        ask = partial(solve, seconds=seconds, parameters=PARAMETERS)
        answers = list(pool.map(ask, [model for model, _ in models]))
    for solved, (_, at), window in zip(answers, models, parts, strict=True):
        if solved.values is not None:
            _take(plan, window, [way for way, variable in at.items() if solved.values[variable]])
    return all(solved.status == "optimal" for solved in answers)


def _take(plan: Colouring, window: list[int], ways: list[Key]) -> None:
    """Plan some slots like this, unless that is worth less by now: another group may have taken a meeting."""
    before, old = plan.weight(), [(meeting, slot) for slot in window for meeting in plan.held[slot]]
    for meeting, _ in old:
        plan.drop(meeting)
    new = [way for way in ways if way[0] not in plan.slot_of]
    for way in new:
        plan.put(*way)
    if plan.weight() < before:
        for meeting, _ in new:
            plan.drop(meeting)
        for way in old:
            plan.put(*way)


def _model(plan: Colouring, window: list[int], worth: Worth | None, slack: float | None) -> _Question:
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
