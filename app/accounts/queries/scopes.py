"""What a membership is a membership of: to whom the scope belongs, and what it is called."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Membership
from app.core.errors import NotFound
from app.core.permissions import Reach, ScopeKind, reach

# Centres, events and organisations stand above accounts. A membership needs of them only who looks after them and how
# they are called, so those columns are read from their tables.
TABLES = {ScopeKind.CENTRE: "centre", ScopeKind.EVENT: "event", ScopeKind.ORGANISATION: "organisation"}
Scoped = tuple[ScopeKind, int | None]
LONGEST_NUMBER = 9


def scope_reach(session: Session, kind: ScopeKind, scope_id: int | None) -> Reach:
    """Return to whom a scope belongs; that decides who may grant roles in it."""
    found = scope_reaches(session, [(kind, scope_id)])
    if not found:
        raise NotFound("There is no such scope.")
    return found[kind, scope_id]


def scope_reaches(session: Session, scopes: Iterable[Scoped]) -> dict[Scoped, Reach]:
    """Return to whom scopes belong, with one query for each kind; those that do not exist are left out."""
    wanted = set(scopes)
    found = {each: reach(people=[each[1]]) for each in wanted if each[0] is ScopeKind.PERSON}
    found |= {each: Reach() for each in wanted if each[0] is ScopeKind.PLATFORM}
    for kind, table_name in TABLES.items():
        ids = {scope_id for each, scope_id in wanted if each is kind}
        if ids:
            table = Membership.metadata.tables[table_name]
            column = table.c.id if kind is ScopeKind.CENTRE else table.c.centre_id
            rows = session.execute(select(table.c.id, column.label("centre")).where(table.c.id.in_(ids)))
            found |= {
                (kind, row.id): reach(
                    centre=row.centre, event=row.id if kind is ScopeKind.EVENT else None,
                    organisations=[row.id if kind is ScopeKind.ORGANISATION else None],
                )
                for row in rows
            }  # fmt: skip
    return found


def scope_names(session: Session, scopes: Iterable[Scoped]) -> dict[Scoped, str]:
    """Return what scopes are called, with one query for each kind."""
    names: dict[Scoped, str] = {}
    wanted = set(scopes)
    for kind, table_name in TABLES.items():
        ids = {scope_id for each, scope_id in wanted if each is kind}
        if ids:
            table = Membership.metadata.tables[table_name]
            title = table.c.title if kind is ScopeKind.EVENT else table.c.name
            rows = session.execute(select(table.c.id, title.label("name")).where(table.c.id.in_(ids)))
            names |= {(kind, row.id): row.name for row in rows}
    return names


def read_scope(text: str) -> Scoped | None:
    """Return the scope that an address names, such as `event:12` or `platform`, or None."""
    kind, _, number = text.partition(":")
    if text == ScopeKind.PLATFORM:
        return ScopeKind.PLATFORM, None
    if kind not in {str(each) for each in TABLES} or not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    return ScopeKind(kind), int(number)


def write_scope(scope: Scoped) -> str:
    """Return a scope as an address names it."""
    kind, scope_id = scope
    return kind.value if scope_id is None else f"{kind.value}:{scope_id}"
