"""Pages for signing up, confirming an address, and getting back in with a new password."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.forms import AskResetForm, ConfirmForm, ResetPasswordForm, SignUpForm, VerifyEmailForm
from app.accounts.logic import LinkPurpose, masked
from app.accounts.models import Account, AccountLink
from app.accounts.queries.actors import find_sign_in
from app.accounts.queries.links import get_link
from app.accounts.queries.logins import Login, read_email, read_login
from app.accounts.routes.blueprint import bp
from app.accounts.routes.browser import enter_browser, let_go, open_browser
from app.accounts.routes.sent import SENT, remember_sent
from app.accounts.routes.targets import safe_next
from app.accounts.service import credentials
from app.accounts.service import sign_up as service
from app.accounts.service.passwords import check_new_password, hash_password, matches, refuse_reuse
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.limits import MAIL_LIMIT, SIGN_IN_LIMIT, limiter, reads
from app.core.permissions import public

CONFIRMING = (LinkPurpose.VERIFY_EMAIL, LinkPurpose.CHANGE_EMAIL)
WANTED = "wanted"


@bp.route("/sign-up", methods=["GET", "POST"])
@public
@limiter.limit(MAIL_LIMIT, exempt_when=reads)
def sign_up() -> ResponseReturnValue:
    """Open an account."""
    form = SignUpForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            login = read_login(form.login.data or "")
            about = (form.name.data or "", login.value.partition("@")[0].removeprefix("+86"))
            check_new_password(form.password.data or "", about=about)
            account, link = _signed_up(form, login)
        except RuleBroken as error:
            error.field = "login" if error.field == "mobile" else error.field
            form.reject(error)
        else:
            wanted = safe_next(form.next.data)
            if account is None:
                remember_sent(login.value, LinkPurpose.VERIFY_EMAIL, link)
                session[WANTED] = wanted
                return redirect(url_for(".show_sent"))
            flash(_("Welcome! Your number is not confirmed yet: the centre can do that when you meet or call."), "info")
            return redirect(url_for(".edit_consents", first=1, next=wanted))
    return render_template("accounts/sign_up.html", form=form), form.status


def _signed_up(form: SignUpForm, login: Login) -> tuple[Account | None, AccountLink | None]:
    hashed = hash_password(form.password.data or "")
    wish = service.SignUp(name=form.name.data or "", login=login, password_hash=hashed, language=str(get_locale()))
    with database.transaction() as db:
        account, link = service.sign_up(db, wish)
        token = open_browser(account) if account is not None else ""
    if account is not None:
        _enter(token)
    return account, link


def _enter(token: str) -> None:
    found = find_sign_in(database.session(), token)
    if found is not None:
        enter_browser(token, found)


@bp.get("/sign-up/sent")
@public
def show_sent() -> ResponseReturnValue:
    """Say where the mail with the link went."""
    return render_template("accounts/show_sent.html", sent=session.get(SENT))


@bp.route("/verify-email/<token>", methods=["GET", "POST"])
@public
@limiter.limit(SIGN_IN_LIMIT, exempt_when=reads)
def verify_email(token: str) -> ResponseReturnValue:
    """Confirm an address; opening the link changes nothing, since mail scanners open links too."""
    link = get_link(database.session(), token, *CONFIRMING)
    if link.purpose is LinkPurpose.CHANGE_EMAIL:
        return _confirm_change(token)
    form, address = VerifyEmailForm(), link.account.email
    if form.validate_on_submit():
        known = link.password_hash
        let_go()
        right = matches(known, form.password.data or "")
        try:
            with database.transaction() as db:
                account = service.confirm_email(db, get_link(db, token, LinkPurpose.VERIFY_EMAIL), right=right)
                browser = open_browser(account)
        except RuleBroken as error:
            form.reject(error)
        else:
            wanted = session.get(WANTED)
            _enter(browser)
            flash(_("Your address is confirmed. Welcome!"), "success")
            return redirect(url_for(".edit_consents", first=1, next=wanted))
    return render_template("accounts/verify_email.html", form=form, address=address), form.status


def _confirm_change(token: str) -> ResponseReturnValue:
    form = ConfirmForm()
    address = get_link(database.session(), token, LinkPurpose.CHANGE_EMAIL).new_email
    if form.validate_on_submit():
        try:
            with database.transaction() as db:
                credentials.confirm_email_change(db, get_link(db, token, LinkPurpose.CHANGE_EMAIL))
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Your new address is confirmed."), "success")
            return redirect(url_for(".show_account"))
    return render_template("accounts/verify_email.html", form=form, address=address), form.status


@bp.route("/account/email/stop/<token>", methods=["GET", "POST"])
@public
def stop_email_change(token: str) -> ResponseReturnValue:
    """Stop a change of address that one did not ask for."""
    link = get_link(database.session(), token, LinkPurpose.CHANGE_EMAIL, stop=True)
    form = ConfirmForm()
    if form.validate_on_submit():
        with database.transaction() as db:
            credentials.stop_email_change(db, get_link(db, token, LinkPurpose.CHANGE_EMAIL, stop=True))
        flash(_("The change is stopped and every browser is signed out. Please choose a new password."), "success")
        return redirect(url_for(".ask_reset"))
    return render_template(
        "accounts/stop_email_change.html", form=form, address=masked(link.new_email or "")
    ), form.status


@bp.route("/reset", methods=["GET", "POST"])
@public
@limiter.limit(MAIL_LIMIT, exempt_when=reads)
def ask_reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    form = AskResetForm(login=request.args.get("login", ""))
    if form.validate_on_submit():
        login = form.login.data or ""
        try:
            read_email(login, field="login")
            with database.transaction() as db:
                link = credentials.ask_reset(db, login=login)
        except RuleBroken as error:
            form.reject(error)
        else:
            remember_sent(login, LinkPurpose.RESET_PASSWORD, link)
            return redirect(url_for(".show_sent"))
    return render_template("accounts/ask_reset.html", form=form), form.status


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit(SIGN_IN_LIMIT, exempt_when=reads)
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a new password with a one-time link."""
    link = get_link(database.session(), token, LinkPurpose.RESET_PASSWORD)
    form = ResetPasswordForm()
    if form.validate_on_submit():
        chosen = form.password.data or ""
        hashes = credentials.past_hashes(database.session(), link.account)
        about = credentials.telling_words(link.account, link.account.person)
        let_go()
        try:
            check_new_password(chosen, about=about)
            refuse_reuse(chosen, hashes)
            hashed = hash_password(chosen)
            with database.transaction() as db:
                fresh = get_link(db, token, LinkPurpose.RESET_PASSWORD)
                credentials.reset_password(db, fresh, password_hash=hashed)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Your new password is set. Every browser was signed out; please sign in."), "success")
            return redirect(url_for(".sign_in"))
    return render_template("accounts/reset_password.html", form=form), form.status
