"""How organisations belong together: founders, parents, spin-offs, with their dates."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.organisations.forms import AddRelationForm
from app.organisations.logic import RelationKind
from app.organisations.queries.organisations import get_relation
from app.organisations.routes.blueprint import bp, named_organisation, own_organisation
from app.organisations.service import relations as service
from app.organisations.service.relations import RelationTerms


@bp.route("/organisations/<int:organisation_id>/relations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def add_relation(organisation_id: int) -> ResponseReturnValue:
    """Write down a founder, a parent, a spin-off or a partner."""
    organisation = own_organisation(organisation_id, Permission.ORGANISATION_EDIT)
    form = AddRelationForm()
    if form.validate_on_submit():
        try:
            other = named_organisation(form.other.data, field="other")
            with database.transaction() as session:
                terms = RelationTerms(
                    other.id, RelationKind(form.kind.data), form.since.data, form.until.data, form.source.data
                )
                service.relate_organisations(session, current_actor(), organisation_id=organisation_id, terms=terms)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    return render_template("organisations/add_relation.html", form=form, organisation=organisation), form.status


def _own_relation(organisation_id: int, relation_id: int) -> None:
    own_organisation(organisation_id, Permission.ORGANISATION_EDIT)
    if get_relation(database.session(), relation_id).organisation_id != organisation_id:
        raise NotFound("There is no such relation.")


@bp.post("/organisations/<int:organisation_id>/relations/<int:relation_id>/end")
@requires(Permission.ORGANISATION_EDIT)
def end_relation(organisation_id: int, relation_id: int) -> ResponseReturnValue:
    """Say that a relation ended today; it stays in the history, and this can be taken back."""
    _own_relation(organisation_id, relation_id)
    with database.transaction() as session:
        service.end_relation(session, current_actor(), relation_id=relation_id)
    back = url_for(".resume_relation", organisation_id=organisation_id, relation_id=relation_id)
    flash(_("The relation ended today and stays in the history."), f"undo:{back}")
    return redirect(url_for(".show_organisation", organisation_id=organisation_id))


@bp.post("/organisations/<int:organisation_id>/relations/<int:relation_id>/resume")
@requires(Permission.ORGANISATION_EDIT)
def resume_relation(organisation_id: int, relation_id: int) -> ResponseReturnValue:
    """Take back that a relation ended."""
    _own_relation(organisation_id, relation_id)
    with database.transaction() as session:
        service.resume_relation(session, current_actor(), relation_id=relation_id)
    flash(_("The relation is in force again."), "success")
    return redirect(url_for(".show_organisation", organisation_id=organisation_id))
