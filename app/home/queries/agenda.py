"""Reading one person's agenda: the entries, the events they belong to, and the calendar that repeats them."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person
from app.core.clock import now, today
from app.core.permissions import Actor
from app.events.models.event import Event
from app.events.queries.programme_public import check_visible, get_event_to_show, get_public_key
from app.home.logic.agenda import AgendaDay, by_day
from app.notifications.logic import AgendaItem
from app.notifications.models import CalendarFeed
from app.notifications.queries.agenda import list_agenda_items
from app.organisations.models import Organisation


@dataclass(frozen=True)
class PersonalDays:
    """A person's agenda: the days to come and those gone by, of one event or of all; `events` are those to choose."""

    coming: Sequence[AgendaDay]
    past: Sequence[AgendaDay]
    events: Sequence[Event]
    chosen: Event | None

    @property
    def shown(self) -> Sequence[AgendaDay]:
        """Return the days that matter: those of the chosen event, else those to come, else all that is left."""
        if self.chosen is not None:
            return [*self.past, *self.coming]
        return self.coming or self.past


def read_agenda(session: Session, actor: Actor, *, slug: str = "") -> PersonalDays:
    """Return the agenda of the actor, narrowed to one event if its address is given."""
    items = list_agenda_items(session, actor.person_id or 0)
    rows = select(Event).where(Event.id.in_({item.event_id for item in items})).options(joinedload(Event.venue))
    events = list(session.scalars(rows.order_by(Event.start_at.desc(), Event.id)))
    chosen = next((event for event in events if event.slug == slug), None)
    if slug and chosen is None:
        key = get_public_key(session, slug)
        check_visible(session, actor, key)
        chosen = get_event_to_show(session, key.id)
        events = [*events, chosen]
    wanted = [item for item in items if chosen is None or item.event_id == chosen.id]
    coming = [item for item in wanted if _is_coming(item)]
    past = [item for item in wanted if not _is_coming(item)]
    return PersonalDays(by_day(coming), by_day(past), events, chosen)


def _is_coming(item: AgendaItem) -> bool:
    zone = ZoneInfo(item.zone)
    return item.end_at.astimezone(zone).date() >= today(zone)


def list_coming(session: Session, person_id: int) -> list[AgendaItem]:
    """Return the entries of a person's agenda that are still to come and take place, by time."""
    moment = now()
    items = list_agenda_items(session, person_id)
    return [item for item in items if item.end_at >= moment and not item.is_cancelled]


def find_feed_token(session: Session, person_id: int) -> str | None:
    """Return the secret of the calendar address of a person, if there is one in force."""
    wanted = select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    found = session.scalar(wanted.order_by(CalendarFeed.id.desc()).limit(1))
    return found.token if found is not None else None


def get_bearer(session: Session, person_id: int) -> tuple[Person, str]:
    """Return a person with the name of the organisation."""
    person = session.get_one(Person, person_id)
    organisation = session.get(Organisation, person.organisation_id) if person.organisation_id else None
    return person, organisation.name if organisation else ""
