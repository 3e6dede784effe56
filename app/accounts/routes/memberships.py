"""Pages for giving roles and taking them away."""

from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.forms import ConfirmForm, GrantMembershipForm
from app.accounts.models import Membership
from app.accounts.queries.memberships import MembershipFilter, get_membership
from app.accounts.queries.memberships import list_memberships as memberships_within
from app.accounts.queries.remit import Remit, find_places, remit_of
from app.accounts.queries.scopes import Scoped, read_scope, scope_names, write_scope
from app.accounts.routes.blueprint import bp
from app.accounts.routes.targets import safe_next
from app.accounts.service import memberships as service
from app.core.db import database
from app.core.display import label
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Permission, Role, ScopeKind, requires
from app.core.web import current_actor

Chosen = TypeVar("Chosen", Role, ScopeKind)


def _wanted_scope() -> Scoped | None:
    """Read the scope of the address, and refuse one in which the visitor may give no role."""
    text = request.args.get("scope", "")
    if not text:
        return None
    scope = read_scope(text)
    if scope is None:
        raise NotFound("There is no such scope.")
    if not service.givable_roles(database.session(), current_actor(), *scope):
        raise NotAllowed("You may only give roles within your own scope.")
    return scope


def _own_remit() -> Remit:
    remit = remit_of(current_actor())
    if remit.is_empty:
        raise NotAllowed("You may only give roles within your own scope.")
    return remit


@bp.get("/memberships")
@requires(Permission.ACCOUNT_OWN)
def list_memberships() -> ResponseReturnValue:
    """Show who holds which role, as far as the visitor may give and take them."""
    session, scope, remit = database.session(), _wanted_scope(), _own_remit()
    wanted = MembershipFilter(
        scope=scope, words=request.args.get("q", ""), waiting=request.args.get("state") == "waiting",
        role=_member_of(Role, "role"), kind=_member_of(ScopeKind, "kind"),
    )  # fmt: skip
    page = memberships_within(
        session, wanted=wanted, remit=remit, number=request.args.get("page", 1, int),
        per_page=request.args.get("per_page", 20, int),
    )  # fmt: skip
    names = scope_names(session, [*((row.scope_kind, row.scope_id) for row in page.items), *([scope] if scope else [])])
    return render_template(
        "accounts/list_memberships.html", page=page, names=names, scope=scope, scope_text=request.args.get("scope"),
        roles=[role for role in Role if role is not Role.PUBLIC], kinds=list(service.ROLES_IN),
        me=current_actor().person_id, may_take=service.takeable(session, current_actor(), page.items),
    )  # fmt: skip


def _member_of(kind: type[Chosen], name: str) -> Chosen | None:
    text = request.args.get(name, "")
    return kind(text) if text in set(kind) else None


@bp.route("/memberships/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def grant_membership() -> ResponseReturnValue:
    """Choose a place, then give somebody a role in it; without an account yet, an address or number is enough."""
    session, scope, remit = database.session(), _wanted_scope(), _own_remit()
    if scope is None:
        places = find_places(session, remit, words=request.args.get("q", ""))
        rows = [(write_scope(place), place[0], name) for place, name in places]
        return render_template("accounts/grant_membership.html", form=None, places=rows, anywhere=remit.anywhere)
    form = GrantMembershipForm()
    form.role.choices = [(role.value, label(role)) for role in service.givable_roles(session, current_actor(), *scope)]
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                given = service.grant_membership(
                    writing, current_actor(), role=Role(form.role.data), scope=scope, login=form.login.data or ""
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_sentence(given), "success")
            return redirect(url_for(".list_memberships", scope=write_scope(scope)))
    return render_template(
        "accounts/grant_membership.html", form=form, scope=scope, scope_text=write_scope(scope),
        name=scope_names(session, [scope]).get(scope, ""),
    ), form.status  # fmt: skip


def _sentence(given: Membership) -> str:
    if given.person_id is None:
        return str(_("Noted. The role waits for its person and begins when the address or number is confirmed."))
    return str(_("The role is given."))


@bp.route("/memberships/<int:membership_id>/revoke", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def revoke_membership(membership_id: int) -> ResponseReturnValue:
    """Take a role away, or leave by oneself, after reading what that means."""
    session = database.session()
    membership = get_membership(session, membership_id)
    scope = (membership.scope_kind, membership.scope_id)
    leaves = membership.person_id == current_actor().person_id
    may_give = membership.id in service.takeable(session, current_actor(), [membership])
    if not leaves and not may_give:
        raise NotAllowed("You may only give roles within your own scope.")
    form = ConfirmForm()
    back = safe_next(request.args.get("next")) or url_for(".show_account" if leaves else ".list_memberships")
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                service.revoke_membership(writing, current_actor(), membership_id=membership_id)
        except RuleBroken as error:
            form.reject(error)
        else:
            undo = f"undo:{url_for('.restore_membership', membership_id=membership_id, next=back)}"
            flash(_("The role is taken away."), undo if may_give else "success")
            return redirect(back)
    return render_template(
        "accounts/revoke_membership.html", form=form, membership=membership, leaves=leaves, back=back,
        name=scope_names(session, [scope]).get(scope, ""),
    ), form.status  # fmt: skip


@bp.post("/memberships/<int:membership_id>/restore")
@requires(Permission.ACCOUNT_OWN)
def restore_membership(membership_id: int) -> ResponseReturnValue:
    """Give back a role that was taken away."""
    with database.transaction() as session:
        service.restore_membership(session, current_actor(), membership_id=membership_id)
    flash(_("The role is back."), "success")
    return redirect(safe_next(request.args.get("next")) or url_for(".list_memberships"))
