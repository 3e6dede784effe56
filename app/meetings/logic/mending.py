"""Mending a timetable on the day: what can stay stays, the fewest people are disturbed, and how few is proved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.replan import replan
from app.meetings.logic.engine.solving import solve
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.instance import Assignment, Instance

MOST_PAIRS: Final = 6_000
Rows = tuple[Assignment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The new timetable and how it differs from the old one.

    `disturbed` are the people with a meeting that moves in time or is dropped; no timetable that drops as little
    disturbs fewer than `least`.
    """

    rows: Rows
    moved: tuple[int, ...] = ()
    reseated: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    disturbed: frozenset[int] = frozenset()
    least: int = 0

    @property
    def is_proved(self) -> bool:
        """Can it not be done with fewer people disturbed?"""
        return len(self.disturbed) == self.least


def mend(
    instance: Instance, before: Iterable[Assignment], *, standby: Collection[int] = (), seconds: float = 3.0
) -> Mended:
    """Plan again after a change: fixed meetings stay, as much worth as possible is kept, few people are disturbed.

    `before` is the timetable that stood; meetings that are over or gone are not in the instance any more. People of
    `standby`, and those who lose a meeting, take wishes that fit into holes without moving anybody.
    """
    old = {row.meeting: row for row in before if row.meeting in instance.meeting()}
    times = {meeting: row.slot for meeting, row in old.items()}
    slots, least = _fewest(instance, times, seconds)
    lost = {meeting for meeting in times if meeting not in slots}
    wanted = instance.meeting()
    waiting = {*standby, *(side for each in lost for side in wanted[each].sides)}
    added = _fill(instance, slots, waiting, set(times))
    rows = _seat(instance, slots | added, old)
    if rows is None:
        rows = _seat(instance, slots | added, {})
    seated = {row.meeting: row for row in rows or ()}
    moved = {each for each, slot in times.items() if each in seated and seated[each].slot != slot}
    lost = {each for each in times if each not in seated}
    reseated = {each for each in times.keys() - moved - lost if seated[each].place != old[each].place}
    return Mended(
        rows=tuple(rows or ()), moved=tuple(sorted(moved)), reseated=tuple(sorted(reseated)),
        dropped=tuple(sorted(lost)), added=tuple(sorted(added.keys() & seated.keys())),
        disturbed=frozenset(side for each in moved | lost for side in wanted[each].sides), least=least,
    )  # fmt: skip


def _fewest(instance: Instance, before: Mapping[int, int], seconds: float) -> tuple[dict[int, int], int]:
    """New times for the meetings that stood, and how many people must be disturbed at least."""
    quick = replan(instance, before, standby=False).slots
    plan = Colouring(instance)
    wanted = plan.wanted
    hit = {each for each, slot in before.items() if not plan.allowed[each] & (1 << slot)}
    least = len({side for each in hit for side in wanted[each].sides})
    here = {each: slot for each, slot in quick.items() if each in before}
    if _cost(instance, before, here) == (0, least) or sum(plan.allowed[e].bit_count() for e in before) > MOST_PAIRS:
        return here, least
    return _solve(instance, plan, before, here, seconds)


def _cost(instance: Instance, before: Mapping[int, int], after: Mapping[int, int]) -> tuple[int, int]:
    """The worth lost, then the people disturbed."""
    wanted = instance.meeting()
    lost = sum(max(wanted[each].weight, 1) for each in before if each not in after)
    touched = [each for each, slot in before.items() if after.get(each) != slot]
    return lost, len({side for each in touched for side in wanted[each].sides})


def _solve(
    instance: Instance, plan: Colouring, before: Mapping[int, int], quick: dict[int, int], seconds: float
) -> tuple[dict[int, int], int]:
    """Ask the solver for the least worth lost and then the fewest people disturbed."""
    question = _Question(plan, before, quick)
    solved = solve(question.model, seconds=seconds)
    if solved.values is None:
        return quick, 0
    found = {
        meeting: at
        for meeting, options in question.options.items()
        for at, variable in options.items()
        if solved.values[variable]
    }
    best = min(quick, found, key=lambda each: _cost(instance, before, each))
    lost, count = _cost(instance, before, best)
    bound = 0 if solved.bound is None else max(round(solved.bound) - lost * question.price, 0)
    return best, min(bound, count)


class _Question:
    """Which time each meeting gets, or none; losing worth costs more than disturbing everybody.

    A locked meeting that the quick plan could keep is kept, whatever others would be worth.
    """

    def __init__(self, plan: Colouring, before: Mapping[int, int], quick: Mapping[int, int]) -> None:
        self.plan, self.model = plan, Model()
        people = sorted({side for each in before for side in plan.wanted[each].sides})
        self.price = len(people) + 1
        self.disturbed = {person: self.model.boolean() for person in people}
        self.options: dict[int, dict[int, int]] = {}
        self.cost = [(each, 1) for each in self.disturbed.values()]
        for meeting, slot in sorted(before.items()):
            self._add(meeting, slot, quick.get(meeting))
        self._limit()
        self.model.minimise(self.cost)

    def _add(self, meeting: int, slot: int, hint: int | None) -> None:
        """One meeting: somewhere or nowhere, and whom it disturbs if not where it was."""
        model, wanted = self.model, self.plan.wanted[meeting]
        options = {at: model.boolean() for at in bits(self.plan.allowed[meeting])}
        nowhere = [] if wanted.fixed_slot is not None and hint is not None else [model.boolean()]
        model.one_of([*options.values(), *nowhere])
        model.hint.update({variable: int(hint == at) for at, variable in options.items()})
        self.cost += [(dropped, self.price * max(wanted.weight, 1)) for dropped in nowhere]
        stays = [options[slot]] if slot in options else []
        for side in wanted.sides:
            model.any_of([self.disturbed[side], *stays])
        self.options[meeting] = options

    def _limit(self) -> None:
        """Nobody in two places, no more meetings than tables, and nobody above the cap."""
        per_person: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        per_slot: defaultdict[int, list[int]] = defaultdict(list)
        per_cap: defaultdict[int, list[int]] = defaultdict(list)
        for meeting, options in self.options.items():
            for at, variable in options.items():
                per_slot[at].append(variable)
                for side in self.plan.wanted[meeting].sides:
                    per_person[side, at].append(variable)
                    per_cap[side].append(variable)
        for variables in per_person.values():
            self.model.not_two_of(variables)
        for at, variables in per_slot.items():
            self.model.between(0, [(each, 1) for each in variables], self.plan.spare[at])
        for side, variables in per_cap.items():
            self.model.between(0, [(each, 1) for each in variables], self.plan.left.get(side, len(variables)))
        self._limit_days()

    def _limit_days(self) -> None:
        """Nobody above the cap of a day."""
        per_day: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for meeting, options in self.options.items():
            for side in self.plan.left_of_day.keys() & set(self.plan.wanted[meeting].sides):
                for at, variable in options.items():
                    per_day[side, self.plan.day_of[at]].append(variable)
        for (side, day), variables in sorted(per_day.items()):
            self.model.between(0, [(each, 1) for each in variables], self.plan.left_of_day[side][day])


def _fill(instance: Instance, slots: Mapping[int, int], waiting: Collection[int], known: set[int]) -> dict[int, int]:
    """The dearest wishes of people who wait, where both are free and a table is; nobody moves."""
    plan = Colouring(instance)
    for meeting, slot in slots.items():
        plan.put(meeting, slot)
    added = {}
    for meeting in sorted(plan.wanted, key=lambda each: (-plan.wanted[each].weight, each)):
        one, other = plan.wanted[meeting].sides
        if meeting in plan.slot_of or meeting in known or not {one, other} <= set(waiting):
            continue
        both = plan.free[one] & plan.free[other] & plan.allowed[meeting]
        open_slots = [slot for slot in bits(both) if plan.fits(meeting, slot)]
        if open_slots:
            plan.put(meeting, open_slots[0])
            added[meeting] = open_slots[0]
    return added


def _seat(instance: Instance, slots: Mapping[int, int], old: Mapping[int, Assignment]) -> list[Assignment] | None:
    """Tables for everybody; whoever keeps the time keeps the table, unless it is closed."""
    closed = {place.id: place.closed for place in instance.places}
    meetings = []
    for each in instance.meetings:
        row = old.get(each.id)
        stays = row is not None and slots.get(each.id) == row.slot and row.slot not in closed.get(row.place, {row.slot})
        meetings.append(replace(each, fixed_place=row.place) if row is not None and stays else each)
    return seat(replace(instance, meetings=tuple(meetings)), slots)
