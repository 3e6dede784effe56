"""Releasing the programme: what it would change, what stands in the way, and the new public version."""

from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.forms.programme import ReleaseProgrammeForm
from app.events.logic.programme import is_dropped
from app.events.logic.release import Audience
from app.events.logic.states import ConfirmState
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.programme import list_releases, list_rooms
from app.events.queries.release import ReleasePlan, plan_release
from app.events.routes.blueprint import bp
from app.events.routes.guide import event_for
from app.events.routes.programme_words import clash_sentences, obstacle_sentence, page_of_change
from app.events.service import release as service


@bp.route("/events/<slug>/manage/programme/release", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def release_programme(slug: str) -> ResponseReturnValue:
    """Show what the next release changes, and make it public."""
    event = event_for(slug, Permission.PROGRAMME_EDIT)
    g.zone = ZoneInfo(event.zone)
    form = ReleaseProgrammeForm()
    if form.validate_on_submit():
        try:
            made = _release(event, form)
        except RuleBroken as error:
            form.reject(error)
            event = event_for(slug, Permission.PROGRAMME_EDIT)
        else:
            flash(_("Version “%(name)s” is public now.", name=made), "success")
            return redirect(url_for(".show_board", slug=slug))
    page = render_template("events/release_programme.html", event=event, form=form, **_context(event))
    return page, form.status


def _release(event: Event, form: ReleaseProgrammeForm) -> str:
    """Release, taking only those meetings their time that the organiser has just read about."""
    seen = plan_release(database.session(), event).meeting_ids if form.displacing.data else frozenset()
    with database.transaction() as session:
        made = service.release_programme(
            session,
            current_actor(),
            event=event,
            name=form.name.data or "",
            note=form.note.data or "",
            displacing=seen,
        )
        return made.name


def _context(event: Event) -> dict[str, object]:
    session = database.session()
    plan = plan_release(session, event)
    clashes = clash_sentences(session, plan.clashes, plan.sessions, list_rooms(session, event))
    return {
        "plan": plan,
        "changes": [page_of_change(change) for change in plan.changes if change["audience"] is not Audience.OUTSIDE],
        "clashes": clashes,
        "obstacles": [(obstacle, obstacle_sentence(obstacle)) for obstacle in plan.obstacles],
        "unanswered": _unanswered(plan),
        "releases": list_releases(session, event.id),
        "is_possible": bool(plan.snapshot["sessions"])
        and plan.is_different
        and not plan.hard_clashes
        and not plan.blockers,
    }


def _unanswered(plan: ReleasePlan) -> list[tuple[EventSession, list[str]]]:
    """Return the sessions in which somebody has not answered yet, or a role is still open, with the names."""
    found = []
    for each in plan.sessions:
        names = [
            duty.person.name if duty.person else duty.role_name or ""
            for duty in each.people
            if duty.state is ConfirmState.INVITED
        ]
        if names and each.start_at and not is_dropped(each.state):
            found.append((each, names))
    return found
