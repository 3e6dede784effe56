"""What happens to events."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class EventCreated(Fact):
    """Somebody started to plan an event."""

    event_id: int


@dataclass(frozen=True)
class EventStateChanged(Fact):
    """An event went from one state to another."""

    event_id: int
    old: str
    new: str
    reason: str | None = None


@dataclass(frozen=True)
class EventMoved(Fact):
    """An event that people know of has another time or place."""

    event_id: int
    start_before: str
    start_after: str
    place_before: str | None = None
    place_after: str | None = None


@dataclass(frozen=True)
class EventHandedOver(Fact):
    """An event has another owner."""

    event_id: int
    old_owner_id: int
    new_owner_id: int
