"""Roles as memberships: granting, waiting for a person, claiming, revoking."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.facts import MembershipGranted, MembershipRevoked
from app.accounts.models import Account, Membership, Person
from app.accounts.queries.logins import Login, find_account_by_login, read_login
from app.accounts.queries.remit import COLLEAGUES
from app.accounts.queries.scopes import scope_reach, scope_reaches
from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import POLICY, Actor, Grant, Permission, Reach, Role, Scope, ScopeKind
from app.core.secrets import blind_index

_EVENT_ROLES = frozenset({Role.EVENT_ORGANISER, Role.CHECK_IN_HELPER, Role.REVIEWER, Role.SPEAKER, Role.PRESS})
ROLES_IN = {
    ScopeKind.PLATFORM: frozenset({Role.PLATFORM_ADMIN}),
    ScopeKind.CENTRE: frozenset({Role.CENTRE_OPERATOR, Role.TECH_MANAGER, Role.EVENT_ORGANISER, Role.REVIEWER}),
    ScopeKind.EVENT: _EVENT_ROLES,
    ScopeKind.ORGANISATION: COLLEAGUES | {Role.TECH_MANAGER, Role.EVENT_ORGANISER},
    ScopeKind.PERSON: frozenset[Role](),
}
MAY_GIVE = {
    Role.PLATFORM_ADMIN: frozenset(Role),
    Role.CENTRE_OPERATOR: frozenset(Role) - {Role.PLATFORM_ADMIN},
    Role.EVENT_ORGANISER: _EVENT_ROLES,
}
LAST_HOLDERS = {(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM), (Role.EVENT_ORGANISER, ScopeKind.EVENT)}


def may_give(actor: Actor, role: Role, kind: ScopeKind, scope_id: int | None, owners: Reach) -> bool:
    """Tell whether an actor may give or take a role: never more than the own scope and the own rank."""
    if kind is ScopeKind.ORGANISATION and role in COLLEAGUES and Grant(role, kind, scope_id) in actor.grants:
        return True
    for grant in actor.grants:
        scope = POLICY[grant.role].get(Permission.MEMBERSHIP_GRANT)
        covered = scope is Scope.ANY or (scope is Scope.OWN and grant.covers(owners))
        fits = kind is ScopeKind.EVENT or grant.role is not Role.EVENT_ORGANISER
        if covered and fits and role in MAY_GIVE.get(grant.role, frozenset()):
            return True
    return False


def givable_roles(session: Session, actor: Actor, kind: ScopeKind, scope_id: int | None) -> list[Role]:
    """Return the roles that an actor may give in a scope, in the order of the policy."""
    owners = scope_reach(session, kind, scope_id)
    return [role for role in Role if role in ROLES_IN[kind] and may_give(actor, role, kind, scope_id, owners)]


def takeable(session: Session, actor: Actor, memberships: Iterable[Membership]) -> set[int]:
    """Return the keys of those memberships that an actor may take away from others."""
    rows = list(memberships)
    owners = scope_reaches(session, ((row.scope_kind, row.scope_id) for row in rows))
    return {
        row.id
        for row in rows
        if (scope := (row.scope_kind, row.scope_id)) in owners
        and row.role in ROLES_IN[row.scope_kind]
        and may_give(actor, row.role, *scope, owners[scope])
    }


def grant_membership(
    session: Session,
    actor: Actor | None,
    *,
    role: Role,
    scope: tuple[ScopeKind, int | None],
    person: Person | None = None,
    login: str = "",
) -> Membership:
    """Give a role to a person, or to an address or number that waits for its person; no actor means the program."""
    kind, scope_id = scope
    if actor is not None:
        owners = scope_reach(session, kind, scope_id)
        if role not in ROLES_IN[kind]:
            raise RuleBroken("This role cannot be given here.", field="role")
        if not may_give(actor, role, kind, scope_id, owners):
            raise NotAllowed("You may only give roles within your own scope.")
    invited = None if person is not None else read_login(login)
    if invited is not None:
        person = _verified_owner(session, invited)
    found = _find(session, role, scope, person, invited if person is None else None)
    if found is not None and found.revoked_at is None:
        if actor is None:
            return found
        raise RuleBroken("This person has this role already.", field="login")
    membership = found or Membership(role=role, scope_kind=kind, scope_id=scope_id)
    membership.revoked_at = None
    membership.person_id = person.id if person is not None else None
    if person is None and invited is not None:
        membership.invited_login, membership.invited_index = invited.value, invited.index
    session.add(membership)
    session.flush()
    outbox.record(session, MembershipGranted(membership_id=membership.id))
    _audit(session, "membership:granted", membership)
    return membership


def _verified_owner(session: Session, login: Login) -> Person | None:
    account = find_account_by_login(session, login)
    if account is None:
        return None
    verified = account.email_verified_at if login.email else account.mobile_verified_at
    return account.person if verified is not None else None


def _find(
    session: Session, role: Role, scope: tuple[ScopeKind, int | None], person: Person | None, invited: Login | None
) -> Membership | None:
    kind, scope_id = scope
    wanted = select(Membership).where(
        Membership.role == role, Membership.scope_kind == kind, Membership.scope_id.is_not_distinct_from(scope_id)
    )
    if person is not None:
        wanted = wanted.where(Membership.person_id == person.id)
    else:
        wanted = wanted.where(Membership.invited_index == (invited.index if invited else None))
    return session.scalar(wanted.limit(1))


def _audit(session: Session, action: str, membership: Membership) -> None:
    event_id = membership.scope_id if membership.scope_kind is ScopeKind.EVENT else None
    detail = {
        "role": membership.role.value, "scope": membership.scope_kind.value, "scope_id": membership.scope_id,
        "person_id": membership.person_id,
    }  # fmt: skip
    write_audit(session, action, kind="membership", row_id=membership.id, event_id=event_id, detail=detail)


def revoke_membership(session: Session, actor: Actor, *, membership_id: int) -> Membership:
    """Take a role away; one may also leave by oneself, but nobody leaves an event or the platform without a head."""
    membership = session.get(Membership, membership_id)
    if membership is None or membership.revoked_at is not None:
        raise NotFound("There is no such membership.")
    kind, scope_id = membership.scope_kind, membership.scope_id
    leaves = actor.person_id is not None and membership.person_id == actor.person_id
    if not leaves and not may_give(actor, membership.role, kind, scope_id, scope_reach(session, kind, scope_id)):
        raise NotAllowed("You may only give roles within your own scope.")
    refuse_last_holder(session, membership)
    membership.revoked_at = now()
    session.flush()
    outbox.record(session, MembershipRevoked(membership_id=membership.id))
    _audit(session, "membership:revoked", membership)
    return membership


def restore_membership(session: Session, actor: Actor, *, membership_id: int) -> Membership:
    """Give a role back that was taken away; whoever could give it may."""
    membership = session.get(Membership, membership_id)
    if membership is None:
        raise NotFound("There is no such membership.")
    if membership.role not in givable_roles(session, actor, membership.scope_kind, membership.scope_id):
        raise NotAllowed("You may only give roles within your own scope.")
    if membership.revoked_at is None:
        return membership
    membership.revoked_at = None
    session.flush()
    outbox.record(session, MembershipGranted(membership_id=membership.id))
    _audit(session, "membership:granted", membership)
    return membership


def refuse_last_holder(session: Session, membership: Membership) -> None:
    """Refuse to take the last organiser from an event or the last administrator from the platform."""
    if (membership.role, membership.scope_kind) not in LAST_HOLDERS or membership.person_id is None:
        return
    others = select(func.count()).where(
        Membership.role == membership.role, Membership.scope_kind == membership.scope_kind,
        Membership.scope_id.is_not_distinct_from(membership.scope_id), Membership.revoked_at.is_(None),
        Membership.person_id.is_not(None), Membership.id != membership.id,
    )  # fmt: skip
    if not session.scalar(others):
        raise RuleBroken("This is the last person with this role. Please give it to somebody else first.")


def claim_memberships(session: Session, account: Account) -> list[Membership]:
    """Give an account the roles that waited for its confirmed address or number."""
    indexes = []
    if account.email and account.email_verified_at:
        indexes.append(blind_index(account.email))
    if account.mobile_index and account.mobile_verified_at:
        indexes.append(account.mobile_index)
    waiting = select(Membership).where(
        Membership.invited_index.in_(indexes), Membership.person_id.is_(None), Membership.revoked_at.is_(None)
    )
    claimed = []
    for membership in session.scalars(waiting.order_by(Membership.id)).all():
        person = session.get_one(Person, account.person_id)
        twin = _find(session, membership.role, (membership.scope_kind, membership.scope_id), person, None)
        if twin is not None:
            twin.revoked_at = None
            membership.revoked_at = now()
            claimed.append(twin)
            continue
        membership.person_id = account.person_id
        membership.invited_login = membership.invited_index = None
        session.flush()
        _audit(session, "membership:claimed", membership)
        claimed.append(membership)
    return claimed
