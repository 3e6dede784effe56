"""Reading what meetings stand on: settings, blocks, slots, tables and ruled-out times."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.events.logic.states import SessionState
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Room
from app.meetings.logic.slots import Slot
from app.meetings.models import MeetingBlock, MeetingSettings, MeetingSlot, MeetingTable, Unavailability

EXPIRY_HOURS = 48


def find_settings(session: Session, event_id: int) -> MeetingSettings | None:
    """Return how meetings work at an event, if anybody has said so."""
    return session.scalar(select(MeetingSettings).where(MeetingSettings.event_id == event_id))


def lock_settings(session: Session, event_id: int) -> MeetingSettings | None:
    """Return the settings and let other bookings of the event wait for the end of this transaction."""
    wanted = select(MeetingSettings).where(MeetingSettings.event_id == event_id).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def list_blocks(session: Session, event_id: int) -> list[MeetingBlock]:
    """Return the blocks of an event, earliest first."""
    wanted = select(MeetingBlock).where(MeetingBlock.event_id == event_id, MeetingBlock.dropped_at.is_(None))
    return list(session.scalars(wanted.order_by(MeetingBlock.start_at, MeetingBlock.id)))


def get_block(session: Session, event_id: int, block_id: int) -> MeetingBlock:
    """Return a block of an event."""
    block = session.get(MeetingBlock, block_id)
    if block is None or block.event_id != event_id or block.dropped_at is not None:
        raise NotFound("There is no such block.")
    return block


def list_slots(session: Session, event_id: int) -> list[MeetingSlot]:
    """Return the slots of an event, earliest first."""
    wanted = select(MeetingSlot).where(MeetingSlot.event_id == event_id, MeetingSlot.dropped_at.is_(None))
    return list(session.scalars(wanted.order_by(MeetingSlot.start_at, MeetingSlot.id)))


def list_tables(session: Session, event_id: int, *, is_open: bool = False) -> list[MeetingTable]:
    """Return the tables of an event with their rooms; closed ones only on demand."""
    wanted = select(MeetingTable).where(MeetingTable.event_id == event_id).options(joinedload(MeetingTable.room))
    if is_open:
        wanted = wanted.where(MeetingTable.closed_at.is_(None))
    return list(session.scalars(wanted.order_by(MeetingTable.position, MeetingTable.id)))


def get_table(session: Session, event_id: int, table_id: int) -> MeetingTable:
    """Return a table of an event."""
    table = session.get(MeetingTable, table_id)
    if table is None or table.event_id != event_id:
        raise NotFound("There is no such table.")
    return table


def list_away(session: Session, event_id: int, people: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the slots that people ruled out, by person."""
    rows = session.execute(
        select(Unavailability.person_id, Unavailability.slot_id)
        .join(MeetingSlot, MeetingSlot.id == Unavailability.slot_id)
        .where(MeetingSlot.event_id == event_id, Unavailability.person_id.in_(sorted(people)))
    )
    away: dict[int, set[int]] = {person: set() for person in people}
    for row in rows:
        away[row.person_id].add(row.slot_id)
    return {person: frozenset(slots) for person, slots in away.items()}


def list_venue_rooms(session: Session, event: Event) -> list[Room]:
    """Return the rooms in which tables of an event can stand."""
    wanted = select(Room).where(Room.venue_id == event.venue_id)
    return list(session.scalars(wanted.order_by(Room.position, Room.id)))


def as_slots(rows: Collection[MeetingSlot]) -> list[Slot]:
    """Return slots as the plain values that decisions are made on; their index is the key of the row."""
    return [Slot(row.id, row.start_at, row.end_at, row.block_id) for row in rows]


def list_sessions_within(session: Session, block: MeetingBlock, *, walk: timedelta) -> list[EventSession]:
    """Return sessions of the programme that run while a block does, so that the organiser knows who is missing."""
    return list(
        session.scalars(
            select(EventSession)
            .where(
                EventSession.event_id == block.event_id,
                EventSession.state != SessionState.CANCELLED,
                EventSession.start_at < block.end_at + walk,
                EventSession.end_at > block.start_at - walk,
            )
            .order_by(EventSession.start_at, EventSession.id)
        )
    )
