"""Venues with their floors and rooms."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise
from app.events.models.venue import Floor, Room, Venue
from app.events.queries.venues import get_venue, is_room_used, is_venue_used, list_venues


@dataclass(frozen=True)
class VenueDetails:
    """What is written down about a building."""

    name: str
    city: str | None = None
    address: str | None = None
    directions: str | None = None
    area_m2: int | None = None
    centre_id: int | None = None


@dataclass(frozen=True)
class RoomDetails:
    """What is written down about a room."""

    name: str
    capacity: int | None = None
    floor_id: int | None = None
    equipment: list[str] = field(default_factory=list)


def add_venue(session: Session, actor: Actor, *, details: VenueDetails) -> Venue:
    """Write down a building."""
    authorise(actor, Permission.EVENT_CREATE)
    _check_name(session, details, None)
    venue = Venue(name=tidy(details.name), created_by=actor.person_id, floors=[], rooms=[])
    _describe(venue, details)
    session.add(venue)
    session.flush()
    return venue


def edit_venue(session: Session, actor: Actor, *, venue_id: int, details: VenueDetails, version: int | None) -> Venue:
    """Change what is written down about a building."""
    venue = _mine(session, actor, venue_id)
    check_version(venue, version)
    _check_name(session, details, venue)
    _describe(venue, details)
    session.flush()
    return venue


def remove_venue(session: Session, actor: Actor, *, venue_id: int) -> None:
    """Forget a building where nothing takes place."""
    venue = _mine(session, actor, venue_id)
    if is_venue_used(session, venue_id) or any(is_room_used(session, room.id) for room in venue.rooms):
        raise RuleBroken("Events take place here; this venue cannot be removed.")
    session.delete(venue)
    session.flush()


def _describe(venue: Venue, details: VenueDetails) -> None:
    venue.name, venue.city, venue.address = tidy(details.name), details.city, details.address
    venue.directions, venue.area_m2, venue.centre_id = details.directions, details.area_m2, details.centre_id


def _check_name(session: Session, details: VenueDetails, venue: Venue | None) -> None:
    name = tidy(details.name)
    twins = [other for other in list_venues(session, city=details.city or "") if other.name == name]
    if any(venue is None or other.id != venue.id for other in twins):
        raise RuleBroken("There is a venue with this name in this city already.", field="name")


def _mine(session: Session, actor: Actor, venue_id: int) -> Venue:
    venue = get_venue(session, venue_id)
    authorise(actor, Permission.EVENT_CREATE, venue)
    return venue


def add_floor(session: Session, actor: Actor, *, venue_id: int, level: int, name: str, use: str | None) -> Venue:
    """Add a floor to a building."""
    venue = _mine(session, actor, venue_id)
    if any(floor.level == level for floor in venue.floors):
        raise RuleBroken("This floor is there already.", field="level")
    venue.floors.append(Floor(level=level, name=tidy(name), use=use))
    session.flush()
    return venue


def remove_floor(session: Session, actor: Actor, *, venue_id: int, floor_id: int) -> Venue:
    """Remove a floor without rooms."""
    venue = _mine(session, actor, venue_id)
    floor = next((floor for floor in venue.floors if floor.id == floor_id), None)
    if floor is None:
        raise NotFound("There is no such floor.")
    if any(room.floor_id == floor_id for room in venue.rooms):
        raise RuleBroken("There are rooms on this floor. Move or remove them first.")
    venue.floors.remove(floor)
    session.flush()
    return venue


def save_room(
    session: Session, actor: Actor, *, venue_id: int, details: RoomDetails, room_id: int | None = None
) -> Room:
    """Add a room, or change one."""
    venue = _mine(session, actor, venue_id)
    room = next((room for room in venue.rooms if room.id == room_id), None)
    if room_id and room is None:
        raise NotFound("There is no such room.")
    name = tidy(details.name)
    if any(other.name == name and other is not room for other in venue.rooms):
        raise RuleBroken("This venue has a room with this name already.", field="name")
    if details.floor_id and details.floor_id not in {floor.id for floor in venue.floors}:
        raise RuleBroken("Please choose a floor of this venue.", field="floor_id")
    if room is None:
        room = Room(position=len(venue.rooms), name=name)
        venue.rooms.append(room)
    room.name, room.capacity, room.floor_id = name, details.capacity, details.floor_id or None
    room.equipment = details.equipment
    session.flush()
    return room


def remove_room(session: Session, actor: Actor, *, venue_id: int, room_id: int) -> Venue:
    """Remove a room that no programme names."""
    venue = _mine(session, actor, venue_id)
    room = next((room for room in venue.rooms if room.id == room_id), None)
    if room is None:
        raise NotFound("There is no such room.")
    if is_room_used(session, room_id):
        raise RuleBroken("A programme names this room; it cannot be removed.")
    venue.rooms.remove(room)
    session.flush()
    return venue
