"""The register of proof-of-concept centres."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, public, requires
from app.core.web import current_actor
from app.organisations.forms import AddPocBatchForm
from app.organisations.queries.proof_of_concept import get_poc_register
from app.organisations.routes.blueprint import bp
from app.organisations.service import proof_of_concept as service
from app.organisations.service.proof_of_concept import PocBatch


@bp.get("/organisations/proof-of-concept")
@public
def list_poc_centres() -> ResponseReturnValue:
    """List the proof-of-concept centres: how many were announced, and which of them are known by name."""
    return render_template("organisations/list_poc_centres.html", register=get_poc_register(database.session()))


@bp.route("/organisations/proof-of-concept/batches/new", methods=["GET", "POST"])
@requires(Permission.CENTRE_EDIT)
def add_poc_batch() -> ResponseReturnValue:
    """Write down that a batch of proof-of-concept centres was announced."""
    form = AddPocBatchForm()
    if form.validate_on_submit():
        batch = PocBatch(
            form.name.data or "", form.announced.data or 0, form.source.data or "", form.quote.data, form.as_of.data
        )
        try:
            with database.transaction() as session:
                service.announce_batch(session, current_actor(), batch)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".list_poc_centres"))
    return render_template("organisations/add_poc_batch.html", form=form), form.status
