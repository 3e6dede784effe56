"""The programme board: days by rooms, moved by hand, by keyboard or by form; the server decides every move."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.db import database
from app.core.display import explain
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import attempt, current_actor, wants_json
from app.events.forms.programme import MoveSessionForm
from app.events.logic.programme import public_part
from app.events.logic.programme_page import Filters
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.programme import find_last_release, list_rooms
from app.events.queries.release import plan_release
from app.events.queries.sessions import get_session
from app.events.routes.blueprint import bp
from app.events.routes.board_view import BoardFilter, board_context, places_of, read_filter
from app.events.routes.guide import event_for
from app.events.routes.programme_view import event_words, programme_context
from app.events.service import programme

OFFSETS = range(24 * 60)


@bp.get("/events/<slug>/manage/programme")
@requires(Permission.PROGRAMME_EDIT)
def show_board(slug: str) -> ResponseReturnValue:
    """Show the draft as days by rooms, what does not fit, and what has no time yet."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    return render_template("events/show_board.html", **_context(event, read_filter(request.args)))


def _context(event: Event, wanted: BoardFilter) -> dict[str, object]:
    g.zone = ZoneInfo(event.zone)
    session = database.session()
    plan = plan_release(session, event)
    return {
        "event": event,
        "plan": plan,
        "release": find_last_release(session, event.id),
        **board_context(session, event, plan, wanted),
    }


@bp.route("/events/<slug>/manage/programme/sessions/<int:session_id>/move", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def move_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Give a session another time or room: the board asks in script, everybody else by this form."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    each = get_session(database.session(), event, session_id)
    if request.method == "POST" and wants_json():
        return _moved_on_board(event, each)
    rooms = [(room.id, room.name) for room in list_rooms(database.session(), event)]
    form = MoveSessionForm(
        start_at=each.start_at or event.start_at,
        room_id=each.room_id,
        rooms=rooms,
        zone=event.zone,
        row_version=str(each.version),
    )
    if form.validate_on_submit() and form.start_at.data:
        try:
            _move(event, session_id, form.room_id.data, form.start_at.data, form.seen_version)
        except RuleBroken as error:
            form.reject(error)
        else:
            undo = url_for(".undo_move", slug=slug, session_id=session_id)
            flash(_("“%(title)s” was moved.", title=each.title), f"undo:{undo}")
            return redirect(url_for(".show_board", slug=slug, _anchor=f"s{session_id}"))
    return render_template("events/move_session.html", event=event, each=each, form=form), form.status


def _move(event: Event, session_id: int, room_id: int | None, start: datetime, version: int | None) -> EventSession:
    with database.transaction() as session:
        each = get_session(session, event, session_id)
        programme.move_session(session, current_actor(), each=each, room_id=room_id, start=start, version=version)
    return each


def _moved_on_board(event: Event, each: EventSession) -> ResponseReturnValue:
    """Move a session as the board asks, and say where everything stands now."""
    try:
        start = _asked_for(event)
        moved = _move(
            event, each.id, request.form.get("room_id", None, int), start, request.form.get("version", 0, int)
        )
    except (RuleBroken, Conflict, NotAllowed) as error:
        return jsonify(message=explain(error)), 409 if isinstance(error, Conflict) else 422
    context = _context(event, read_filter(request.args))
    message = _("“%(title)s” was moved.", title=moved.title)
    return jsonify(
        message=message,
        version=moved.version,
        places=places_of(context),
        notes=render_template("events/_board_notes.html", moved=moved, **context),
    )


def _asked_for(event: Event) -> datetime:
    """Return the moment that the board means by a day and minutes after midnight."""
    try:
        on = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise RuleBroken("Please choose a day of the event.") from None
    minutes = request.form.get("minutes", -1, int)
    if minutes not in OFFSETS:
        raise RuleBroken("Please choose a time on a five-minute grid, for example 14:05.")
    return datetime.combine(on, time(), ZoneInfo(event.zone)) + timedelta(minutes=minutes)


@bp.post("/events/<slug>/manage/programme/sessions/<int:session_id>/undo-move")
@requires(Permission.PROGRAMME_EDIT)
def undo_move(slug: str, session_id: int) -> ResponseReturnValue:
    """Put a session back to where it was before its last move."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    title = get_session(database.session(), event, session_id).title
    attempt(
        lambda session: programme.undo_move(session, current_actor(), each=get_session(session, event, session_id)),
        _("“%(title)s” is back where it was.", title=title),
    )
    return redirect(url_for(".show_board", slug=slug, _anchor=f"s{session_id}"))


@bp.get("/events/<slug>/manage/programme/preview")
@requires(Permission.PROGRAMME_EDIT)
def preview_programme(slug: str) -> ResponseReturnValue:
    """Show the draft as visitors would see it."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    session: Session = database.session()
    plan = plan_release(session, event)
    return render_template(
        "events/preview_programme.html",
        event=event,
        release=None,
        is_draft=True,
        phases={"registration": "over", "call": "over"},
        stops=[],
        **event_words(event),
        **programme_context(public_part(plan.snapshot), event, Filters()),
    )
