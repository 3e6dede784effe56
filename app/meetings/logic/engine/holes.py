"""Fewer waits by exchanging two slots along chains of meetings: quick at any size, without a proof.

The meetings of two slots fall into chains (each person has at most one meeting in either). Exchanging the two slots
along a chain changes the day of none but the two people at its ends, so that all chains of two slots can be weighed
at once. A chain may carry one meeting more into a slot than out of it; where all places are taken it needs another
chain that does the opposite.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from math import log
from random import Random
from typing import Final

from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.instance import Instance

WARM: Final = 0.3
COLD: Final = 0.05
LOOK_AT_CLOCK: Final = 16
UNFAIR: Final = 4
NEVER: Final = 1e-9


def waits(mask: int) -> int:
    """The waits in a day given as bits: one fewer than its runs of meetings."""
    return max((mask & ~(mask << 1)).bit_count() - 1, 0)


def unavoidable_waits(instance: Instance) -> int:
    """Waits that no timetable saves those who are away between the slots in which they are here.

    Who meets so often needs so many slots, of as few stretches without absence as can be; each stretch more is a wait.
    """
    plan = Colouring(instance)
    often: Counter[int] = Counter()
    usable: defaultdict[int, int] = defaultdict(int)
    for meeting, allowed in plan.allowed.items():
        for side in plan.wanted[meeting].sides if allowed else ():
            often[side] += 1
            usable[side] |= allowed
    return sum(_stretches(usable[person], count) - 1 for person, count in often.items())


def _stretches(here: int, count: int) -> int:
    """How few stretches of slots hold so many meetings, at least one."""
    lengths = sorted((len(each) for each in f"{here:b}".split("0") if each), reverse=True)
    held = list(accumulate(lengths))
    return bisect_left(held, count) + 1


def no_share() -> float:
    """Nothing is known of the time."""
    return 0.0


@dataclass(frozen=True, slots=True)
class _Chain:
    """Meetings of two slots that can change places, what that costs, and how many more come into the first slot."""

    meetings: list[int]
    cost: int
    gain: int


class Closing:
    """One search: a timetable, how much each person waits, and the best seen so far."""

    def __init__(self, plan: Colouring, random: Random, fairness: int | None) -> None:
        self.plan, self.random = plan, random
        self.most = fairness if fairness is not None else len(plan.spare)
        self.cost = sum(self.price(self.day(person)) for person in plan.busy)
        self.best, self.best_slots = self.cost, dict(plan.slot_of)
        self.sides = {meeting: (plan.wanted[meeting].a, plan.wanted[meeting].b) for meeting in plan.slot_of}
        self.movable = {each: 0 if each in plan.locked else plan.allowed[each] for each in plan.slot_of}

    def day(self, person: int) -> int:
        """The slots in which a person has a meeting, as bits."""
        return self.plan.here[person] & ~self.plan.free[person]

    def price(self, day: int) -> int:
        """The waits of a day, those beyond what is fair counting dearer."""
        count = max((day & ~(day << 1)).bit_count() - 1, 0)
        return count if count <= self.most else count + UNFAIR * (count - self.most)

    def run(self, is_over: Callable[[], bool], looks: int, share: Callable[[], float] = no_share) -> None:
        """Look at two slots so often; dearer exchanges are made now and then, more seldom towards the end.

        The end is near when most looks are done, or most of the time: `share` says how much of it.
        """
        slots, left = range(1, len(self.plan.spare)), 1.0
        for number in range(looks if self.plan.slot_of and len(slots) > 1 else 0):
            if number % LOOK_AT_CLOCK == 0:
                left = 1 - min(max(number / looks, share()), 1)
                if self.best <= 0 or is_over():
                    return
            one, other = self.random.sample(slots, 2)
            self._look(one, other, COLD + (WARM - COLD) * left * left)

    def fair_waits(self) -> int | None:
        """The waits of the best timetable, unless somebody waits more than is fair."""
        days: defaultdict[int, int] = defaultdict(int)
        for meeting, slot in self.best_slots.items():
            for side in self.plan.wanted[meeting].sides:
                days[side] |= 1 << slot
        counts = [waits(mask) for mask in days.values()]
        return sum(counts) if max(counts, default=0) <= self.most else None

    def _look(self, one: int, other: int, heat: float) -> None:
        """Exchange the chains that are worth it, and by chance some others (each as likely as its cost allows)."""
        by_gain: dict[int, list[tuple[float, int, _Chain]]] = {-1: [], 0: [], 1: []}
        for number, chain in enumerate(self._chains(one, other)):
            by_gain[chain.gain].append((chain.cost + heat * self._chance(), number, chain))
        taken = [chain for worth, _, chain in by_gain[0] if worth < 0]
        more, less = sorted(by_gain[1]), sorted(by_gain[-1])
        room, back = self.plan.spare[one], self.plan.spare[other]
        while more and less and more[0][0] + less[0][0] < 0:
            taken += [more.pop(0)[2], less.pop(0)[2]]
        for rest, places in ((more, room), (less, back)):
            taken += [chain for worth, _, chain in rest[:places] if worth < 0]
        if taken:
            self._exchange(taken, one, other)

    def _chance(self) -> float:
        """Noise with which a chain is exchanged as often as in equilibrium at this heat."""
        luck = self.random.random() or NEVER
        return log(luck / (1 - luck))

    def _chains(self, one: int, other: int) -> list[_Chain]:
        """The chains of two slots that begin and end somewhere; rings change nobody's day."""
        found: list[_Chain] = []
        ends: set[int] = set()
        for slot, then in ((one, other), (other, one)):
            for meeting in self.plan.held[slot]:
                for person in self.sides[meeting]:
                    if not self.plan.busy[person][then] and person not in ends:
                        meetings, last = self._walk(person, slot, then)
                        if meetings and self._days_allow((person, last), one, other):
                            ends.add(last)
                            cost = self._change(person, one, other) + self._change(last, one, other)
                            gain = len(meetings) % 2 * (1 if slot == other else -1)
                            found.append(_Chain(meetings, cost, gain))
        return found

    def _walk(self, person: int, slot: int, then: int) -> tuple[list[int], int]:
        """The chain from a person to the one at its other end; no meetings when one of them has to stay."""
        busy, sides, movable, both = self.plan.busy, self.sides, self.movable, 1 << slot | 1 << then
        meetings: list[int] = []
        meeting = busy[person][slot]
        while meeting:
            if movable[meeting] & both != both:
                return [], person
            meetings.append(meeting)
            a, b = sides[meeting]
            person = b if a == person else a
            slot, then = then, slot
            meeting = busy[person][slot]
        return meetings, person

    def _change(self, person: int, one: int, other: int) -> int:
        """What it costs when a person's only meeting in two slots goes from one to the other."""
        day = self.day(person)
        return self.price(day ^ (1 << one | 1 << other)) - self.price(day)

    def _days_allow(self, ends: tuple[int, int], one: int, other: int) -> bool:
        """Does nobody at an end come above the cap of a day?"""
        plan = self.plan
        days = plan.day_of[one], plan.day_of[other]
        if days[0] == days[1]:
            return True
        goals = [(end, days[1] if plan.busy[end][one] else days[0]) for end in ends if end in plan.left_of_day]
        return all(plan.left_of_day[end][day] > 0 for end, day in goals)

    def _exchange(self, chains: list[_Chain], one: int, other: int) -> None:
        meetings = [meeting for chain in chains for meeting in chain.meetings]
        moves = [(meeting, other if self.plan.drop(meeting) == one else one) for meeting in meetings]
        for meeting, slot in moves:
            self.plan.put(meeting, slot)
        self.cost += sum(chain.cost for chain in chains)
        if self.cost < self.best:
            self.best, self.best_slots = self.cost, dict(self.plan.slot_of)
