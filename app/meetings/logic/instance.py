"""What the planner is asked: who takes part, who wants to meet whom, and when and where they may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ANY_SESSION = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One who meets others: when not, and how often at most (None = no limit)."""

    id: int
    unavailable: frozenset[int] = frozenset()
    max_meetings: int | None = None
    max_per_day: int | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A meeting somebody wants: both sides, how much, and what is already fixed about it.

    `after` names meetings that must be strictly earlier; `declined_by` is a veto; a `fixed_slot` is a lock.
    """

    id: int
    a: int
    b: int
    mandatory: bool = False
    weight: int = 1
    session: str = ANY_SESSION
    fixed_slot: int | None = None
    fixed_place: int | None = None
    after: tuple[int, ...] = ()
    declined_by: int | None = None
    place_type: str | None = None

    @property
    def sides(self) -> tuple[int, int]:
        """Both participants."""
        return self.a, self.b


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table or room where one meeting at a time can be held, and the slots in which it is closed."""

    id: int
    type: str | None = None
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The slots 1..count, the named sessions and the days they fall into (first and last slot of each)."""

    count: int
    sessions: tuple[tuple[str, int, int], ...] = ()
    days: tuple[tuple[int, int], ...] = ()

    def slots_of(self, session: str) -> range:
        """The slots of a session; of any other name, all."""
        for name, first, last in self.sessions:
            if name == session:
                return range(first, last + 1)
        return range(1, self.count + 1)

    def day_of(self, slot: int) -> int:
        """The day of a slot, counted from 0; a slot outside all days belongs to none (-1)."""
        if not self.days:
            return 0
        return next((day for day, (first, last) in enumerate(self.days) if first <= slot <= last), -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A whole planning question."""

    frame: Frame
    participants: tuple[Participant, ...]
    meetings: tuple[Wanted, ...]
    places: tuple[Place, ...]
    name: str = ""

    def participant(self) -> dict[int, Participant]:
        """The participants by id."""
        return {each.id: each for each in self.participants}

    def meeting(self) -> dict[int, Wanted]:
        """The wanted meetings by id."""
        return {each.id: each for each in self.meetings}

    def common_slots(self, meeting: Wanted, people: Mapping[int, Participant] | None = None) -> list[int]:
        """The slots in which both sides are there, whatever else is planned."""
        if meeting.a == meeting.b:
            return []
        people = people or self.participant()
        away = people[meeting.a].unavailable | people[meeting.b].unavailable
        slots: Iterable[int] = self.frame.slots_of(meeting.session)
        if meeting.fixed_slot is not None:
            slots = [slot for slot in slots if slot == meeting.fixed_slot]
        return [slot for slot in slots if slot not in away]


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """A planned meeting: which, when and where."""

    meeting: int
    slot: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault of a file: where (a JSON path such as `$.meetings[3].a`) and what."""

    path: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


def same_places(count: int) -> tuple[Place, ...]:
    """So many identical tables, numbered from 1."""
    return tuple(Place(id=number) for number in range(1, count + 1))
