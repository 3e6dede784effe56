"""The stage as the audience follows it: phone, big screen, presenter, and the news that keeps them in step."""

import io

import segno
from flask import Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.db import database, plain_json
from app.core.display import label, language
from app.core.errors import NotAllowed
from app.core.handover import Handover
from app.core.permissions import Permission, may, public, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.investors.logic import InvestmentRound
from app.library.logic import FIELDS, term
from app.pitches.queries.access import is_team
from app.roadshow.logic import QuestionTheme
from app.roadshow.logic.live import Phase
from app.roadshow.logic.order import lot_of
from app.roadshow.models import Recording
from app.roadshow.queries.live import (
    get_revision,
    get_visible_stage,
    list_turn_items,
    presents,
    stage_state,
    state_text,
)
from app.roadshow.queries.online import list_recordings, may_know_of
from app.roadshow.queries.order import find_order
from app.roadshow.routes.blueprint import bp, show_event

OLD = 426  # what a listener gets where nobody takes connections over: it asks from time to time instead


def handover() -> Handover:
    """Return the way to the process that holds connections."""
    found: Handover = current_app.extensions["handover"]
    return found


def _stage(slug: str, session_id: int) -> tuple[Event, EventSession]:
    event = show_event(slug)
    return event, get_visible_stage(database.session(), current_actor(), event, session_id)


def stage_words() -> dict[str, dict[str, str]]:
    """Return the words that a screen needs for the codes of the state, in the language of the page."""
    return {
        "phase": {phase.value: label(phase) for phase in Phase},
        "theme": {theme.value: label(theme) for theme in QuestionTheme},
        "round": {each.value: label(each) for each in InvestmentRound},
        "field": {each.zh: term(FIELDS, each.code, language()) for each in FIELDS},
    }


def milliseconds() -> int:
    """Return the time of the server, to which screens set their clocks."""
    return round(now().timestamp() * 1000)


def _recordings(session_id: int) -> list[Recording]:
    found = list_recordings(database.session(), session_id)
    return [each for each in found if may_know_of(database.session(), current_actor(), each)]


@bp.get("/events/<slug>/stage/<int:session_id>")
@public
def show_stage(slug: str, session_id: int) -> ResponseReturnValue:
    """Follow a stage on the phone, or on the big screen with `?kiosk=1`."""
    event, stage = _stage(slug, session_id)
    context = {
        "event": event, "stage": stage, "state": stage_state(database.session(), stage.id), "now": milliseconds(),
        "words": stage_words(), "is_presenter": presents(database.session(), current_actor(), stage.id),
        "recordings": _recordings(stage.id),
    }  # fmt: skip
    if request.args.get("kiosk"):
        return render_template("roadshow/_big_screen.html", **context)
    return render_template("roadshow/show_stage.html", **context)


@bp.get("/events/<slug>/stage/<int:session_id>/state.json")
@public
def show_state(slug: str, session_id: int) -> ResponseReturnValue:
    """Give the time of the server and, unless the caller has it, the state of a stage."""
    _event, stage = _stage(slug, session_id)
    session = database.session()
    if request.args.get("seen", -1, int) == get_revision(session, stage.id):
        return jsonify(now=milliseconds(), state=None)
    text = state_text(session, stage.id)[1]
    return Response(f'{{"now":{milliseconds()},"state":{text}}}', mimetype="application/json")


@bp.get("/events/<slug>/stage/<int:session_id>/stream")
@public
def stream_state(slug: str, session_id: int) -> ResponseReturnValue:
    """Send the state of a stage now and after every change, by server-sent events."""
    _event, stage = _stage(slug, session_id)
    connection = request.environ.get("gunicorn.socket")
    if connection is None or not handover().is_there or request.method != "GET":
        return jsonify(error="Please ask for the state from time to time."), OLD
    first = state_text(database.session(), stage.id)
    chunked = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
    return handover().stream(connection, topic=stage.id, first=first, chunked=chunked)


@bp.get("/events/<slug>/stage/<int:session_id>/ask.svg")
@public
def draw_stage_code(slug: str, session_id: int) -> ResponseReturnValue:
    """Draw the QR code that leads phones to the stage."""
    event, stage = _stage(slug, session_id)
    config = current_app.extensions["luyan_config"]
    address = f"{config.base_url}{url_for('.show_stage', slug=event.slug, session_id=stage.id)}"
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", scale=8, border=2, light="white")
    answer = Response(drawing.getvalue(), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.get("/events/<slug>/stage/<int:session_id>/lots")
@public
def show_lots(slug: str, session_id: int) -> ResponseReturnValue:
    """Show how the lots fell, so that anybody can work them out anew."""
    event, stage = _stage(slug, session_id)
    order = find_order(database.session(), stage.id)
    seed = order.seed if order else None
    items = list_turn_items(database.session(), stage.id)
    return render_template(
        "roadshow/show_lots.html",
        event=event,
        stage=stage,
        order=order,
        seed=seed,
        lots=sorted((lot_of(item.pitch_id, seed), item) for item in items) if seed else [],
        closed="named",
    )


@bp.get("/events/<slug>/stage/<int:session_id>/presenter")
@requires(Permission.PITCH_EDIT)
def show_presenter(slug: str, session_id: int) -> ResponseReturnValue:
    """Show presenters the time they have left, what comes next, and the question on the screen."""
    event, stage = _stage(slug, session_id)
    order = find_order(database.session(), stage.id)
    actor = current_actor()
    mine = {item.pitch_id for item in order.items if is_team(actor, item.pitch)} if order else set()
    if not mine and not may(actor, Permission.ROADSHOW_RUN, stage):
        raise NotAllowed("You are not allowed to do this.")
    return render_template(
        "roadshow/show_presenter.html",
        event=event,
        stage=stage,
        state=stage_state(database.session(), stage.id),
        now=milliseconds(),
        words=stage_words(),
        mine=plain_json(sorted(mine)),
        turns=[item for item in list_turn_items(database.session(), stage.id) if item.pitch_id in mine],
    )
