"""What people agree to: the texts, their version, and who agreed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.logic import ConsentPurpose
from app.accounts.models import Consent
from app.core.words import N_

CONSENT_VERSION = "2026-11"
CONSENT_TEXTS = {
    ConsentPurpose.RUN_EVENT: N_(
        "The organiser may use my name, organisation, e-mail address and number to run the event: tickets, check-in, "
        "changes of the programme. The data is made anonymous 180 days after the event."
    ),
    ConsentPurpose.PUBLIC_NAME: N_(
        "My name, organisation and position may appear in the public list of people who take part."
    ),
    ConsentPurpose.SHARE_CONTACT: N_(
        "Partners with whom I have an accepted meeting or mutual interest may see my e-mail address and number. "
        "Nobody else gets them."
    ),
    ConsentPurpose.PHOTOS: N_(
        "Photos and video taken at events that show me may be published in reports about the event. I may object to "
        "a single picture at any time."
    ),
    ConsentPurpose.PERSONAL_PUSH: N_(
        "I want messages about projects, needs and events that fit my profile. The choice is made by rules that I can "
        "see; without this I still find everything by searching."
    ),
}


def list_consents(session: Session, person_id: int) -> list[Consent]:
    """Return everything a person ever agreed to, latest first, withdrawn ones too."""
    found = select(Consent).where(Consent.person_id == person_id)
    return list(session.scalars(found.order_by(Consent.given_at.desc(), Consent.id.desc())))


def consents_in_force(session: Session, person_id: int) -> dict[ConsentPurpose, Consent]:
    """Return the standing consents of a person that are not tied to one event, by purpose."""
    standing = select(Consent).where(
        Consent.person_id == person_id, Consent.withdrawn_at.is_(None), Consent.event_id.is_(None)
    )
    return {consent.purpose: consent for consent in session.scalars(standing.order_by(Consent.id))}


def people_who_agreed(
    session: Session, person_ids: set[int], purpose: ConsentPurpose, *, event_id: int | None = None
) -> set[int]:
    """Return who of these people agrees to a purpose, in general or for one event."""
    wanted = select(Consent.person_id).where(
        Consent.person_id.in_(person_ids), Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    if event_id is None:
        wanted = wanted.where(Consent.event_id.is_(None))
    else:
        wanted = wanted.where(Consent.event_id.is_(None) | (Consent.event_id == event_id))
    return set(session.scalars(wanted))
