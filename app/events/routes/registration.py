"""Registering for an event, and the ticket."""

import io

import segno
from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, may, public, requires
from app.core.web import current_actor
from app.events.forms.registration import RegisterForm
from app.events.logic.registration import clean_code, spoken_code
from app.events.logic.states import EventState, Visibility
from app.events.logic.steps import PUBLIC_STATES
from app.events.models.event import Event
from app.events.models.registration import Registration
from app.events.queries.events import get_event, list_stops
from app.events.queries.registration import (
    find_registration,
    find_ticket,
    list_registrations_of,
    places_of,
    waiting_place,
)
from app.events.routes.blueprint import bp
from app.events.service import decisions, registration
from app.organisations.models import Organisation


def _event_for_visitor(slug: str) -> Event:
    event = get_event(database.session(), slug)
    hidden = event.state not in PUBLIC_STATES or event.visibility is Visibility.NAMED
    if hidden and not may(current_actor(), Permission.EVENT_READ, event):
        abort(404)
    return event


def _open_parts(event: Event) -> list[Event]:
    """Return the event, or the stops of its series, as far as one may register now."""
    session = database.session()
    stops = list_stops(session, event.id) or [event]
    return [stop for stop in stops if stop.state is EventState.REGISTRATION_OPEN and _is_time(stop)]


def _is_time(event: Event) -> bool:
    begun = event.registration_opens_at is None or event.registration_opens_at <= now()
    return begun and (event.registration_closes_at is None or now() < event.registration_closes_at)


def _group_choices(parts: list[Event]) -> list[tuple[str, str]]:
    """Return the groups of all stops with the places that are left."""
    session = database.session()
    choices: dict[str, list[int | None]] = {}
    for part in parts:
        places = places_of(session, part.id)
        for group in part.groups:
            choices.setdefault(group.name, []).append(places.left(group.id))
    return [(name, _with_places(name, left)) for name, left in choices.items()]


def _with_places(name: str, left: list[int | None]) -> str:
    known = [number for number in left if number is not None]
    if not known:
        return name
    if min(known) == 0:
        return str(_("%(group)s (full, with a waiting list)", group=name))
    return str(_("%(group)s (%(num)d places left)", group=name, num=min(known)))


def _prefilled() -> dict[str, object]:
    """Return what is known of the person behind the request."""
    actor = current_actor()
    if actor.person_id is None:
        return {}
    session = database.session()
    person = session.get_one(Person, actor.person_id)
    organisation = session.get(Organisation, person.organisation_id) if person.organisation_id else None
    return {
        "name": person.name,
        "mobile": person.mobile,
        "email": person.email,
        "title": person.title,
        "organisation": organisation.name if organisation else None,
    }


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@public
def register(slug: str) -> ResponseReturnValue:
    """Register for an event, or for stops of a series."""
    event = _event_for_visitor(slug)
    actor = current_actor()
    mine = find_registration(database.session(), event_id=event.id, person_id=actor.person_id or 0)
    if mine and mine.state not in registration.AGAIN:
        return redirect(url_for(".show_ticket", code=mine.ticket_code))
    parts = _open_parts(event)
    stops = [(part.id, part.title) for part in parts] if parts and parts[0].id != event.id else []
    form = RegisterForm(groups=_group_choices(parts), stops=stops, **_prefilled())
    if parts and form.validate_on_submit():
        chosen = [part.id for part in parts if not stops or part.id in (form.stops.data or [])]
        wish = registration.Wish(chosen, form.group.data or "", form.consents())
        try:
            with database.transaction() as session:
                made = registration.register(session, actor, visitor=form.visitor(), wish=wish)
        except RuleBroken as error:
            form.reject(error)
        else:
            return redirect(url_for(".show_ticket", code=made[0].ticket_code))
    page = render_template("events/register.html", event=event, form=form, parts=parts, stops=stops)
    return page, form.status


def _ticket(code: str) -> Registration:
    found = find_ticket(database.session(), clean_code(code))
    if found is None:
        abort(404)
    return found


@bp.get("/tickets/<code>")
@public
def show_ticket(code: str) -> ResponseReturnValue:
    """Show a ticket to whoever holds its address; the code has 80 random bits."""
    ticket = _ticket(code)
    session = database.session()
    event = get_event(session, ticket.event.slug)
    others = [
        row
        for row in list_registrations_of(session, ticket.person_id)
        if row.id != ticket.id and event.parent_id and row.event.parent_id == event.parent_id
    ]
    return render_template(
        "events/show_ticket.html",
        ticket=ticket,
        event=event,
        others=others,
        spoken=spoken_code(ticket.ticket_code),
        place=waiting_place(session, ticket) if ticket.waiting_since else None,
        now=now(),
    )


@bp.get("/tickets/<code>/qr.svg")
@public
def draw_ticket(code: str) -> ResponseReturnValue:
    """Draw the QR code of a ticket."""
    ticket = _ticket(code)
    drawing = io.BytesIO()
    segno.make(ticket.ticket_code, error="m", micro=False).save(drawing, kind="svg", scale=8, border=4, light="white")
    answer = Response(drawing.getvalue(), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@bp.post("/tickets/<code>/cancel")
@public
def cancel_ticket(code: str) -> ResponseReturnValue:
    """Give the place back; the next in line is asked at once."""
    ticket = _ticket(code)
    with database.transaction() as session:
        decisions.cancel_registration(
            session,
            current_actor(),
            registration_id=ticket.id,
            ticket=ticket.ticket_code,
            reason=request.form.get("reason"),
        )
    flash(_("Your registration is cancelled. Thank you for telling us."), "success")
    return redirect(url_for(".show_ticket", code=ticket.ticket_code))


@bp.post("/tickets/<code>/accept")
@public
def accept_ticket(code: str) -> ResponseReturnValue:
    """Accept the place that became free."""
    ticket = _ticket(code)
    with database.transaction() as session:
        decisions.accept_place(session, current_actor(), registration_id=ticket.id, ticket=ticket.ticket_code)
    flash(_("The place is yours. See you there!"), "success")
    return redirect(url_for(".show_ticket", code=ticket.ticket_code))


@bp.get("/my/registrations")
@requires(Permission.REGISTRATION_OWN)
def list_my_registrations() -> ResponseReturnValue:
    """Show all tickets of the person behind the request."""
    rows = list_registrations_of(database.session(), current_actor().person_id or 0)
    return render_template("events/list_my_registrations.html", rows=rows)
