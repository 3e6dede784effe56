"""Reading the public page of an event: its key, who may see it, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, func, literal_column, select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.models import Person
from app.core.errors import NotFound
from app.core.permissions import Actor, Permission, Reach, may, reach
from app.events.logic.programme import NamedPerson, Snapshot, empty_snapshot, with_present_names
from app.events.logic.states import ResourceKind, Visibility
from app.events.logic.steps import PUBLIC_STATES
from app.events.models.event import Event, EventOrganiser
from app.events.models.programme import ProgrammeRelease, ReleasedResource
from app.events.models.venue import Room, Venue
from app.events.queries.sessions import visible_levels
from app.events.queries.stage import StagePart, one_text
from app.organisations.models import Organisation

Mark = tuple[object, ...]
_Stop, _StopVenue, _Parent = aliased(Event), aliased(Venue), aliased(Event)
_HOSTS = (
    select(one_text(EventOrganiser.id, EventOrganiser.organisation_id, EventOrganiser.role, EventOrganiser.position,
                    EventOrganiser.is_assumed, Organisation.name))
    .join(Organisation, Organisation.id == EventOrganiser.organisation_id)
    .where(EventOrganiser.event_id == Event.id)
    .correlate(Event)
    .scalar_subquery()
)  # fmt: skip
_STOPS = (
    select(one_text(_Stop.id, _Stop.version, _StopVenue.name))
    .outerjoin(_StopVenue, _StopVenue.id == _Stop.venue_id)
    .where(_Stop.parent_id == Event.id)
    .correlate(Event)
    .scalar_subquery()
)
_LAST = (
    select(func.max(ProgrammeRelease.number))
    .where(ProgrammeRelease.event_id == Event.id)
    .correlate(Event)
    .scalar_subquery()
)


# Written out, because the query of the mark is handed to the driver as text.
_IS_PERSON = ReleasedResource.resource_kind == literal_column(f"'{ResourceKind.PERSON}'")
_IS_ROOM = ReleasedResource.resource_kind == literal_column(f"'{ResourceKind.ROOM}'")


def _named(*values: Any) -> Select[*tuple[Any, ...]]:
    return select(*values).select_from(ReleasedResource).where(ReleasedResource.release_id == ProgrammeRelease.id)


_PEOPLE = (
    _named(func.sum(Person.version))
    .join(Person, Person.id == ReleasedResource.resource_id)
    .where(_IS_PERSON)
    .correlate(ProgrammeRelease)
    .scalar_subquery()
)
_HOUSES = (
    _named(func.sum(Organisation.version))
    .join(Person, Person.id == ReleasedResource.resource_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(_IS_PERSON)
    .correlate(ProgrammeRelease)
    .scalar_subquery()
)
_ROOMS = (
    _named(func.sum(Room.version))
    .join(Room, Room.id == ReleasedResource.resource_id)
    .where(_IS_ROOM)
    .correlate(ProgrammeRelease)
    .scalar_subquery()
)


@lru_cache(maxsize=8)
def _key_query(marks: tuple[ScalarSelect[Any], ...]) -> Select[*tuple[Any, ...]]:
    """Return the query of the key; whatever the page shows is in it by its value, or by a version that only rises."""
    return (
        select(
            Event.id, Event.number, Event.slug, Event.version, Event.updated_at, Event.state, Event.visibility,
            Event.centre_id, Event.title, Event.start_at, Event.end_at,
            Event.registration_opens_at, Event.registration_closes_at, Event.call_opens_at, Event.call_closes_at,
            Venue.version.label("venue_version"), Venue.updated_at.label("venue_updated_at"),
            _Parent.slug.label("parent_slug"), _Parent.title.label("parent_title"),
            ProgrammeRelease.id.label("release_id"), ProgrammeRelease.content_hash, ProgrammeRelease.released_at,
            ProgrammeRelease.name.label("release_name"), _HOSTS.label("hosts"), _STOPS.label("stops"),
            _PEOPLE.label("people"), _HOUSES.label("houses"), _ROOMS.label("rooms"),
            *(mark.label(f"stage_{number}") for number, mark in enumerate(marks)),
        )
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .outerjoin(_Parent, _Parent.id == Event.parent_id)
        .outerjoin(
            ProgrammeRelease, and_(ProgrammeRelease.event_id == Event.id, ProgrammeRelease.number == _LAST)
        )
        .where(Event.slug == bindparam("slug"))
    )  # fmt: skip


@lru_cache(maxsize=8)
def _mark_query(marks: tuple[ScalarSelect[Any], ...], dialect: Dialect) -> tuple[str, bool]:
    """Return the same query as text for the driver, and whether it counts its parameters instead of naming them."""
    compiled = _key_query(marks).compile(dialect=dialect)
    return str(compiled), compiled.positional


def get_public_mark(session: Session, slug: str, parts: Sequence[StagePart] = ()) -> Mark:
    """Return the raw values of the key: equal marks mean equal keys, at a third of the cost of reading the key."""
    connection = session.connection()
    text, is_positional = _mark_query(tuple(part.mark for part in parts), connection.dialect)
    found = connection.exec_driver_sql(text, (slug,) if is_positional else {"slug": slug}).fetchone()
    if found is None:
        raise NotFound("There is no such event.")
    return tuple(found)


def get_public_key(session: Session, slug: str, parts: Sequence[StagePart] = ()) -> Row[Any]:
    """Return, in one cheap query, everything on which the public page of an event depends."""
    found = session.execute(_key_query(tuple(part.mark for part in parts)), {"slug": slug}).one_or_none()
    if found is None:
        raise NotFound("There is no such event.")
    return found


@dataclass(frozen=True)
class _Whose:
    """To whom an event belongs, when only its key was read."""

    owners: Reach

    def reach(self) -> Reach:
        """Return to whom the event belongs."""
        return self.owners


def check_visible(session: Session, actor: Actor, key: Row[Any] | Event) -> bool:
    """Let in whoever may see an event, as if it did not exist for the others; say whether it is an organiser."""
    if may(actor, Permission.PROGRAMME_EDIT, _Whose(reach(centre=key.centre_id, event=key.id))):
        return True
    if key.state in PUBLIC_STATES and _is_open_to(session, actor, key):
        return False
    raise NotFound("There is no such event.")


def _is_open_to(session: Session, actor: Actor, key: Row[Any] | Event) -> bool:
    if key.visibility is Visibility.PUBLIC:
        return True
    if not actor.is_signed_in:
        return False
    if key.visibility is Visibility.REGISTERED:
        return True
    return bool(visible_levels(session, key.id, person_id=actor.person_id, is_organiser=False))


_PROGRAMME = select(ProgrammeRelease.programme).where(ProgrammeRelease.id == bindparam("release_id"))
_NAMES_OF_PEOPLE = (
    select(Person.id, Person.name, Person.honorific, Person.title, Organisation.name)
    .join(ReleasedResource, ReleasedResource.resource_id == Person.id)
    .outerjoin(Organisation, Organisation.id == Person.organisation_id)
    .where(ReleasedResource.release_id == bindparam("release_id"), _IS_PERSON)
)
_NAMES_OF_ROOMS = (
    select(Room.id, Room.name)
    .join(ReleasedResource, ReleasedResource.resource_id == Room.id)
    .where(ReleasedResource.release_id == bindparam("release_id"), _IS_ROOM)
)


def released_programme(session: Session, release_id: int | None) -> Snapshot:
    """Return the frozen programme of a release, with people and rooms under the names they have now."""
    programme = session.scalar(_PROGRAMME, {"release_id": release_id})
    if programme is None:
        return empty_snapshot()
    people = session.execute(_NAMES_OF_PEOPLE, {"release_id": release_id})
    rooms = session.execute(_NAMES_OF_ROOMS, {"release_id": release_id})
    named = {
        key: NamedPerson(name, organisation or "", " ".join(part for part in (honorific, title) if part))
        for key, name, honorific, title, organisation in people
    }
    return with_present_names(cast("Snapshot", programme), people=named, rooms={row[0]: row[1] for row in rooms})


_EVENT_TO_SHOW = (
    select(Event)
    .where(Event.id == bindparam("event_id"))
    .options(
        joinedload(Event.venue),
        joinedload(Event.parent),
        selectinload(Event.organisers).joinedload(EventOrganiser.organisation),
    )
    .execution_options(populate_existing=True)
)


def get_event_to_show(session: Session, event_id: int) -> Event:
    """Return an event with venue and host chain, as its public page shows them."""
    return session.scalars(_EVENT_TO_SHOW, {"event_id": event_id}).one()
