"""What happened in the catalogue."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class LibraryFact(Fact):
    """A step of one entry: `kind` is achievement or need."""

    kind: str
    entry_id: int
    number: str


@dataclass(frozen=True)
class EntrySubmitted(LibraryFact):
    """An owner handed an entry in."""


@dataclass(frozen=True)
class EntryReturned(LibraryFact):
    """The centre asked the owner to correct something."""

    reason: str


@dataclass(frozen=True)
class ExpertFact(LibraryFact):
    """A step between an expert and those who look for help with a need."""

    person_id: int
    asked_by: int | None


@dataclass(frozen=True)
class ExpertAsked(ExpertFact):
    """An expert was asked to help with a need."""

    note: str


@dataclass(frozen=True)
class ExpertAnswered(ExpertFact):
    """An expert said yes or no."""

    accepted: bool
    answer: str


@dataclass(frozen=True)
class ExpertReleased(ExpertFact):
    """Whoever asked took it back before the expert answered."""


@dataclass(frozen=True)
class EntryStepped(LibraryFact):
    """An entry moved on."""

    before: str
    after: str
