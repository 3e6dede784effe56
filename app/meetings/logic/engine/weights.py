"""The most weight: choose the best set of meetings, give it slots, and mend what did not fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Final

from app.meetings.logic.engine.agreement import Renewal
from app.meetings.logic.engine.colouring import Colouring, never_over
from app.meetings.logic.engine.diving import dive
from app.meetings.logic.engine.neighbourhoods import improve
from app.meetings.logic.engine.selection import Selection, select
from app.meetings.logic.engine.timed import Effort, Program, Relaxed, Worth, relax, some_of_program, timed_program
from app.meetings.logic.instance import Instance, Wanted

RESTARTS: Final = 6
LP_SHARE: Final = 0.5
SOLVER_NEEDS: Final = 1.0
RELAXATION_NEEDS: Final = 3.0
SCARCE: Final = 0.002  # so large a gap after the first try comes from slots: trying again does not help


@dataclass(slots=True)
class WeightAnswer:
    """The slots found, their weight, and what no plan can be worth more than."""

    slots: dict[int, int]
    weight: int
    bound: int
    is_possible: bool = True
    missing: tuple[int, ...] = ()
    log: list[tuple[float, int, int]] = field(default_factory=list)

    @property
    def is_proved(self) -> bool:
        """Has this plan the greatest weight there is, with every mandatory meeting in it?"""
        return not self.missing and self.weight >= self.bound


def most_weight(
    instance: Instance, *, seconds: float = 10.0, seed: int = 0, floor_share: float = 0.0, workers: int = 1
) -> WeightAnswer:
    """Plan the meetings worth most; mandatory ones come before all others. Orders and types of places are left out."""
    started = monotonic()

    def is_late(share: float = LP_SHARE) -> bool:
        return monotonic() - started > seconds * share

    chosen = select(instance, seconds=seconds * LP_SHARE, floor_share=floor_share)
    if not chosen.is_possible:
        return WeightAnswer({}, 0, 0, is_possible=False)
    best = _Attempt(instance, chosen, lambda: is_late(1)).run(Random(seed), [])  # noqa: S311 -- a reproducible plan, not a secret
    best.log.append((round(monotonic() - started, 3), best.weight, best.bound))
    random, first = Random(seed), list(best.missing)  # noqa: S311 -- as above
    for _ in range(RESTARTS):
        is_scarce = best.weight < (1 - SCARCE) * best.bound
        if best.is_proved or is_late() or (is_scarce and monotonic() < started + seconds - RELAXATION_NEEDS):
            break
        other = _Attempt(instance, chosen, lambda: is_late(1)).run(random, first)
        first = list(other.missing)
        if (-len(other.missing), other.weight) > (-len(best.missing), best.weight):
            other.log = [*best.log, (round(monotonic() - started, 3), other.weight, other.bound)]
            best = other
    if best.is_proved or is_late(1):
        return best
    return _Mending(instance, best, started + seconds, workers).run(seed)


def more_weight(
    instance: Instance, start: Mapping[int, int], *, seconds: float = 10.0, seed: int = 0, workers: int = 1
) -> WeightAnswer:
    """A plan worth more than a known one that keeps all rules, orders and types of places among them."""
    until, wanted = monotonic() + seconds, instance.meeting()
    chosen = select(instance, seconds=seconds * LP_SHARE)
    if not chosen.is_possible:
        return WeightAnswer({}, 0, 0, is_possible=False)
    best = WeightAnswer(dict(start), sum(wanted[each].weight for each in start), chosen.bound)
    best.log.append((0.0, best.weight, best.bound))
    mending = _Mending(instance, best, until, workers)
    if (best.weight < best.bound or _missing(wanted, start)) and mending.left() > RELAXATION_NEEDS:
        mending.renew(seed)
    best.missing = _missing(wanted, best.slots)
    return best


def _missing(wanted: Mapping[int, Wanted], slots: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(each for each, meeting in wanted.items() if meeting.mandatory and each not in slots)


class _Mending:
    """Looking at the slots too, where looking at people and places alone leaves a gap."""

    def __init__(self, instance: Instance, best: WeightAnswer, until: float, workers: int) -> None:
        self.instance, self.best, self.until, self.workers = instance, best, until, workers
        self.started = monotonic() - (best.log[-1][0] if best.log else 0)
        self.plan = Colouring(instance)
        self.program: Program | None = None
        self.worth: Worth | None = None

    def left(self) -> float:
        """The seconds that remain."""
        return self.until - monotonic()

    def is_over(self) -> bool:
        """Keep what was found; is it proved, or the time up?"""
        if self.plan.weight() > self.best.weight:
            self.best.slots, self.best.weight = dict(self.plan.slot_of), self.plan.weight()
        self.best.log.append((round(monotonic() - self.started, 3), self.best.weight, self.best.bound))
        return self.best.is_proved or self.is_late()

    def run(self, seed: int) -> WeightAnswer:
        """A closer bound with a plan that follows it, then parts of the plan anew."""
        if not self.is_late() and not self.best.missing:
            if self.left() > RELAXATION_NEEDS:
                self._follow_relaxation()
            if not self.is_over():
                self._start_from_best()
                proved = self._renewed(seed) or improve(
                    self.plan, Random(seed),  # noqa: S311 -- as above
                    is_over=self.is_over, seconds=lambda: self.left() - SOLVER_NEEDS / 2, worth=self.worth,
                    workers=self.workers,
                )  # fmt: skip
                self.is_over()
                self.best.bound = min(self.best.bound, self.best.weight) if proved else self.best.bound
        return self.best

    def renew(self, seed: int) -> None:
        """Improve the best plan by the relaxation alone, which knows all rules."""
        if self._relax(some_of_program(self.plan, self.best.slots)) is not None:
            self._start_from_best()
            if self._renewed(seed):
                self.best.bound = min(self.best.bound, self.plan.weight())
            self.is_over()

    def _renewed(self, seed: int) -> bool:
        """Choose parts of the plan anew; is it proved by that?"""
        if self.program is None or self.worth is None:
            return False
        renewal = Renewal(self.plan, self.program, self.worth.relaxed, seed)
        renewal.run(is_over=self.is_over, seconds=lambda: self.left() - SOLVER_NEEDS / 2, workers=self.workers)
        return renewal.is_proved

    def _relax(self, program: Program | None) -> Relaxed | None:
        """What the relaxation of a programme says, if it is found; that of a whole one gives a closer bound."""
        found = None if program is None else relax(program, Effort(self.left() * LP_SHARE, self.workers))
        if program is not None and found is not None:
            self.program, self.worth = program, Worth.of(program, found)
            self.best.bound = min(self.best.bound, found.bound) if program.is_whole else self.best.bound
        self.is_over()
        return found

    def _follow_relaxation(self) -> None:
        """Mandatory meetings stand where they do; all others as the relaxation has them."""
        found = self._relax(timed_program(self.plan))
        if self.program is None or found is None:
            return
        for meeting in [each for each in self.best.slots if self.plan.wanted[each].mandatory]:
            self.plan.put(meeting, self.best.slots[meeting])
        dive(self.plan, self.program, found, seconds=lambda: self.left() - SOLVER_NEEDS, workers=self.workers)
        _swap_in(self.plan, [each for each in self.plan.wanted if each not in self.plan.slot_of], self.is_late)
        fill(self.plan, lambda each: self.plan.wanted[each].weight, self.is_late)

    def is_late(self) -> bool:
        """Is there no time for another search?"""
        return self.left() <= SOLVER_NEEDS

    def _start_from_best(self) -> None:
        if self.plan.weight() < self.best.weight:
            self.plan = Colouring(self.instance)
            for meeting, slot in self.best.slots.items():
                self.plan.put(meeting, slot)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One try: mandatory and awkward meetings first, then the others, then what else fits."""

    instance: Instance
    selection: Selection
    is_over: Callable[[], bool]

    def run(self, random: Random, first: list[int]) -> WeightAnswer:
        """The plan of one try, those given before others."""
        plan = Colouring(self.instance)
        wanted, ahead = plan.wanted, set(first)
        luck = {each: random.random() for each in self.selection.chosen}
        order = sorted(
            self.selection.chosen,
            key=lambda each: (
                not wanted[each].mandatory, each not in ahead, plan.allowed[each].bit_count() - luck[each], each,
            ),
        )  # fmt: skip
        left = plan.insert_all(order, self.is_over)
        _swap_in(plan, left, self.is_over)
        fill(plan, lambda each: plan.wanted[each].weight, self.is_over)
        missing = tuple(each for each in order if wanted[each].mandatory and each not in plan.slot_of)
        return WeightAnswer(dict(plan.slot_of), plan.weight(), self.selection.bound, missing=missing)


def fill(plan: Colouring, worth: Callable[[int], int], is_over: Callable[[], bool] = never_over) -> None:
    """Plan whatever still fits, the dearest first; once time is over, without moving anybody."""
    rest = [each for each in plan.wanted if each not in plan.slot_of and worth(each) > 0 and plan.allowed[each]]
    plan.insert_all(sorted(rest, key=lambda each: (-worth(each), each)), is_over)


def _swap_in(plan: Colouring, left: list[int], is_over: Callable[[], bool]) -> None:
    """A dear meeting takes the place of cheaper ones in its way, if the exchange is worth it."""
    for meeting in sorted(left, key=lambda each: (-plan.wanted[each].weight, each)):
        if is_over():
            return
        wanted = plan.wanted[meeting]
        options = []
        for slot in range(1, len(plan.spare)):
            if plan.allowed[meeting] & (1 << slot):
                out = {plan.busy[side][slot] for side in wanted.sides} - {0}
                options.append((sum(plan.wanted[each].weight for each in out), slot, out))
        for cost, slot, out in sorted(options, key=lambda each: each[:2]):
            if cost >= wanted.weight or any(_must_stay(plan, each) for each in out):
                continue
            if _exchange(plan, meeting, slot, sorted(out)):
                break


def _must_stay(plan: Colouring, meeting: int) -> bool:
    return plan.wanted[meeting].mandatory or meeting in plan.locked


def _exchange(plan: Colouring, meeting: int, slot: int, out: list[int]) -> bool:
    """Put a meeting where others are, and those elsewhere if that can be."""
    for each in out:
        plan.drop(each)
    if plan.fits(meeting, slot):
        plan.put(meeting, slot)
        plan.insert_all(sorted(out, key=lambda each: (-plan.wanted[each].weight, each)))
        return True
    for each in out:
        plan.put(each, slot)
    return False
