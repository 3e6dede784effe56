"""Registering for events: a place, or the waiting list; never more people than places."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.logic import ConsentPurpose
from app.accounts.models import Person
from app.accounts.service.consents import give_consent
from app.core import outbox
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.names import pinyin_key, tidy
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import blind_index
from app.events.facts.registration import RegistrationReceived
from app.events.logic.details import Visitor
from app.events.logic.registration import TAIL, TICKET_ALPHABET, TICKET_LENGTH, clean_mobile
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import AudienceGroup, Event
from app.events.models.registration import Registration
from app.events.queries.events import get_event_by_id, list_stops, lock_event
from app.events.queries.registration import find_badge_number, find_registration, places_of
from app.organisations.models import Organisation

LONGEST_NAME = 40
AGAIN = (RegistrationState.CANCELLED,)


@dataclass(frozen=True)
class Wish:
    """For which events, in which group, and with which consents somebody registers."""

    event_ids: Sequence[int]
    group: str
    consents: Collection[ConsentPurpose]
    source: str = "typed"


def ticket_code() -> str:
    """Return a fresh ticket code of 80 random bits in letters nobody mixes up."""
    return "".join(secrets.choice(TICKET_ALPHABET) for _ in range(TICKET_LENGTH))


def register(session: Session, actor: Actor, *, visitor: Visitor, wish: Wish) -> list[Registration]:
    """Register the person behind the request, or somebody without an account, for one event or several stops."""
    if ConsentPurpose.RUN_EVENT not in wish.consents:
        raise RuleBroken("Without this consent we cannot keep a place for you.", field="run_event")
    if not wish.event_ids:
        raise RuleBroken("Please choose at least one stop.", field="stops")
    for event_id in sorted(set(wish.event_ids)):
        lock_event(session, event_id)  # before anything else is written: everybody takes the locks in one order
    events = [get_event_by_id(session, event_id) for event_id in sorted(set(wish.event_ids))]
    for event in events:
        check_open(event)
    person = _person(session, actor, visitor)
    _keep_consents(session, person, wish.consents, [event.id for event in events])
    return [_enter(session, person, event, visitor, wish) for event in events]


def check_open(event: Event) -> None:
    """Refuse outside the time in which people may register."""
    moment = now()
    if event.state is not EventState.REGISTRATION_OPEN:
        raise RuleBroken("Registration for “%(title)s” is not open.", title=event.title)
    if event.registration_opens_at and moment < event.registration_opens_at:
        raise RuleBroken("Registration for “%(title)s” has not begun yet.", title=event.title)
    if event.registration_closes_at and moment >= event.registration_closes_at:
        raise RuleBroken("Registration for “%(title)s” is closed.", title=event.title)


def add_registration(session: Session, actor: Actor, *, event_id: int, visitor: Visitor, group: str) -> Registration:
    """Let an organiser register somebody by hand, at the door too; the person is asked for consents there."""
    lock_event(session, event_id)
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.REGISTRATION_MANAGE, event)
    if event.state in (EventState.CANCELLED, EventState.ARCHIVED):
        raise RuleBroken("This event is over; nobody can be registered any more.")
    person = new_person(session, visitor)
    wish = Wish([event.id], group, [ConsentPurpose.RUN_EVENT], source="manual")
    _keep_consents(session, person, wish.consents, [event.id])
    return _enter(session, person, event, visitor, wish, decided=True)


def new_person(session: Session, visitor: Visitor) -> Person:
    """Write down somebody who registers without an account."""
    mobile = _checked_mobile(visitor)
    name = tidy(visitor.name)
    if not 1 < len(name) <= LONGEST_NAME:
        raise RuleBroken("Please write the full name.", field="name")
    person = Person(
        name=name,
        sort_key=pinyin_key(name),
        title=visitor.title,
        email=visitor.email.lower() if visitor.email else None,
        mobile=mobile,
        mobile_index=blind_index(mobile) if mobile else None,
        organisation_id=_organisation_id(session, visitor.organisation),
        source="registration",
    )
    session.add(person)
    session.flush()
    return person


def _checked_mobile(visitor: Visitor) -> str | None:
    if visitor.mobile is None:
        if visitor.email is None:
            raise RuleBroken("Please give a mobile number or an e-mail address.", field="mobile")
        return None
    mobile = clean_mobile(visitor.mobile)
    if mobile is None:
        raise RuleBroken("A mobile number has eleven digits and begins with 1.", field="mobile")
    return mobile


def _organisation_id(session: Session, name: str | None) -> int | None:
    return session.scalar(select(Organisation.id).where(Organisation.name == tidy(name))) if name else None


def _person(session: Session, actor: Actor, visitor: Visitor) -> Person:
    """Return the person of the account, completed by what was typed, or a new person."""
    if actor.person_id is None:
        return new_person(session, visitor)
    authorise(actor, Permission.REGISTRATION_CREATE)
    person = session.get_one(Person, actor.person_id)
    if visitor.mobile and person.mobile is None:
        person.mobile = _checked_mobile(visitor)
        person.mobile_index = blind_index(person.mobile) if person.mobile else None
    person.title = person.title or visitor.title
    session.flush()
    return person


def _keep_consents(
    session: Session, person: Person, consents: Collection[ConsentPurpose], event_ids: Sequence[int]
) -> None:
    for event_id in event_ids:
        for purpose in sorted(set(consents)):
            give_consent(session, person_id=person.id, purpose=purpose, event_id=event_id)


def _enter(
    session: Session, person: Person, event: Event, visitor: Visitor, wish: Wish, *, decided: bool = False
) -> Registration:
    group = next((row for row in event.groups if row.name == wish.group), None)
    if group is None:
        raise RuleBroken("Please choose a group.", field="group")
    row = find_registration(session, event_id=event.id, person_id=person.id)
    if row is not None and row.state not in AGAIN:
        raise RuleBroken("You are registered for “%(title)s” already.", title=event.title)
    row = row or Registration(
        number=next_number(session, "BM", year=event.start_at.year), event_id=event.id, person_id=person.id
    )
    row.group_id, row.group, row.event, row.person = group.id, group, event, person
    _describe(row, visitor, person, wish)
    row.badge_number = row.badge_number or _badge_number(session, row, event)
    row.state = first_state(session, event, group, decided=decided)
    row.waiting_since = now() if row.state is RegistrationState.WAITLISTED else None
    row.state_reason, row.offered_until = None, None
    session.add(row)
    session.flush()
    outbox.record(session, RegistrationReceived(row.id, event.id, row.state.value))
    return row


def _describe(row: Registration, visitor: Visitor, person: Person, wish: Wish) -> None:
    row.ticket_code = ticket_code()
    row.source = wish.source
    row.organisation_name, row.job_title = visitor.organisation, visitor.title
    row.dietary, row.transport = visitor.dietary, visitor.transport
    row.mobile_tail = person.mobile[-TAIL:] if person.mobile else None


def first_state(session: Session, event: Event, group: AudienceGroup, *, decided: bool) -> RegistrationState:
    """Return where a registration begins: waiting for a decision, with a place, or on the waiting list."""
    if event.needs_approval and not decided:
        return RegistrationState.SUBMITTED
    has_room = places_of(session, event.id).has_room(group.id)
    return RegistrationState.APPROVED if has_room else RegistrationState.WAITLISTED


def _badge_number(session: Session, row: Registration, event: Event) -> str:
    """Return the number on the badge: one per person in a series, else the number of the registration."""
    if event.parent_id is None:
        return row.number
    stops = [stop.id for stop in list_stops(session, event.parent_id)]
    return find_badge_number(session, row.person_id, [event.parent_id, *stops]) or row.number
