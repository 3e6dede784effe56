"""The host chain and the audience groups of an event."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.names import compared
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.forms.setup import EditGroupsForm, EditHostsForm
from app.events.logic.states import HostRole
from app.events.queries.events import list_host_choices
from app.events.routes.blueprint import bp
from app.events.routes.guide import after_saving, event_for, is_guided, step_links
from app.events.service import hosts
from app.organisations.models import Organisation

SUGGESTED_GROUPS = 4


def _chosen(choices: list[Organisation], text: str) -> Organisation:
    """Return the organisation somebody means by its name, short name or alias."""
    wanted = compared(text)
    for organisation in choices:
        names = (organisation.name, organisation.short_name or "", organisation.name_en or "", *organisation.aliases)
        if wanted in {compared(name) for name in names if name}:
            return organisation
    raise RuleBroken("No organisation has this name. Choose one from the list, or add it first.", field="organisation")


@bp.route("/events/<slug>/manage/hosts", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def edit_hosts(slug: str) -> ResponseReturnValue:
    """Show the host chain as it is printed, and add to it."""
    event = event_for(slug, Permission.EVENT_EDIT)
    choices = list_host_choices(database.session())
    form = EditHostsForm()
    if form.validate_on_submit():
        try:
            found = _chosen(choices, form.organisation.data or "")
            with database.transaction() as session:
                hosts.add_host(
                    session, current_actor(), event_id=event.id, organisation_id=found.id, role=form.role.data
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            return _back(slug)
    page = render_template(
        "events/edit_hosts.html",
        form=form,
        event=event,
        choices=choices,
        links=hosts.in_print_order(event.organisers),
        steps=step_links(event),
        guided=is_guided(),
        onward=after_saving(event),
    )
    return page, form.status


def _back(slug: str) -> ResponseReturnValue:
    guide = 1 if is_guided() else None
    return redirect(url_for(".edit_hosts", slug=slug, guide=guide))


@bp.post("/events/<slug>/manage/hosts/<int:link_id>/move")
@requires(Permission.EVENT_EDIT)
def move_host(slug: str, link_id: int) -> ResponseReturnValue:
    """Move an organisation up or down in its part of the chain."""
    event = event_for(slug, Permission.EVENT_EDIT)
    with database.transaction() as session:
        up = request.form.get("direction") == "up"
        hosts.move_host(session, current_actor(), event_id=event.id, link_id=link_id, up=up)
    return _back(slug)


@bp.post("/events/<slug>/manage/hosts/<int:link_id>/remove")
@requires(Permission.EVENT_EDIT)
def remove_host(slug: str, link_id: int) -> ResponseReturnValue:
    """Take an organisation out of the chain; it can be put back."""
    event = event_for(slug, Permission.EVENT_EDIT)
    with database.transaction() as session:
        organisation_id, role = hosts.remove_host(session, current_actor(), event_id=event.id, link_id=link_id)
    back = url_for(".restore_host", slug=slug, organisation_id=organisation_id, role=role.value)
    flash(_("The organisation was taken out of the host chain."), f"undo:{back}")
    return _back(slug)


@bp.post("/events/<slug>/manage/hosts/restore")
@requires(Permission.EVENT_EDIT)
def restore_host(slug: str) -> ResponseReturnValue:
    """Put an organisation back into the chain."""
    event = event_for(slug, Permission.EVENT_EDIT)
    with database.transaction() as session:
        hosts.add_host(
            session,
            current_actor(),
            event_id=event.id,
            organisation_id=request.args.get("organisation_id", 0, int),
            role=HostRole(request.args.get("role", "")),
        )
    return _back(slug)


@bp.route("/events/<slug>/manage/groups", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def edit_groups(slug: str) -> ResponseReturnValue:
    """Set for whom an event is and how they register."""
    event = event_for(slug, Permission.EVENT_EDIT)
    form = EditGroupsForm(
        groups=event.groups,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        needs_approval=event.needs_approval,
        fee=event.fee,
        notice=event.notice,
        row_version=str(event.version),
    )
    wants_row = "add_groups" in request.form
    if wants_row and len(form.groups) < (form.groups.max_entries or 0):
        form.groups.append_entry()
    if not wants_row and form.validate_on_submit():
        try:
            with database.transaction() as session:
                event = hosts.edit_groups(
                    session, current_actor(), event_id=event.id, rules=form.rules(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(after_saving(event))
    if request.method == "GET" and not event.groups:
        for _row in range(SUGGESTED_GROUPS):
            form.groups.append_entry()
    page = render_template(
        "events/edit_groups.html", form=form, event=event, steps=step_links(event), guided=is_guided()
    )
    return page, 200 if wants_row else form.status
