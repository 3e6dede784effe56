"""Deciding about registrations: approve, reject, cancel, accept an offered place, merge doubles."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Consent
from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise
from app.core.words import N_
from app.events.facts.registration import RegistrationCancelled, RegistrationDecided, RegistrationsMerged
from app.events.logic.registration import HOLDING, WITH_REASON, may_step
from app.events.logic.states import RegistrationState
from app.events.models.registration import Registration
from app.events.queries.events import get_event_by_id, lock_event
from app.events.queries.registration import get_registration, list_chosen, places_of
from app.events.service.waiting import accept_offer, offer_free_places

MERGED = N_("Merged with another registration of the same person.")


@dataclass(frozen=True)
class Preview:
    """What a decision about several registrations would do to each."""

    outcomes: list[tuple[Registration, RegistrationState]]
    untouched: list[Registration]

    @property
    def people(self) -> int:
        """Return how many people will be told."""
        return len(self.outcomes)


def preview_decision(
    session: Session, actor: Actor, *, event_id: int, ids: Collection[int], to: RegistrationState
) -> Preview:
    """Return what a decision would do; approving beyond the last place puts people on the waiting list."""
    authorise(actor, Permission.REGISTRATION_MANAGE, get_event_by_id(session, event_id))
    places = places_of(session, event_id)
    outcomes, untouched = [], []
    for registration in list_chosen(session, event_id, ids):
        target = to
        if to is RegistrationState.APPROVED and not _has_place(registration):
            if places.has_room(registration.group_id):
                places = places.with_one_more(registration.group_id)
            else:
                target = RegistrationState.WAITLISTED
        if may_step(registration.state, target) and target is not registration.state:
            outcomes.append((registration, target))
        else:
            untouched.append(registration)
    return Preview(outcomes, untouched)


def _has_place(registration: Registration) -> bool:
    offered = registration.offered_until is not None and registration.offered_until > now()
    return registration.state in HOLDING or offered


def decide(
    session: Session,
    actor: Actor,
    *,
    event_id: int,
    ids: Collection[int],
    to: RegistrationState,
    reason: str | None = None,
) -> Preview:
    """Decide about several registrations at once, and tell everybody concerned."""
    reason = tidy(reason or "") or None
    if to not in (RegistrationState.APPROVED, RegistrationState.WAITLISTED, RegistrationState.REJECTED):
        raise RuleBroken("Please choose what to do.")
    if to in WITH_REASON and reason is None:
        raise RuleBroken("Please give a reason; it is shown to the people concerned.", field="reason")
    lock_event(session, event_id)
    preview = preview_decision(session, actor, event_id=event_id, ids=ids, to=to)
    for registration, target in preview.outcomes:
        registration.state, registration.state_reason = target, reason
        registration.offered_until = None
        if target is RegistrationState.WAITLISTED:
            registration.waiting_since = registration.waiting_since or now()
        outbox.record(session, RegistrationDecided(registration.id, event_id, target.value, reason))
    session.flush()
    offer_free_places(session, event_id)
    return preview


def cancel_registration(
    session: Session, actor: Actor, *, registration_id: int, ticket: str = "", reason: str | None = None
) -> Registration:
    """Give a place back: the person, whoever holds the ticket, or an organiser."""
    registration = get_registration(session, registration_id)
    _check_holder(actor, registration, ticket)
    lock_event(session, registration.event_id)
    session.refresh(registration, ["state"])
    if not may_step(registration.state, RegistrationState.CANCELLED):
        raise RuleBroken("This registration cannot be cancelled any more.")
    registration.state = RegistrationState.CANCELLED
    registration.state_reason, registration.offered_until = tidy(reason or "") or None, None
    session.flush()
    outbox.record(session, RegistrationCancelled(registration.id, registration.event_id, registration.state_reason))
    offer_free_places(session, registration.event_id)
    return registration


def accept_place(session: Session, actor: Actor, *, registration_id: int, ticket: str = "") -> Registration:
    """Accept an offered place, as its person or with the ticket in hand."""
    registration = get_registration(session, registration_id)
    _check_holder(actor, registration, ticket)
    return accept_offer(session, registration)


def _check_holder(actor: Actor, registration: Registration, ticket: str) -> None:
    if ticket and ticket == registration.ticket_code:
        return
    if actor.person_id is not None and actor.person_id == registration.person_id:
        authorise(actor, Permission.REGISTRATION_OWN, registration)
        return
    authorise(actor, Permission.REGISTRATION_MANAGE, registration)


def merge_registrations(session: Session, actor: Actor, *, event_id: int, older_id: int, newer_id: int) -> Registration:
    """Make one of two registrations of the same person: the older ticket is void, all consents are kept."""
    authorise(actor, Permission.REGISTRATION_MANAGE, get_event_by_id(session, event_id))
    lock_event(session, event_id)
    pair = {row.id: row for row in list_chosen(session, event_id, [older_id, newer_id])}
    if len(pair) < 2:  # noqa: PLR2004 -- a pair
        raise NotFound("There is no such registration.")
    older, newer = pair[min(pair)], pair[max(pair)]
    if RegistrationState.CANCELLED in (older.state, newer.state):
        raise RuleBroken("One of the two is cancelled already.")
    if older.state in HOLDING and newer.state not in HOLDING:
        newer.state, newer.offered_until = older.state, None
    if older.checked_in_at and not newer.checked_in_at:
        newer.state = RegistrationState.CHECKED_IN
        newer.checked_in_at, newer.checked_in_by = older.checked_in_at, older.checked_in_by
    newer.waiting_since = older.waiting_since if newer.state is RegistrationState.WAITLISTED else None
    newer.badge_number = older.badge_number
    newer.organisation_name = newer.organisation_name or older.organisation_name
    newer.dietary, newer.transport = newer.dietary or older.dietary, newer.transport or older.transport
    older.state, older.state_reason, older.offered_until = RegistrationState.CANCELLED, MERGED, None
    older.merged_into_id = newer.id
    _carry_consents(session, older, newer)
    session.flush()
    outbox.record(session, RegistrationsMerged(newer.id, older.id, event_id))
    detail = {"void": older.id}
    write_audit(session, "registration:merged", kind="registration", row_id=newer.id, event_id=event_id, detail=detail)
    offer_free_places(session, event_id)
    return newer


def _carry_consents(session: Session, older: Registration, newer: Registration) -> None:
    """Let the person who stays have every consent that either of the two gave for the event."""
    rows = select(Consent).where(Consent.event_id == older.event_id, Consent.withdrawn_at.is_(None))
    given = set(session.scalars(rows.where(Consent.person_id == newer.person_id).with_only_columns(Consent.purpose)))
    for consent in session.scalars(rows.where(Consent.person_id == older.person_id)).all():
        if consent.purpose not in given and newer.person_id != older.person_id:
            session.add(
                Consent(
                    person_id=newer.person_id,
                    purpose=consent.purpose,
                    text_version=consent.text_version,
                    event_id=consent.event_id,
                    given_at=consent.given_at,
                )
            )
