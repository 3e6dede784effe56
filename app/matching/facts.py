"""What happened in matching."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class InterestExpressed(Fact):
    """One side said how much it wants to meet the other; only that side and the organiser may know."""

    event_id: int
    investor_id: int
    pitch_id: int
    side: str
    wish: str


@dataclass(frozen=True)
class InterestBecameMutual(Fact):
    """Both sides want to meet: now both may know."""

    event_id: int
    investor_id: int
    pitch_id: int
