"""What happens to registrations."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class RegistrationReceived(Fact):
    """Somebody registered; `state` says whether with a place, on the waiting list or waiting for a decision."""

    registration_id: int
    event_id: int
    state: str


@dataclass(frozen=True)
class RegistrationDecided(Fact):
    """An organiser approved, rejected or waitlisted a registration."""

    registration_id: int
    event_id: int
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class RegistrationCancelled(Fact):
    """A registration was cancelled by its person or an organiser."""

    registration_id: int
    event_id: int
    reason: str | None = None


@dataclass(frozen=True)
class PlaceOffered(Fact):
    """A place became free for the first on the waiting list, for 24 hours."""

    registration_id: int
    event_id: int
    until: str


@dataclass(frozen=True)
class OfferExpired(Fact):
    """An offered place was not accepted in time."""

    registration_id: int
    event_id: int


@dataclass(frozen=True)
class RegistrationsMerged(Fact):
    """Two registrations of one person became one; the older ticket is void."""

    kept_id: int
    void_id: int
    event_id: int
