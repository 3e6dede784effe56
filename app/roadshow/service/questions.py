"""Questions: asked, let through or hidden, answered on stage or in writing, closed."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import outbox
from app.core.clock import now, today
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise, may
from app.events.models.event import Event
from app.pitches.logic.states import SHOWN_TO_ALL
from app.pitches.models import Pitch
from app.roadshow import facts
from app.roadshow.logic import QUESTION_NEEDS_REASON, QuestionState, QuestionTheme, may_become
from app.roadshow.logic.live import Screen
from app.roadshow.models import Question, QuestionVote, RunningOrder, RunningOrderItem, StageRun
from app.roadshow.queries.questions import count_votes, get_question, has_voted, list_in_states
from app.roadshow.service.live import open_stage, show_on_screen

SHORTEST, LONGEST = 5, 500
LONGEST_NAME = 60
Q = QuestionState
# The steps a question takes until its answer stands there.
TO_WRITTEN = {
    Q.APPROVED: (Q.SELECTED, Q.TO_BE_ANSWERED, Q.ANSWERED_WRITTEN),
    Q.SELECTED: (Q.TO_BE_ANSWERED, Q.ANSWERED_WRITTEN),
    Q.TO_BE_ANSWERED: (Q.ANSWERED_WRITTEN,),
}
TO_LIVE = {Q.APPROVED: (Q.SELECTED, Q.ANSWERED_LIVE), Q.SELECTED: (Q.ANSWERED_LIVE,)}
TO_WAITING = {Q.APPROVED: (Q.SELECTED, Q.TO_BE_ANSWERED), Q.SELECTED: (Q.TO_BE_ANSWERED,), Q.TO_BE_ANSWERED: ()}


def ask_question(  # noqa: PLR0913 -- a question has a theme, words and two ticks
    session: Session,
    actor: Actor,
    *,
    event: Event,
    pitch: Pitch | None,
    theme: QuestionTheme,
    content: str,
    is_confidential: bool = False,
    shows_asker: bool = True,
    asker_text: str | None = None,
) -> Question:
    """Ask the team of a pitch; a moderator looks at it before anybody else does.

    With `asker_text` a moderator writes down what somebody asks at the microphone: everybody has heard it already.
    """
    authorise(actor, Permission.QUESTION_ASK)
    content = content.strip()
    if not SHORTEST <= len(content) <= LONGEST:
        raise RuleBroken("A question has between 5 and 500 characters.", field="content")
    if pitch is not None and (pitch.event_id != event.id or pitch.state not in SHOWN_TO_ALL):
        raise RuleBroken("Please choose a pitch of this event.", field="pitch_id")
    if pitch is None and is_confidential:
        raise RuleBroken("A confidential question needs the pitch whose team may read it.", field="pitch_id")
    question = Question(
        event=event, pitch=pitch, theme=theme, content=content, is_confidential=is_confidential,
        shows_asker=shows_asker,
    )  # fmt: skip
    if asker_text is None:
        asker = session.get(Person, actor.person_id) if actor.person_id else None
        question.asker_id = actor.person_id
        question.asker_organisation_id = asker.organisation_id if asker else None
    else:
        _enter_for(actor, question, asker_text)
    session.add(question)
    session.flush()
    tell_screens_of(session, question)
    outbox.record(session, facts.QuestionAsked(**_about(question), is_confidential=is_confidential))
    return question


def _enter_for(actor: Actor, question: Question, asker_text: str) -> None:
    authorise(actor, Permission.QUESTION_MODERATE, question.event)
    if len(asker_text) > LONGEST_NAME:
        raise RuleBroken("A name has at most %(most)d characters.", field="asker_text", most=LONGEST_NAME)
    question.asker_text, question.source, question.state = asker_text.strip() or None, "microphone", Q.APPROVED


def vote_for(session: Session, actor: Actor, *, question_id: int) -> int:
    """Say that one wants a question asked, once; return how many do."""
    question = get_question(session, question_id)
    authorise(actor, Permission.QUESTION_ASK)
    if question.is_confidential or question.state not in (Q.APPROVED, Q.SELECTED) or actor.person_id is None:
        raise NotFound("There is no such question.")
    if not has_voted(session, question_id, actor.person_id):
        session.add(QuestionVote(question_id=question_id, person_id=actor.person_id))
        session.flush()
        tell_screens_of(session, question)
    return count_votes(session, [question_id]).get(question_id, 0)


def put_on_screen(session: Session, actor: Actor, *, question_id: int, session_id: int) -> Question:
    """Take a question on stage and onto the big screen."""
    question = get_question(session, question_id)
    run = open_stage(session, actor, session_id=session_id)
    authorise(actor, Permission.QUESTION_MODERATE, question)
    if question.is_confidential:
        raise RuleBroken("A question in confidence never stands on a screen.")
    if run.session.event_id != question.event_id:
        raise NotFound("There is no such question.")
    if question.state is Q.APPROVED:
        _step(question, Q.SELECTED, None)
    if question.state is not Q.SELECTED:
        raise RuleBroken("Please let the question through first.")
    run.question = question
    show_on_screen(session, actor, session_id=session_id, screen=Screen.QUESTION, notice=run.notice)
    return question


def owe_answer(session: Session, actor: Actor, *, question_id: int, due_on: date) -> Question:
    """Note on stage that the team answers in writing, and until when."""
    question = get_question(session, question_id)
    authorise(actor, Permission.QUESTION_MODERATE, question)
    if due_on < today(ZoneInfo(question.event.zone)):
        raise RuleBroken("This day is over. Please choose a later one.", field="due_on")
    for after in TO_WAITING.get(question.state, ()):
        _step(question, after, None)
    if question.state is not Q.TO_BE_ANSWERED:
        raise RuleBroken("A question that is “%(state)s” cannot be answered.", state=question.state)
    question.due_on = due_on
    session.flush()
    tell_screens_of(session, question)
    outbox.record(session, facts.QuestionLeftOpen(**_about(question), content=question.content))
    question.left_open_at = now()
    return question


def record_question(  # noqa: PLR0913 -- what a report says and what is assumed
    session: Session,
    actor: Actor,
    *,
    event: Event,
    theme: QuestionTheme,
    content: str,
    pitch: Pitch | None = None,
    assumed: dict[str, Any] | None = None,
) -> Question:
    """Enter, as the moderator, a question of which a published report speaks; nobody is named as its asker."""
    authorise(actor, Permission.QUESTION_MODERATE, event)
    question = Question(
        event=event, pitch=pitch, theme=theme, content=content, state=Q.APPROVED, source="imported",
        assumed=assumed or {}, shows_asker=False,
    )  # fmt: skip
    session.add(question)
    session.flush()
    return question


def moderate(
    session: Session, actor: Actor, *, question_id: int, after: QuestionState, reason: str | None = None
) -> Question:
    """Take a question one step further as a moderator."""
    question = get_question(session, question_id)
    authorise(actor, Permission.QUESTION_MODERATE, question)
    _step(question, after, reason)
    session.flush()
    tell_screens_of(session, question)
    if after is Q.APPROVED:
        outbox.record(session, facts.QuestionApproved(**_about(question)))
    elif after is Q.HIDDEN:
        outbox.record(session, facts.QuestionHidden(**_about(question), reason=question.state_reason or ""))
    elif after is Q.ANSWERED_LIVE:
        outbox.record(session, facts.QuestionAnswered(**_about(question), in_writing=False))
    return question


def answer_question(
    session: Session, actor: Actor, *, question_id: int, answer: str = "", in_writing: bool = True
) -> Question:
    """Answer as the team in writing, or note as team or moderator what was said on stage."""
    question = get_question(session, question_id)
    if not may_answer(actor, question) and not (not in_writing and may(actor, Permission.QUESTION_MODERATE, question)):
        raise NotAllowed("You are not allowed to do this.")
    answer = answer.strip()
    if in_writing and not answer:
        raise RuleBroken("Please write the answer.", field="answer")
    steps = (TO_WRITTEN if in_writing else TO_LIVE).get(question.state)
    if steps is None:
        raise RuleBroken("A question that is “%(state)s” cannot be answered.", state=question.state)
    for after in steps:
        _step(question, after, None)
    question.answer, question.answered_by, question.answered_at = answer or None, actor.person_id, now()
    session.flush()
    tell_screens_of(session, question)
    outbox.record(session, facts.QuestionAnswered(**_about(question), in_writing=in_writing))
    return question


def may_answer(actor: Actor, question: Question) -> bool:
    """Tell whether the actor speaks for the team that was asked."""
    return actor.person_id in question.team_ids or (
        question.pitch is not None and may(actor, Permission.QUESTION_ANSWER, question)
    )


def close_questions(session: Session, actor: Actor, *, event: Event) -> tuple[int, int]:
    """End the questions of an event: answered ones are closed, open ones become follow-ups; return both counts."""
    authorise(actor, Permission.QUESTION_MODERATE, event)
    waiting = list_in_states(session, event.id, [Q.SUBMITTED])
    if waiting:
        raise RuleBroken("Approve or hide the %(num)d waiting questions first.", num=len(waiting))
    answered = list_in_states(session, event.id, [Q.ANSWERED_LIVE, Q.ANSWERED_WRITTEN])
    for question in answered:
        _step(question, Q.CLOSED, None)
    open_ = [row for row in list_in_states(session, event.id, list(TO_WAITING)) if row.left_open_at is None]
    for question in open_:
        for after in TO_WAITING[question.state]:
            _step(question, after, None)
        question.left_open_at = now()
    session.flush()
    for question in open_:
        outbox.record(session, facts.QuestionLeftOpen(**_about(question), content=question.content))
    return len(answered), len(open_)


def _step(question: Question, after: QuestionState, reason: str | None) -> None:
    if not may_become(question.state, after):
        raise RuleBroken(
            "A question that is “%(before)s” cannot become “%(after)s”.", before=question.state, after=after
        )
    reason = (reason or "").strip() or None
    if after in QUESTION_NEEDS_REASON and reason is None:
        raise RuleBroken("Please give a reason.", field="reason")
    question.state, question.state_reason = after, reason


def tell_screens_of(session: Session, question: Question) -> None:
    """Let the screens of the session in which the pitch stands know that its questions changed."""
    sessions = (
        select(RunningOrder.session_id)
        .join(RunningOrderItem, RunningOrderItem.order_id == RunningOrder.id)
        .where(RunningOrderItem.pitch_id == question.pitch_id)
    )
    session.execute(
        update(StageRun)
        .where(StageRun.session_id.in_(sessions))
        .values(revision=StageRun.revision + 1, updated_at=now()),
        execution_options={"synchronize_session": "fetch"},
    )


def _about(question: Question) -> dict[str, Any]:
    return {"question_id": question.id, "event_id": question.event_id, "pitch_id": question.pitch_id}
