"""The browsers in which an account is signed in."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.logic import browser_words
from app.accounts.queries.actors import list_sign_ins as sign_ins_of
from app.accounts.routes.blueprint import bp
from app.accounts.routes.browser import app_config, leave_browser
from app.accounts.service.sign_in import end_all_sign_ins, end_sign_in
from app.core.db import database
from app.core.permissions import Permission, requires
from app.core.web import current_actor


@bp.get("/account/browsers")
@requires(Permission.ACCOUNT_OWN)
def list_sign_ins() -> ResponseReturnValue:
    """Show where one is signed in."""
    rows = sign_ins_of(database.session(), current_user.account.id)
    return render_template(
        "accounts/list_sign_ins.html", rows=rows, here=current_user.sign_in_id,
        idle_minutes=app_config(current_app).idle_minutes, browser_words=browser_words,
    )  # fmt: skip


@bp.post("/account/browsers/<int:sign_in_id>/end")
@requires(Permission.ACCOUNT_OWN)
def end_browser(sign_in_id: int) -> ResponseReturnValue:
    """Sign one browser out from afar."""
    here = current_user.sign_in_id
    with database.transaction() as session:
        end_sign_in(session, current_actor(), sign_in_id=sign_in_id)
    if sign_in_id == here:
        leave_browser()
        flash(_("You are signed out."), "success")
        return redirect(url_for(".sign_in"))
    flash(_("That browser is signed out."), "success")
    return redirect(url_for(".list_sign_ins"))


@bp.post("/account/browsers/end")
@requires(Permission.ACCOUNT_OWN)
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out everywhere, this browser included."""
    with database.transaction() as session:
        count = end_all_sign_ins(session, current_user.account.id)
    leave_browser()
    flash(ngettext("One browser is signed out.", "%(num)d browsers are signed out.", count), "success")
    return redirect(url_for(".sign_in"))
