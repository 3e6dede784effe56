"""What happened in a jury."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class SeatFact(Fact):
    """Something that happened to a seat of a panel."""

    seat_id: int
    panel_id: int
    event_id: int


@dataclass(frozen=True)
class JudgeInvited(SeatFact):
    """Somebody was asked to judge."""


@dataclass(frozen=True)
class JudgeDeclined(SeatFact):
    """A judge will not judge."""

    reason: str


@dataclass(frozen=True)
class JudgeDoubleBooked(SeatFact):
    """The session of a panel moved to a time at which a judge is somewhere else."""

    other: str
    when: str


@dataclass(frozen=True)
class JudgeRecused(SeatFact):
    """A judge does not judge one target, because of a conflict of interest."""

    target_id: int
    relation: str


@dataclass(frozen=True)
class SheetReturned(SeatFact):
    """A score sheet went back to its judge."""

    sheet_id: int
    reason: str


@dataclass(frozen=True)
class PanelFact(Fact):
    """Something that happened to a panel."""

    panel_id: int
    event_id: int


@dataclass(frozen=True)
class PanelOpened(PanelFact):
    """Judges may score."""


@dataclass(frozen=True)
class PanelClosed(PanelFact):
    """The scores are locked, and there is a result."""


@dataclass(frozen=True)
class PanelRevealed(PanelFact):
    """Everybody may know the result."""


@dataclass(frozen=True)
class OutcomeChanged(PanelFact):
    """The result changed after the scores were locked."""

    reason: str
