"""Reading the services that agreements offer, and the enquiries about them."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.models.services import ServiceEnquiry, ServiceListing
from app.core.errors import NotFound
from app.core.permissions import Actor, ScopeKind
from app.organisations.logic import OrganisationState
from app.organisations.models import Organisation


def _loaded() -> Select[ServiceListing]:
    parties = selectinload(Agreement.parties).joinedload(AgreementParty.organisation)
    return select(ServiceListing).options(joinedload(ServiceListing.agreement).options(parties))


def find_listing(session: Session, agreement_id: int) -> ServiceListing | None:
    """Return the services offered under an agreement."""
    return session.scalar(_loaded().where(ServiceListing.agreement_id == agreement_id))


def get_listing(session: Session, number: str) -> ServiceListing:
    """Return the services offered under the agreement with a public number."""
    found = session.scalar(_loaded().join(Agreement).where(Agreement.number == number))
    if found is None:
        raise NotFound("There is no such service.")
    return found


def is_offered(listing: ServiceListing) -> bool:
    """Tell whether everybody may see these services: published, under an agreement that holds."""
    return listing.published_at is not None and listing.agreement.state in SIGNED_STATES


def list_offered(session: Session) -> list[ServiceListing]:
    """Return the services that everybody may see, the newest first."""
    rows = _loaded().join(Agreement).where(
        ServiceListing.published_at.is_not(None), Agreement.state.in_(SIGNED_STATES)
    )  # fmt: skip
    return list(session.scalars(rows.order_by(ServiceListing.published_at.desc(), ServiceListing.id)))


def list_enquiries(session: Session, listing_id: int, *, person_id: int | None = None) -> list[ServiceEnquiry]:
    """Return the enquiries about a service, the newest first; those of one person if asked."""
    rows = select(ServiceEnquiry).where(ServiceEnquiry.listing_id == listing_id)
    if person_id is not None:
        rows = rows.where(ServiceEnquiry.person_id == person_id)
    whole = rows.options(joinedload(ServiceEnquiry.organisation), joinedload(ServiceEnquiry.person))
    return list(session.scalars(whole.order_by(ServiceEnquiry.id.desc())))


def get_enquiry(session: Session, enquiry_id: int) -> ServiceEnquiry:
    """Return an enquiry with the service, the agreement and its parties."""
    parties = selectinload(Agreement.parties).joinedload(AgreementParty.organisation)
    whole = joinedload(ServiceEnquiry.listing).joinedload(ServiceListing.agreement).options(parties)
    found = session.scalar(
        select(ServiceEnquiry)
        .where(ServiceEnquiry.id == enquiry_id)
        .options(whole, joinedload(ServiceEnquiry.organisation))
    )
    if found is None:
        raise NotFound("There is no such enquiry.")
    return found


def list_asking(session: Session, actor: Actor, listing: ServiceListing) -> list[Organisation]:
    """Return the verified organisations for which somebody may enquire; a party does not ask itself."""
    own = {party.organisation_id for party in listing.agreement.parties}
    rows = select(Organisation).where(
        Organisation.id.in_(actor.scope_ids(ScopeKind.ORGANISATION) - own),
        Organisation.state == OrganisationState.VERIFIED,
    )
    return list(session.scalars(rows.order_by(Organisation.sort_key, Organisation.id)))
