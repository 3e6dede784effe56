"""Fewer waits by exchanging two slots along chains of meetings: quick at any size, without a proof."""

from collections import defaultdict
from collections.abc import Callable
from math import exp
from random import Random
from typing import Final

from app.meetings.logic.engine.colouring import Chain, Colouring

WARM: Final = 0.35
COLD: Final = 0.05
LOOK_AT_CLOCK: Final = 64
UNFAIR: Final = 4


def waits(mask: int) -> int:
    """The waits in a day given as bits: one fewer than its runs of meetings."""
    return max((mask & ~(mask << 1)).bit_count() - 1, 0)


class Closing:
    """One search: a timetable, how much each person waits, and the best seen so far."""

    def __init__(self, plan: Colouring, random: Random, fairness: int | None) -> None:
        self.plan, self.random = plan, random
        self.most = fairness if fairness is not None else len(plan.spare)
        self.cost = sum(self.price(person) for person in plan.busy)
        self.best, self.best_slots = self.cost, dict(plan.slot_of)

    def price(self, person: int) -> int:
        """The waits of a person, those beyond what is fair counting dearer."""
        count = waits(self.plan.here[person] & ~self.plan.free[person])
        return count + UNFAIR * max(count - self.most, 0)

    def run(self, is_over: Callable[[], bool], steps: int) -> None:
        """Try so many exchanges; worse ones are taken now and then, more seldom towards the end."""
        meetings = sorted(self.plan.slot_of)
        for step in range(steps if meetings else 0):
            if self.best <= 0 or (step % LOOK_AT_CLOCK == 0 and is_over()):
                return
            self._try(self.random.choice(meetings), WARM * max(1 - step / steps, COLD))

    def fair_waits(self) -> int | None:
        """The waits of the best timetable, unless somebody waits more than is fair."""
        days: defaultdict[int, int] = defaultdict(int)
        for meeting, slot in self.best_slots.items():
            for side in self.plan.wanted[meeting].sides:
                days[side] |= 1 << slot
        counts = [waits(mask) for mask in days.values()]
        return sum(counts) if max(counts, default=0) <= self.most else None

    def _try(self, meeting: int, heat: float) -> None:
        plan = self.plan
        wanted, slot = plan.wanted[meeting], plan.slot_of[meeting]
        side = self.random.choice(wanted.sides)
        if not self.price(side) and self.random.random() < 3 / 4:
            return
        other = self.random.randrange(1, len(plan.spare))
        if other == slot or not plan.allowed[meeting] & (1 << other):
            return
        chain = self._component(side, slot, other)
        touched = {person for each in chain for person in plan.wanted[each].sides}
        before = sum(map(self.price, touched))
        if not plan.exchange(chain, slot, other):
            return
        change = sum(map(self.price, touched)) - before
        if change > 0 and self.random.random() >= exp(-change / heat):
            plan.exchange(chain, slot, other)
            return
        self.cost += change
        if self.cost < self.best:
            self.best, self.best_slots = self.cost, dict(plan.slot_of)

    def _component(self, person: int, slot: int, other: int) -> Chain:
        """The whole chain through a person's meeting in a slot."""
        forward = self.plan.chain(person, slot, other)
        return list(dict.fromkeys([*forward, *self.plan.chain(person, other, slot)]))
