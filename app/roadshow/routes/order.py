"""The running order: made, moved, drawn, timed, closed up."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import explain
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.roadshow.forms import DrawOrderForm, SetPaceForm
from app.roadshow.logic.order import Paper
from app.roadshow.models import RunningOrder
from app.roadshow.queries.order import (
    find_order,
    get_order,
    get_stage,
    list_free_pitches,
    list_stages,
    list_versions,
)
from app.roadshow.routes.blueprint import bp, show_event
from app.roadshow.service import order as service


def _back(event: Event, session_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_running_order", slug=event.slug, session=session_id))


def _try(deed: Callable[[], RunningOrder], done: str) -> None:
    """Do something to an order and say how it went."""
    try:
        deed()
    except RuleBroken as error:
        flash(explain(error), "error")
    else:
        flash(done, "success")


def _known_order(slug: str, running_order_id: int) -> tuple[Event, RunningOrder]:
    event = show_event(slug, Permission.ROADSHOW_RUN)
    return event, get_order(database.session(), running_order_id)


@bp.get("/events/<slug>/manage/roadshow")
@requires(Permission.ROADSHOW_RUN)
def show_running_order(slug: str) -> ResponseReturnValue:
    """Show who comes when in a roadshow session, and what can be changed."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    stages = list_stages(database.session(), event.id)
    wanted = request.args.get("session", 0, int)
    stage = next((each for each in stages if each.id == wanted), stages[0] if stages else None)
    order = find_order(database.session(), stage.id) if stage else None
    items = (
        sorted((item for item in order.items if item.position), key=lambda item: item.position or 0) if order else []
    )
    return render_template(
        "roadshow/show_running_order.html",
        event=event,
        stages=stages,
        stage=stage,
        order=order,
        items=items,
        gone=[item for item in order.items if item.position is None] if order else [],
        free=list_free_pitches(database.session(), event.id),
        pure=sum(item.present_minutes + item.qa_minutes for item in items),
        end=items[-1].end_at if items else None,
        pace=SetPaceForm(change_minutes=order.change_minutes if order else 1),
        draw=DrawOrderForm(seed="", by_field=False),
        versions=list_versions(database.session(), order.id) if order else [],
        Paper=Paper,
    )


@bp.post("/events/<slug>/manage/roadshow/arrange")
@requires(Permission.ROADSHOW_RUN)
def arrange_order(slug: str) -> ResponseReturnValue:
    """Put confirmed pitches into the running order of a session."""
    event = show_event(slug, Permission.ROADSHOW_RUN)
    stage = get_stage(database.session(), request.form.get("session_id", 0, int))
    chosen = request.form.getlist("ids", int) or None

    def deed() -> RunningOrder:
        with database.transaction() as session:
            return service.arrange_order(session, current_actor(), session_id=stage.id, pitch_ids=chosen)

    _try(deed, _("The running order is made; times are computed."))
    return _back(event, stage.id)


@bp.post("/events/<slug>/manage/roadshow/<int:running_order_id>/move")
@requires(Permission.ROADSHOW_RUN)
def move_pitch(slug: str, running_order_id: int) -> ResponseReturnValue:
    """Put a pitch at another place."""
    event, order = _known_order(slug, running_order_id)

    def deed() -> RunningOrder:
        with database.transaction() as session:
            return service.move_pitch(
                session,
                current_actor(),
                order_id=order.id,
                pitch_id=request.form.get("pitch_id", 0, int),
                position=request.form.get("position", 1, int),
                version=request.form.get("row_version", type=int),
            )

    _try(deed, _("Moved; times are computed anew."))
    return _back(event, order.session_id)


@bp.post("/events/<slug>/manage/roadshow/<int:running_order_id>/draw")
@requires(Permission.ROADSHOW_RUN)
def draw_order(slug: str, running_order_id: int) -> ResponseReturnValue:
    """Draw lots."""
    event, order = _known_order(slug, running_order_id)
    form = DrawOrderForm()

    def deed() -> RunningOrder:
        with database.transaction() as session:
            return service.draw_order(
                session,
                current_actor(),
                order_id=order.id,
                seed=form.seed.data or "",
                by_field=form.by_field.data,
                version=form.seen_version,
            )

    _try(deed, _("Lots are drawn; the seed below repeats the draw."))
    return _back(event, order.session_id)


@bp.post("/events/<slug>/manage/roadshow/<int:running_order_id>/pace")
@requires(Permission.ROADSHOW_RUN)
def set_pace(slug: str, running_order_id: int) -> ResponseReturnValue:
    """Set the minutes between two pitches."""
    event, order = _known_order(slug, running_order_id)
    form = SetPaceForm()

    def deed() -> RunningOrder:
        minutes = form.change_minutes.data
        with database.transaction() as session:
            return service.set_pace(
                session,
                current_actor(),
                order_id=order.id,
                change_minutes=-1 if minutes is None else minutes,
                version=form.seen_version,
            )

    _try(deed, _("Times are computed anew."))
    return _back(event, order.session_id)


@bp.post("/events/<slug>/manage/roadshow/<int:running_order_id>/minutes")
@requires(Permission.ROADSHOW_RUN)
def set_minutes(slug: str, running_order_id: int) -> ResponseReturnValue:
    """Give one pitch another length."""
    event, order = _known_order(slug, running_order_id)

    def deed() -> RunningOrder:
        with database.transaction() as session:
            return service.set_minutes(
                session,
                current_actor(),
                order_id=order.id,
                pitch_id=request.form.get("pitch_id", 0, int),
                minutes=(
                    request.form.get("present", 0, int),
                    request.form.get("answers", -1, int),
                    request.form.get("pause", 0, int),
                ),
                version=request.form.get("row_version", type=int),
            )

    _try(deed, _("Times are computed anew."))
    return _back(event, order.session_id)


@bp.post("/events/<slug>/manage/roadshow/<int:running_order_id>/split")
@requires(Permission.ROADSHOW_RUN)
def set_split(slug: str, running_order_id: int) -> ResponseReturnValue:
    """Give all pitches the same minutes to present and for questions."""
    event, order = _known_order(slug, running_order_id)

    def deed() -> RunningOrder:
        with database.transaction() as session:
            return service.set_split(
                session,
                current_actor(),
                order_id=order.id,
                minutes=(request.form.get("present", 0, int), request.form.get("answers", -1, int)),
                version=request.form.get("row_version", type=int),
            )

    _try(deed, _("Times are computed anew."))
    return _back(event, order.session_id)


@bp.post("/events/<slug>/manage/roadshow/<int:running_order_id>/leave")
@requires(Permission.ROADSHOW_RUN)
def take_out(slug: str, running_order_id: int) -> ResponseReturnValue:
    """Take a pitch off the stage; those behind it move up."""
    event, order = _known_order(slug, running_order_id)

    def deed() -> RunningOrder:
        with database.transaction() as session:
            return service.take_out(
                session,
                current_actor(),
                order_id=order.id,
                pitch_id=request.form.get("pitch_id", 0, int),
                no_show=request.form.get("how") == "no_show",
                reason=request.form.get("reason", ""),
            )

    _try(deed, _("Taken out; the pitches behind it have moved up."))
    return _back(event, order.session_id)
