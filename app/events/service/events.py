"""Planning an event: what it is, when and where, its call, its owner."""

from datetime import date, datetime, time, timedelta

from pypinyin import lazy_pinyin
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.service.audit import write_audit
from app.accounts.service.memberships import grant_membership
from app.core import outbox
from app.core.clock import CHINA
from app.core.db import check_version
from app.core.errors import NotAllowed, RuleBroken
from app.core.names import tidy
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, Role, ScopeKind, authorise
from app.events.facts.events import EventCreated, EventHandedOver, EventMoved
from app.events.logic.details import Basics, Call, TimeAndPlace
from app.events.logic.slug import free_slug, is_slug, slug_of
from app.events.logic.states import EventState
from app.events.logic.steps import PUBLIC_STATES
from app.events.models.event import AudienceGroup, Event, EventOrganiser
from app.events.queries.events import find_venue, get_event_by_id, list_slugs_like
from app.events.service.tasks import fill_checklist, move_checklist

OPENS, CLOSES = time(9), time(17)
FROZEN = (EventState.ARCHIVED, EventState.CANCELLED)
SHORTEST_TITLE, LONGEST_TITLE = 4, 100


def suggest_slug(session: Session, title: str, year: int) -> str:
    """Return a free address made of the pinyin of a title and its year."""
    words = slug_of(" ".join(lazy_pinyin(title)))[:48].strip("-")
    wanted = words if str(year) in words else f"{words}-{year}"
    return free_slug(wanted, list_slugs_like(session, wanted))


def start_event(
    session: Session,
    actor: Actor,
    *,
    basics: Basics,
    first_day: date,
    centre_id: int | None = None,
    parent_id: int | None = None,
) -> Event:
    """Begin to plan an event; whoever does it owns it, and the checklist is laid out."""
    if actor.person_id is None:
        raise NotAllowed("You are not allowed to do this.")
    parent = get_event_by_id(session, parent_id) if parent_id else None
    authorise(actor, Permission.EVENT_EDIT if parent else Permission.EVENT_CREATE, parent)
    _check_basics(session, basics, None)
    event = Event(
        number=next_number(session, "HD", year=first_day.year),
        slug=basics.slug or suggest_slug(session, basics.title, first_day.year),
        title=tidy(basics.title),
        event_type=basics.event_type,
        owner_id=actor.person_id,
        centre_id=parent.centre_id if parent else centre_id,
        parent_id=parent.id if parent else None,
        brand=basics.brand or (parent.brand if parent else None),
        summary=basics.summary,
        start_at=datetime.combine(first_day, OPENS, CHINA),
        end_at=datetime.combine(first_day, CLOSES, CHINA),
        organisers=[],
        groups=[],
    )
    if parent:
        _take_over(event, parent)
    session.add(event)
    session.flush()
    _make_organiser(session, event.id, session.get_one(Person, actor.person_id))
    fill_checklist(session, event)
    outbox.record(session, EventCreated(event_id=event.id))
    return event


def _take_over(stop: Event, parent: Event) -> None:
    """Give a stop the hosts and groups of its series."""
    stop.organisers = [
        EventOrganiser(
            organisation_id=link.organisation_id, role=link.role, position=link.position, is_assumed=link.is_assumed
        )
        for link in parent.organisers
    ]
    stop.groups = [
        AudienceGroup(name=group.name, quota=group.quota, position=group.position, badge_colour=group.badge_colour)
        for group in parent.groups
    ]
    stop.event_type = parent.event_type
    stop.visibility = parent.visibility
    stop.needs_approval = parent.needs_approval


def _make_organiser(session: Session, event_id: int, person: Person) -> None:
    grant_membership(session, None, role=Role.EVENT_ORGANISER, scope=(ScopeKind.EVENT, event_id), person=person)


def _check_basics(session: Session, basics: Basics, event: Event | None) -> None:
    if not SHORTEST_TITLE <= len(tidy(basics.title)) <= LONGEST_TITLE:
        raise RuleBroken("The title has 4 to 100 characters.", field="title")
    if not basics.slug or (event and basics.slug == event.slug):
        return
    if not is_slug(basics.slug):
        raise RuleBroken("The address has only small letters, digits and hyphens.", field="slug")
    if basics.slug in list_slugs_like(session, basics.slug):
        raise RuleBroken("Another event has this address already.", field="slug")


def edit_event(session: Session, actor: Actor, *, event_id: int, basics: Basics, version: int | None) -> Event:
    """Change what an event is."""
    event = _open_event(session, actor, event_id, version)
    _check_basics(session, basics, event)
    event.title = tidy(basics.title)
    event.slug = basics.slug or event.slug
    event.event_type = basics.event_type
    event.title_en, event.brand = basics.title_en, basics.brand
    event.summary, event.description = basics.summary, basics.description
    event.contact, event.visibility = basics.contact, basics.visibility
    session.flush()
    return event


def edit_time_and_place(
    session: Session, actor: Actor, *, event_id: int, where: TimeAndPlace, version: int | None
) -> Event:
    """Change when and where an event happens; those who know the old time are told."""
    event = _open_event(session, actor, event_id, version)
    if where.end_at <= where.start_at:
        raise RuleBroken("The end has to be after the beginning.", field="end_at")
    if where.end_at - where.start_at > timedelta(days=60):
        raise RuleBroken("An event lasts at most 60 days.", field="end_at")
    venue = find_venue(session, where.venue_id)
    if where.venue_id and venue is None:
        raise RuleBroken("This venue does not exist any more.", field="venue_id")
    before = (event.start_at, event.venue.name if event.venue else event.city)
    event.start_at, event.end_at = where.start_at, where.end_at
    event.city = where.city or (venue.city if venue else None)
    event.venue_id, event.venue = where.venue_id, venue
    event.capacity, event.stream_url = where.capacity, where.stream_url
    event.walking_minutes = where.walking_minutes
    session.flush()
    move_checklist(session, event)
    after = (event.start_at, venue.name if venue else event.city)
    if before != after and event.state in PUBLIC_STATES:
        fact = EventMoved(event.id, before[0].isoformat(), after[0].isoformat(), before[1], after[1])
        outbox.record(session, fact)
    return event


def edit_call(session: Session, actor: Actor, *, event_id: int, call: Call, version: int | None) -> Event:
    """Change the call for pitches: its text and the days on which it is open."""
    event = _open_event(session, actor, event_id, version)
    if call.opens_at and call.closes_at and call.closes_at <= call.opens_at:
        raise RuleBroken("The call has to close after it opens.", field="closes_at")
    if call.closes_at and call.closes_at > event.start_at:
        raise RuleBroken("The call has to close before the event begins.", field="closes_at")
    event.call_text, event.call_opens_at, event.call_closes_at = call.text, call.opens_at, call.closes_at
    session.flush()
    return event


def _open_event(session: Session, actor: Actor, event_id: int, version: int | None) -> Event:
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.EVENT_EDIT, event)
    check_version(event, version)
    if event.state in FROZEN:
        raise RuleBroken("This event is over; its details are kept as they were.")
    return event


def hand_over(session: Session, actor: Actor, *, event_id: int, login: str) -> Event:
    """Give an event to another person; it always has exactly one owner, and the old one stays on the team."""
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.EVENT_EDIT, event)
    account = session.scalar(select(Account).where(Account.email == login.strip().lower(), Account.closed_at.is_(None)))
    if account is None:
        raise RuleBroken("Nobody has an account with this e-mail address.", field="login")
    if account.person_id == event.owner_id:
        raise RuleBroken("This person owns the event already.", field="login")
    old_owner_id = event.owner_id
    event.owner = session.get_one(Person, account.person_id)
    _make_organiser(session, event.id, event.owner)
    outbox.record(session, EventHandedOver(event.id, old_owner_id, account.person_id))
    detail = {"old": old_owner_id, "new": account.person_id}
    write_audit(session, "event:handed_over", kind="event", row_id=event.id, event_id=event.id, detail=detail)
    return event
