"""Centres and sub-centres: who they are, where they are, and how to reach them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, public, requires
from app.core.web import current_actor
from app.organisations.forms import EditCentreForm
from app.organisations.queries.centres import as_tree, count_by_centre, get_centre
from app.organisations.queries.centres import list_centres as all_centres
from app.organisations.queries.organisations import list_relations
from app.organisations.routes.blueprint import bp
from app.organisations.service import centres as service
from app.organisations.service.centres import CentreEntry


@bp.get("/centres")
@public
def list_centres() -> ResponseReturnValue:
    """List the centres with their sub-centres."""
    session = database.session()
    return render_template(
        "organisations/list_centres.html", tree=as_tree(all_centres(session)), counts=count_by_centre(session)
    )


@bp.get("/centres/<int:centre_id>")
@public
def show_centre(centre_id: int) -> ResponseReturnValue:
    """Show a centre: who runs it, its founders, its sub-centres and how to reach it."""
    session = database.session()
    centre, centres = get_centre(session, centre_id), all_centres(session)
    return render_template(
        "organisations/show_centre.html", centre=centre, counts=count_by_centre(session),
        parent=next((row for row in centres if row.id == centre.parent_id), None),
        below=[row for row in centres if row.parent_id == centre.id],
        relations=list_relations(session, centre.organisation_id) if centre.organisation_id else [],
    )  # fmt: skip


def _entry(form: EditCentreForm) -> CentreEntry:
    return CentreEntry(
        name=form.name.data or "", region=form.region.data, contact=form.contact.data, opened_on=form.opened_on.data,
        organisation=form.organisation.data,
    )  # fmt: skip


@bp.route("/centres/new", methods=["GET", "POST"])
@requires(Permission.CENTRE_EDIT)
def add_centre() -> ResponseReturnValue:
    """Open a centre, or a sub-centre of one's own."""
    parent_id = request.args.get("parent", type=int)
    parent = get_centre(database.session(), parent_id) if parent_id is not None else None
    authorise(current_actor(), Permission.CENTRE_EDIT if parent else Permission.PLATFORM_ADMINISTER, parent)
    form = EditCentreForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                centre = service.open_centre(session, current_actor(), _entry(form), parent_id=parent_id)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The centre can be chosen everywhere now."), "success")
            return redirect(url_for(".show_centre", centre_id=centre.id))
    return render_template("organisations/add_centre.html", form=form, parent=parent), form.status


@bp.route("/centres/<int:centre_id>/edit", methods=["GET", "POST"])
@requires(Permission.CENTRE_EDIT)
def edit_centre(centre_id: int) -> ResponseReturnValue:
    """Change what a centre says about itself."""
    centre = get_centre(database.session(), centre_id)
    authorise(current_actor(), Permission.CENTRE_EDIT, centre)
    form = EditCentreForm(
        name=centre.name, region=centre.region, contact=centre.contact, opened_on=centre.opened_on,
        organisation=centre.organisation.name if centre.organisation else "", row_version=centre.version,
    )  # fmt: skip
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.edit_centre(
                    session, current_actor(), _entry(form), centre_id=centre_id, version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_centre", centre_id=centre_id))
    return render_template("organisations/edit_centre.html", form=form, centre=centre), form.status
