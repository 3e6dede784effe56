"""The questions of an event: asked, moderated, answered, closed."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import today
from app.core.db import database
from app.core.display import explain
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import attempt, current_actor, wants_json
from app.events.models.event import Event
from app.events.queries.programme_public import check_visible
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_public_pitches
from app.roadshow.forms import AnswerQuestionForm, AskQuestionForm, OweAnswerForm
from app.roadshow.logic import QUESTION_TRANSITIONS, QuestionState, QuestionTheme
from app.roadshow.models import Question
from app.roadshow.queries.live import get_own_stage
from app.roadshow.queries.order import list_stages
from app.roadshow.queries.questions import QuestionFilter, count_themes, count_votes, get_question, reads_everything
from app.roadshow.queries.questions import list_questions as find_questions
from app.roadshow.routes.blueprint import bp, show_event
from app.roadshow.routes.live import handover
from app.roadshow.service import questions as service

USUAL_DAYS = 7


def _page(event: Event, form: AskQuestionForm, pitches: list[Pitch]) -> str:
    actor, pitch = current_actor(), _chosen(pitches)
    wanted = QuestionFilter(pitch.id if pitch else None, request.args.get("theme", ""), request.args.get("state", ""))
    rows = find_questions(database.session(), actor, event, wanted)
    return render_template(
        "roadshow/list_questions.html",
        event=event,
        form=form,
        pitch=pitch,
        pitches=pitches,
        rows=rows,
        answers={row.id: AnswerQuestionForm(prefix=f"q{row.id}") for row in rows if service.may_answer(actor, row)},
        counts=count_themes(database.session(), event.id, pitch_id=pitch.id if pitch else None),
        moderates=reads_everything(actor, event),
        votes=count_votes(database.session(), [row.id for row in rows]),
        owe=OweAnswerForm(due_on=today(ZoneInfo(event.zone)) + timedelta(days=USUAL_DAYS)),
        may_be_owed=frozenset(service.TO_WAITING),
        can_vote=(QuestionState.APPROVED, QuestionState.SELECTED),
        onward=QUESTION_TRANSITIONS,
        QuestionState=QuestionState,
        may_be_live=frozenset(service.TO_LIVE),
        may_be_written=frozenset(service.TO_WRITTEN),
        themes=list(QuestionTheme),
        filters=_filters(),
    )


def _chosen(pitches: list[Pitch]) -> Pitch | None:
    number = request.args.get("pitch", "")
    return next((pitch for pitch in pitches if pitch.number == number), None)


def _ask_form(pitches: list[Pitch]) -> AskQuestionForm:
    return AskQuestionForm(pitches=[(str(pitch.id), pitch.title) for pitch in pitches if pitch.visibility != "named"])


def _back(event: Event) -> ResponseReturnValue:
    console = request.args.get("back", type=int)
    if console:
        return redirect(url_for(".show_console", slug=event.slug, session_id=console))
    return redirect(url_for(".list_questions", slug=event.slug, **_filters()))


def _filters() -> dict[str, Any]:
    return {name: request.args[name] for name in ("pitch", "theme", "state") if request.args.get(name)}


@bp.route("/events/<slug>/questions", methods=["GET", "POST"])
@requires(Permission.QUESTION_ASK)
def list_questions(slug: str) -> ResponseReturnValue:
    """Read the questions one may read, and ask another."""
    event = show_event(slug)
    pitches = list_public_pitches(database.session(), event.id)
    if not any(may(current_actor(), Permission.PITCH_EDIT, pitch) for pitch in pitches):
        check_visible(database.session(), current_actor(), event)
    form, chosen = _ask_form(pitches), _chosen(pitches)
    if not form.is_submitted() and chosen is not None:
        form.pitch_id.data = str(chosen.id)
    if form.validate_on_submit():
        asked = next((pitch for pitch in pitches if str(pitch.id) == form.pitch_id.data), None)
        try:
            with database.transaction() as session:
                service.ask_question(
                    session,
                    current_actor(),
                    event=event,
                    pitch=asked,
                    theme=QuestionTheme(form.theme.data),
                    content=form.content.data or "",
                    is_confidential=form.is_confidential.data,
                    shows_asker=form.shows_asker.data,
                    asker_text=form.asker_text.data if _at_microphone(event) else None,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            tell_listeners(event)
            if not _at_microphone(event):
                flash(_("Thank you. The moderator looks at your question before it is shown."), "success")
            return _back(event)
    return _page(event, form, pitches), form.status


def _at_microphone(event: Event) -> bool:
    """Tell whether a moderator enters the question of somebody else."""
    return bool(request.form.get("microphone")) and reads_everything(current_actor(), event)


def tell_listeners(event: Event) -> None:
    """Nudge the screens of an event, after the commit."""
    for stage in list_stages(database.session(), event.id):
        handover().announce(stage.id)


def _known(slug: str, question_id: int) -> tuple[Event, Question]:
    event = show_event(slug)
    question = get_question(database.session(), question_id)
    if question.event_id != event.id:
        raise NotFound("There is no such question.")
    return event, question


@bp.post("/events/<slug>/questions/<int:question_id>/step")
@requires(Permission.QUESTION_MODERATE)
def moderate_question(slug: str, question_id: int) -> ResponseReturnValue:
    """Let a question through, hide it, put it on stage or keep it for writing."""
    event, question = _known(slug, question_id)
    authorise(current_actor(), Permission.QUESTION_MODERATE, question)
    wanted = request.form.get("after", "")
    if wanted not in set(QuestionState):
        raise NotFound("There is no such step.")
    if attempt(
        lambda session: service.moderate(
            session, current_actor(), question_id=question.id, after=QuestionState(wanted),
            reason=request.form.get("reason"),
        ),
        _("Done."),
    ):  # fmt: skip
        tell_listeners(event)
    return _back(event)


@bp.post("/events/<slug>/questions/vote")
@requires(Permission.QUESTION_ASK)
def vote_for_question(slug: str) -> ResponseReturnValue:
    """Say that one wants a question asked, too; each person once.

    Nobody is nudged: screens look once a second by themselves, so a thousand votes in one second are told together.
    """
    event, question = _known(slug, request.form.get("question_id", 0, int))
    check_visible(database.session(), current_actor(), event)
    with database.transaction() as session:
        votes = service.vote_for(session, current_actor(), question_id=question.id)
    return jsonify(votes=votes) if wants_json() else _back(event)


@bp.post("/events/<slug>/questions/<int:question_id>/owe")
@requires(Permission.QUESTION_MODERATE)
def owe_answer(slug: str, question_id: int) -> ResponseReturnValue:
    """Note that the team answers in writing until a day."""
    event, question = _known(slug, question_id)
    authorise(current_actor(), Permission.QUESTION_MODERATE, question)
    due_on = OweAnswerForm().due_on.data
    if due_on is None:
        flash(_("Please choose the day until which the team answers."), "error")
        return _back(event)
    if attempt(
        lambda session: service.owe_answer(session, current_actor(), question_id=question.id, due_on=due_on),
        _("Noted; the team is asked to answer in writing."),
    ):
        tell_listeners(event)
    return _back(event)


@bp.post("/events/<slug>/manage/stage/<int:session_id>/question/<int:question_id>")
@requires(Permission.QUESTION_MODERATE)
def put_question_on_screen(slug: str, session_id: int, question_id: int) -> ResponseReturnValue:
    """Take a question on stage and onto the big screen."""
    event, question = _known(slug, question_id)
    stage = get_own_stage(database.session(), event, session_id)
    authorise(current_actor(), Permission.QUESTION_MODERATE, question)
    if attempt(
        lambda session: service.put_on_screen(session, current_actor(), question_id=question.id, session_id=stage.id)
    ):
        handover().announce(stage.id)
    return redirect(url_for(".show_console", slug=event.slug, session_id=stage.id))


@bp.post("/events/<slug>/questions/<int:question_id>/answer")
@requires(Permission.PITCH_EDIT)
def answer_question(slug: str, question_id: int) -> ResponseReturnValue:
    """Answer in writing as the team, or note what was answered on stage."""
    event, question = _known(slug, question_id)
    form = AnswerQuestionForm(prefix=f"q{question.id}")
    if attempt(
        lambda session: service.answer_question(
            session, current_actor(), question_id=question.id, answer=form.answer.data or "",
            in_writing=request.form.get("how") != "live",
        ),
        _("The answer is kept with the question."),
    ):  # fmt: skip
        tell_listeners(event)
    return _back(event)


@bp.post("/events/<slug>/questions/close")
@requires(Permission.QUESTION_MODERATE)
def close_questions(slug: str) -> ResponseReturnValue:
    """End the questions; those still open become follow-ups."""
    event = show_event(slug, Permission.QUESTION_MODERATE)
    try:
        with database.transaction() as session:
            closed, left = service.close_questions(session, current_actor(), event=event)
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        text = _(
            "%(closed)d answered questions are closed, %(left)d open ones are followed up.", closed=closed, left=left
        )
        flash(text, "success")
    return _back(event)
