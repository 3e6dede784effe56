"""Pages about people, for those who administer the platform."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.queries.actors import find_account_of, list_sign_ins
from app.accounts.queries.memberships import memberships_of
from app.accounts.queries.people import accounts_of, get_person
from app.accounts.queries.people import list_people as people_page
from app.accounts.queries.scopes import scope_names
from app.accounts.routes.blueprint import bp
from app.accounts.routes.sent import link_path
from app.accounts.service.credentials import hand_out_reset as make_reset
from app.accounts.service.memberships import takeable
from app.accounts.service.sign_up import confirm_mobile as note_confirmed
from app.core.clock import now
from app.core.db import database
from app.core.permissions import Permission, ScopeKind, requires
from app.core.web import current_actor

HANDED_OUT = "handed_out"


@bp.get("/people")
@requires(Permission.PLATFORM_ADMINISTER)
def list_people() -> ResponseReturnValue:
    """List the people of the platform."""
    db = database.session()
    page = people_page(
        db, search=request.args.get("q", ""), state=request.args.get("state", ""),
        sort=request.args.get("sort", "name"), number=request.args.get("page", 1, int),
        per_page=request.args.get("per_page", 20, int),
    )  # fmt: skip
    homes = {(ScopeKind.ORGANISATION, person.organisation_id) for person in page.items}
    return render_template(
        "accounts/list_people.html", page=page, accounts=accounts_of(db, {person.id for person in page.items}),
        names=scope_names(db, homes), kind=ScopeKind.ORGANISATION,
    )  # fmt: skip


@bp.get("/people/<int:person_id>")
@requires(Permission.PLATFORM_ADMINISTER)
def show_person(person_id: int) -> ResponseReturnValue:
    """Show a person, the account and the roles."""
    db = database.session()
    person = get_person(db, person_id)
    account, roles = find_account_of(db, person_id), memberships_of(db, person_id)
    home = (ScopeKind.ORGANISATION, person.organisation_id)
    handed_out = session.get(HANDED_OUT, {})
    return render_template(
        "accounts/show_person.html", person=person, account=account, roles=roles, home=home, now=now(),
        may_take=takeable(db, current_actor(), roles),
        names=scope_names(db, [home, *((row.scope_kind, row.scope_id) for row in roles)]),
        browsers=len(list_sign_ins(db, account.id)) if account else 0,
        reset_address=handed_out.get("address") if handed_out.get("person_id") == person_id else None,
    )  # fmt: skip


@bp.post("/people/<int:person_id>/confirm-mobile")
@requires(Permission.PLATFORM_ADMINISTER)
def confirm_mobile(person_id: int) -> ResponseReturnValue:
    """Note that the number was called back and is the person's own."""
    with database.transaction() as db:
        note_confirmed(db, current_actor(), person_id=person_id)
    flash(_("The number is confirmed, and roles that waited for it have begun."), "success")
    return redirect(url_for(".show_person", person_id=person_id))


@bp.post("/people/<int:person_id>/reset")
@requires(Permission.PLATFORM_ADMINISTER)
def hand_out_reset(person_id: int) -> ResponseReturnValue:
    """Make a link for a new password, to be handed over in person."""
    with database.transaction() as db:
        link = make_reset(db, current_actor(), person_id=person_id)
    path = link_path(link)
    session[HANDED_OUT] = {"person_id": person_id, "address": request.url_root.rstrip("/") + path}
    return redirect(url_for(".show_person", person_id=person_id))
