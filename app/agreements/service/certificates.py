"""Certificates: made from confirmed names, compared by a second person, issued, revoked, made anew."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.agreements.facts import CertificateIssued, CertificateRevoked
from app.agreements.logic.states import CertificateState
from app.agreements.logic.steps import CERTIFICATE_IN_USE, CERTIFICATE_REASONS, CERTIFICATE_STEPS, SIGNED_STATES
from app.agreements.models.agreement import Agreement, Certificate
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.certificates import get_certificate_by_id
from app.agreements.service.names import refuse_doubts
from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import random_token

CODE_LENGTH = 8


def make_certificate(session: Session, actor: Actor, *, agreement_id: int) -> Certificate:
    """Draft the certificate of a signed agreement from its confirmed names."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.CERTIFICATE_ISSUE, agreement)
    _refuse_unready(agreement)
    if any(each.state in CERTIFICATE_IN_USE for each in agreement.certificates):
        raise RuleBroken("This agreement has a certificate already.")
    return _draft(session, actor, agreement, replaces=None)


def refresh_certificate(session: Session, actor: Actor, *, certificate_id: int) -> Certificate:
    """Take the present names and details into a certificate that nobody has compared yet."""
    certificate = _for_change(session, actor, certificate_id)
    if certificate.state is not CertificateState.DRAFT:
        raise RuleBroken("Only a draft is made again; revoke a certificate that is issued.")
    _refuse_unready(certificate.agreement)
    certificate.printed, certificate.made_by = snapshot(certificate.agreement), actor.person_id
    session.flush()
    return certificate


def proofread_certificate(
    session: Session, actor: Actor, *, certificate_id: int, version: int | None = None
) -> Certificate:
    """Compare a draft with the text, as somebody other than who made it."""
    certificate = _for_change(session, actor, certificate_id)
    check_version(certificate, version)
    if certificate.made_by == actor.person_id:
        raise RuleBroken("Who made the certificate cannot be the second person who compares it.")
    _step(certificate, CertificateState.PROOFREAD)
    certificate.proofread_by, certificate.proofread_at = actor.person_id, now()
    session.flush()
    return certificate


def issue_certificate(
    session: Session, actor: Actor, *, certificate_id: int, version: int | None = None
) -> Certificate:
    """Make a compared certificate valid."""
    certificate = _for_change(session, actor, certificate_id)
    check_version(certificate, version)
    _refuse_unready(certificate.agreement)
    if certificate.printed.get("parties") != snapshot(certificate.agreement)["parties"]:
        raise RuleBroken("The names have changed since this certificate was made.")
    _step(certificate, CertificateState.ISSUED)
    certificate.issued_at = now()
    session.flush()
    agreement = certificate.agreement
    outbox.record(session, CertificateIssued(agreement.id, agreement.event_id, certificate.id, certificate.number))
    _audit(session, "certificate.issued", certificate)
    return certificate


def revoke_certificate(session: Session, actor: Actor, *, certificate_id: int, reason: str) -> Certificate:
    """Declare a certificate void; its number stays taken and its check page says so."""
    certificate = _for_change(session, actor, certificate_id)
    _step(certificate, CertificateState.REVOKED, reason)
    certificate.revoked_at = now()
    session.flush()
    agreement = certificate.agreement
    outbox.record(
        session,
        CertificateRevoked(agreement.id, agreement.event_id, certificate.id, certificate.number, reason.strip()),
    )
    _audit(session, "certificate.revoked", certificate, reason=reason)
    return certificate


def reissue_certificate(session: Session, actor: Actor, *, certificate_id: int) -> Certificate:
    """Draft a certificate with a new number in place of a revoked one."""
    old = _for_change(session, actor, certificate_id)
    _refuse_unready(old.agreement)
    reason = old.state_reason
    _step(old, CertificateState.REISSUED)
    old.state_reason = reason
    session.flush()
    return _draft(session, actor, old.agreement, replaces=old)


def snapshot(agreement: Agreement) -> dict[str, Any]:
    """Freeze what a certificate prints, as plain values."""
    amount = agreement.open_amount
    return {
        "title": agreement.title,
        "type": str(agreement.agreement_type),
        "parties": [{"name": party.printed_name, "side": str(party.side)} for party in agreement.parties],
        "amount": None if amount is None else str(amount),
        "sign_on": agreement.sign_on.isoformat() if agreement.sign_on else None,
        "place": agreement.place or (agreement.event.city if agreement.event else None),
        "witness": agreement.witness,
        "event": agreement.event.title if agreement.event else None,
        "agreement_number": agreement.number,
    }


def _draft(session: Session, actor: Actor, agreement: Agreement, *, replaces: Certificate | None) -> Certificate:
    certificate = Certificate(
        number=next_number(session, "ZS", year=_year_of(agreement)), agreement=agreement, state=CertificateState.DRAFT,
        printed=snapshot(agreement), template_version="1", verify_code=random_token()[:CODE_LENGTH].upper(),
        made_by=actor.person_id, replaces_id=replaces.id if replaces else None,
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    return certificate


def _year_of(agreement: Agreement) -> int | None:
    """Return the year of the signature, of the event where its day was not written down, or None for this year."""
    if agreement.sign_on:
        return agreement.sign_on.year
    return agreement.event.start_at.astimezone(ZoneInfo(agreement.event.zone)).year if agreement.event else None


def _for_change(session: Session, actor: Actor, certificate_id: int) -> Certificate:
    certificate = get_certificate_by_id(session, certificate_id)
    authorise(actor, Permission.CERTIFICATE_ISSUE, certificate)
    return certificate


def _refuse_unready(agreement: Agreement) -> None:
    if agreement.state not in SIGNED_STATES:
        raise RuleBroken("Only a signed agreement gets a certificate.")
    refuse_doubts(agreement)


def _step(certificate: Certificate, state: CertificateState, reason: str | None = None) -> None:
    if state not in CERTIFICATE_STEPS[certificate.state]:
        raise RuleBroken("From “%(before)s” a certificate cannot become “%(after)s”.", before=certificate.state,
                         after=state)  # fmt: skip
    reason = (reason or "").strip() or None
    if state in CERTIFICATE_REASONS and reason is None:
        raise RuleBroken("Please give a reason.", field="reason")
    certificate.state, certificate.state_reason = state, reason


def _audit(session: Session, action: str, certificate: Certificate, **detail: object) -> None:
    agreement = certificate.agreement
    more = {"number": certificate.number, **detail}
    write_audit(session, action, kind="certificate", row_id=certificate.id, event_id=agreement.event_id, detail=more)
