"""What happened on and around the stage."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class RunningOrderChanged(Fact):
    """Pitches of a session got other times."""

    order_id: int
    session_id: int
    event_id: int
    method: str


@dataclass(frozen=True)
class QuestionFact(Fact):
    """Something that happened to a question."""

    question_id: int
    event_id: int
    pitch_id: int | None


@dataclass(frozen=True)
class QuestionAsked(QuestionFact):
    """Somebody asked."""

    is_confidential: bool


@dataclass(frozen=True)
class QuestionApproved(QuestionFact):
    """A question may be shown and answered."""


@dataclass(frozen=True)
class QuestionHidden(QuestionFact):
    """A question was not let through; its asker reads why."""

    reason: str


@dataclass(frozen=True)
class QuestionAnswered(QuestionFact):
    """A question got its answer, on stage or in writing."""

    in_writing: bool


@dataclass(frozen=True)
class QuestionLeftOpen(QuestionFact):
    """The questions were closed while this one still waited for an answer."""

    content: str
