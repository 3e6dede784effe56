"""Fewer waits than a timetable has, at any size and without a proof; and the waits that no timetable saves.

The search itself (`exchanges.py`) runs in processes of its own (`exchanging.py`).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import accumulate, count
from math import inf
from time import monotonic
from typing import Final

from app.meetings.logic.engine.colouring import OUTSIDE, Colouring
from app.meetings.logic.engine.processes import Message, Pool
from app.meetings.logic.instance import Instance

PULSE: Final = 0.05
GRACE: Final = 1.0
ROOM: Final = 1 << 20

_CHILDREN: Final = Pool("app.meetings.logic.engine.exchanging")
_NUMBERS: Final = count(1)  # of the searches asked for


def warm_up(count: int = 1) -> None:
    """Start processes beforehand, so that the first searches do not wait for them."""
    _CHILDREN.warm_up(count)


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


def fair_waits(instance: Instance, slots: Mapping[int, int], fairness: int | None) -> int | None:
    """The waits of a timetable, unless somebody waits more than is fair."""
    days: defaultdict[int, int] = defaultdict(int)
    wanted = instance.meeting()
    for meeting, slot in slots.items():
        for side in wanted[meeting].sides:
            days[side] |= 1 << slot
    counts = [waits(mask) for mask in days.values()]
    return sum(counts) if fairness is None or max(counts, default=0) <= fairness else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How long to look, in looks at two slots and in seconds (0: however long that takes), and from which seed."""

    looks: int
    seconds: float = 0.0
    seed: int = 0
    fairness: int | None = None


def question(plan: Colouring, search: Search) -> Message:
    """A timetable and what its meetings and people allow, as plain numbers in the order of ids."""
    people = {person: number for number, person in enumerate(sorted(plan.busy))}
    meetings, slots = sorted(plan.slot_of), len(plan.spare) - 1
    days = sorted({*plan.day_of[1:], OUTSIDE})
    allowed = [1 << plan.slot_of[each] if each in plan.locked else plan.allowed[each] for each in meetings]
    return {
        "slots": slots, "people": len(people), "at": [plan.slot_of[each] for each in meetings],
        "a": [people[plan.wanted[each].a] for each in meetings],
        "b": [people[plan.wanted[each].b] for each in meetings],
        "may": "".join(f"{mask >> 1:0{slots}b}"[::-1] for mask in allowed),
        "spare": [*plan.spare, 0], "day_of": [days.index(day) for day in [*plan.day_of, plan.day_of[-1]]],
        "room": [[plan.left_of_day[p][day] if p in plan.left_of_day else ROOM for day in days] for p in people],
        "most": slots if search.fairness is None else search.fairness,
        "looks": search.looks, "seconds": search.seconds, "seed": search.seed,
    }  # fmt: skip


def fewer_waits(
    plan: Colouring, search: Search, *, is_over: Callable[[], bool], learn: Callable[[dict[int, int]], None]
) -> None:
    """Exchange chains of meetings, and tell of each timetable that is better than those before.

    When it is over, or the process dies, what was told remains. A process that has not told anything is still
    compiling: it is kept for the next search, which takes no notice of what it says about this one.
    """
    meetings = sorted(plan.slot_of)
    if not meetings or len(plan.spare) <= 2:  # noqa: PLR2004 -- one slot, which nothing can be exchanged with
        return
    number = next(_NUMBERS)
    child, until, heard = _CHILDREN.ask({**question(plan, search), "number": number}), inf, False
    while child.is_alive and monotonic() < until:
        message = child.next(PULSE)
        if message is not None and message["number"] == number:
            heard = True
            learn(dict(zip(meetings, message["slots"], strict=True)))
            if "done" in message:
                _CHILDREN.keep(child)
                return
        if until == inf and is_over():
            child.send({"stop": number})
            until = monotonic() + GRACE
    if heard or not child.is_alive:
        child.end()
    else:
        _CHILDREN.keep(child)
