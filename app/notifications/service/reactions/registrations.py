"""What people are told about their registrations."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.clock import now
from app.events.facts import registration as facts
from app.events.logic.states import RegistrationState
from app.events.models.registration import Registration
from app.events.queries.registration import get_registration
from app.notifications.logic import Template, Trusted
from app.notifications.service.reactions.events import about, get_event, reason_of
from app.notifications.service.telling import Notice, tell


def _tell_holder(session: Session, template: Template, registration: Registration, **more: object) -> None:
    event = get_event(session, registration.event_id)
    quote = more.pop("quote", None)
    tell(session, Notice(
        template=template, values={**about(event), "number": Trusted(registration.number), **more},
        path={"slug": event.slug, "ticket": registration.ticket_code},
        quote=reason_of(quote) if isinstance(quote, str) else None, event=event,
    ), [registration.person_id])  # fmt: skip


STATE_TEMPLATES = {
    RegistrationState.APPROVED: Template.REGISTRATION_APPROVED,
    RegistrationState.REJECTED: Template.REGISTRATION_REJECTED,
    RegistrationState.WAITLISTED: Template.REGISTRATION_WAITLISTED,
}


def tell_registered(session: Session, fact: facts.RegistrationReceived) -> None:
    """Tell somebody that the registration has arrived, and whether there is a place."""
    registration = get_registration(session, fact.registration_id)
    template = STATE_TEMPLATES.get(RegistrationState(fact.state), Template.REGISTRATION_RECEIVED)
    _tell_holder(session, template, registration, state=RegistrationState(fact.state))


def tell_decided(session: Session, fact: facts.RegistrationDecided) -> None:
    """Tell somebody what was decided about the registration."""
    template = STATE_TEMPLATES.get(RegistrationState(fact.state))
    if template is not None:
        _tell_holder(session, template, get_registration(session, fact.registration_id), quote=fact.reason)


def tell_cancelled(session: Session, fact: facts.RegistrationCancelled) -> None:
    """Confirm that a registration is cancelled."""
    registration = get_registration(session, fact.registration_id)
    _tell_holder(session, Template.REGISTRATION_CANCELLED, registration, quote=fact.reason)


def tell_offer(session: Session, fact: facts.PlaceOffered) -> None:
    """Offer a free place to the next in line, unless the offer has run out already."""
    registration, until = get_registration(session, fact.registration_id), datetime.fromisoformat(fact.until)
    if registration.state is RegistrationState.WAITLISTED and until > now():
        _tell_holder(session, Template.PLACE_OFFERED, registration, until=until)


def tell_offer_expired(session: Session, fact: facts.OfferExpired) -> None:
    """Tell somebody that the offered place went on to the next in line."""
    _tell_holder(session, Template.OFFER_EXPIRED, get_registration(session, fact.registration_id))


def tell_merged(session: Session, fact: facts.RegistrationsMerged) -> None:
    """Tell somebody which of two registrations stays."""
    void = get_registration(session, fact.void_id)
    kept = get_registration(session, fact.kept_id)
    _tell_holder(session, Template.REGISTRATIONS_MERGED, kept, void=Trusted(void.number))
