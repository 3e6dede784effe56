"""The independent judge of plans: it shares no code with the planner and lists every broken rule as data."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.meetings.logic.instance import Assignment, Instance, Participant, Place, Wanted


class Rule(StrEnum):
    """A rule that a plan can break."""

    UNKNOWN_MEETING = "unknown_meeting"
    PLANNED_TWICE = "planned_twice"
    NO_SUCH_SLOT = "no_such_slot"
    PARTICIPANT_CLASH = "participant_clash"
    PARTICIPANT_ABSENT = "participant_absent"
    WRONG_SESSION = "wrong_session"
    LOCK_MOVED = "lock_moved"
    VETO_IGNORED = "veto_ignored"
    TOO_MANY_MEETINGS = "too_many_meetings"
    TOO_MANY_IN_A_DAY = "too_many_in_a_day"
    PLACE_CLASH = "place_clash"
    PLACE_UNFIT = "place_unfit"
    WRONG_ORDER = "wrong_order"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One broken rule: the meetings, the participant or place (subject) and the slot or day it is about."""

    rule: Rule
    meetings: tuple[int, ...] = ()
    subject: int | None = None
    at: int | None = None


def violations(instance: Instance, plan: Iterable[Assignment]) -> list[Violation]:
    """Every rule a plan breaks; an empty list is a plan that can be published."""
    rows = list(plan)
    wanted = {each.id: each for each in instance.meetings}
    known = [row for row in rows if row.meeting in wanted]
    found = [Violation(Rule.UNKNOWN_MEETING, (row.meeting,)) for row in rows if row.meeting not in wanted]
    times = Counter(row.meeting for row in rows)
    found += [Violation(Rule.PLANNED_TWICE, (meeting,)) for meeting, count in times.items() if count > 1]
    people = {person.id: person for person in instance.participants}
    places = {place.id: place for place in instance.places}
    for row in known:
        meeting = wanted[row.meeting]
        sides = [people[side] for side in sorted({meeting.a, meeting.b}) if side in people]
        found += _about_one(instance, meeting, row, sides, places.get(row.place))
    found += _clashes(known, wanted)
    found += _overloads(instance, known, wanted)
    found += _wrong_orders(known, wanted)
    return sorted(found, key=lambda each: (each.rule, each.meetings, each.subject or 0, each.at or 0))


def _about_one(
    instance: Instance, meeting: Wanted, row: Assignment, sides: list[Participant], place: Place | None
) -> Iterator[Violation]:
    """The rules that concern one planned meeting alone."""
    one = (row.meeting,)
    if not 1 <= row.slot <= instance.frame.count:
        yield Violation(Rule.NO_SUCH_SLOT, one, at=row.slot)
    if meeting.declined_by is not None:
        yield Violation(Rule.VETO_IGNORED, one, meeting.declined_by)
    yield from _locks_moved(meeting, row)
    for name, first, last in instance.frame.sessions:
        if name == meeting.session and not first <= row.slot <= last:
            yield Violation(Rule.WRONG_SESSION, one, at=row.slot)
    for person in sides:
        if row.slot in person.unavailable:
            yield Violation(Rule.PARTICIPANT_ABSENT, one, person.id, row.slot)
    if place is None or not _offers(place, meeting, row):
        yield Violation(Rule.PLACE_UNFIT, one, row.place, row.slot)


def _offers(place: Place, meeting: Wanted, row: Assignment) -> bool:
    right_type = meeting.place_type is None or place.type == meeting.place_type
    return row.slot not in place.closed and right_type


def _locks_moved(meeting: Wanted, row: Assignment) -> Iterator[Violation]:
    """A time or place fixed by hand that the plan changed."""
    for lock, actual in ((meeting.fixed_slot, row.slot), (meeting.fixed_place, row.place)):
        if lock is not None and lock != actual:
            yield Violation(Rule.LOCK_MOVED, (meeting.id,), at=actual)


def _clashes(rows: list[Assignment], wanted: dict[int, Wanted]) -> Iterator[Violation]:
    """Two meetings of one person, or at one table, at the same time."""
    people: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    tables: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for row in rows:
        people[wanted[row.meeting].a, row.slot].add(row.meeting)
        people[wanted[row.meeting].b, row.slot].add(row.meeting)
        tables[row.place, row.slot].add(row.meeting)
    for rule, usage in ((Rule.PARTICIPANT_CLASH, people), (Rule.PLACE_CLASH, tables)):
        for (subject, slot), meetings in usage.items():
            if len(meetings) > 1:
                yield Violation(rule, tuple(sorted(meetings)), subject, slot)


def _overloads(instance: Instance, rows: list[Assignment], wanted: dict[int, Wanted]) -> Iterator[Violation]:
    """More meetings for a person than wanted, in all or on one day."""
    of_person: defaultdict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        for side in {wanted[row.meeting].a, wanted[row.meeting].b}:
            of_person[side].append(row)
    for person in instance.participants:
        mine = of_person[person.id]
        if person.max_meetings is not None and len(mine) > person.max_meetings:
            yield Violation(Rule.TOO_MANY_MEETINGS, tuple(sorted(row.meeting for row in mine)), person.id)
        if person.max_per_day is None:
            continue
        for day, (first, last) in enumerate(instance.frame.days or ((1, instance.frame.count),)):
            that_day = tuple(sorted(row.meeting for row in mine if first <= row.slot <= last))
            if len(that_day) > person.max_per_day:
                yield Violation(Rule.TOO_MANY_IN_A_DAY, that_day, person.id, day)


def _wrong_orders(rows: list[Assignment], wanted: dict[int, Wanted]) -> Iterator[Violation]:
    """A meeting that does not come after the one it has to wait for."""
    when = {row.meeting: row.slot for row in rows}
    for later, slot in when.items():
        for earlier in wanted[later].after:
            if earlier in when and when[earlier] >= slot:
                yield Violation(Rule.WRONG_ORDER, (earlier, later), at=slot)


def breaks(instance: Instance, plan: Iterable[Assignment]) -> dict[int, int]:
    """How many waits each participant has between meetings; a run of idle slots counts once."""
    wanted = {each.id: each for each in instance.meetings}
    when: dict[int, list[int]] = {person.id: [] for person in instance.participants}
    for row in plan:
        when[wanted[row.meeting].a].append(row.slot)
        when[wanted[row.meeting].b].append(row.slot)
    return {
        person: sum(later - earlier > 1 for earlier, later in pairwise(sorted(slots))) for person, slots in when.items()
    }
