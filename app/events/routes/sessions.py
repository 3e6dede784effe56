"""Sessions in the draft: adding, changing, cancelling, removing, and running them on the day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.display import explain, label
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import attempt, current_actor
from app.events.forms.programme import CancelSessionForm, EditSessionForm
from app.events.logic.session_steps import steps_on_the_day, usual_length
from app.events.logic.states import SessionState, SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.programme import is_released, list_rooms
from app.events.queries.sessions import (
    count_people_touched,
    get_removed_session,
    get_session,
    list_papers_touched,
)
from app.events.routes.blueprint import bp
from app.events.routes.guide import consequences_of_session, event_for
from app.events.routes.programme_view import assumed_text
from app.events.service import removal, session_states, sessions

MORNING = time(9)


def draft_session(slug: str, session_id: int) -> tuple[Event, EventSession]:
    """Return a session of the draft that the visitor may change."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    g.zone = ZoneInfo(event.zone)
    return event, get_session(database.session(), event, session_id)


def _form(event: Event, **values: object) -> EditSessionForm:
    rooms = [(room.id, room.name) for room in list_rooms(database.session(), event)]
    return EditSessionForm(rooms=rooms, zone=event.zone, **values)


@bp.route("/events/<slug>/manage/programme/sessions/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def add_session(slug: str) -> ResponseReturnValue:
    """Add a session of any type to the draft."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    form = _form(event, **_suggested(event))
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                each = sessions.add_session(session, current_actor(), event=event, values=form.values())
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("“%(title)s” is in the draft. Now name the people.", title=each.title), "success")
            return redirect(url_for(".edit_session", slug=slug, session_id=each.id))
    return render_template("events/add_session.html", event=event, form=form), form.status


def _suggested(event: Event) -> dict[str, object]:
    """Return the day, time and room that the address names, for a form that is shown the first time."""
    values: dict[str, object] = {"session_type": SessionType.KEYNOTE, "room_id": request.args.get("room", None, int)}
    try:
        on = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return values
    zone = ZoneInfo(event.zone)
    start = max(datetime.combine(on, MORNING, zone), event.start_at)
    return values | {"start_at": start, "end_at": start + usual_length(SessionType.KEYNOTE)}


@bp.route("/events/<slug>/manage/programme/sessions/<int:session_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def edit_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Change a session, see its people, and run it on the day."""
    event, each = draft_session(slug, session_id)
    form = _form(event, obj=each, row_version=str(each.version))
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                sessions.edit_session(
                    session,
                    current_actor(),
                    each=get_session(session, event, session_id),
                    values=form.values(),
                    version=form.seen_version,
                    confirmed=form.confirmed.data,
                )
        except RuleBroken as error:
            form.reject(error)
            each = get_session(database.session(), event, session_id)
        else:
            flash(_("Saved. Visitors see it with the next release."), "success")
            return redirect(url_for(".edit_session", slug=slug, session_id=session_id))
    return render_template("events/edit_session.html", form=form, **_page(event, each)), form.status


def _page(event: Event, each: EventSession) -> dict[str, object]:
    return {
        "event": event,
        "each": each,
        "is_changeable": each.state in sessions.CHANGEABLE,
        "is_released": is_released(database.session(), each),
        "steps": steps_on_the_day(each.state, event.state),
        "assumed_text": assumed_text,
        "planned": sum(duty.minutes or 0 for duty in each.people if duty.state.value in ("invited", "confirmed")),
        "length": (each.end_at - each.start_at) // timedelta(minutes=1) if each.start_at and each.end_at else None,
    }


@bp.route("/events/<slug>/manage/programme/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def cancel_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Cancel a session with a reason, after reading what that does."""
    event, each = draft_session(slug, session_id)
    form = CancelSessionForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                each = get_session(session, event, session_id)
                sessions.cancel_session(session, current_actor(), each=each, reason=form.reason.data or "")
        except RuleBroken as error:
            form.reject(error)
            each = get_session(database.session(), event, session_id)
        else:
            undo = url_for(".restore_session", slug=slug, session_id=session_id)
            flash(
                _("“%(title)s” is cancelled. Visitors see it with the next release.", title=each.title), f"undo:{undo}"
            )
            return redirect(url_for(".show_board", slug=slug))
    page = render_template(
        "events/cancel_session.html", event=event, each=each, form=form, consequences=_consequences(event, each)
    )
    return page, form.status


def _consequences(event: Event, each: EventSession) -> list[str]:
    """Say what cancelling a session does."""
    session = database.session()
    lines = [_("“%(title)s” does not take place.", title=each.title)]
    if is_released(session, each):
        people, papers = count_people_touched(session, each), len(list_papers_touched(session, event.id))
        lines.append(ngettext("One person planned with it.", "%(num)d people planned with it.", people))
        lines.append(_("Visitors read it, with your reason, after the next release."))
        if papers:
            lines.append(ngettext("One paper has to be made anew.", "%(num)d papers have to be made anew.", papers))
    else:
        lines.append(_("Visitors do not know this session yet."))
    return lines + [_(words, num=number) for words, number in consequences_of_session(session, each.id)]


@bp.post("/events/<slug>/manage/programme/sessions/<int:session_id>/restore")
@requires(Permission.PROGRAMME_EDIT)
def restore_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Take the cancellation of a session back."""
    event, each = draft_session(slug, session_id)
    attempt(
        lambda session: sessions.restore_session(
            session, current_actor(), each=get_session(session, event, session_id)
        ),
        _("“%(title)s” takes place after all.", title=each.title),
    )
    return redirect(url_for(".edit_session", slug=slug, session_id=session_id))


@bp.post("/events/<slug>/manage/programme/sessions/<int:session_id>/remove")
@requires(Permission.PROGRAMME_EDIT)
def remove_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Remove a session that the public never saw; it can be brought back."""
    event, each = draft_session(slug, session_id)
    title = each.title
    try:
        with database.transaction() as session:
            removed = removal.remove_session(session, current_actor(), each=get_session(session, event, session_id))
    except RuleBroken as error:
        flash(explain(error), "error")
        return redirect(url_for(".edit_session", slug=slug, session_id=session_id))
    undo = url_for(".restore_removed", slug=slug, removed_session_id=removed.id)
    flash(_("“%(title)s” was removed.", title=title), f"undo:{undo}")
    return redirect(url_for(".show_board", slug=slug))


@bp.post("/events/<slug>/manage/programme/removed/<int:removed_session_id>/restore")
@requires(Permission.PROGRAMME_EDIT)
def restore_removed(slug: str, removed_session_id: int) -> ResponseReturnValue:
    """Bring a removed session back."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    with database.transaction() as session:
        removed = get_removed_session(session, event, removed_session_id)
        each = removal.restore_removed(session, current_actor(), removed=removed)
    flash(_("“%(title)s” is back in the draft.", title=each.title), "success")
    return redirect(url_for(".edit_session", slug=slug, session_id=each.id))


@bp.post("/events/<slug>/manage/programme/sessions/<int:session_id>/state/<state>")
@requires(Permission.PROGRAMME_EDIT)
def step_session(slug: str, session_id: int, state: str) -> ResponseReturnValue:
    """Begin, pause, go on with or end a session on the day."""
    event, each = draft_session(slug, session_id)
    if state not in set(SessionState):
        raise NotFound("There is no such state.")
    to = SessionState(state)
    attempt(
        lambda session: session_states.step_session(
            session, current_actor(), each=get_session(session, event, session_id), to=to
        ),
        _("“%(title)s”: %(state)s", title=each.title, state=label(to)),
    )
    return redirect(url_for(".edit_session", slug=slug, session_id=session_id))
