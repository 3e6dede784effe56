"""What happened to meetings; `by` is the person who did it and need not be told."""

from dataclasses import dataclass, field

from app.core.outbox import Fact


@dataclass(frozen=True)
class MeetingFact(Fact):
    """Something that happened to one meeting of one event."""

    meeting_id: int
    event_id: int
    by: int | None = None


@dataclass(frozen=True)
class MeetingRequested(MeetingFact):
    """One side asked the other to meet."""


@dataclass(frozen=True)
class MeetingRequestChanged(MeetingFact):
    """The words or the time of an open request changed."""


@dataclass(frozen=True)
class MeetingWithdrawn(MeetingFact):
    """A side took its open request back."""


@dataclass(frozen=True)
class MeetingAccepted(MeetingFact):
    """The other side agreed; the organiser still has to find a time."""


@dataclass(frozen=True)
class MeetingDeclined(MeetingFact):
    """The other side said no; `reason` is for the side that asked, `why` (a reason's code) only for matching."""

    reason: str = ""
    why: str = ""


@dataclass(frozen=True)
class MeetingExpired(MeetingFact):
    """Nobody answered a request in time."""


@dataclass(frozen=True)
class MeetingScheduled(MeetingFact):
    """A meeting has a time and a table; both sides get an invitation."""


@dataclass(frozen=True)
class MeetingMoved(MeetingFact):
    """A meeting has another time or table than `was` (an ISO moment, or empty)."""

    was: str = ""
    reason: str = ""


@dataclass(frozen=True)
class MoveFact(MeetingFact):
    """Something that happened to a request to move a meeting."""

    move_request_id: int = 0


@dataclass(frozen=True)
class MoveAsked(MoveFact):
    """One side asked to move an agreed meeting, and offered other times."""


@dataclass(frozen=True)
class MoveDeclined(MoveFact):
    """The meeting stays where it is, for a reason."""


@dataclass(frozen=True)
class MoveWithdrawn(MoveFact):
    """The side that asked to move took the request back."""


@dataclass(frozen=True)
class MoveExpired(MoveFact):
    """Nobody answered a request to move in time."""


@dataclass(frozen=True)
class MeetingCancelled(MeetingFact):
    """A meeting will not take place; calendars have to forget it."""

    reason: str = ""


@dataclass(frozen=True)
class MeetingMissed(MeetingFact):
    """One side did not come; `side` is `investor` or `pitch`."""

    side: str = ""


@dataclass(frozen=True)
class OutcomeRecorded(MeetingFact):
    """A side wrote down how the meeting ended; a next step with a date becomes a follow-up."""

    pitch_id: int = 0
    investor_id: int = 0
    outcome: str = ""
    next_step: str | None = None
    next_on: str | None = None


@dataclass(frozen=True)
class PlanMade(Fact):
    """The planner finished a plan that nobody but the organiser sees yet."""

    plan_id: int
    event_id: int


@dataclass(frozen=True)
class PlanPublished(Fact):
    """A plan became the timetable: which meetings are new, moved and called off by it."""

    plan_id: int
    event_id: int
    by: int | None = None
    added: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class TimetableMended(Fact):
    """The timetable changed on the day: which meetings are new, moved and called off, and why."""

    change_id: int
    event_id: int
    by: int | None = None
    added: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    reason: str = ""


@dataclass(frozen=True)
class TablesSet(Fact):
    """Tables for more than two were set: who sits there, and who brought the needs discussed."""

    event_id: int
    by: int | None = None
    people: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PlanShown(Fact):
    """A plan is shown to its people for feedback."""

    plan_id: int
    event_id: int
    by: int | None = None
    people: list[int] = field(default_factory=list)
