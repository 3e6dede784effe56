"""Finding questions, each for whoever may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.core.permissions import Actor, Permission, Role, ScopeKind, may
from app.events.models.event import Event
from app.pitches.models import Pitch, PitchMember
from app.roadshow.logic import QuestionState, QuestionTheme, count_by_theme
from app.roadshow.models import Question, QuestionVote

UNSEEN = (QuestionState.SUBMITTED, QuestionState.HIDDEN)


@dataclass(frozen=True)
class QuestionFilter:
    """What a reader looks for, as written in the address."""

    pitch_id: int | None = None
    theme: str = ""
    state: str = ""


def get_question(session: Session, question_id: int) -> Question:
    """Return a question with its event, pitch and team."""
    found = session.scalar(select(Question).where(Question.id == question_id).options(*_loaded()))
    if found is None:
        raise NotFound("There is no such question.")
    return found


def list_questions(session: Session, actor: Actor, event: Event, wanted: QuestionFilter) -> list[Question]:
    """Return the questions of an event that the actor may read, by pitch and time."""
    chosen = select(Question).where(Question.event_id == event.id, _readable(actor, event))
    if wanted.pitch_id is not None:
        chosen = chosen.where(Question.pitch_id == wanted.pitch_id)
    if wanted.theme in set(QuestionTheme):
        chosen = chosen.where(Question.theme == QuestionTheme(wanted.theme))
    if wanted.state in set(QuestionState):
        chosen = chosen.where(Question.state == QuestionState(wanted.state))
    return list(session.scalars(chosen.options(*_loaded()).order_by(Question.pitch_id, Question.id)))


def count_themes(session: Session, event_id: int, *, pitch_id: int | None = None) -> dict[QuestionTheme, int]:
    """Return how many questions that were let through or still wait each theme has."""
    chosen = select(Question.theme).where(Question.event_id == event_id, Question.state != QuestionState.HIDDEN)
    if pitch_id is not None:
        chosen = chosen.where(Question.pitch_id == pitch_id)
    return count_by_theme(session.scalars(chosen))


def has_voted(session: Session, question_id: int, person_id: int) -> bool:
    """Tell whether a person already wants this question asked."""
    wanted = select(QuestionVote.id).where(QuestionVote.question_id == question_id, QuestionVote.person_id == person_id)
    return session.scalar(wanted) is not None


def count_votes(session: Session, question_ids: Iterable[int]) -> dict[int, int]:
    """Return how many people want each question asked; questions nobody voted for are left out."""
    rows = session.execute(
        select(QuestionVote.question_id, func.count())
        .where(QuestionVote.question_id.in_(list(question_ids)))
        .group_by(QuestionVote.question_id)
    )
    return {row[0]: row[1] for row in rows}


def list_in_states(session: Session, event_id: int, states: list[QuestionState]) -> list[Question]:
    """Return all questions of an event in some states, oldest first."""
    wanted = select(Question).where(Question.event_id == event_id, Question.state.in_(states))
    return list(session.scalars(wanted.options(*_loaded()).order_by(Question.id)))


def reads_everything(actor: Actor, event: Event) -> bool:
    """Tell whether the actor moderates the questions of an event."""
    return may(actor, Permission.QUESTION_MODERATE, event)


def _readable(actor: Actor, event: Event) -> ColumnElement[bool]:
    """Moderators read all; teams and askers read their own, also in confidence; the others what was let through."""
    if reads_everything(actor, event):
        return Question.id.is_not(None)
    mine = Question.asker_id == actor.person_id
    let_through = Question.state.not_in(UNSEEN)
    on_team = select(PitchMember.pitch_id).where(PitchMember.person_id == actor.person_id)
    organisations = actor.scope_ids(ScopeKind.ORGANISATION, Role.PROJECT_TEAM)
    teams = select(Pitch.id).where(
        or_(Pitch.id.in_(on_team), Pitch.created_by == actor.person_id, Pitch.organisation_id.in_(organisations))
    )
    ours = and_(Question.pitch_id.in_(teams), let_through)
    return or_(mine, ours, and_(let_through, Question.is_confidential.is_(False)))


def _loaded() -> tuple[Any, ...]:
    return (
        joinedload(Question.event),
        joinedload(Question.asker),
        joinedload(Question.asker_organisation),
        joinedload(Question.pitch).selectinload(Pitch.members),
    )
