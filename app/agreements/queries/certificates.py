"""Reading certificates."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.agreements.models.agreement import Agreement, AgreementParty, Certificate
from app.core.errors import NotFound


def _whole() -> Select[Certificate]:
    whole = joinedload(Certificate.agreement)
    return select(Certificate).options(
        whole.joinedload(Agreement.event),
        whole.joinedload(Agreement.signing),
        whole.selectinload(Agreement.parties).joinedload(AgreementParty.organisation),
    )


def get_certificate(session: Session, number: str) -> Certificate:
    """Return the certificate with a number, with its agreement."""
    found = find_certificate(session, number)
    if found is None:
        raise NotFound("There is no such certificate.")
    return found


def get_certificate_by_id(session: Session, certificate_id: int) -> Certificate:
    """Return a certificate with its agreement."""
    found = session.scalar(_whole().where(Certificate.id == certificate_id))
    if found is None:
        raise NotFound("There is no such certificate.")
    return found


def find_certificate(session: Session, number: str) -> Certificate | None:
    """Return the certificate with a number, or nothing."""
    return session.scalar(_whole().where(Certificate.number == number.strip().upper()))


def find_replacement(session: Session, certificate_id: int) -> Certificate | None:
    """Return the certificate that was made in place of another."""
    return session.scalar(select(Certificate).where(Certificate.replaces_id == certificate_id))


def list_event_certificates(session: Session, event_id: int) -> list[Certificate]:
    """Return the certificates of an event, in the order of their numbers."""
    rows = _whole().join(Agreement, Agreement.id == Certificate.agreement_id).where(Agreement.event_id == event_id)
    return list(session.scalars(rows.order_by(Certificate.number)))
