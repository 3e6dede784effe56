"""The list of organisations, and each one's profile."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.queries.memberships import members_of
from app.accounts.queries.scopes import write_scope
from app.accounts.service.memberships import givable_roles
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, ScopeKind, may, public, requires
from app.core.web import current_actor
from app.organisations.forms import AddOrganisationForm, EditOrganisationForm
from app.organisations.logic import OrganisationState, OrganisationType, Side, province_names
from app.organisations.models import Organisation
from app.organisations.queries import organisations as queries
from app.organisations.queries.centres import list_centres as all_centres
from app.organisations.queries.organisations import OrganisationFilter
from app.organisations.routes.blueprint import bp, own_organisation, show_known
from app.organisations.service import profiles as service

SIZES = (20, 50, 100)


@bp.get("/organisations")
@public
def list_organisations() -> ResponseReturnValue:
    """List organisations, narrowed and sorted by the address."""
    args, session, actor = request.args, database.session(), current_actor()
    narrowed = OrganisationFilter.from_words(**args.to_dict())
    per_page = args.get("per_page", SIZES[0], int)
    page = queries.list_organisations(
        session, actor, narrowed, number=args.get("page", 1, int), per_page=per_page if per_page in SIZES else SIZES[0]
    )
    return render_template(
        "organisations/list_organisations.html", page=page, types=list(OrganisationType),
        states=[state for state in OrganisationState if state is not OrganisationState.MERGED], sides=list(Side),
        provinces=province_names(), own=queries.list_own_organisations(session, actor) if actor.is_signed_in else [],
    )  # fmt: skip


@bp.get("/organisations/<int:organisation_id>")
@public
def show_organisation(organisation_id: int) -> ResponseReturnValue:
    """Show an organisation's profile; an entry that was merged leads to the one that stays."""
    session, actor = database.session(), current_actor()
    merged = queries.get_organisation(session, organisation_id).merged_into_id
    if merged is not None:
        return redirect(url_for(".show_organisation", organisation_id=merged))
    organisation = show_known(organisation_id)
    is_own = may(actor, Permission.ORGANISATION_EDIT, organisation)
    scope = (ScopeKind.ORGANISATION, organisation.id)
    return render_template(
        "organisations/show_organisation.html", organisation=organisation, is_own=is_own, side_names=Side,
        relations=queries.list_relations(session, organisation.id),
        figures=queries.list_figures(session, organisation.id),
        members=members_of(session, *scope) if is_own else [], scope_text=write_scope(scope),
        givable=givable_roles(session, actor, *scope) if is_own else [],
    )  # fmt: skip


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CREATE)
def add_organisation() -> ResponseReturnValue:
    """Register an organisation, after a look at those with nearly the same name."""
    form = AddOrganisationForm(name=request.args.get("name", ""))
    form.offer(all_centres(database.session()))
    alike: list[Organisation] = []
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                organisation = service.register_organisation(
                    session, current_actor(), form.entry(), role=form.chosen_role, is_another=form.is_another.data
                )
        except RuleBroken as error:
            form.reject(error)
            alike = queries.list_alike(database.session(), form.name.data or "")
        else:
            flash(_("Registered. Its centre checks name and credit code; you will be told."), "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation.id))
    return render_template("organisations/add_organisation.html", form=form, alike=alike), form.status


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change what is known of an organisation."""
    organisation = own_organisation(organisation_id, Permission.ORGANISATION_EDIT)
    form = EditOrganisationForm(obj=organisation, row_version=organisation.version)
    form.offer(all_centres(database.session()))
    if request.method == "GET":
        form.centre_id.data = str(organisation.centre_id or "")
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                organisation = service.edit_organisation(
                    session, current_actor(), form.entry(), organisation_id=organisation_id, version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            waits = organisation.state is OrganisationState.APPLIED
            flash(_("Saved. Its centre looks at the entry now.") if waits else _("Saved."), "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    return render_template("organisations/edit_organisation.html", form=form, organisation=organisation), form.status
