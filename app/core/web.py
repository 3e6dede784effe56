"""How requests are guarded and how failures look: one table from errors to status codes."""

import re
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from babel import Locale
from flask import Flask, Response, current_app, flash, g, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app.core.db import begin_writes, database
from app.core.display import explain, language, listed, template_functions
from app.core.errors import AppError, Conflict, NotAllowed, NotFound, RuleBroken
from app.core.permissions import NOBODY, Actor, Owned, Permission, may

STATUS: dict[type[AppError], int] = {NotFound: 404, NotAllowed: 403, RuleBroken: 422, Conflict: 409}
OK = 200
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY_HEADER = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY_HEADER,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TOLD_ON = {"Allow", "Retry-After", "WWW-Authenticate", "Content-Range"}  # what a client needs of a refusal
CHINESE = Locale.parse("zh_CN")
LOCALES = {"zh_CN": CHINESE, "en": Locale.parse("en")}  # read once: reading one costs more than a page from the cache
RETRY_SECONDS = 5
TITLES = {400, 403, 404, 409, 413, 422, 429, 500, 503}
log = structlog.get_logger("web")


def attempt(deed: Callable[[Session], object], done: str = "") -> bool:
    """Do something in a transaction, say how it went, and tell whether it did; a broken rule is said, nothing else."""
    try:
        with database.transaction() as writing:
            deed(writing)
    except RuleBroken as error:
        flash(explain(error), "error")
        return False
    if done:
        flash(done, "success")
    return True


def current_actor() -> Actor:
    """Return the person behind this request; accounts puts it there before each request."""
    actor: Actor = g.get("actor", NOBODY)
    return actor


def wants_json() -> bool:
    """Tell whether the client asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _before() -> None:
    g.started = time.perf_counter()
    g.request_id = request.headers.get("X-Request-Id", "")[:64] or uuid.uuid4().hex
    if not re.fullmatch(r"[\w.-]+", g.request_id):
        g.request_id = uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    begin_writes(writing=request.method not in SAFE_METHODS)


def _forget(_error: BaseException | None) -> None:
    begin_writes(writing=False)


def guard() -> ResponseReturnValue | None:
    """Deny by default: a view needs a permission mark or the public mark."""
    if request.endpoint in (None, "static"):
        return None
    view = current_app.view_functions[request.endpoint or ""]
    if getattr(view, "is_public", False):
        return None
    permission: Permission | None = getattr(view, "permission", None)
    if permission is None:
        raise RuntimeError(f"{request.endpoint} carries no permission")
    actor = current_actor()
    if may(actor, permission):
        return None
    if not actor.is_signed_in:
        login_manager: Any = current_app.extensions["login_manager"]
        answer: ResponseReturnValue = login_manager.unauthorized()
        return answer
    raise NotAllowed("You are not allowed to do this.")


def _after(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store" if current_actor().is_signed_in else "no-cache"
    took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    write = log.debug if request.blueprint == "core" and response.status_code == OK else log.info
    write("request", method=request.method, path=request.path, status=response.status_code, ms=took)
    return response


def failure_page(status: int, sentence: str, **more: object) -> ResponseReturnValue:
    """Answer with the error page of a status, or its JSON."""
    if wants_json():
        return jsonify(error=sentence, status=status, request_id=g.get("request_id"), **more), status
    name = status if status in TITLES else 400 if status < 500 else 500  # noqa: PLR2004 -- HTTP
    page = render_template(f"errors/{name}.html", sentence=sentence, request_id=g.get("request_id"), **more)
    return page, status


def _on_app_error(error: AppError) -> ResponseReturnValue:
    database.session.rollback()
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    more = {"alternatives": list(error.alternatives)} if isinstance(error, Conflict) else {}
    return failure_page(status, explain(error), **more)


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 -- redirects are not failures
        return error
    answer = current_app.make_response(failure_page(error.code, ""))
    for name, value in error.get_headers():
        if name in TOLD_ON:
            answer.headers[name] = value
    return answer


def _on_csrf(_error: CSRFError) -> ResponseReturnValue:
    return failure_page(400, gettext("This page was open for too long. Please go back, reload it and send it again."))


def _on_database(error: OperationalError) -> ResponseReturnValue:
    """Say that everybody is writing at once, or that the database is away, and when to come back."""
    database.session.rollback()
    log.error("database unavailable", path=request.path, error=str(error.orig))
    answer = current_app.make_response(failure_page(503, ""))
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _on_bug(error: Exception) -> ResponseReturnValue:
    database.session.rollback()
    log.error("bug", path=request.path, kind=type(error).__name__, exc_info=error)
    return failure_page(500, "")


def asset(path: str) -> str:
    """Return the address of a static file with a mark of its content."""
    mark = current_app.extensions["asset_marks"].get(path, "0")
    return f"{request.script_root}{current_app.static_url_path}/{path}?v={mark}"


def _template_context() -> dict[str, object]:
    actor = current_actor()

    def may_(permission: Permission, thing: Owned | None = None) -> bool:
        return may(actor, permission, thing)

    flags = {"demo_mode": current_app.config["DEMO_MODE"]}
    return {
        "actor": actor, "may": may_, "Permission": Permission, "asset": asset, "config_flags": flags,
        "language": language(), "get_locale": get_locale, "has_page": current_app.view_functions.__contains__,
        **current_app.extensions["page_functions"],
    }  # fmt: skip


def choose_locale() -> Locale:
    """Return the language of this request: the person's choice, else Chinese."""
    return LOCALES.get(session.get("language") or g.get("language"), CHINESE)


def protect(app: Flask) -> None:
    """Attach guards, headers and error pages to the application; called before the blueprints."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", PERMANENT_SESSION_LIFETIME=timedelta(days=14)
    )
    app.before_request(_before)
    app.after_request(_after)
    app.teardown_request(_forget)
    app.register_error_handler(AppError, _on_app_error)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(Exception, _on_bug)
    app.context_processor(_template_context)
    app.jinja_env.globals.update(asset=asset, **template_functions())
    app.jinja_env.filters["listed"] = listed
