"""Agreements of one's own organisations."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.agreements.logic.steps import BEFORE_SIGNING
from app.agreements.queries.agreements import list_my_agreements as find_mine
from app.agreements.queries.registrations import list_my_registrations
from app.agreements.routes.blueprint import bp
from app.agreements.service.names import OPEN_FOR_NAMES
from app.core.db import database
from app.core.permissions import Permission, ScopeKind, may, requires
from app.core.web import current_actor


@bp.get("/my/agreements")
@requires(Permission.AGREEMENT_READ)
def list_my_agreements() -> ResponseReturnValue:
    """Show what one's organisations sign and signed, and which names wait for a word."""
    actor = current_actor()
    session = database.session()
    rows = find_mine(session, actor)
    waiting = [
        (row, party)
        for row in rows
        for party in row.parties
        if row.state in OPEN_FOR_NAMES
        and party.confirmed_at is None
        and not row.is_historic
        and may(actor, Permission.AGREEMENT_CONFIRM, party)
    ]
    return render_template(
        "agreements/list_my_agreements.html", rows=rows, waiting=waiting, before=BEFORE_SIGNING,
        registrations=list_my_registrations(session, actor),
        has_organisation=bool(actor.scope_ids(ScopeKind.ORGANISATION)),
    )  # fmt: skip
