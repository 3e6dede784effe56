"""Matching in the background: reading new texts, and learning from verdicts every night."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.queue import Handler, Steps
from app.core.schedules import Schedule
from app.matching.logic.steps import Subject
from app.matching.service.indexing import INDEX, index_changes
from app.matching.service.learning import (
    LEARN,
    LEARN_PITCHES,
    READ,
    Learnt,
    Lesson,
    keep_version,
    prepare_lesson,
    read,
    remember,
    unread_texts,
    work_out_lesson,
)


def begin_learning(session: Session, _payload: dict[str, Any]) -> Lesson | None:
    """Gather what companies and their managers decided, and what came of it."""
    return prepare_lesson(session)


def begin_learning_pitches(session: Session, _payload: dict[str, Any]) -> Lesson | None:
    """Gather what investors and teams wished, asked, answered, said after meetings and signed."""
    return prepare_lesson(session, Subject.PITCHES)


def end_learning(session: Session, _payload: dict[str, Any], outcome: Learnt) -> None:
    """Keep the new version."""
    keep_version(session, outcome)


def begin_reading(session: Session, _payload: dict[str, Any]) -> dict[str, tuple[str, bool]] | None:
    """Find texts that nobody has read yet."""
    return unread_texts(session) or None


def end_reading(session: Session, _payload: dict[str, Any], outcome: dict[str, bytes]) -> None:
    """Keep what was read."""
    remember(session, outcome)


def bring_index_up_to_date(session: Session, _payload: dict[str, Any]) -> dict[str, Any]:
    """Read achievements that changed into the search index."""
    return {"indexed": index_changes(session)}


JOBS: Final[dict[str, Handler]] = {
    INDEX: bring_index_up_to_date,
    LEARN: Steps(begin=begin_learning, work=work_out_lesson, end=end_learning),
    LEARN_PITCHES: Steps(begin=begin_learning_pitches, work=work_out_lesson, end=end_learning),
    READ: Steps(begin=begin_reading, work=read, end=end_reading),
}
SCHEDULES: Final = (
    Schedule("matching.learn", LEARN, cron="20 3 * * *"),
    Schedule("matching.learn_pitches", LEARN_PITCHES, cron="30 3 * * *"),
    Schedule("matching.index", INDEX, every=timedelta(minutes=1)),
    Schedule("matching.read", READ, every=timedelta(minutes=1)),
)
