"""The times a person rules out, beside what the programme has for this person already."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.core.db import database
from app.core.errors import NotAllowed
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.meetings.queries import ground
from app.meetings.queries.availability import walk_of
from app.meetings.queries.busy import list_busy_slots
from app.meetings.queries.people import find_standing
from app.meetings.routes.blueprint import bp, days_in, event_of
from app.meetings.service.ground import rule_out_slots


@bp.route("/events/<slug>/availability", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def edit_availability(slug: str) -> ResponseReturnValue:
    """Rule out the slots in which one does not want to meet."""
    event, actor = event_of(slug), current_actor()
    person_id = actor.person_id or 0
    if not find_standing(database.session(), event, person_id).takes_part:
        raise NotAllowed("You take part in no meetings of this event.")
    if request.method == "POST":
        free = set(request.form.getlist("free", type=int))
        with database.transaction() as session:
            known = {slot.id for slot in ground.list_slots(session, event.id)}
            busy = set(list_busy_slots(session, event, person_id))
            away = ground.list_away(session, event.id, [person_id])[person_id]
            count = rule_out_slots(session, actor, event=event, away=(known - free - busy) | (away & busy))
        flash(ngettext("Saved: one time is ruled out.", "Saved: %(num)d times are ruled out.", count), "success")
        return redirect(url_for(".edit_availability", slug=slug))
    slots = ground.list_slots(database.session(), event.id)
    return render_template(
        "meetings/edit_availability.html", event=event, days=days_in(slots), walk=walk_of(event),
        away=ground.list_away(database.session(), event.id, [person_id])[person_id],
        busy=list_busy_slots(database.session(), event, person_id),
    )  # fmt: skip
