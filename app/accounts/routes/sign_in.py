"""Pages for signing in and out, and the switch of language."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.forms import SignInForm
from app.accounts.logic import LinkPurpose
from app.accounts.queries.actors import find_sign_in, get_account
from app.accounts.queries.demo import DEMO_PASSWORD, DemoAccount, list_demo_accounts
from app.accounts.routes.blueprint import bp
from app.accounts.routes.browser import app_config, enter_browser, leave_browser, let_go, open_browser
from app.accounts.routes.sent import remember_sent
from app.accounts.routes.targets import landing, safe_next
from app.accounts.service.passwords import matches
from app.accounts.service.people import keep_language
from app.accounts.service.sign_in import SignInOutcome, end_sign_in, find_credentials, settle_attempt
from app.accounts.service.sign_up import ask_again
from app.core.db import database
from app.core.limits import SIGN_IN_LIMIT, limiter, reads
from app.core.permissions import Permission, public, requires
from app.core.web import current_actor

LANGUAGES = ("zh_CN", "en")


@bp.route("/login", methods=["GET", "POST"])
@public
@limiter.limit(SIGN_IN_LIMIT, exempt_when=reads)
def sign_in() -> ResponseReturnValue:
    """Sign in with an e-mail address or mobile number."""
    form = SignInForm(next=request.args.get("next", ""), login=request.args.get("login", ""))
    demo = _demo_accounts(form)
    if request.method == "GET" and current_actor().is_signed_in:
        return redirect(landing(request.args.get("next")))
    if form.validate_on_submit():
        login, password = form.login.data or "", form.password.data or ""
        let_go()
        credentials = find_credentials(database.session(), login)
        let_go()
        right = matches(credentials.password_hash, password)
        with database.transaction() as db:
            outcome = settle_attempt(db, credentials, right=right)
            token = _opened(db, credentials.account_id) if outcome is SignInOutcome.WELCOME else ""
            if outcome is SignInOutcome.UNCONFIRMED and credentials.account_id and credentials.password_hash:
                link = ask_again(db, credentials.account_id, password_hash=credentials.password_hash)
                remember_sent(login, LinkPurpose.VERIFY_EMAIL, link)
        if outcome is SignInOutcome.UNCONFIRMED:
            return redirect(url_for(".show_sent"))
        if outcome is SignInOutcome.WELCOME:
            return _welcome(token, form.next.data)
        form.form_errors.append(_(
            "Address, number or password is wrong, or the account is locked. After five wrong passwords it is locked "
            "for 30 minutes; a new password lifts the lock."
        ))  # fmt: skip
    page = render_template("accounts/sign_in.html", form=form, demo_accounts=demo, demo_password=DEMO_PASSWORD)
    return page, form.status


def _demo_accounts(form: SignInForm) -> list[DemoAccount]:
    """Return the accounts of the demonstration; the chosen one is filled in with its password, which is no secret."""
    if not app_config(current_app).demo_mode:
        return []
    found = list_demo_accounts(database.session())
    if request.method == "GET" and any(form.login.data == each.login for each in found):
        form.show_password(DEMO_PASSWORD)
    return found


def _opened(db: Session, account_id: int | None) -> str:
    return open_browser(get_account(db, account_id or 0))


def _welcome(token: str, wanted: str | None) -> ResponseReturnValue:
    found = find_sign_in(database.session(), token)
    if found is not None:
        enter_browser(token, found)
    return redirect(landing(wanted))


@bp.post("/logout")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    sign_in_id = current_user.sign_in_id
    with database.transaction() as db:
        end_sign_in(db, current_actor(), sign_in_id=sign_in_id)
    leave_browser()
    flash(_("You are signed out."), "success")
    return redirect(url_for(".sign_in"))


@bp.post("/language")
@public
def switch_language() -> ResponseReturnValue:
    """Switch between Chinese and English; kept with the account of whoever is signed in."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_actor().is_signed_in:
            with database.transaction() as db:
                keep_language(db, current_actor(), language=chosen)
    return redirect(safe_next(request.form.get("next")) or "/")
