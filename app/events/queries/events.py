"""Reading events: one with all that belongs to it, lists for visitors and for those who run them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.clock import CHINA, now
from app.core.errors import NotFound
from app.core.permissions import POLICY, Actor, Permission, Scope, ScopeKind
from app.events.logic.registration import HOLDING
from app.events.logic.states import EventState, EventType, HostRole, RegistrationState, TaskState, Visibility
from app.events.logic.steps import OVER, PUBLIC_STATES, Standing
from app.events.models.event import Event, EventOrganiser, EventTask
from app.events.models.registration import Registration
from app.events.models.venue import Room, Venue
from app.events.queries.pages import Page, page_of
from app.organisations.models import Centre, Organisation


def _whole() -> Select[Event]:
    return select(Event).options(
        joinedload(Event.owner),
        joinedload(Event.venue),
        joinedload(Event.parent),
        selectinload(Event.organisers).joinedload(EventOrganiser.organisation),
        selectinload(Event.groups),
    )


def get_event(session: Session, slug: str) -> Event:
    """Return an event with its owner, venue, hosts, groups and series."""
    found = session.scalar(_whole().where(Event.slug == slug).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such event.")
    return found


def get_event_by_id(session: Session, event_id: int) -> Event:
    """Return an event by its key, with all that get_event loads."""
    found = session.scalar(_whole().where(Event.id == event_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such event.")
    return found


def lock_event(session: Session, event_id: int) -> None:
    """Let other writers of places of this event wait until the transaction ends."""
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))


def list_stops(session: Session, parent_id: int) -> list[Event]:
    """Return the stops of a series, earliest first."""
    stops = _whole().where(Event.parent_id == parent_id).order_by(Event.start_at, Event.id)
    return list(session.scalars(stops))


def list_slugs_like(session: Session, beginning: str) -> set[str]:
    """Return the addresses in use that begin with some words."""
    return set(session.scalars(select(Event.slug).where(Event.slug.startswith(beginning, autoescape=True))))


@dataclass(frozen=True)
class EventFilter:
    """What a visitor looks for."""

    words: str = ""
    event_type: EventType | None = None
    state: EventState | None = None
    city: str = ""
    since: date | None = None
    until: date | None = None


def _visible(actor: Actor) -> ColumnElement[bool]:
    levels = [Visibility.PUBLIC] + ([Visibility.REGISTERED] if actor.is_signed_in else [])
    return and_(Event.state.in_(PUBLIC_STATES), Event.visibility.in_(levels))


def readable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for events the actor helps to run or looks after."""
    parts: list[ColumnElement[bool]] = [Event.owner_id == actor.person_id] if actor.person_id else []
    for grant in actor.grants:
        rights = {POLICY[grant.role].get(right) for right in (Permission.EVENT_READ, Permission.CHECK_IN)}
        if Scope.ANY in rights or (Scope.OWN in rights and grant.kind is ScopeKind.PLATFORM):
            return Event.id.is_not(None)
        if Scope.OWN in rights and grant.kind is ScopeKind.EVENT:
            parts.append(Event.id == grant.scope_id)
        if Scope.OWN in rights and grant.kind is ScopeKind.CENTRE:
            parts.append(Event.centre_id == grant.scope_id)
    return or_(*parts) if parts else Event.id.is_(None)


def _narrowed(rows: Select[Event], wanted: EventFilter) -> Select[Event]:
    tests = {
        "type": Event.event_type == wanted.event_type if wanted.event_type else None,
        "state": Event.state == wanted.state if wanted.state else None,
        "city": Event.city == wanted.city if wanted.city else None,
        "since": Event.end_at >= _midnight(wanted.since) if wanted.since else None,
        "until": Event.start_at < _midnight(wanted.until + timedelta(days=1)) if wanted.until else None,
    }
    rows = rows.where(*(test for test in tests.values() if test is not None))
    if wanted.words:
        like = f"%{wanted.words.strip()}%"
        rows = rows.where(or_(Event.title.ilike(like), Event.summary.ilike(like), Event.brand.ilike(like)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def list_public_events(
    session: Session, actor: Actor, wanted: EventFilter, *, number: int = 1, per_page: int = 20
) -> Page[Event]:
    """Return events anybody may know of: the next first, past ones latest first; stops stand under their series."""
    is_past = Event.end_at < now()
    rows = _narrowed(_whole().where(_visible(actor)), wanted)
    if not wanted.words and not wanted.city:
        rows = rows.where(Event.parent_id.is_(None))
    soonest = case((is_past, None), else_=Event.start_at)
    return page_of(
        session, rows.order_by(is_past, soonest, Event.start_at.desc(), Event.id), number=number, per_page=per_page
    )


def list_coming_events(session: Session, actor: Actor) -> list[Event]:
    """Return the events to come that anybody may know of and that take place, the next first; no series."""
    stops = select(Event.parent_id).where(Event.parent_id.is_not(None))
    rows = select(Event).where(
        _visible(actor), Event.end_at > now(), Event.state.not_in((*OVER, EventState.POSTPONED)), Event.id.not_in(stops)
    )
    return list(session.scalars(rows.order_by(Event.start_at, Event.id).limit(100)))


def list_events_of(session: Session, actor: Actor) -> list[Event]:
    """Return the events the actor helps to run, latest first."""
    return list(session.scalars(_whole().where(readable(actor)).order_by(Event.start_at.desc(), Event.id).limit(200)))


def list_public_stops(session: Session, actor: Actor, parents: Sequence[Event]) -> dict[int, list[Event]]:
    """Return the visible stops of several series at once."""
    found: dict[int, list[Event]] = {parent.id: [] for parent in parents}
    rows = _whole().where(_visible(actor), Event.parent_id.in_(found)).order_by(Event.start_at, Event.id)
    for stop in session.scalars(rows):
        found[stop.parent_id or 0].append(stop)
    return found


def list_cities(session: Session) -> list[str]:
    """Return the cities in which public events take place."""
    rows = select(Event.city).where(Event.state.in_(PUBLIC_STATES), Event.city.is_not(None)).distinct()
    return sorted(city for city in session.scalars(rows) if city)


def list_centres(session: Session) -> list[Centre]:
    """Return the centres that may look after an event."""
    return list(session.scalars(select(Centre).order_by(Centre.id)))


def list_host_choices(session: Session) -> list[Organisation]:
    """Return the organisations that may stand in a host chain."""
    rows = select(Organisation).where(Organisation.merged_into_id.is_(None))
    return list(session.scalars(rows.order_by(Organisation.sort_key, Organisation.name)))


def standing_of(session: Session, event: Event) -> Standing:
    """Gather what the checks before a state ask about."""
    counted = select(
        func.count().filter(Registration.state.in_(HOLDING)),
        func.count().filter(Registration.state == RegistrationState.CHECKED_IN),
    ).where(Registration.event_id == event.id)
    expected, checked_in = session.execute(counted).one()
    open_tasks = session.scalar(
        select(func.count()).where(EventTask.event_id == event.id, EventTask.state == TaskState.OPEN)
    )
    rooms = select(func.sum(Room.capacity)).where(Room.venue_id == event.venue_id, Room.capacity.is_not(None))
    return Standing(
        now=now(),
        start=event.start_at,
        has_owner=event.owner_id is not None,
        has_summary=bool(event.summary),
        has_place=bool(event.city or event.venue_id),
        hosts=sum(link.role is HostRole.HOST for link in event.organisers),
        groups=len(event.groups),
        quotas=sum(group.quota or 0 for group in event.groups),
        capacity=event.capacity,
        venue_capacity=session.scalar(rooms) if event.venue_id else None,
        has_period=bool(event.registration_opens_at and event.registration_closes_at),
        expected=expected,
        checked_in=checked_in,
        open_tasks=open_tasks or 0,
    )


def list_turning(session: Session) -> list[Event]:
    """Return the events whose state the clock may change."""
    states = (EventState.REGISTRATION_OPEN, EventState.REGISTRATION_CLOSED, EventState.LIVE)
    return list(session.scalars(_whole().where(Event.state.in_(states)).order_by(Event.id)))


def find_venue(session: Session, venue_id: int | None) -> Venue | None:
    """Return a venue, if one is named."""
    return session.get(Venue, venue_id) if venue_id else None
