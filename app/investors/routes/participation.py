"""Investors at one event."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.events.queries.events import get_event
from app.events.queries.programme_public import check_visible
from app.investors import queries, service
from app.investors.forms import JoinEventForm
from app.investors.models import Investor
from app.investors.queries import find_participation, get_investor, list_own_investors
from app.investors.routes.blueprint import bp


@bp.route("/events/<slug>/investors/join", methods=["GET", "POST"])
@requires(Permission.INVESTOR_CREATE)
def join_event(slug: str) -> ResponseReturnValue:
    """Take part in an event as investor."""
    event = get_event(database.session(), slug)
    check_visible(database.session(), current_actor(), event)
    own = list_own_investors(database.session(), current_actor().person_id or 0)
    chosen = next((row for row in own if row.id == request.values.get("investor", type=int)), own[0] if own else None)
    form = JoinEventForm()
    form.representative.choices = [] if chosen is None else _representatives(chosen)
    joined = find_participation(database.session(), event.id, chosen.id) if chosen else None
    if chosen is not None and form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.join_event(
                    session, current_actor(), event=event, investor_id=chosen.id,
                    representative_id=form.representative.data,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("You take part. These pitches fit your mandate."), "success")
            return redirect(url_for("matching.rank_pitches", slug=slug, investor=chosen.id))
    page = render_template("investors/join_event.html", form=form, event=event, own=own, chosen=chosen, joined=joined)
    return page, form.status


def _representatives(investor: Investor) -> list[tuple[int, str]]:
    return [(row.person_id, row.person.name) for row in investor.representatives]


@bp.route("/events/<slug>/manage/investors", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def list_participations(slug: str) -> ResponseReturnValue:
    """List the investors of an event, and add one."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), Permission.EVENT_EDIT, event)
    if request.method == "POST":
        with database.transaction() as session:
            investor = get_investor(session, request.form.get("investor", 0, type=int))
            if not investor.representatives:
                raise RuleBroken("This investor has named no representative yet.")
            service.join_event(
                session, current_actor(), event=event, investor_id=investor.id,
                representative_id=investor.representatives[0].person_id,
            )  # fmt: skip
        flash(_("Added."), "undo:" + url_for(".leave_event", slug=slug, investor_id=investor.id))
        return redirect(url_for(".list_participations", slug=slug))
    rows = queries.list_participations(database.session(), event.id)
    free = queries.list_joinable(database.session(), event.id)
    return render_template("investors/list_participations.html", event=event, rows=rows, free=free)


@bp.post("/events/<slug>/manage/investors/<int:investor_id>/leave")
@requires(Permission.EVENT_EDIT)
def leave_event(slug: str, investor_id: int) -> ResponseReturnValue:
    """Take an investor out of the event."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), Permission.EVENT_EDIT, event)
    with database.transaction() as session:
        service.leave_event(session, current_actor(), event=event, investor_id=investor_id)
    flash(_("Removed from the event."), "success")
    return redirect(url_for(".list_participations", slug=slug))
