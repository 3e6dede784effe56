"""Venues, floors and rooms."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import attempt, current_actor
from app.events.forms.venues import AddFloorForm, EditRoomForm, EditVenueForm
from app.events.models.venue import Room, Venue
from app.events.queries.events import list_centres
from app.events.queries.venues import get_venue, list_venue_cities
from app.events.queries.venues import list_venues as read_venues
from app.events.routes.blueprint import bp
from app.events.service import venues


def _centres() -> list[tuple[int, str]]:
    return [(centre.id, centre.name) for centre in list_centres(database.session())]


def _mine(venue_id: int) -> Venue:
    venue = get_venue(database.session(), venue_id)
    authorise(current_actor(), Permission.EVENT_CREATE, venue)
    return venue


def _floors(venue: Venue) -> list[tuple[int, str]]:
    return [(floor.id, floor.name) for floor in venue.floors]


@bp.get("/venues")
@requires(Permission.EVENT_CREATE)
def list_venues() -> ResponseReturnValue:
    """Show the venues with their floors and rooms."""
    session = database.session()
    words, city = request.args.get("q", "").strip(), request.args.get("city", "")
    found = read_venues(session, words=words, city=city)
    return render_template("events/list_venues.html", venues=found, cities=list_venue_cities(session))


@bp.route("/venues/new", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def add_venue() -> ResponseReturnValue:
    """Write down a building."""
    form = EditVenueForm(centres=_centres())
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                venue = venues.add_venue(session, current_actor(), details=form.details())
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved. Now add its rooms."), "success")
            return redirect(url_for(".edit_venue", venue_id=venue.id))
    return render_template("events/add_venue.html", form=form), form.status


@bp.route("/venues/<int:venue_id>", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def edit_venue(venue_id: int) -> ResponseReturnValue:
    """Change a building, and show its floors and rooms."""
    venue = _mine(venue_id)
    form = EditVenueForm(obj=venue, row_version=str(venue.version), centres=_centres())
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                venues.edit_venue(
                    session, current_actor(), venue_id=venue_id, details=form.details(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".edit_venue", venue_id=venue_id))
    return render_template("events/edit_venue.html", form=form, venue=venue), form.status


@bp.post("/venues/<int:venue_id>/remove")
@requires(Permission.EVENT_CREATE)
def remove_venue(venue_id: int) -> ResponseReturnValue:
    """Forget a building where nothing takes place."""
    _mine(venue_id)
    is_done = attempt(
        lambda session: venues.remove_venue(session, current_actor(), venue_id=venue_id), _("The venue was removed.")
    )
    return redirect(url_for(".list_venues") if is_done else url_for(".edit_venue", venue_id=venue_id))


@bp.route("/venues/<int:venue_id>/floors", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def add_floor(venue_id: int) -> ResponseReturnValue:
    """Add a floor to a building."""
    venue = _mine(venue_id)
    form = AddFloorForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                venues.add_floor(
                    session,
                    current_actor(),
                    venue_id=venue_id,
                    level=form.level.data or 0,
                    name=form.name.data or "",
                    use=form.use.data,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".edit_venue", venue_id=venue_id))
    return render_template("events/add_floor.html", form=form, venue=venue), form.status


@bp.post("/venues/<int:venue_id>/floors/<int:floor_id>/remove")
@requires(Permission.EVENT_CREATE)
def remove_floor(venue_id: int, floor_id: int) -> ResponseReturnValue:
    """Remove a floor without rooms."""
    _mine(venue_id)
    attempt(lambda session: venues.remove_floor(session, current_actor(), venue_id=venue_id, floor_id=floor_id))
    return redirect(url_for(".edit_venue", venue_id=venue_id))


def _room(venue: Venue, room_id: int) -> Room:
    room = next((room for room in venue.rooms if room.id == room_id), None)
    if room is None:
        raise NotFound("There is no such room.")
    return room


@bp.route("/venues/<int:venue_id>/rooms/new", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def add_room(venue_id: int) -> ResponseReturnValue:
    """Add a room to a building."""
    venue = _mine(venue_id)
    form = EditRoomForm(floors=_floors(venue))
    answer = _save_room(form, venue_id, None)
    return answer or (render_template("events/add_room.html", form=form, venue=venue), form.status)


@bp.route("/venues/<int:venue_id>/rooms/<int:room_id>", methods=["GET", "POST"])
@requires(Permission.EVENT_CREATE)
def edit_room(venue_id: int, room_id: int) -> ResponseReturnValue:
    """Change a room."""
    venue = _mine(venue_id)
    room = _room(venue, room_id)
    form = EditRoomForm(obj=room, floors=_floors(venue))
    answer = _save_room(form, venue_id, room_id)
    return answer or (render_template("events/edit_room.html", form=form, venue=venue, room=room), form.status)


def _save_room(form: EditRoomForm, venue_id: int, room_id: int | None) -> ResponseReturnValue | None:
    if not form.validate_on_submit():
        return None
    try:
        with database.transaction() as session:
            venues.save_room(session, current_actor(), venue_id=venue_id, details=form.details(), room_id=room_id)
    except RuleBroken as error:
        form.reject(error)
        return None
    flash(_("Saved."), "success")
    return redirect(url_for(".edit_venue", venue_id=venue_id))


@bp.post("/venues/<int:venue_id>/rooms/<int:room_id>/remove")
@requires(Permission.EVENT_CREATE)
def remove_room(venue_id: int, room_id: int) -> ResponseReturnValue:
    """Remove a room that no programme names."""
    _mine(venue_id)
    attempt(lambda session: venues.remove_room(session, current_actor(), venue_id=venue_id, room_id=room_id))
    return redirect(url_for(".edit_venue", venue_id=venue_id))
