"""Offering the services of a platform, asking about them, and answering."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.agreements.facts import EnquiryAnswered, EnquirySent
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement
from app.agreements.models.services import ServiceEnquiry, ServiceListing
from app.agreements.queries.services import find_listing, is_offered, list_asking
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the parties of an agreement do for others."""

    title: str
    services: Sequence[str]
    note: str = ""
    is_published: bool = True


def offer_services(session: Session, actor: Actor, *, agreement: Agreement, offer: Offer) -> ServiceListing:
    """Write what an agreement offers, and publish it or take it from the public again."""
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    if agreement.state not in SIGNED_STATES:
        raise RuleBroken("Services are published once the agreement is signed.")
    wanted = [each.strip() for each in offer.services if each.strip()]
    if not wanted:
        raise RuleBroken("Please name at least one service.", field="services")
    listing = find_listing(session, agreement.id) or ServiceListing(agreement=agreement, title="")
    listing.title, listing.services = offer.title.strip() or agreement.title, wanted
    listing.note = offer.note.strip() or None
    listing.published_at = (listing.published_at or now()) if offer.is_published else None
    session.add(listing)
    session.flush()
    detail = {"published": offer.is_published}
    write_audit(session, "agreement.published", kind="agreement", row_id=agreement.id, detail=detail)
    return listing


def send_enquiry(
    session: Session, actor: Actor, *, listing: ServiceListing, organisation_id: int, content: str
) -> ServiceEnquiry:
    """Ask both parties about their services, in the name of a verified organisation one belongs to."""
    authorise(actor, Permission.ENQUIRY_SEND)
    if not is_offered(listing):
        raise NotFound("There is no such service.")
    if organisation_id not in {each.id for each in list_asking(session, actor, listing)}:
        raise RuleBroken("Please choose a verified organisation that you belong to.", field="organisation_id")
    if not content.strip():
        raise RuleBroken("Please write what you want to know.", field="content")
    enquiry = ServiceEnquiry(
        listing_id=listing.id, organisation_id=organisation_id, person_id=actor.person_id, content=content.strip()
    )
    session.add(enquiry)
    session.flush()
    outbox.record(session, EnquirySent(listing.agreement_id, listing.agreement.event_id, enquiry.id))
    return enquiry


def answer_enquiry(session: Session, actor: Actor, *, enquiry: ServiceEnquiry, answer: str) -> None:
    """Answer an enquiry as one of the parties, once."""
    authorise(actor, Permission.AGREEMENT_CONFIRM, enquiry.listing.agreement)
    if enquiry.answered_at is not None:
        raise RuleBroken("This enquiry is answered already.")
    if not answer.strip():
        raise RuleBroken("Please write an answer.", field="answer")
    enquiry.answer, enquiry.answered_at, enquiry.answered_by = answer.strip(), now(), actor.person_id
    session.flush()
    agreement = enquiry.listing.agreement
    outbox.record(session, EnquiryAnswered(agreement.id, agreement.event_id, enquiry.id))
