"""Exchanging two slots along chains of meetings, as arrays and loops that are compiled: a hundred times as quick.

The meetings of two slots fall into chains (each person has at most one meeting in either). Exchanging the two slots
along a chain changes the day of none but the two people at its ends, so that all chains of two slots can be weighed
at once. A chain may carry one meeting more into a slot than out of it; where all places are taken it needs another
chain that does the opposite.

Slots count from 1, with an empty one before the first and after the last; meetings count from 1, and 0 is none.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

NUMBA: Final[Any] = import_module("numba") if find_spec("numba") else None  # without it, the same loops, slowly
Whole = NDArray[np.int32]
Real = NDArray[np.float64]
Bits = NDArray[np.uint64]
Function = TypeVar("Function", bound=Callable[..., object])

UNFAIR: Final = 4
COMPILE: Final = {"nogil": True, "forceinline": True, "error_model": "numpy"}
LUCKS: Final = 1 << 12
BARRED: Final = 1e6
WORD: Final = 60
LAST: Final = np.uint64(WORD - 1)
ZERO: Final = np.uint64(0)
ONE: Final = np.uint64(1)
PRIME: Final = np.uint64(67)


def compiled(function: Function) -> Function:
    """Compile a function when it is first called; what was compiled is kept where it may be written."""
    if NUMBA is None:
        return function
    try:
        kept: Function = NUMBA.njit(cache=True, **COMPILE)(function)
    except RuntimeError:  # no folder can be written: compiled anew in each process
        kept = NUMBA.njit(**COMPILE)(function)
    return kept


class Timetable(NamedTuple):
    """Who meets when, what each meeting and person allows, and how good days look."""

    busy: Whole  # of a slot and a person: the meeting
    bits: Bits  # of a person: the slots with a meeting, sixty in each number
    bit: Bits  # of a slot
    sides: Whole  # of a meeting: the numbers of both people, added
    may: NDArray[np.uint8]  # of a slot and a meeting
    spare: Whole
    day_of: Whole
    room: Whole  # of a person and a day: how many meetings more
    look: Real  # of a person: how good the day looks
    cost: Whole  # of a person
    most: int
    place: Bits  # of a bit by itself, divided by a prime: its place
    runs: Real  # what a run of so many meetings counts, and an empty gap of so many slots
    gaps: Real


class Chains(NamedTuple):
    """The chains of two slots: where each begins and ends, what it is worth, and which are exchanged."""

    seen: NDArray[np.int64]
    first: Whole
    last: Whole
    slot: Whole
    worth: Real
    taken: Whole
    more: Whole
    less: Whole
    number: Whole  # of those above: all, taken, more, less
    luck: Real


class Best(NamedTuple):
    """The best timetable so far and what it costs."""

    busy: Whole
    cost: NDArray[np.int64]


@compiled
def start(seed: int) -> None:
    """Begin a series of random numbers."""
    np.random.seed(seed)


@compiled
def price(table: Timetable, waits: int) -> int:
    """The waits of a day, those beyond what is fair counting dearer."""
    return waits + UNFAIR * max(waits - table.most, 0)


@compiled
def lowest(table: Timetable, bits: np.uint64) -> np.uint64:
    """How many empty slots there are before the first one."""
    place: np.uint64 = table.place[(bits ^ (bits & (bits - ONE))) % PRIME]
    return place


@compiled
def shape(table: Timetable, bits: np.uint64) -> tuple[float, int]:
    """How good some slots of a day look, and in how many runs they are."""
    cost, runs = 0.0, 0
    if bits:
        bits >>= lowest(table, bits)
    while bits:
        length = lowest(table, ~bits)
        cost += table.runs[length]
        runs += 1
        bits >>= length
        if bits:
            length = lowest(table, bits)
            cost += table.gaps[length]
            bits >>= length
    return cost, runs


@compiled
def day(table: Timetable, person: int, one: int, other: int) -> tuple[float, int]:
    """How good a person's day looks when two slots are turned round, and its price; no slots (0) leave it as it is."""
    cost, runs, before = 0.0, 0, ZERO
    for part in range(table.bits.shape[1]):
        bits = table.bits[person, part] ^ (table.bit[one, part] ^ table.bit[other, part])
        more = shape(table, bits)
        joint = int(before & bits & ONE)
        cost += more[0] - joint
        runs += more[1] - joint
        before = bits >> LAST
    dear = price(table, max(runs - 1, 0))
    return cost + dear - max(runs - 1, 0), dear


@compiled
def total(table: Timetable) -> int:
    """The price of all days, counted anew."""
    cost = 0
    for person in range(table.bits.shape[0]):
        table.look[person], table.cost[person] = day(table, person, 0, 0)
        cost += table.cost[person]
    return cost


@compiled
def weigh(table: Timetable, person: int, slot: int, then: int) -> float:
    """What it costs when a person's only meeting in two slots goes from one to the other, if that may be."""
    before, after = table.day_of[slot], table.day_of[then]
    if before != after and table.room[person, after] <= 0:
        return BARRED
    look: float = day(table, person, slot, then)[0] - table.look[person]
    return look


@compiled
def walk(table: Timetable, person: int, slot: int, then: int) -> tuple[int, int]:
    """Who is at the other end of the chain, and its length: 0 when one of its meetings has to stay."""
    length = 0
    meeting = table.busy[slot, person]
    while meeting:
        if not table.may[then, meeting]:
            return person, 0
        length += 1
        person = table.sides[meeting] - person
        slot, then = then, slot
        meeting = table.busy[slot, person]
    return person, length


@compiled
def insert(numbers: Whole, count: int, chain: int, worth: Real) -> None:
    """Put a chain where it belongs among those in order of worth."""
    while count > 0 and worth[numbers[count - 1]] > worth[chain]:
        numbers[count] = numbers[count - 1]
        count -= 1
    numbers[count] = chain


@compiled
def gather(table: Timetable, chains: Chains, slots: tuple[int, int], heat: float, look: int) -> None:
    """The chains of two slots that begin and end somewhere; rings change nobody's day.

    By chance some are worth more than they are: with this noise a chain is exchanged as often as in equilibrium.
    """
    one, other = slots
    chains.number[:] = 0
    for person in range(table.bits.shape[0]):
        if (table.busy[one, person] > 0) == (table.busy[other, person] > 0) or chains.seen[person] == look:
            continue
        slot = one if table.busy[one, person] else other
        last, length = walk(table, person, slot, one + other - slot)
        if length:
            chains.seen[last] = look
            leaves = slot if length % 2 else one + other - slot
            cost = weigh(table, person, slot, one + other - slot) + weigh(table, last, leaves, one + other - leaves)
            number = chains.number[0]
            chains.first[number], chains.last[number], chains.slot[number] = person, last, slot
            chains.worth[number] = cost + heat * chains.luck[int(np.random.random() * LUCKS)]
            sort(chains, length % 2 * (1 if slot == other else -1))


@compiled
def sort(chains: Chains, gain: int) -> None:
    """A chain that is worth it is taken; one that needs a place, or leaves one, waits for its like."""
    number = chains.number[0]
    chains.number[0] += 1
    if gain > 0:
        insert(chains.more, chains.number[2], number, chains.worth)
        chains.number[2] += 1
    elif gain < 0:
        insert(chains.less, chains.number[3], number, chains.worth)
        chains.number[3] += 1
    elif chains.worth[number] < 0:
        take(chains, number)


@compiled
def take(chains: Chains, number: int) -> None:
    """This chain is exchanged."""
    chains.taken[chains.number[1]] = number
    chains.number[1] += 1


@compiled
def pair(table: Timetable, chains: Chains, one: int, other: int) -> None:
    """Take two chains with opposite needs while they are worth it together, then those for which there is room."""
    number = 0
    while number < min(chains.number[2], chains.number[3]):
        if chains.worth[chains.more[number]] + chains.worth[chains.less[number]] >= 0:
            break
        take(chains, chains.more[number])
        take(chains, chains.less[number])
        number += 1
    for gain, slot in ((2, one), (3, other)):
        rest = chains.more if gain == 2 else chains.less  # noqa: PLR2004 -- where its number stands
        at = number
        while at < chains.number[gain] and table.spare[slot] > 0 and chains.worth[rest[at]] < 0:
            take(chains, rest[at])
            table.spare[slot] -= 1
            table.spare[one + other - slot] += 1
            at += 1


@compiled
def exchange(table: Timetable, person: int, slot: int, then: int) -> None:
    """Exchange two slots along the chain that begins at a person."""
    meeting = table.busy[slot, person]
    while True:
        table.busy[slot, person], table.busy[then, person] = table.busy[then, person], table.busy[slot, person]
        if not meeting:
            return
        person = table.sides[meeting] - person
        slot, then = then, slot
        meeting = table.busy[slot, person]


@compiled
def move(table: Timetable, person: int, one: int, other: int) -> int:
    """Change the day of a person at an end, and answer what that costs."""
    gone, new = table.day_of[one], table.day_of[other]
    if table.busy[one, person]:
        gone, new = new, gone
    table.room[person, gone] += 1
    table.room[person, new] -= 1
    before = table.cost[person]
    table.look[person], table.cost[person] = day(table, person, one, other)
    for part in range(table.bits.shape[1]):
        table.bits[person, part] ^= table.bit[one, part] ^ table.bit[other, part]
    change: int = table.cost[person] - before
    return change


@compiled
def search(table: Timetable, chains: Chains, best: Best, looks: tuple[int, int], heats: tuple[float, float]) -> int:
    """Look at two slots so often, cooling from one heat to another; answers what the timetable costs in the end."""
    first, last = looks
    hot, cold = heats
    slots = table.busy.shape[0] - 2
    cost = total(table)
    for look in range(first, last):
        one = 1 + int(np.random.random() * slots)
        other = 1 + int(np.random.random() * (slots - 1))
        other += other >= one
        heat = hot + (cold - hot) * (look - first) / (last - first)
        gather(table, chains, (one, other), heat, look)
        pair(table, chains, one, other)
        for number in chains.taken[: chains.number[1]]:
            slot = chains.slot[number]
            exchange(table, chains.first[number], slot, one + other - slot)
            cost += move(table, chains.first[number], one, other) + move(table, chains.last[number], one, other)
        if cost < best.cost[0]:
            best.cost[0] = cost
            best.busy[:] = table.busy
    return cost
