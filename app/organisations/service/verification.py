"""Deciding about an organisation: is this its seal name, and is it entered only once?"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Membership
from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.db import Base, check_version
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.outbox import Fact
from app.core.permissions import Actor, Permission, ScopeKind, authorise
from app.organisations.facts import (
    OrganisationMerged,
    OrganisationRejected,
    OrganisationSuspended,
    OrganisationVerified,
)
from app.organisations.logic import LONGEST_NAME, NEEDS_REASON, OrganisationState, may_step
from app.organisations.models import Organisation
from app.organisations.queries.organisations import find_by_name, get_organisation

State = OrganisationState
FILLED = ("uscc", "short_name", "name_en", "region", "legal_person", "address", "website", "description")
JOINED = ("sides", "sme_tags", "facts")


@dataclass(frozen=True)
class Verdict:
    """What a centre decides, under which name, and why."""

    state: OrganisationState
    seal_name: str = ""
    reason: str | None = None


def verify_organisation(
    session: Session, actor: Actor, verdict: Verdict, *, organisation_id: int, version: int | None = None
) -> Organisation:
    """Let a centre decide about an organisation; a verified one bears its seal name from then on."""
    organisation = get_organisation(session, organisation_id)
    authorise(actor, Permission.ORGANISATION_VERIFY, organisation)
    check_version(organisation, version)
    state, reason = verdict.state, (verdict.reason or "").strip() or None
    if not may_step(organisation.state, state):
        raise RuleBroken(
            "An organisation that is “%(old)s” cannot become “%(new)s”.", old=organisation.state, new=state
        )
    if state in NEEDS_REASON and reason is None:
        raise RuleBroken("Please give a reason; the organisation will read it.", field="reason")
    if state is State.VERIFIED:
        _take_seal_name(session, organisation, verdict.seal_name)
        organisation.verified_at = now()
    organisation.state, organisation.state_reason = state, reason
    session.flush()
    outbox.record(session, _fact_of(organisation, reason or ""))
    write_audit(
        session, f"organisation.{state}", kind="organisation", row_id=organisation.id,
        detail={"name": organisation.name, "reason": reason},
    )  # fmt: skip
    return organisation


def _fact_of(organisation: Organisation, reason: str) -> Fact:
    if organisation.state is State.VERIFIED:
        return OrganisationVerified(organisation.id, organisation.name)
    kind = OrganisationRejected if organisation.state is State.REJECTED else OrganisationSuspended
    return kind(organisation.id, organisation.name, reason)


def _take_seal_name(session: Session, organisation: Organisation, seal_name: str) -> None:
    name = tidy(seal_name) or organisation.name
    if name == organisation.name:
        return
    if len(name) > LONGEST_NAME:
        raise RuleBroken("The official name has 4 to 60 characters, as on the seal.", field="seal_name")
    known = find_by_name(session, name)
    if known is not None and known.id != organisation.id:
        raise RuleBroken("An organisation with this name is known here already.", field="seal_name")
    organisation.aliases = [*organisation.aliases, organisation.name]
    organisation.name = name


def count_references(session: Session, organisation_id: int) -> int:
    """Count the records of all domains that name an organisation."""
    total = 0
    for table, column in _references():
        rows = select(func.count()).select_from(table).where(column == organisation_id)
        total += session.scalar(rows) or 0
    return total


def merge_organisations(session: Session, actor: Actor, *, organisation_id: int, into_id: int) -> Organisation:
    """Let one entry stand for two of the same organisation; the other one stays as a source that leads to it."""
    old, kept = get_organisation(session, organisation_id), get_organisation(session, into_id)
    for organisation in (old, kept):
        authorise(actor, Permission.ORGANISATION_VERIFY, organisation)
        if organisation.state is State.MERGED:
            raise RuleBroken("One of these entries was merged already.", field="into")
    if old.id == kept.id:
        raise RuleBroken("Please choose another entry.", field="into")
    if old.uscc and kept.uscc and old.uscc != kept.uscc:
        raise RuleBroken("These two have different credit codes, so they are two organisations.", field="into")
    _move_references(session, old.id, kept.id)
    gained = {name: getattr(old, name) for name in FILLED if getattr(kept, name) is None}
    old.state, old.merged_into_id, old.uscc = State.MERGED, kept.id, None
    session.flush()
    for name, value in gained.items():
        setattr(kept, name, value)
    for name in JOINED:
        setattr(kept, name, list(dict.fromkeys([*getattr(kept, name), *getattr(old, name)])))
    kept.aliases = list(dict.fromkeys([*kept.aliases, old.name, *old.aliases]))
    session.flush()
    outbox.record(session, OrganisationMerged(old.id, kept.id, kept.name))
    write_audit(
        session, "organisation.merged", kind="organisation", row_id=old.id,
        detail={"into_id": kept.id, "name": old.name, "into": kept.name},
    )  # fmt: skip
    return kept


def _references() -> list[tuple[Table, Column[Any]]]:
    """Return every column of every domain that names an organisation, except that of merged entries themselves."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name != Organisation.__tablename__
        and any(key.target_fullname == "organisation.id" for key in column.foreign_keys)
    ]


def _move_references(session: Session, old_id: int, new_id: int) -> None:
    session.flush()
    try:
        with session.begin_nested():
            for table, column in _references():
                session.execute(update(table).where(column == old_id).values({column: new_id}))
            session.execute(
                update(Membership)
                .where(Membership.scope_kind == ScopeKind.ORGANISATION, Membership.scope_id == old_id)
                .values(scope_id=new_id)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError as error:
        raise RuleBroken(
            "Both entries stand in the same place, for example as host of one event or both as investor. "
            "Please take one of them out there first.",
            field="into",
        ) from error
    session.expire_all()
