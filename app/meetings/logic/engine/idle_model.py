"""The constraint model of idle periods: every meeting gets a slot, and waits between meetings are few.

A wait is a gap in a participant's day. Three encodings of the same thing help one another: blocks (maximal runs of
meetings; one wait fewer than runs), windows (whoever has no wait sits in one window) and totals per cluster of alike
participants, which let the solver count instead of trying one person after the other.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from app.meetings.logic.engine.model import Model, negated
from app.meetings.logic.instance import Instance, Participant

Key = tuple[int, int]


@dataclass(slots=True)
class IdleModel:
    """The model, and which variable is a meeting in a slot."""

    instance: Instance
    model: Model = field(default_factory=Model)
    allowed: dict[int, list[int]] = field(default_factory=dict)
    at: dict[Key, int] = field(default_factory=dict)
    used: dict[Key, int] = field(default_factory=dict)
    waits: dict[int, list[int]] = field(default_factory=dict)
    meetings_of: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def slots_from(self, values: list[int]) -> dict[int, int]:
        """The slot of every meeting in a solution."""
        return {meeting: slot for (meeting, slot), variable in self.at.items() if values[variable]}


def build_idle_model(instance: Instance, *, fairness: int | None, least: int = 0, most: int | None = None) -> IdleModel:
    """The model with the number of waits between `least` and `most`; with `most` 0, nobody waits at all."""
    idle = IdleModel(instance)
    _add_meetings(idle)
    _add_order(idle)
    for person in instance.participants:
        _add_person(idle, person, _cap(instance, fairness, most))
    _add_totals(idle)
    terms = [variable for waits in idle.waits.values() for variable in waits]
    if fairness is not None and _all_may_wait(idle):
        _add_fairness(idle, fairness)
    if terms and (least or most is not None):
        idle.model.between(least, [(v, 1) for v in terms], len(terms) if most is None else most)
    idle.model.minimise(_objective(idle))
    return idle


def _cap(instance: Instance, fairness: int | None, most: int | None) -> int:
    """The most waits one participant can have: somebody who meets less than twice never waits."""
    caps = [instance.frame.count]
    if most is not None:
        caps.append(most)
    counts: defaultdict[int, int] = defaultdict(int)
    for meeting in instance.meetings:
        for side in meeting.sides:
            counts[side] += 1
    has_idler = any(counts[each.id] <= 1 for each in instance.participants)
    if fairness is not None and (has_idler or (most is not None and most < len(instance.participants))):
        caps.append(fairness)
    return min(caps)


def _add_meetings(idle: IdleModel) -> None:
    instance, model = idle.instance, idle.model
    people = instance.participant()
    for meeting in instance.meetings:
        away = people[meeting.a].unavailable | people[meeting.b].unavailable
        slots = [slot for slot in instance.frame.slots_of(meeting.session) if slot not in away]
        slots = [slot for slot in slots if meeting.fixed_slot in {None, slot} and meeting.declined_by is None]
        idle.allowed[meeting.id] = slots
        for slot in slots:
            idle.at[meeting.id, slot] = model.boolean()
        model.one_of([idle.at[meeting.id, slot] for slot in slots])
        for side in meeting.sides:
            idle.meetings_of[side].append(meeting.id)


def _add_order(idle: IdleModel) -> None:
    for meeting in idle.instance.meetings:
        for earlier in meeting.after:
            for slot in range(1, idle.instance.frame.count + 1):
                late = [idle.at[earlier, at] for at in idle.allowed[earlier] if at >= slot]
                early = [idle.at[meeting.id, at] for at in idle.allowed[meeting.id] if at <= slot]
                idle.model.not_two_of(late + early)


def _add_person(idle: IdleModel, person: Participant, cap: int) -> None:
    model, mine = idle.model, idle.meetings_of[person.id]
    slots = []
    for slot in range(1, idle.instance.frame.count + 1):
        held = [idle.at[meeting, slot] for meeting in mine if (meeting, slot) in idle.at]
        if held:
            idle.used[person.id, slot] = model.boolean()
            model.one_of([negated(idle.used[person.id, slot]), *held])
            slots.append(slot)
    idle.waits[person.id] = []
    if len(mine) < 2:  # noqa: PLR2004 -- a wait needs a meeting on each side
        return
    model.between(len(mine), [(idle.used[person.id, slot], 1) for slot in slots], len(mine))
    most = max(min(cap, len(mine) - 1, idle.instance.frame.count - len(mine)), 0)
    waits = [model.boolean() for _ in range(most)]
    for fewer, more in pairwise(waits):
        model.implies(more, fewer)
    idle.waits[person.id] = waits
    _add_blocks(idle, person.id, slots)
    _add_window(idle, person.id, slots)


def _add_blocks(idle: IdleModel, person: int, slots: list[int]) -> None:
    """One run of meetings more than waits."""
    model, starts = idle.model, []
    for slot in slots:
        now, before = idle.used[person, slot], idle.used.get((person, slot - 1))
        start = model.boolean()
        starts.append(start)
        model.implies(start, now)
        if before is None:
            model.implies(now, start)
        else:
            model.implies(start, negated(before))
            model.any_of([start, negated(now), before])
    model.between(1, [(start, 1) for start in starts] + [(wait, -1) for wait in idle.waits[person]], 1)


def _add_window(idle: IdleModel, person: int, slots: list[int]) -> None:
    """Whoever does not wait has all meetings within as many slots."""
    model, length, first = idle.model, len(idle.meetings_of[person]), idle.waits[person][:1]
    windows = []
    for start in slots:
        inside = range(start, start + length)
        if all((person, slot) in idle.used for slot in inside):
            window = model.boolean()
            windows.append((inside, window))
            for slot in slots:
                used = idle.used[person, slot]
                model.implies(window, used if slot in inside else negated(used))
    model.one_of([window for _, window in windows] + first)
    for slot in slots:
        around = [window for inside, window in windows if slot in inside]
        model.any_of([negated(idle.used[person, slot]), *first, *around])


def _clusters(idle: IdleModel) -> list[list[int]]:
    """Participants with the same number of meetings and the same absences."""
    alike: defaultdict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for person in idle.instance.participants:
        alike[len(idle.meetings_of[person.id]), tuple(sorted(person.unavailable))].append(person.id)
    return list(alike.values())


def _total(model: Model, literals: list[int]) -> int:
    if len(literals) == 1:
        return literals[0]
    total = model.integer(0, len(literals))
    model.between(0, [(literal, 1) for literal in literals] + [(total, -1)], 0)
    return total


def _add_totals(idle: IdleModel) -> None:
    """Everybody in a meeting, counted by cluster, is twice the meetings of a slot; and those have so many places."""
    model = idle.model
    for slot in range(1, idle.instance.frame.count + 1):
        places = sum(slot not in place.closed for place in idle.instance.places)
        groups = [
            [idle.used[person, slot] for person in cluster if (person, slot) in idle.used]
            for cluster in _clusters(idle)
        ]
        totals = [(_total(model, group), 1) for group in groups if group]
        held = [idle.at[meeting.id, slot] for meeting in idle.instance.meetings if (meeting.id, slot) in idle.at]
        if held:
            count = model.integer(0, places)
            model.between(0, [*totals, (count, -2)], 0)
            model.between(0, [(literal, 1) for literal in held], places)


def _objective(idle: IdleModel) -> list[tuple[int, int]]:
    groups = [[wait for person in cluster for wait in idle.waits[person]] for cluster in _clusters(idle)]
    return [(_total(idle.model, group), 1) for group in groups if group]


def _all_may_wait(idle: IdleModel) -> bool:
    return all(idle.waits[person.id] for person in idle.instance.participants)


def _add_fairness(idle: IdleModel, fairness: int) -> None:
    """Nobody waits more than so many times oftener than anybody else."""
    model = idle.model
    levels = max(map(len, idle.waits.values()), default=0)
    least = [model.boolean() for _ in range(levels)]
    for level, reached in enumerate(least):
        for waits in idle.waits.values():
            if level < len(waits):
                model.implies(reached, waits[level])
            else:
                model.any_of([negated(reached)])
    for waits in idle.waits.values():
        for level, waited in enumerate(waits[fairness:]):
            model.implies(waited, least[level])
