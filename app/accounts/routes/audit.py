"""Pages of the audit trail."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.forms import AuditFilterForm
from app.accounts.models import AuditEntry
from app.accounts.queries.audit import AuditFilter, audit_actions, names_of, verify_audit
from app.accounts.queries.audit import list_audit as audit_page
from app.accounts.queries.scopes import scope_names
from app.accounts.routes.audit_words import words_of_action, words_of_kind
from app.accounts.routes.blueprint import bp
from app.core.db import database
from app.core.permissions import Permission, ScopeKind, requires
from app.core.web import current_actor


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def list_audit() -> ResponseReturnValue:
    """Show what was done, by whom and when, as far as the visitor may read it."""
    session, days = database.session(), AuditFilterForm(request.args, meta={"csrf": False})
    days.validate()
    wanted = AuditFilter(
        action=request.args.get("action", ""), person=request.args.get("person", "").strip(),
        event_id=request.args.get("event", type=int), since=days.since.data, until=days.until.data,
    )  # fmt: skip
    page = audit_page(
        session, current_actor(), wanted, number=request.args.get("page", 1, int),
        per_page=request.args.get("per_page", 50, int),
    )  # fmt: skip
    return render_template("accounts/list_audit.html", page=page, **_told(page.items), wanted=wanted)


def _told(rows: Sequence[AuditEntry]) -> dict[str, object]:
    session = database.session()
    actions = [(code, words_of_action(code)) for code in audit_actions(session, current_actor())]
    return {
        "actions": sorted(actions, key=lambda each: each[1]), "words_of_action": words_of_action,
        "words_of_kind": words_of_kind, "names": names_of(session, {row.person_id for row in rows if row.person_id}),
        "events": scope_names(session, {(ScopeKind.EVENT, row.event_id) for row in rows}),
        "event_kind": ScopeKind.EVENT,
    }  # fmt: skip


@bp.get("/audit/check")
@requires(Permission.PLATFORM_ADMINISTER)
def check_audit() -> ResponseReturnValue:
    """Walk the whole chain of the trail and say whether anybody tampered with it."""
    return render_template("accounts/check_audit.html", verdict=verify_audit(database.session()))
