"""Reading the audit trail, and finding out whether anybody tampered with it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry, Person
from app.accounts.queries.paging import Page, page_of
from app.core.clock import CHINA
from app.core.permissions import POLICY, Actor, Permission, Scope, ScopeKind
from app.core.words import N_

FIRST_HASH = "0" * 64
CHUNK = 500


@dataclass(frozen=True)
class Verdict:
    """What the check of the chain found: how many lines, the last hash, and the first line that does not fit."""

    lines: int
    head: str
    broken_id: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was changed, taken out or put in."""
        return self.broken_id is None


@dataclass(frozen=True)
class AuditFilter:
    """Which lines to show."""

    action: str = ""
    person: str = ""
    event_id: int | None = None
    since: date | None = None
    until: date | None = None


def as_line(entry: AuditEntry) -> dict[str, Any]:
    """Return what a line says, as plain values in the order of its seal."""
    return {
        "previous_hash": entry.previous_hash, "at": entry.at.astimezone(UTC).isoformat(), "person_id": entry.person_id,
        "action": entry.action, "kind": entry.object_kind, "row_id": entry.object_id, "event_id": entry.event_id,
        "address": entry.address, "detail": entry.detail,
    }  # fmt: skip


def seal(entry: AuditEntry) -> str:
    """Return the hash over everything a line says and the hash before it."""
    text = json.dumps(as_line(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def all_entries(session: Session) -> Iterator[AuditEntry]:
    """Yield the whole trail in its order, without holding it in memory."""
    last = 0
    while rows := session.scalars(
        select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(CHUNK)
    ).all():
        yield from rows
        last = rows[-1].id


def verify_audit(session: Session) -> Verdict:
    """Walk the chain from its start and name the first line that does not fit."""
    previous, count = FIRST_HASH, 0
    for entry in all_entries(session):
        if entry.previous_hash != previous:
            return Verdict(count, previous, entry.id, N_("the line before it is missing, or a line was put in"))
        if entry.hash != seal(entry):
            return Verdict(count, previous, entry.id, N_("its words were changed"))
        previous, count = entry.hash, count + 1
    return Verdict(count, previous)


def _within(actor: Actor) -> Select[AuditEntry]:
    """Limit the trail to what the actor may read: everything, or the lines of own events and centres."""
    wanted = select(AuditEntry)
    scopes = [(grant, POLICY[grant.role].get(Permission.AUDIT_READ)) for grant in actor.grants]
    if any(scope is Scope.ANY for _, scope in scopes):
        return wanted
    own = [grant for grant, scope in scopes if scope is Scope.OWN]
    events = {grant.scope_id for grant in own if grant.kind is ScopeKind.EVENT}
    centres = {grant.scope_id for grant in own if grant.kind is ScopeKind.CENTRE}
    event = AuditEntry.metadata.tables["event"]  # events stand above accounts: only the ids of their table are read
    of_centres = select(event.c.id).where(event.c.centre_id.in_(centres))
    return wanted.where(or_(AuditEntry.event_id.in_(events), AuditEntry.event_id.in_(of_centres)))


def list_audit(
    session: Session, actor: Actor, wanted: AuditFilter, *, number: int = 1, per_page: int = 50
) -> Page[AuditEntry]:
    """Return lines of the trail that the actor may read, latest first."""
    found = _within(actor)
    if wanted.action:
        found = found.where(AuditEntry.action == wanted.action)
    if wanted.event_id is not None:
        found = found.where(AuditEntry.event_id == wanted.event_id)
    if wanted.person:
        named = select(Person.id).where(Person.name.contains(wanted.person, autoescape=True))
        found = found.where(AuditEntry.person_id.in_(named))
    if wanted.since:
        found = found.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        found = found.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return page_of(session, found.order_by(AuditEntry.id.desc()), number=number, per_page=per_page)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def audit_actions(session: Session, actor: Actor) -> list[str]:
    """Return the kinds of lines that the actor may read."""
    seen = _within(actor).with_only_columns(AuditEntry.action).distinct().order_by(AuditEntry.action)
    return list(session.scalars(seen))


def names_of(session: Session, person_ids: set[int]) -> dict[int, str]:
    """Return the names of people by id."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids))).all()
    return {row.id: row.name for row in rows}
