"""Verifying an organisation, and merging two entries of the same one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.queries.memberships import members_of
from app.core.db import database
from app.core.display import label
from app.core.errors import RuleBroken
from app.core.permissions import Permission, ScopeKind, requires
from app.core.web import current_actor
from app.organisations.forms import MergeOrganisationForm, VerifyOrganisationForm
from app.organisations.logic import STEPS, OrganisationState
from app.organisations.queries.organisations import list_alike
from app.organisations.routes.blueprint import bp, named_organisation, own_organisation
from app.organisations.service import verification as service
from app.organisations.service.verification import Verdict


@bp.route("/organisations/<int:organisation_id>/verify", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_VERIFY)
def verify_organisation(organisation_id: int) -> ResponseReturnValue:
    """Decide whether this is the name on the seal."""
    organisation = own_organisation(organisation_id, Permission.ORGANISATION_VERIFY)
    form = VerifyOrganisationForm(seal_name=organisation.name, row_version=organisation.version)
    form.offer(STEPS[organisation.state])
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                verdict = Verdict(OrganisationState(form.state.data), form.seal_name.data or "", form.reason.data)
                organisation = service.verify_organisation(
                    session, current_actor(), verdict, organisation_id=organisation_id, version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Now “%(state)s”. Its members are told.", state=label(organisation.state)), "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    session = database.session()
    page = render_template(
        "organisations/verify_organisation.html", form=form, organisation=organisation,
        alike=list_alike(session, organisation.name, except_id=organisation.id),
        members=members_of(session, ScopeKind.ORGANISATION, organisation.id),
        references=service.count_references(session, organisation.id),
    )  # fmt: skip
    return page, form.status


@bp.route("/organisations/<int:organisation_id>/merge", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_VERIFY)
def merge_organisation(organisation_id: int) -> ResponseReturnValue:
    """Let another entry stand for this one."""
    organisation = own_organisation(organisation_id, Permission.ORGANISATION_VERIFY)
    form = MergeOrganisationForm()
    if form.validate_on_submit():
        try:
            kept = named_organisation(form.into.data, field="into")
            with database.transaction() as session:
                kept = service.merge_organisations(
                    session, current_actor(), organisation_id=organisation_id, into_id=kept.id
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Merged. Both names lead to this entry now."), "success")
            return redirect(url_for(".show_organisation", organisation_id=kept.id))
    session = database.session()
    page = render_template(
        "organisations/merge_organisation.html", form=form, organisation=organisation,
        alike=list_alike(session, organisation.name, except_id=organisation.id),
        references=service.count_references(session, organisation.id),
    )  # fmt: skip
    return page, form.status
