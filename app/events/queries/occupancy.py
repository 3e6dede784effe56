"""Reading the calendar of rooms, tables and people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.events.logic.states import ResourceKind
from app.events.logic.ticks import tick_of, ticks
from app.events.models.programme import EventSession
from app.events.models.venue import Occupancy, Room


def list_busy(
    session: Session, *, kind: ResourceKind, resource_ids: Collection[int], start: datetime, end: datetime
) -> list[Occupancy]:
    """Return what holds these resources in a half-open range, one row per holding, earliest first."""
    wanted = ticks(start, end)
    if not resource_ids or not wanted:
        return []
    first_ticks = (
        select(func.min(Occupancy.id))
        .where(
            Occupancy.resource_kind == kind,
            Occupancy.resource_id.in_(sorted(resource_ids)),
            Occupancy.tick.between(wanted[0], wanted[-1]),
        )
        .group_by(Occupancy.resource_id, Occupancy.holder_kind, Occupancy.holder_id, Occupancy.start_at)
    )
    rows = select(Occupancy).where(Occupancy.id.in_(first_ticks))
    return list(session.scalars(rows.order_by(Occupancy.start_at, Occupancy.resource_id, Occupancy.id)))


def list_held(session: Session, *, holder_kind: str, holder_id: int) -> list[Occupancy]:
    """Return what one holder holds, one row per resource and range."""
    first_ticks = (
        select(func.min(Occupancy.id))
        .where(Occupancy.holder_kind == holder_kind, Occupancy.holder_id == holder_id)
        .group_by(Occupancy.resource_kind, Occupancy.resource_id, Occupancy.start_at)
    )
    rows = select(Occupancy).where(Occupancy.id.in_(first_ticks))
    return list(session.scalars(rows.order_by(Occupancy.start_at, Occupancy.resource_kind, Occupancy.resource_id)))


def held_ticks(session: Session, *, kind: ResourceKind, resource_id: int, wanted: range) -> dict[int, Occupancy]:
    """Return which of the wanted ticks of one resource are held, and by what."""
    if not wanted:
        return {}
    rows = session.scalars(
        select(Occupancy).where(
            Occupancy.resource_kind == kind,
            Occupancy.resource_id == resource_id,
            Occupancy.tick.between(wanted[0], wanted[-1]),
        )
    )
    return {row.tick: row for row in rows}


def list_taken(session: Session, *, start: datetime, end: datetime) -> set[tuple[ResourceKind, int, int]]:
    """Return every tick of a half-open range that anybody or anything is held in: kind, resource and tick."""
    wanted = ticks(start, end)
    columns = (Occupancy.resource_kind, Occupancy.resource_id, Occupancy.tick)
    rows = session.execute(select(*columns).where(Occupancy.tick.between(wanted[0], wanted[-1]))) if wanted else ()
    return {(kind, resource_id, tick) for kind, resource_id, tick in rows}


def find_resource_name(session: Session, kind: ResourceKind, resource_id: int) -> str | None:
    """Return the name of a room or person; tables are named by whoever sets them up."""
    match kind:
        case ResourceKind.PERSON:
            return session.scalar(select(Person.name).where(Person.id == resource_id))
        case ResourceKind.ROOM:
            return session.scalar(select(Room.name).where(Room.id == resource_id))
        case ResourceKind.TABLE:
            return None


def find_session_title(session: Session, session_id: int) -> str | None:
    """Return the title of a session that holds something."""
    return session.scalar(select(EventSession.title).where(EventSession.id == session_id))


def is_free(session: Session, *, kind: ResourceKind, resource_id: int, start: datetime, end: datetime) -> bool:
    """Tell whether nothing holds a resource in a half-open range."""
    busy = select(Occupancy.id).where(
        Occupancy.resource_kind == kind,
        Occupancy.resource_id == resource_id,
        Occupancy.tick >= tick_of(start),
        Occupancy.tick <= ticks(start, end)[-1],
    )
    return session.scalar(busy.limit(1)) is None
