"""Agreeing to one purpose at a time, and withdrawing at any time."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.logic import ConsentPurpose
from app.accounts.models import Consent
from app.accounts.queries.consents import CONSENT_VERSION
from app.accounts.service.audit import write_audit
from app.core.clock import now


def give_consent(session: Session, *, person_id: int, purpose: ConsentPurpose, event_id: int | None = None) -> Consent:
    """Note that a person agreed to the present text of a purpose; agreeing twice changes nothing."""
    known = _standing(session, person_id, purpose, event_id)
    if known is not None and known.text_version == CONSENT_VERSION:
        return known
    if known is not None:
        known.withdrawn_at = now()
    consent = Consent(person_id=person_id, purpose=purpose, text_version=CONSENT_VERSION, event_id=event_id)
    session.add(consent)
    session.flush()
    detail = {"purpose": purpose.value, "version": CONSENT_VERSION}
    write_audit(session, "consent:given", kind="consent", row_id=consent.id, event_id=event_id, detail=detail)
    return consent


def withdraw_consent(session: Session, *, person_id: int, purpose: ConsentPurpose, event_id: int | None = None) -> None:
    """Note that a person no longer agrees; what was agreed stays on record with its end."""
    known = _standing(session, person_id, purpose, event_id)
    if known is None:
        return
    known.withdrawn_at = now()
    session.flush()
    detail = {"purpose": purpose.value}
    write_audit(session, "consent:withdrawn", kind="consent", row_id=known.id, event_id=event_id, detail=detail)


def set_consents(session: Session, *, person_id: int, agreed: Collection[ConsentPurpose]) -> None:
    """Make the standing consents of a person those that are ticked."""
    for purpose in ConsentPurpose:
        if purpose in agreed:
            give_consent(session, person_id=person_id, purpose=purpose)
        else:
            withdraw_consent(session, person_id=person_id, purpose=purpose)


def _standing(session: Session, person_id: int, purpose: ConsentPurpose, event_id: int | None) -> Consent | None:
    return session.scalar(
        select(Consent)
        .where(
            Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None),
            Consent.event_id.is_not_distinct_from(event_id),
        )
        .order_by(Consent.id.desc())
        .limit(1)
    )  # fmt: skip
