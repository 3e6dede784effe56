"""One project from pitch to registration number."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.db import database
from app.core.errors import NotAllowed
from app.core.permissions import Permission, may, requires
from app.core.web import current_actor
from app.pitches.queries.access import is_team
from app.pitches.queries.pitches import get_pitch_by_number
from app.reports.queries.timeline import read_timeline
from app.reports.routes.blueprint import bp


@bp.get("/pitches/<number>/timeline")
@requires(Permission.PITCH_READ)
def show_timeline(number: str) -> ResponseReturnValue:
    """Show to the organiser and the team what became of a project."""
    session, actor = database.session(), current_actor()
    pitch = get_pitch_by_number(session, number)
    if not (may(actor, Permission.FOLLOW_UP_EDIT, pitch.event) or is_team(actor, pitch)):
        raise NotAllowed("You are not allowed to do this.")
    return render_template("reports/show_timeline.html", pitch=pitch, moments=read_timeline(session, pitch))
