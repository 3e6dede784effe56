"""Consents, everything that is stored about oneself, and closing the account."""

from flask import Response, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.forms import CloseAccountForm, EditConsentsForm
from app.accounts.logic import ConsentPurpose
from app.accounts.queries.closing import closing_counts
from app.accounts.queries.consents import CONSENT_TEXTS, CONSENT_VERSION, consents_in_force, list_consents
from app.accounts.queries.own_data import own_data, own_rows
from app.accounts.routes.blueprint import bp
from app.accounts.routes.browser import leave_browser
from app.accounts.routes.data_words import readable
from app.accounts.routes.proof import own_account, proved
from app.accounts.routes.targets import landing, safe_next
from app.accounts.service import closing
from app.accounts.service.consents import set_consents
from app.core.clock import now
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.limits import SIGN_IN_LIMIT, limiter, reads
from app.core.permissions import Permission, requires
from app.core.web import current_actor


@bp.route("/account/consents", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def edit_consents() -> ResponseReturnValue:
    """Agree to single purposes, or take that back."""
    person_id = current_actor().person_id or 0
    standing = consents_in_force(database.session(), person_id)
    is_first = "first" in request.args
    form = EditConsentsForm(next=request.args.get("next", ""), data={each.value: True for each in standing})
    if form.validate_on_submit():
        with database.transaction() as session:
            set_consents(session, person_id=person_id, agreed=form.agreed)
        flash(_("Saved. You can change this at any time under “Account and privacy”."), "success")
        wanted = safe_next(form.next.data)
        return redirect(landing(wanted) if is_first else wanted or url_for(".edit_consents"))
    return render_template(
        "accounts/edit_consents.html", form=form, standing=standing, texts=CONSENT_TEXTS, version=CONSENT_VERSION,
        purposes=list(ConsentPurpose), is_first=is_first, history=list_consents(database.session(), person_id),
    ), form.status  # fmt: skip


@bp.get("/account/data")
@requires(Permission.ACCOUNT_OWN)
def show_own_data() -> ResponseReturnValue:
    """Show everything that is stored about oneself, in words."""
    rows = own_rows(database.session(), current_actor().person_id or 0)
    return render_template("accounts/show_own_data.html", made_at=now(), parts=readable(rows))


@bp.get("/account/data.json")
@requires(Permission.ACCOUNT_OWN)
def download_own_data() -> ResponseReturnValue:
    """Give everything that is stored about oneself, for other programs."""
    found = own_data(database.session(), current_actor().person_id or 0)
    answer = Response(json.dumps(found, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="luyan-my-data.json"'
    return answer


@bp.route("/account/close", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(SIGN_IN_LIMIT, exempt_when=reads)
def close_account() -> ResponseReturnValue:
    """Close the account for good, after reading what that means."""
    form, account = CloseAccountForm(), own_account()
    counts = closing_counts(database.session(), person_id=account.person_id, account_id=account.id)
    if form.validate_on_submit() and proved(form.current, account):
        try:
            with database.transaction() as session:
                closing.close_account(session, current_actor(), person_id=current_actor().person_id or 0)
        except RuleBroken as error:
            form.reject(error)
        else:
            leave_browser()
            flash(_("Your account is closed, and what identified you is gone."), "success")
            return redirect(url_for(".sign_in"))
    return render_template("accounts/close_account.html", form=form, counts=counts), form.status
