"""Writing down how organisations belong together, and since when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.clock import today
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.organisations.logic import RelationKind
from app.organisations.models import OrganisationRelation
from app.organisations.queries.organisations import get_organisation, get_relation


@dataclass(frozen=True)
class RelationTerms:
    """What another organisation is to this one, from when to when, and who says so."""

    other_id: int
    kind: RelationKind
    since: date | None = None
    until: date | None = None
    source: str | None = None


def relate_organisations(
    session: Session, actor: Actor, *, organisation_id: int, terms: RelationTerms
) -> OrganisationRelation:
    """Write down a relation; an earlier one that ended stays beside it."""
    organisation = get_organisation(session, organisation_id)
    authorise(actor, Permission.ORGANISATION_EDIT, organisation)
    if terms.other_id == organisation_id:
        raise RuleBroken("Please choose another organisation.", field="other")
    get_organisation(session, terms.other_id)
    if terms.since and terms.until and terms.until < terms.since:
        raise RuleBroken("The end cannot be before the beginning.", field="until")
    if terms.until is None and _is_in_force(session, organisation_id, terms):
        raise RuleBroken("This relation is written down already.", field="other")
    relation = OrganisationRelation(
        organisation_id=organisation_id, other_id=terms.other_id, kind=terms.kind, since=terms.since, until=terms.until,
        source=(terms.source or "").strip() or None,
    )  # fmt: skip
    session.add(relation)
    session.flush()
    write_audit(
        session, "organisation.related", kind="organisation", row_id=organisation_id,
        detail={"other_id": terms.other_id, "kind": terms.kind.value},
    )  # fmt: skip
    return relation


def _is_in_force(session: Session, organisation_id: int, terms: RelationTerms) -> bool:
    found = select(OrganisationRelation.id).where(
        OrganisationRelation.organisation_id == organisation_id, OrganisationRelation.other_id == terms.other_id,
        OrganisationRelation.kind == terms.kind, OrganisationRelation.until.is_(None),
    )  # fmt: skip
    return session.scalar(found.limit(1)) is not None


def end_relation(
    session: Session, actor: Actor, *, relation_id: int, until: date | None = None
) -> OrganisationRelation:
    """Say that a relation ended; it stays in the history."""
    relation = get_relation(session, relation_id)
    authorise(actor, Permission.ORGANISATION_EDIT, relation.organisation)
    if relation.until is not None:
        raise RuleBroken("This relation has ended already.")
    until = until or today()
    if relation.since and until < relation.since:
        raise RuleBroken("The end cannot be before the beginning.", field="until")
    relation.until = until
    session.flush()
    write_audit(session, "organisation.relation_ended", kind="organisation", row_id=relation.organisation_id)
    return relation


def resume_relation(session: Session, actor: Actor, *, relation_id: int) -> OrganisationRelation:
    """Take back that a relation ended."""
    relation = get_relation(session, relation_id)
    authorise(actor, Permission.ORGANISATION_EDIT, relation.organisation)
    relation.until = None
    session.flush()
    write_audit(session, "organisation.relation_resumed", kind="organisation", row_id=relation.organisation_id)
    return relation
