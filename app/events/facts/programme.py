"""What happens to the programme of an event."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class ProgrammeReleased(Fact):
    """A new version is public; `displaced` are meetings whose people or rooms the programme now needs."""

    event_id: int
    release_id: int
    number: int
    changed_session_ids: tuple[int, ...]
    displaced_meeting_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class SpeakerInvited(Fact):
    """Somebody was asked to take part in a session."""

    event_id: int
    session_id: int
    session_person_id: int


@dataclass(frozen=True)
class SpeakerAnswered(Fact):
    """An invited person said yes or no."""

    event_id: int
    session_id: int
    session_person_id: int
    state: str


@dataclass(frozen=True)
class SpeakerCancelled(Fact):
    """Somebody who was in the programme cannot come; told once."""

    event_id: int
    session_id: int
    session_person_id: int
    name: str
    reason: str


@dataclass(frozen=True)
class SessionCancelled(Fact):
    """A session will not take place."""

    event_id: int
    session_id: int
    reason: str


@dataclass(frozen=True)
class ActionItemRecorded(Fact):
    """A session decided that somebody will do something by a day (an ISO date)."""

    action_item_id: int
    event_id: int
    content: str
    owner_id: int
    due_on: str
