"""The constraint model of idle periods: every meeting gets a slot, and waits between meetings are few.

A wait is a gap in a participant's day. Three encodings of the same thing help one another: blocks (maximal runs of
meetings; one wait fewer than runs), windows (whoever has no wait sits in one window) and totals per cluster of alike
participants, which let the solver count instead of trying one person after the other. Searches from below prove more
when all of them are counted in clauses (totalisers): a proof can then learn about numbers.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from app.meetings.logic.engine.crowds import crowds
from app.meetings.logic.engine.model import Model, negated
from app.meetings.logic.instance import Instance, Participant

Key = tuple[int, int]


@dataclass(slots=True)
class IdleModel:
    """The model, and which variable is a meeting in a slot."""

    instance: Instance
    counting: bool = False
    model: Model = field(default_factory=Model)
    allowed: dict[int, list[int]] = field(default_factory=dict)
    at: dict[Key, int] = field(default_factory=dict)
    used: dict[Key, int] = field(default_factory=dict)
    waits: dict[int, list[int]] = field(default_factory=dict)
    meetings_of: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def slots_from(self, values: list[int]) -> dict[int, int]:
        """The slot of every meeting in a solution."""
        return {meeting: slot for (meeting, slot), variable in self.at.items() if values[variable]}


def build_idle_model(
    instance: Instance, *, fairness: int | None, most: int | None = None, counting: bool = False
) -> IdleModel:
    """The model with at most so many waits (with `most` 0, nobody waits at all); `counting` adds the totalisers."""
    idle = IdleModel(instance, counting)
    _add_meetings(idle)
    _add_order(idle)
    for person in instance.participants:
        _add_person(idle, person, _cap(instance, fairness, most))
    _add_totals(idle)
    _add_crowds(idle)
    terms = [variable for waits in idle.waits.values() for variable in waits]
    if fairness is not None and _all_may_wait(idle):
        _add_fairness(idle, fairness)
    if terms and most is not None:
        idle.model.between(0, [(v, 1) for v in terms], most)
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
    _add_days(idle, person, slots)
    _add_exactly(idle, len(mine), [idle.used[person.id, slot] for slot in slots])
    most = max(min(cap, len(mine) - 1, idle.instance.frame.count - len(mine)), 0)
    waits = [model.boolean() for _ in range(most)]
    for fewer, more in pairwise(waits):
        model.implies(more, fewer)
    idle.waits[person.id] = waits
    _add_blocks(idle, person.id, slots)
    _add_window(idle, person.id, slots)


def _add_blocks(idle: IdleModel, person: int, slots: list[int]) -> None:
    """One run of meetings more than waits."""
    model: Model = idle.model
    starts: list[int] = []
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
    waits = idle.waits[person]
    if not idle.counting:
        model.between(1, [(start, 1) for start in starts] + [(wait, -1) for wait in waits], 1)
        return
    runs = model.counted(starts)
    model.any_of(runs[:1])
    for wait, more in zip_longest(waits, runs[1:]):
        if wait is None or more is None:
            model.any_of([negated(more if wait is None else wait)])
        else:
            model.one_of([wait, negated(more)])


def _add_days(idle: IdleModel, person: Participant, slots: list[int]) -> None:
    """No more meetings on a day than the participant wants."""
    days: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for slot in slots:
        days[idle.instance.frame.day_of(slot)].append((idle.used[person.id, slot], 1))
    for day, terms in days.items():
        if day >= 0 and person.max_per_day is not None and len(terms) > person.max_per_day:
            idle.model.between(0, terms, person.max_per_day)


def _add_exactly(idle: IdleModel, number: int, literals: list[int]) -> None:
    """So many of these hold, and no more."""
    if not idle.counting:
        idle.model.between(number, [(literal, 1) for literal in literals], number)
        return
    counts = idle.model.counted(literals)
    idle.model.any_of(counts[number - 1 : number])
    if number < len(counts):
        idle.model.any_of([negated(counts[number])])


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


def _total(idle: IdleModel, literals: list[int]) -> int:
    """How many of these hold, as a number."""
    model = idle.model
    if len(literals) == 1:
        return literals[0]
    total = model.integer(0, len(literals))
    if idle.counting:
        literals = model.counted(literals)
        for number, reached in enumerate(literals, 1):
            model.between(number, [(total, 1)], len(literals), when=reached)
            model.between(0, [(total, 1)], number - 1, when=negated(reached))
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
        totals = [(_total(idle, group), 1) for group in groups if group]
        held = [idle.at[meeting.id, slot] for meeting in idle.instance.meetings if (meeting.id, slot) in idle.at]
        if held:
            count = model.integer(0, places)
            model.between(0, [*totals, (count, -2)], 0)
            model.between(0, [(literal, 1) for literal in held], places)


def _add_crowds(idle: IdleModel) -> None:
    """No more of a group are busy in a slot than there are places and meetings within the group."""
    meetings = idle.instance.meetings
    for crowd in crowds(meetings):
        people = set(crowd)
        within = [each.id for each in meetings if people.issuperset(each.sides)]
        for slot in range(1, idle.instance.frame.count + 1):
            places = sum(slot not in place.closed for place in idle.instance.places)
            busy = [(idle.used[person, slot], 1) for person in crowd if (person, slot) in idle.used]
            held = [(idle.at[meeting, slot], -1) for meeting in within if (meeting, slot) in idle.at]
            if len(busy) > places:
                idle.model.between(-len(held), [*busy, *held], places)


def _objective(idle: IdleModel) -> list[tuple[int, int]]:
    groups = [[wait for person in cluster for wait in idle.waits[person]] for cluster in _clusters(idle)]
    return [(_total(idle, group), 1) for group in groups if group]


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
