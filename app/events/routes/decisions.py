"""The organiser's list of registrations: look, decide, add, merge, take away as a file."""

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import CHINA
from app.core.db import database
from app.core.display import label
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.forms.registration import AddRegistrationForm, DecideRegistrationsForm
from app.events.logic.cells import safe_cell
from app.events.logic.registration import WITH_REASON, duplicates
from app.events.logic.states import RegistrationState
from app.events.models.registration import Registration
from app.events.queries.registration import (
    RegistrationFilter,
    count_states,
    list_all_registrations,
    list_chosen,
    list_entries,
    places_of,
)
from app.events.queries.registration import list_registrations as read_registrations
from app.events.routes.blueprint import bp
from app.events.routes.guide import event_for
from app.events.service import decisions, registration

BYTE_ORDER_MARK = "\ufeff"
DECISIONS = {
    "approve": RegistrationState.APPROVED,
    "waitlist": RegistrationState.WAITLISTED,
    "reject": RegistrationState.REJECTED,
}


def _filter() -> RegistrationFilter:
    return RegistrationFilter(
        words=request.args.get("q", "").strip()[:60],
        state=request.args.get("state", ""),
        group_id=request.args.get("group", None, int),
        sort=request.args.get("sort", ""),
    )


@bp.get("/events/<slug>/manage/registrations")
@requires(Permission.REGISTRATION_MANAGE)
def list_registrations(slug: str) -> ResponseReturnValue:
    """Show the registrations of an event with search, filter and pages."""
    event = event_for(slug, Permission.REGISTRATION_MANAGE)
    session = database.session()
    page = read_registrations(
        session,
        event.id,
        _filter(),
        number=request.args.get("page", 1, int),
        per_page=request.args.get("per_page", 20, int),
    )
    return render_template(
        "events/list_registrations.html",
        event=event,
        page=page,
        counts=count_states(session, event.id),
        places=places_of(session, event.id),
        doubles=len(duplicates(list_entries(session, event.id))),
        states=RegistrationState,
    )


@bp.post("/events/<slug>/manage/registrations/decide")
@requires(Permission.REGISTRATION_MANAGE)
def decide_registrations(slug: str) -> ResponseReturnValue:
    """Show what a decision would do to the chosen people, then do it."""
    event = event_for(slug, Permission.REGISTRATION_MANAGE)
    ids = request.form.getlist("ids", int)
    to = DECISIONS.get(request.form.get("action", ""))
    if not ids or to is None:
        flash(_("Please choose at least one registration."), "warning")
        return redirect(url_for(".list_registrations", slug=slug))
    form = DecideRegistrationsForm()
    if "confirmed" in request.form and form.validate_on_submit():
        try:
            with database.transaction() as session:
                done = decisions.decide(
                    session, current_actor(), event_id=event.id, ids=ids, to=to, reason=form.reason.data
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(ngettext("One registration decided.", "%(num)d registrations decided.", done.people), "success")
            return redirect(url_for(".list_registrations", slug=slug))
    preview = decisions.preview_decision(database.session(), current_actor(), event_id=event.id, ids=ids, to=to)
    page = render_template(
        "events/decide_registrations.html",
        event=event,
        form=form,
        preview=preview,
        action=request.form["action"],
        ids=ids,
        target=to,
        with_reason=to in WITH_REASON,
    )
    return page, form.status if "confirmed" in request.form else 200


@bp.route("/events/<slug>/manage/registrations/new", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_MANAGE)
def add_registration(slug: str) -> ResponseReturnValue:
    """Register somebody by hand."""
    event = event_for(slug, Permission.REGISTRATION_MANAGE)
    form = AddRegistrationForm(groups=[(group.name, group.name) for group in event.groups])
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                made = registration.add_registration(
                    session,
                    current_actor(),
                    event_id=event.id,
                    visitor=form.visitor(),
                    group=form.group.data or "",
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("%(name)s: %(state)s.", name=made.person.name, state=label(made.state)), "success")
            return redirect(url_for(".list_registrations", slug=slug))
    return render_template("events/add_registration.html", event=event, form=form), form.status


@bp.route("/events/<slug>/manage/registrations/doubles", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_MANAGE)
def merge_registrations(slug: str) -> ResponseReturnValue:
    """Show pairs that look like the same person, and merge a pair."""
    event = event_for(slug, Permission.REGISTRATION_MANAGE)
    if request.method == "POST":
        with database.transaction() as session:
            kept = decisions.merge_registrations(
                session,
                current_actor(),
                event_id=event.id,
                older_id=request.form.get("older", 0, int),
                newer_id=request.form.get("newer", 0, int),
            )
        flash(_("Merged; the ticket %(number)s stays valid.", number=kept.number), "success")
        return redirect(url_for(".merge_registrations", slug=slug))
    session = database.session()
    pairs = duplicates(list_entries(session, event.id))
    rows = {row.id: row for row in list_chosen(session, event.id, {key for pair in pairs for key in pair})}
    return render_template(
        "events/merge_registrations.html", event=event, pairs=[(rows[older], rows[newer]) for older, newer in pairs]
    )


@bp.post("/events/<slug>/manage/registrations/<int:registration_id>/cancel")
@requires(Permission.REGISTRATION_MANAGE)
def cancel_registration(slug: str, registration_id: int) -> ResponseReturnValue:
    """Cancel a registration on behalf of the person."""
    event = event_for(slug, Permission.REGISTRATION_MANAGE)
    if not list_chosen(database.session(), event.id, [registration_id]):
        raise NotFound("There is no such registration.")
    with database.transaction() as session:
        decisions.cancel_registration(
            session, current_actor(), registration_id=registration_id, reason=request.form.get("reason")
        )
    flash(_("The registration is cancelled."), "success")
    return redirect(url_for(".list_registrations", slug=slug))


@bp.get("/events/<slug>/manage/registrations.csv")
@requires(Permission.REGISTRATION_MANAGE)
def download_registrations(slug: str) -> ResponseReturnValue:
    """Give the filtered list as a file for spreadsheets."""
    event = event_for(slug, Permission.REGISTRATION_MANAGE)
    heads: list[object] = [
        _("Number"), _("Name"), _("Organisation"), _("Position"), _("Group"), _("Status"), _("Mobile number"),
        _("E-mail address"), _("Dietary needs"), _("How you arrive"), _("Registered at"), _("Checked in at"),
    ]  # fmt: skip
    rows = [_cells(row) for row in list_all_registrations(database.session(), event.id, _filter())]
    return csv_answer([heads, *rows], f"{event.slug}-registrations.csv")


def _cells(row: Registration) -> list[object]:
    person = row.person
    came = row.checked_in_at
    return [
        row.number, person.name, row.organisation_name, row.job_title, row.group.name, label(row.state), person.mobile,
        person.email, row.dietary, row.transport, f"{row.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        f"{came.astimezone(CHINA):%Y-%m-%d %H:%M}" if came else "",
    ]  # fmt: skip


def csv_answer(rows: list[list[object]], name: str) -> Response:
    """Return rows as a CSV file that spreadsheets open in the right characters and never run as formulas."""
    text = io.StringIO()
    csv.writer(text).writerows([[safe_cell(cell) for cell in row] for row in rows])
    answer = Response(BYTE_ORDER_MARK + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
