"""Creating, cloning and editing events."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import today
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, Role, ScopeKind, public, requires
from app.core.web import current_actor
from app.events.forms.setup import AddEventForm, CloneEventForm, EditCallForm, EditEventForm, EditTimeAndPlaceForm
from app.events.logic.states import EventState, EventType
from app.events.logic.steps import PUBLIC_STATES
from app.events.models.event import Event
from app.events.queries.events import (
    EventFilter,
    list_centres,
    list_cities,
    list_events_of,
    list_public_events,
    list_public_stops,
)
from app.events.queries.venues import list_venues
from app.events.routes.blueprint import bp
from app.events.routes.guide import after_saving, event_for, is_guided, step_links
from app.events.service import clone, events

USUAL_NOTICE = timedelta(days=60)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filter() -> EventFilter:
    kind, state = request.args.get("type", ""), request.args.get("state", "")
    return EventFilter(
        words=request.args.get("q", "").strip()[:60],
        event_type=EventType(kind) if kind in set(EventType) else None,
        state=EventState(state) if state in {str(known) for known in PUBLIC_STATES} else None,
        city=request.args.get("city", "")[:40],
        since=_day(request.args.get("since", "")),
        until=_day(request.args.get("until", "")),
    )


@bp.get("/events")
@public
def list_events() -> ResponseReturnValue:
    """Show the events anybody may know of, and to organisers their own."""
    session, actor = database.session(), current_actor()
    page = list_public_events(
        session,
        actor,
        _filter(),
        number=request.args.get("page", 1, int),
        per_page=request.args.get("per_page", 20, int),
    )
    parents = [event for event in page.items if event.parent_id is None]
    return render_template(
        "events/list_events.html",
        page=page,
        stops=list_public_stops(session, actor, parents),
        mine=list_events_of(session, actor) if actor.is_signed_in else [],
        cities=list_cities(session),
        types=list(EventType),
        states=PUBLIC_STATES,
    )


@bp.route("/events/new", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def add_event() -> ResponseReturnValue:
    """Begin to plan an event, or a stop of a series."""
    session, actor = database.session(), current_actor()
    slug = request.args.get("parent", "")
    parent = event_for(slug, Permission.EVENT_EDIT) if slug else None
    own = actor.scope_ids(ScopeKind.CENTRE, Role.CENTRE_OPERATOR)
    centres = [(centre.id, centre.name) for centre in list_centres(session) if not own or centre.id in own]
    suggested = parent.start_at.date() if parent else today() + USUAL_NOTICE
    first = centres[0][0] if centres else None
    form = AddEventForm(
        centres=centres,
        first_day=suggested,
        centre_id=parent.centre_id if parent else first,
        event_type=parent.event_type if parent else None,
        brand=parent.brand if parent else None,
    )
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                event = events.start_event(
                    writing,
                    actor,
                    basics=form.basics(),
                    first_day=form.first_day.data or suggested,
                    centre_id=form.centre_id.data,
                    parent_id=parent.id if parent else None,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The draft is saved. You can stop at any time and go on later."), "success")
            return redirect(url_for(".edit_event", slug=event.slug, guide=1))
    return render_template("events/add_event.html", form=form, parent=parent), form.status


@bp.route("/events/<slug>/manage/edit", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def edit_event(slug: str) -> ResponseReturnValue:
    """Change what an event is."""
    event = event_for(slug, Permission.EVENT_EDIT)
    form = EditEventForm(obj=event, row_version=str(event.version))
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                event = events.edit_event(
                    session, current_actor(), event_id=event.id, basics=form.basics(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            return _saved(event)
    page = render_template(
        "events/edit_event.html", form=form, event=event, steps=step_links(event), guided=is_guided()
    )
    return page, form.status


def _saved(event: Event) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(after_saving(event))


@bp.route("/events/<slug>/manage/time-and-place", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def edit_time_and_place(slug: str) -> ResponseReturnValue:
    """Change when and where an event happens."""
    event = event_for(slug, Permission.EVENT_EDIT)
    venues = [(venue.id, f"{venue.city or ''} {venue.name}".strip()) for venue in list_venues(database.session())]
    form = EditTimeAndPlaceForm(obj=event, row_version=str(event.version), venues=venues)
    for field in (form.start_at, form.end_at):
        field.zone = ZoneInfo(event.zone)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                event = events.edit_time_and_place(
                    session, current_actor(), event_id=event.id, where=form.details(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            return _saved(event)
    page = render_template(
        "events/edit_time_and_place.html", form=form, event=event, steps=step_links(event), guided=is_guided()
    )
    return page, form.status


@bp.route("/events/<slug>/manage/call", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def edit_call(slug: str) -> ResponseReturnValue:
    """Change the call for pitches."""
    event = event_for(slug, Permission.EVENT_EDIT)
    form = EditCallForm(
        text=event.call_text,
        opens_at=event.call_opens_at,
        closes_at=event.call_closes_at,
        row_version=str(event.version),
    )
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                event = events.edit_call(
                    session, current_actor(), event_id=event.id, call=form.call(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            return _saved(event)
    page = render_template("events/edit_call.html", form=form, event=event, steps=step_links(event), guided=is_guided())
    return page, form.status


@bp.route("/events/<slug>/manage/clone", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def clone_event(slug: str) -> ResponseReturnValue:
    """Make a new draft from an event."""
    source = event_for(slug, Permission.EVENT_READ)
    copiers = current_app.extensions.get("event_copiers", {})
    form = CloneEventForm(title=source.title, first_day=today() + USUAL_NOTICE)
    if "blocks" not in copiers:
        del form.blocks
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                parts = form.parts()
                copy = clone.clone_event(
                    session,
                    current_actor(),
                    event_id=source.id,
                    title=form.title.data or "",
                    day=form.first_day.data or today(),
                    parts=parts,
                )
                if parts.blocks:
                    copiers["blocks"](session, source.id, copy.id, copy.start_at - source.start_at)
        except RuleBroken as error:
            form.reject(error)
        else:
            return redirect(url_for(".show_workspace", slug=copy.slug))
    return render_template("events/clone_event.html", form=form, event=source), form.status


@bp.post("/events/<slug>/manage/copy-noticed")
@requires(Permission.EVENT_EDIT)
def notice_copy(slug: str) -> ResponseReturnValue:
    """Take the banner of a copy away."""
    event = event_for(slug, Permission.EVENT_EDIT)
    with database.transaction() as session:
        clone.notice_copy(session, current_actor(), event_id=event.id)
    return redirect(url_for(".show_workspace", slug=event.slug))
