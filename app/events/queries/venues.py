"""Reading venues with their floors and rooms."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Floor, Room, Venue


def list_venues(session: Session, *, words: str = "", city: str = "") -> list[Venue]:
    """Return venues with floors and rooms, by city and name."""
    rows = select(Venue).options(selectinload(Venue.floors), selectinload(Venue.rooms).joinedload(Room.floor))
    if words:
        rows = rows.where(Venue.name.ilike(f"%{words}%"))
    if city:
        rows = rows.where(Venue.city == city)
    return list(session.scalars(rows.order_by(Venue.city, Venue.name, Venue.id)))


def get_venue(session: Session, venue_id: int) -> Venue:
    """Return a venue with its floors and rooms."""
    found = session.scalar(
        select(Venue)
        .where(Venue.id == venue_id)
        .options(selectinload(Venue.floors), selectinload(Venue.rooms).joinedload(Room.floor))
    )
    if found is None:
        raise NotFound("There is no such venue.")
    return found


def list_venue_cities(session: Session) -> list[str]:
    """Return the cities of all venues."""
    return sorted(city for city in session.scalars(select(Venue.city).distinct()) if city)


def find_room(session: Session, room_id: int) -> Room | None:
    """Return a room with its floor."""
    return session.scalar(select(Room).where(Room.id == room_id).options(joinedload(Room.floor)))


def find_floor(session: Session, floor_id: int | None) -> Floor | None:
    """Return a floor, if one is named."""
    return session.get(Floor, floor_id) if floor_id else None


def is_room_used(session: Session, room_id: int) -> bool:
    """Tell whether any programme names a room."""
    return session.scalar(select(EventSession.id).where(EventSession.room_id == room_id).limit(1)) is not None


def is_venue_used(session: Session, venue_id: int) -> bool:
    """Tell whether any event takes place at a venue."""
    return session.scalar(select(Event.id).where(Event.venue_id == venue_id).limit(1)) is not None
