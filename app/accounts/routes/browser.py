"""Who is behind a request: the cookie, the sign-in it names, and when it has been idle for too long."""

from datetime import datetime, timedelta

from flask import Flask, current_app, flash, g, jsonify, redirect, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import UserMixin, current_user, login_user, logout_user

from app.accounts.models import Account, SignIn
from app.accounts.queries.actors import actor_of, find_sign_in
from app.accounts.routes.blueprint import bp
from app.accounts.service.sign_in import end_sign_in, note_activity, start_sign_in
from app.core.clock import now
from app.core.db import begin_writes, database
from app.core.permissions import NOBODY
from app.core.web import SAFE_METHODS, current_actor, wants_json
from config import Config

SEEN = "seen"
REFRESH = timedelta(seconds=60)
WITH_OLD_PASSWORD = frozenset({"accounts.change_password", "accounts.sign_out", "accounts.switch_language", "static"})


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """The user as Flask-Login knows it: one sign-in of one browser."""

    def __init__(self, token: str, sign_in: SignIn) -> None:
        """Keep the secret of the browser and the row behind it."""
        self.token = token
        self.sign_in_id = sign_in.id
        self.account = sign_in.account

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token


def load_signed_in(token: str) -> SignedIn | None:
    """Return the sign-in behind a cookie."""
    sign_in = find_sign_in(database.session(), token)
    return SignedIn(token, sign_in) if sign_in else None


@bp.record_once
def configure_login(state: BlueprintSetupState) -> None:
    """Tell Flask-Login what a page answers to somebody who is not signed in."""
    state.app.extensions["login_manager"].unauthorized_handler(ask_to_sign_in)


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a person to the sign-in page and remember where they wanted to go."""
    if wants_json():
        return jsonify(error=_("Please sign in."), status=401), 401
    wanted = (request.full_path if request.query_string else request.path) if request.method == "GET" else None
    answer = redirect(url_for("accounts.sign_in", next=wanted))
    if request.headers.get("HX-Request"):
        answer.headers["HX-Redirect"] = answer.location
    return answer


@bp.before_app_request
def load_actor() -> ResponseReturnValue | None:
    """Put the person behind the request where every view finds it; sign out who was idle for too long."""
    g.actor = NOBODY
    if request.endpoint == "static":
        return None
    database.session().info["address"] = request.remote_addr
    if not current_user.is_authenticated:
        return None
    if _was_idle():
        leave_browser()
        flash(_("You were signed out because nothing happened for a while."), "info")
        return None
    db = database.session()
    account: Account = current_user.account
    g.actor = actor_of(db, account)
    g.language = account.language
    db.info["person_id"] = g.actor.person_id
    if request.method not in SAFE_METHODS:
        note_activity(db, current_user.sign_in_id)
    if account.must_change and request.endpoint not in WITH_OLD_PASSWORD and not wants_json():
        return redirect(url_for("accounts.change_password"))
    return None


def _was_idle() -> bool:
    """Compare the last request, kept in the signed cookie, with the idle time of this installation."""
    config: Config = current_app.extensions["luyan_config"]
    moment, seen = now(), session.get(SEEN)
    last = datetime.fromisoformat(seen) if seen else moment
    if moment - last > timedelta(minutes=config.idle_minutes):
        return True
    if seen is None or moment - last > REFRESH:
        session[SEEN] = moment.isoformat()
    return False


def enter_browser(token: str, sign_in: SignIn) -> None:
    """Start with a fresh cookie in which only the language survives."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    session[SEEN] = now().isoformat()
    login_user(SignedIn(token, sign_in))


def leave_browser() -> None:
    """Forget who is behind this browser."""
    chosen = session.get("language")
    logout_user()
    session.clear()
    if chosen:
        session["language"] = chosen
    g.actor = NOBODY


def open_browser(account: Account) -> str:
    """Open a sign-in for the browser of this request, inside the transaction of the caller; an older one ends."""
    db = database.session()
    if current_actor().is_signed_in:
        end_sign_in(db, current_actor(), sign_in_id=current_user.sign_in_id)
    return start_sign_in(db, account, address=request.remote_addr or "", browser=request.user_agent.string)


def let_go() -> None:
    """Give the write lock back before slow work such as comparing a password; nothing was written yet."""
    begin_writes(writing=False)
    database.session().rollback()


def app_config(app: Flask) -> Config:
    """Return the settings of this installation."""
    config: Config = app.extensions["luyan_config"]
    return config
