"""What a good plan is, level by level in the order of the organiser, and how a plan scores on each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from app.meetings.logic.check import breaks
from app.meetings.logic.instance import Assignment, Instance


class PlanLevel(StrEnum):
    """One thing to make as large (or, of waits, changes and moves, as small) as possible."""

    MUST_MEET = "must_meet"
    WEIGHT = "weight"
    WORST_SHARE = "worst_share"
    WAITS = "waits"
    TABLE_CHANGES = "table_changes"
    MOVED = "moved"


Levels = tuple[PlanLevel, ...]
USUAL: Final[Levels] = tuple(PlanLevel)
SMALL_IS_GOOD: Final = frozenset({PlanLevel.WAITS, PlanLevel.TABLE_CHANGES, PlanLevel.MOVED})
AFTER_WEIGHT: Final = frozenset({PlanLevel.WAITS, PlanLevel.TABLE_CHANGES})
FULL: Final = 100


def is_sensible(levels: Sequence[PlanLevel]) -> bool:
    """Is the order complete and thinkable? Promises come before wishes, and wishes before waits: with no meeting at
    all nobody waits.
    """
    if set(levels) != set(PlanLevel) or len(levels) != len(PlanLevel):
        return False
    place = {level: number for number, level in enumerate(levels)}
    after = [place[level] for level in AFTER_WEIGHT]
    return place[PlanLevel.MUST_MEET] < place[PlanLevel.WEIGHT] < min(after)


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan reaches on one level, and what no plan can beat there, if that is known."""

    value: int
    bound: int | None = None

    @property
    def is_proved(self) -> bool:
        """Can no plan do better here?"""
        return self.bound is not None and self.value == self.bound


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a person's wished meetings are planned; a day that is full counts as served."""

    served: int
    wished: int
    room: int

    @property
    def percent(self) -> int:
        """The served share, rounded down."""
        if self.served >= min(self.wished, self.room):
            return FULL
        return FULL * self.served // self.wished


def shares(instance: Instance, planned: Iterable[int]) -> dict[int, Share]:
    """The share of every participant whom anybody wishes to meet and who could come at all."""
    served: Counter[int] = Counter()
    wished: Counter[int] = Counter()
    chosen = set(planned)
    for meeting in instance.meetings:
        if meeting.declined_by is None:
            wished.update(meeting.sides)
            served.update(meeting.sides if meeting.id in chosen else ())
    found = {}
    for person in instance.participants:
        free = instance.frame.count - sum(1 <= slot <= instance.frame.count for slot in person.unavailable)
        room = free if person.max_meetings is None else min(free, person.max_meetings)
        if wished[person.id] and room > 0:
            found[person.id] = Share(served[person.id], wished[person.id], room)
    return found


def table_changes(instance: Instance, rows: Iterable[Assignment]) -> int:
    """How often somebody goes to another table for the next meeting."""
    wanted = instance.meeting()
    path: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        for side in wanted[row.meeting].sides:
            path[side].append((row.slot, row.place))
    return sum(one[1] != other[1] for mine in (sorted(each) for each in path.values()) for one, other in pairwise(mine))


def count_moved(before: Mapping[int, int], rows: Iterable[Assignment]) -> int:
    """How many meetings of the timetable that stands lose their time."""
    now = {row.meeting: row.slot for row in rows}
    return sum(now.get(meeting) != slot for meeting, slot in before.items())


def must_move(instance: Instance, before: Mapping[int, int]) -> int:
    """How many meetings of the timetable that stands cannot keep their time, whatever the plan."""
    wanted, people = instance.meeting(), instance.participant()
    return sum(
        meeting not in wanted
        or wanted[meeting].declined_by is not None
        or slot not in instance.common_slots(wanted[meeting], people)
        for meeting, slot in before.items()
    )


def measure(instance: Instance, rows: Sequence[Assignment], before: Mapping[int, int]) -> dict[PlanLevel, int]:
    """The value of a plan on every level."""
    wanted = instance.meeting()
    planned = [wanted[row.meeting] for row in rows]
    shared = shares(instance, (each.id for each in planned)).values()
    return {
        PlanLevel.MUST_MEET: sum(each.mandatory for each in planned),
        PlanLevel.WEIGHT: sum(each.weight for each in planned),
        PlanLevel.WORST_SHARE: min((each.percent for each in shared), default=FULL),
        PlanLevel.WAITS: sum(breaks(instance, rows).values()),
        PlanLevel.TABLE_CHANGES: table_changes(instance, rows),
        PlanLevel.MOVED: count_moved(before, rows),
    }


def rank(levels: Sequence[PlanLevel], values: Mapping[PlanLevel, int]) -> tuple[int, ...]:
    """Values to compare two plans by: the first level decides, then the next; larger is better."""
    return tuple(-values[level] if level in SMALL_IS_GOOD else values[level] for level in levels)
