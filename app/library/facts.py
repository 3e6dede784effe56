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


@dataclass(frozen=True)
class PocFact(Fact):
    """Something about a proof of concept, at the gate `stage`."""

    project_id: int
    stage: str


@dataclass(frozen=True)
class PocHandedIn(PocFact):
    """The team handed in what the gate asks for, and waits for a decision."""


@dataclass(frozen=True)
class PocDecided(PocFact):
    """It was decided whether the gate is passed."""

    verdict: str
    reason: str


@dataclass(frozen=True)
class PocWithdrawn(PocFact):
    """The team gave it up."""

    reason: str


@dataclass(frozen=True)
class PocDeciderNamed(PocFact):
    """Somebody is to decide at the gate."""

    person_id: int


@dataclass(frozen=True)
class PocDue(PocFact):
    """Papers (`team`) or a decision (`desk`) are due soon, or late."""

    side: str
    due_on: str
    is_late: bool
