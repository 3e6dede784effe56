"""Few changes of table: a timetable that stands gets its tables, and the number of changes a bound.

Somebody stays when two successive meetings are at the same table. From one slot into another each meeting can hand its
table to one meeting only, so that no more can stay than a matching between the two slots has edges: that is the first
bound. It is reached wherever nobody waits; where people wait, chains of meetings are chosen whole and then laid on
tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.solving import solve
from app.meetings.logic.engine.tables import may_sit, seat
from app.meetings.logic.instance import Assignment, Instance

MOST_STEPS: Final = 4_000
PARAMETERS: Final = "linearization_level: 2"
Step = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seating:
    """A table for every meeting, how often somebody changes tables, and the fewest changes there could be."""

    rows: tuple[Assignment, ...]
    changes: int
    bound: int


def fewest_changes(instance: Instance, slots: Mapping[int, int], *, seconds: float, seed: int = 0) -> Seating | None:
    """Seat everybody with few changes of table, and prove it if time and size allow; `None` when there is no seat."""
    rows = seat(instance, slots)
    if rows is None:
        return None
    until = monotonic() + seconds
    steps = _steps(instance, slots)
    total = sum(steps.values())
    best = Seating(tuple(rows), total - _stays(steps, rows), total - _most_by_matching(steps, slots))
    if best.changes == best.bound or len(steps) > MOST_STEPS:
        return best
    chosen, most = _choose(steps, slots, until, seed)
    best = Seating(best.rows, best.changes, max(best.bound, total - most))
    for ask in (_lay_out, _place_all):
        if best.changes > best.bound and monotonic() < until:
            found = ask(instance, slots, _Wish(steps, chosen, best), until - monotonic(), seed)
            best = min(best, found, key=lambda each: (each.changes, -each.bound)) if found else best
    return best


@dataclass(frozen=True, slots=True)
class _Wish:
    """All steps with how many people take them, those chosen to stay, and the best seating so far."""

    steps: Mapping[Step, int]
    chosen: frozenset[Step]
    best: Seating

    @property
    def total(self) -> int:
        """How many steps people take in all."""
        return sum(self.steps.values())


def _steps(instance: Instance, slots: Mapping[int, int]) -> dict[Step, int]:
    """From one meeting to the next of the same person: how many people go that way."""
    wanted = instance.meeting()
    days: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for meeting, slot in slots.items():
        for side in wanted[meeting].sides:
            days[side].append((slot, meeting))
    found: defaultdict[Step, int] = defaultdict(int)
    for person in sorted(days):
        for (_, one), (_, other) in pairwise(sorted(days[person])):
            found[one, other] += 1
    return dict(found)


def _stays(steps: Mapping[Step, int], rows: Iterable[Assignment]) -> int:
    at = {row.meeting: row.place for row in rows}
    return sum(people for (one, other), people in steps.items() if at[one] == at[other])


def _most_by_matching(steps: Mapping[Step, int], slots: Mapping[int, int]) -> int:
    """The most that can stay if each meeting hands its table to one meeting of each other slot."""
    layers: defaultdict[Step, list[tuple[int, int, int]]] = defaultdict(list)
    for (one, other), people in steps.items():
        layers[slots[one], slots[other]].append((one, other, people))
    total = 0
    for edges in layers.values():
        first = {one: index for index, one in enumerate(dict.fromkeys(one for one, _, _ in edges))}
        second = {other: index for index, other in enumerate(dict.fromkeys(other for _, other, _ in edges))}
        worth = np.zeros((len(first), len(second)))
        for one, other, people in edges:
            worth[first[one], second[other]] = people
        total += int(worth[linear_sum_assignment(worth, maximize=True)].sum())
    return total


def _choose(
    steps: Mapping[Step, int], slots: Mapping[int, int], until: float, seed: int
) -> tuple[frozenset[Step], int]:
    """The steps that can stay together, and how many at most: a chain never holds two meetings of one slot."""
    model = Model()
    stays = {step: model.boolean() for step in steps}
    hands: defaultdict[tuple[int, int, bool], list[int]] = defaultdict(list)
    for one, other in steps:
        hands[one, slots[other], True].append(stays[one, other])
        hands[other, slots[one], False].append(stays[one, other])
    for literals in hands.values():
        model.not_two_of(literals)
    model.minimise([(stays[step], -people) for step, people in steps.items()])
    chosen, most = frozenset[Step](), sum(steps.values())
    while monotonic() < until:
        solved = solve(model, seconds=until - monotonic(), seed=seed, parameters=PARAMETERS)
        if solved.bound is not None:
            most = min(most, round(-solved.bound))
        if solved.values is None:
            break
        values = solved.values
        chosen = frozenset(step for step in steps if values[stays[step]])
        wrong = [path for chain in _chains(chosen) for path in _double_booked(chain, chosen, slots)]
        for path in wrong:
            model.between(0, [(stays[step], 1) for step in path], len(path) - 1)
        if not wrong:
            break
    return chosen, most


def _neighbours(chosen: Iterable[Step]) -> dict[int, list[tuple[int, Step]]]:
    beside: defaultdict[int, list[tuple[int, Step]]] = defaultdict(list)
    for one, other in sorted(chosen):
        beside[one].append((other, (one, other)))
        beside[other].append((one, (one, other)))
    return dict(beside)


def _chains(chosen: Iterable[Step]) -> list[list[int]]:
    """The meetings that would share a table, chain by chain."""
    beside, seen, found = _neighbours(chosen), set[int](), []
    for meeting in beside:
        if meeting in seen:
            continue
        chain = [meeting]
        seen.add(meeting)
        for one in chain:
            fresh = [other for other, _ in beside[one] if other not in seen]
            seen.update(fresh)
            chain += fresh
        found.append(chain)
    return found


def _double_booked(chain: list[int], chosen: Iterable[Step], slots: Mapping[int, int]) -> list[list[Step]]:
    """The ways along a chain between two meetings of the same slot."""
    first: dict[int, int] = {}
    pairs = [(first[slots[each]], each) for each in chain if first.setdefault(slots[each], each) != each]
    beside = _neighbours(chosen)
    return [_way(one, other, beside) for one, other in pairs]


def _way(one: int, other: int, beside: Mapping[int, list[tuple[int, Step]]]) -> list[Step]:
    """The shortest way along chosen steps."""
    came: dict[int, tuple[int, Step] | None] = {one: None}
    waiting = [one]
    for meeting in waiting:
        for far, step in beside[meeting]:
            if far not in came:
                came[far] = (meeting, step)
                waiting.append(far)
    path, back = [], came[other]
    while back is not None:
        path.append(back[1])
        back = came[back[0]]
    return path


def _lay_out(instance: Instance, slots: Mapping[int, int], wish: _Wish, seconds: float, seed: int) -> Seating | None:
    """Every chain to one table, if the tables suffice for these chains."""
    chains = _chains(wish.chosen)
    alone = set(slots).difference(*chains)
    groups = chains + [[meeting] for meeting in sorted(alone)]
    model, at = _placing(instance, slots, groups)
    return _seated(wish, slots, groups, at, solve(model, seconds=seconds, seed=seed).values)


def _place_all(instance: Instance, slots: Mapping[int, int], wish: _Wish, seconds: float, seed: int) -> Seating | None:
    """Every meeting by itself, with as many staying as can be."""
    groups = [[meeting] for meeting in sorted(slots)]
    number = {meeting: index for index, (meeting,) in enumerate(groups)}
    model, at = _placing(instance, slots, groups)
    terms = []
    for (one, other), people in wish.steps.items():
        stays = model.boolean()
        terms.append((stays, -people))
        for place in instance.places:
            here, there = at.get((number[one], place.id)), at.get((number[other], place.id))
            if here is not None:
                model.any_of([-stays - 1, -here - 1] + ([there] if there is not None else []))
    model.minimise(terms)
    model.between(-wish.total, terms, -_stays(wish.steps, wish.best.rows))
    for row in wish.best.rows:
        model.hint[at[number[row.meeting], row.place]] = 1
    solved = solve(model, seconds=seconds, seed=seed, parameters=PARAMETERS)
    found = _seated(wish, slots, groups, at, solved.values)
    if found is None or solved.bound is None:
        return found
    return Seating(found.rows, found.changes, max(found.bound, wish.total + round(solved.bound)))


def _placing(
    instance: Instance, slots: Mapping[int, int], groups: list[list[int]]
) -> tuple[Model, dict[tuple[int, int], int]]:
    """One table for each group of meetings, and one meeting at a time at each table."""
    model, at = Model(), dict[tuple[int, int], int]()
    wanted = instance.meeting()
    held: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        for place in instance.places:
            if all(may_sit(place, wanted[meeting], slots[meeting]) for meeting in group):
                at[index, place.id] = model.boolean()
                for meeting in group:
                    held[slots[meeting], place.id].append(at[index, place.id])
        model.one_of([at[index, place.id] for place in instance.places if (index, place.id) in at])
    for literals in held.values():
        model.not_two_of(literals)
    return model, at


def _seated(
    wish: _Wish, slots: Mapping[int, int], groups: list[list[int]], at: Mapping[tuple[int, int], int],
    values: list[int] | None,
) -> Seating | None:  # fmt: skip
    if values is None:
        return None
    rows = sorted(
        Assignment(meeting, slots[meeting], place)
        for (index, place), variable in at.items()
        if values[variable]
        for meeting in groups[index]
    )
    return Seating(tuple(rows), wish.total - _stays(wish.steps, rows), wish.best.bound)
