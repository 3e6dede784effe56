"""What happened to investors."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class InvestorApplied(Fact):
    """An institution asks to be verified as investor."""

    investor_id: int
    centre_id: int | None
    name: str


@dataclass(frozen=True)
class InvestorVerified(Fact):
    """A centre decided about an investor; `state` is the new state."""

    investor_id: int
    name: str
    state: str
    reason: str | None


@dataclass(frozen=True)
class MandateWritten(Fact):
    """An investor wrote or changed what it looks for."""

    investor_id: int


@dataclass(frozen=True)
class InvestorJoined(Fact):
    """An investor takes part in an event."""

    event_id: int
    investor_id: int
    representative_id: int
