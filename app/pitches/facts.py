"""What happened to pitches."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class PitchFact(Fact):
    """Something that happened to one pitch of one event."""

    pitch_id: int
    event_id: int


@dataclass(frozen=True)
class PitchStarted(PitchFact):
    """A team began a pitch."""


@dataclass(frozen=True)
class PitchSubmitted(PitchFact):
    """A team handed in its pitch."""


@dataclass(frozen=True)
class PitchReturned(PitchFact):
    """An organiser asked the team to correct something."""

    reason: str


@dataclass(frozen=True)
class PitchStepped(PitchFact):
    """A pitch moved on inside the organiser's desk; nobody outside needs to know."""

    before: str
    after: str


@dataclass(frozen=True)
class PitchShortlisted(PitchFact):
    """A pitch was chosen for the stage."""

    batch: str | None = None


@dataclass(frozen=True)
class PitchWaitlisted(PitchFact):
    """A pitch was put on the waiting list."""

    batch: str | None = None


@dataclass(frozen=True)
class PitchRejected(PitchFact):
    """A pitch was refused."""

    reason: str
    batch: str | None = None


@dataclass(frozen=True)
class PitchConfirmed(PitchFact):
    """A pitch is certain to be on stage."""


@dataclass(frozen=True)
class PitchScheduled(PitchFact):
    """A pitch got its place in a running order."""


@dataclass(frozen=True)
class PitchWithdrawn(PitchFact):
    """A team took its pitch back."""

    before: str
    reason: str


@dataclass(frozen=True)
class PitchMissed(PitchFact):
    """A team did not come to its turn."""


@dataclass(frozen=True)
class PitchStepUndone(PitchFact):
    """An organiser took a decision back before anybody was told."""

    before: str
    after: str
    batch: str | None = None


@dataclass(frozen=True)
class SlidesUploaded(PitchFact):
    """A team handed in slides, perhaps after the deadline."""

    is_late: bool


@dataclass(frozen=True)
class TeamMemberInvited(PitchFact):
    """Somebody was asked to join the team of a pitch; `login` is an e-mail address."""

    login: str
    role: str
    has_account: bool


@dataclass(frozen=True)
class NdaAccepted(PitchFact):
    """A reader accepted the confidentiality undertaking of a pitch."""

    person_id: int


@dataclass(frozen=True)
class AccessGranted(PitchFact):
    """The team let a named person see everything."""

    person_id: int


@dataclass(frozen=True)
class AccessWithdrawn(PitchFact):
    """The team ended somebody's access."""

    person_id: int
