"""Where a person may give roles: the own events, centres and what belongs to them, and colleagues."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Membership
from app.accounts.queries.scopes import TABLES, Scoped
from app.core.permissions import POLICY, Actor, Permission, Role, Scope, ScopeKind

COLLEAGUES = frozenset({Role.PROJECT_TEAM, Role.NEED_COMPANY, Role.INVESTOR})
MOST_PLACES = 20


@dataclass(frozen=True)
class Remit:
    """The scopes in which an actor may give roles."""

    anywhere: bool = False
    centres: frozenset[int] = frozenset()
    event_centres: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()
    colleagues: frozenset[tuple[Role, int]] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Tell whether the actor may give roles nowhere."""
        return self == Remit()


def remit_of(actor: Actor) -> Remit:
    """Read from the policy and the roles of an actor where they may give roles."""
    granting = {
        grant: scope for grant in actor.grants if (scope := POLICY[grant.role].get(Permission.MEMBERSHIP_GRANT))
    }
    ids = {kind: {(g.role, g.scope_id or 0) for g in granting if g.kind is kind} for kind in ScopeKind}
    return Remit(
        anywhere=Scope.ANY in granting.values(),
        centres=frozenset(i for role, i in ids[ScopeKind.CENTRE] if role is not Role.EVENT_ORGANISER),
        event_centres=frozenset(i for _role, i in ids[ScopeKind.CENTRE]),
        events=frozenset(i for _role, i in ids[ScopeKind.EVENT]),
        colleagues=frozenset(
            (grant.role, grant.scope_id or 0)
            for grant in actor.grants
            if grant.kind is ScopeKind.ORGANISATION and grant.role in COLLEAGUES
        ),
    )


def memberships_within(remit: Remit) -> ColumnElement[bool]:
    """Return the condition that a membership lies within a remit."""
    if remit.anywhere:
        return true()
    event = Membership.metadata.tables["event"]
    organisation = Membership.metadata.tables["organisation"]
    own_events = select(event.c.id).where(event.c.centre_id.in_(remit.event_centres))
    own_organisations = select(organisation.c.id).where(organisation.c.centre_id.in_(remit.centres))
    kind, scope_id = Membership.scope_kind, Membership.scope_id
    return or_(
        false(),
        and_(kind == ScopeKind.EVENT, or_(scope_id.in_(remit.events), scope_id.in_(own_events))),
        and_(kind == ScopeKind.CENTRE, scope_id.in_(remit.centres)),
        and_(kind == ScopeKind.ORGANISATION, scope_id.in_(own_organisations)),
        *(
            and_(kind == ScopeKind.ORGANISATION, scope_id == organisation_id, Membership.role == role)
            for role, organisation_id in sorted(remit.colleagues)
        ),
    )


def find_places(session: Session, remit: Remit, *, words: str = "") -> list[tuple[Scoped, str]]:
    """Return scopes of a remit whose name holds the words, a few of each kind."""
    found: list[tuple[Scoped, str]] = []
    for kind in (ScopeKind.CENTRE, ScopeKind.EVENT, ScopeKind.ORGANISATION):
        table = Membership.metadata.tables[TABLES[kind]]
        name = table.c.title if kind is ScopeKind.EVENT else table.c.name
        wanted = select(table.c.id, name.label("name")).where(name.contains(words.strip(), autoescape=True))
        if not remit.anywhere:
            wanted = wanted.where(_place_within(remit, kind))
        rows = session.execute(wanted.order_by(table.c.id.desc()).limit(MOST_PLACES))
        found += [((kind, row.id), row.name) for row in rows]
    return found


def _place_within(remit: Remit, kind: ScopeKind) -> ColumnElement[bool]:
    columns = Membership.metadata.tables[TABLES[kind]].c
    if kind is ScopeKind.CENTRE:
        return columns.id.in_(remit.centres)
    if kind is ScopeKind.EVENT:
        return or_(columns.id.in_(remit.events), columns.centre_id.in_(remit.event_centres))
    colleagues = {organisation_id for _role, organisation_id in remit.colleagues}
    return or_(columns.id.in_(colleagues), columns.centre_id.in_(remit.centres))
