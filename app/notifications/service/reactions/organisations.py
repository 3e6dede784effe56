"""What people are told about the verification of their organisations."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notifications.logic import Template
from app.notifications.queries.recipients import list_members, list_operators
from app.notifications.service.telling import Notice, tell
from app.organisations.facts import (
    OrganisationApplied,
    OrganisationRejected,
    OrganisationSuspended,
    OrganisationVerified,
)
from app.organisations.logic import OrganisationState
from app.organisations.models import Organisation


def tell_applied(session: Session, fact: OrganisationApplied) -> None:
    """Tell the centre that an organisation waits to be verified, unless the centre entered it by itself."""
    people = list_operators(session, fact.centre_id) - {session.info.get("fact_by")}
    tell(session, Notice(
        template=Template.ORGANISATION_APPLIED, values={"organisation": fact.name},
        path={"organisation_id": fact.organisation_id},
    ), people)  # fmt: skip


def tell_verified(session: Session, fact: OrganisationVerified) -> None:
    """Tell the members, and whoever entered it, that an organisation is verified."""
    _tell_decided(session, fact, OrganisationState.VERIFIED)


def tell_rejected(session: Session, fact: OrganisationRejected) -> None:
    """Tell the members why their organisation was turned down."""
    _tell_decided(session, fact, OrganisationState.REJECTED, reason=fact.reason)


def tell_suspended(session: Session, fact: OrganisationSuspended) -> None:
    """Tell the members why the verification was suspended."""
    _tell_decided(session, fact, OrganisationState.SUSPENDED, reason=fact.reason)


def _tell_decided(
    session: Session,
    fact: OrganisationVerified | OrganisationRejected | OrganisationSuspended,
    state: OrganisationState,
    *,
    reason: str | None = None,
) -> None:
    tell(session, Notice(
        template=Template.ORGANISATION_DECIDED, values={"organisation": fact.name, "state": state},
        path={"organisation_id": fact.organisation_id}, quote=reason,
    ), _concerned(session, fact.organisation_id) - {session.info.get("fact_by")})  # fmt: skip


def _concerned(session: Session, organisation_id: int) -> set[int | None]:
    entered_by = select(Organisation.created_by).where(Organisation.id == organisation_id)
    return {*list_members(session, [organisation_id]), session.scalar(entered_by)}
