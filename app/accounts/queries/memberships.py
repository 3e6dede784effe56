"""Which roles people hold, and which wait for their person."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Membership, Person
from app.accounts.queries.logins import parse_login
from app.accounts.queries.paging import Page, page_of
from app.accounts.queries.remit import Remit, memberships_within
from app.accounts.queries.scopes import Scoped
from app.core.errors import NotFound
from app.core.permissions import Role, ScopeKind

ANYWHERE = Remit(anywhere=True)


@dataclass(frozen=True)
class MembershipFilter:
    """Which memberships to show."""

    scope: Scoped | None = None
    role: Role | None = None
    kind: ScopeKind | None = None
    words: str = ""
    waiting: bool = False


def list_memberships(
    session: Session,
    *,
    wanted: MembershipFilter = MembershipFilter(),
    remit: Remit = ANYWHERE,
    number: int = 1,
    per_page: int = 20,
) -> Page[Membership]:
    """Return the memberships in force within a remit that fit the filter, latest first, with their people."""
    found = _in_force().where(memberships_within(remit))
    if wanted.scope is not None:
        kind, scope_id = wanted.scope
        found = found.where(Membership.scope_kind == kind, Membership.scope_id.is_not_distinct_from(scope_id))
    if wanted.role is not None:
        found = found.where(Membership.role == wanted.role)
    if wanted.kind is not None:
        found = found.where(Membership.scope_kind == wanted.kind)
    if wanted.waiting:
        found = found.where(Membership.person_id.is_(None))
    if words := wanted.words.strip():
        named = select(Person.id).where(
            or_(Person.name.contains(words, autoescape=True), Person.email.contains(words.lower(), autoescape=True))
        )
        login = parse_login(words)
        found = found.where(
            or_(Membership.person_id.in_(named), Membership.invited_index == (login.index if login else ""))
        )
    return page_of(session, found.order_by(Membership.id.desc()), number=number, per_page=per_page)


def _in_force() -> Select[Membership]:
    return select(Membership).where(Membership.revoked_at.is_(None)).options(joinedload(Membership.person))


def get_membership(session: Session, membership_id: int) -> Membership:
    """Return a membership, revoked ones too, with its person."""
    wanted = select(Membership).where(Membership.id == membership_id).options(joinedload(Membership.person))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("There is no such membership.")
    return found


def memberships_of(session: Session, person_id: int) -> list[Membership]:
    """Return the memberships in force of one person."""
    return list(session.scalars(_in_force().where(Membership.person_id == person_id).order_by(Membership.id)))


def members_of(session: Session, kind: ScopeKind, scope_id: int) -> list[Membership]:
    """Return who holds a role in one scope, with their people."""
    wanted = _in_force().where(Membership.scope_kind == kind, Membership.scope_id == scope_id)
    return list(session.scalars(wanted.order_by(Membership.role, Membership.id)))
