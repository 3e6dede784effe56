"""The waiting list: places that become free are offered in order, for a day each."""

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.words import N_
from app.events.facts.registration import OfferExpired, PlaceOffered, RegistrationDecided
from app.events.logic.registration import OFFER_LASTS, next_offers
from app.events.logic.states import EventState, RegistrationState
from app.events.models.registration import Registration
from app.events.queries.events import lock_event
from app.events.queries.registration import list_expired_offers, list_waiting, places_of

EXPIRED = N_("The offered place was not accepted in time.")
OFFERING = (EventState.APPROVED, EventState.REGISTRATION_OPEN, EventState.REGISTRATION_CLOSED, EventState.LIVE)


def offer_free_places(session: Session, event_id: int) -> list[int]:
    """Offer every free place to the next in line, and return who was asked."""
    lock_event(session, event_id)
    waiting = {row.id: row for row in list_waiting(session, event_id)}
    if not waiting or next(iter(waiting.values())).event.state not in OFFERING:
        return []
    chosen = next_offers(places_of(session, event_id), [(row.id, row.group_id) for row in waiting.values()])
    until = now() + OFFER_LASTS
    for registration_id in chosen:
        waiting[registration_id].offered_until = until
        outbox.record(session, PlaceOffered(registration_id, event_id, until.isoformat()))
    session.flush()
    return chosen


def accept_offer(session: Session, registration: Registration) -> Registration:
    """Take the offered place."""
    lock_event(session, registration.event_id)
    session.refresh(registration, ["state", "offered_until"])
    if registration.state is not RegistrationState.WAITLISTED or registration.offered_until is None:
        raise RuleBroken("No place is offered to you at the moment.")
    if registration.offered_until <= now():
        raise RuleBroken("The 24 hours to accept this place are over.")
    registration.state = RegistrationState.APPROVED
    registration.offered_until = None
    outbox.record(session, RegistrationDecided(registration.id, registration.event_id, registration.state.value))
    session.flush()
    return registration


def let_offers_expire(session: Session) -> int:
    """Withdraw offers nobody accepted in time, offer the places to the next in line, and count them."""
    expired = list_expired_offers(session)
    for registration in expired:
        registration.state = RegistrationState.CANCELLED
        registration.state_reason = EXPIRED
        registration.offered_until = None
        outbox.record(session, OfferExpired(registration.id, registration.event_id))
    session.flush()
    for event_id in sorted({registration.event_id for registration in expired}):
        offer_free_places(session, event_id)
    return len(expired)
