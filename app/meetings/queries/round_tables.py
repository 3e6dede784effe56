"""Reading tables for more than two, and whom they could seat."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.clock import now
from app.core.errors import NotFound
from app.events.logic.states import ResourceKind
from app.events.models.event import Event
from app.events.queries.occupancy import list_busy
from app.library.logic import ExpertState
from app.library.models import Need, NeedExpert
from app.matching.logic.wishes import NeedSide, Wish
from app.matching.queries.need_cards import list_need_wishes, list_open_needs
from app.meetings.logic.slots import overlaps
from app.meetings.logic.states import SeatRole
from app.meetings.models import MeetingSlot, MeetingTable, RoundSeat, RoundTable
from app.meetings.queries.ground import list_slots, list_tables


@dataclass(frozen=True)
class ExpertSeat:
    """An expert of an event, known by a code or an account, and the needs this one was asked to help with."""

    key: str
    name: str
    person_id: int | None
    needs: frozenset[int]


@dataclass(frozen=True)
class NeedVoices:
    """What companies and experts said about each other, by need and person; private to the organiser."""

    loud: dict[tuple[int, int], int]
    refused: frozenset[tuple[int, int]]
    said: dict[tuple[int, int, NeedSide], Wish] = field(default_factory=dict)

    def wished_of(self, person_id: int | None) -> dict[int, int]:
        """Return how loud each need and an expert wish for each other."""
        return {need: loud for (need, person), loud in self.loud.items() if person == person_id}

    def refused_of(self, person_id: int | None) -> frozenset[int]:
        """Return the needs with which an expert is not to be seated."""
        return frozenset(need for need, person in self.refused if person == person_id)


def read_need_voices(session: Session, event_id: int) -> NeedVoices:
    """Return the wishes between companies and experts of an event; a must of one side counts as two wishes."""
    loud: dict[tuple[int, int], int] = {}
    refused = set()
    rows = list_need_wishes(session, event_id)
    for row in rows:
        pair = (row.need_id, row.person_id)
        if row.wish is Wish.NO_THANKS:
            refused.add(pair)
        else:
            loud[pair] = loud.get(pair, 0) + (2 if row.wish is Wish.MUST_MEET else 1)
    said = {(row.need_id, row.person_id, row.side): row.wish for row in rows}
    return NeedVoices(loud, frozenset(refused), said)


def list_round_tables(session: Session, event_id: int) -> list[RoundTable]:
    """Return the tables for more than two, by time and table."""
    wanted = (
        select(RoundTable)
        .join(MeetingSlot, MeetingSlot.id == RoundTable.slot_id)
        .where(RoundTable.event_id == event_id)
        .options(
            joinedload(RoundTable.need), joinedload(RoundTable.slot), joinedload(RoundTable.table),
            selectinload(RoundTable.seats),
        )
        .order_by(MeetingSlot.start_at, RoundTable.table_id)
    )  # fmt: skip
    return list(session.scalars(wanted))


def list_my_tables(session: Session, person_id: int, *, event_id: int | None = None) -> list[tuple[RoundTable, Event]]:
    """Return the tables at which a person sits, or whose need this person brought, with their events, by time."""
    seated = select(RoundSeat.round_table_id).where(RoundSeat.person_id == person_id)
    brought = select(Need.id).where(Need.created_by == person_id)
    wanted = (
        select(RoundTable, Event)
        .join(Event, Event.id == RoundTable.event_id)
        .join(MeetingSlot, MeetingSlot.id == RoundTable.slot_id)
        .where(RoundTable.id.in_(seated) | RoundTable.need_id.in_(brought))
        .options(
            joinedload(RoundTable.need), joinedload(RoundTable.slot), selectinload(RoundTable.seats),
            joinedload(RoundTable.table).joinedload(MeetingTable.room),
        )
        .order_by(MeetingSlot.start_at, RoundTable.id)
    )  # fmt: skip
    if event_id is not None:
        wanted = wanted.where(RoundTable.event_id == event_id)
    return [(row[0], row[1]) for row in session.execute(wanted)]


def title_of(table: RoundTable) -> str:
    """Return what a table is about: its need, or the host to whom groups go."""
    if table.need is not None:
        return table.need.title
    return next((seat.name for seat in table.seats if seat.role is SeatRole.HOST), "")


def place_of(table: RoundTable) -> str:
    """Return where it stands; the room of the table must be loaded."""
    room = table.table.room
    return table.table.name if room is None else f"{room.name} · {table.table.name}"


def get_round_table(session: Session, event_id: int, round_table_id: int) -> RoundTable:
    """Return one table for more than two."""
    found = next((each for each in list_round_tables(session, event_id) if each.id == round_table_id), None)
    if found is None:
        raise NotFound("There is no such table.")
    return found


def list_event_experts(session: Session, event_id: int) -> list[ExpertSeat]:
    """Return the experts who help with needs of an event, each once."""
    needs = {need.id for need in list_open_needs(session, event_id)}
    rows = session.scalars(
        select(NeedExpert)
        .where(NeedExpert.need_id.in_(sorted(needs)), NeedExpert.state == ExpertState.ACCEPTED)
        .options(joinedload(NeedExpert.person))
        .order_by(NeedExpert.code, NeedExpert.id)
    )
    found: dict[str, ExpertSeat] = {}
    for row in rows:
        key = f"person:{row.person_id}" if row.person_id else f"code:{row.code}"
        known = found.get(key)
        name = row.person.name if row.person else row.role_name
        found[key] = ExpertSeat(
            key, name, row.person_id, (known.needs if known else frozenset()) | {row.need_id}
        )  # fmt: skip
    return list(found.values())


def free_tables(session: Session, event: Event) -> dict[int, list[int]]:
    """Return the open tables that nothing holds, for each slot to come."""
    slots = [slot for slot in list_slots(session, event.id) if slot.start_at > now()]
    tables = [table.id for table in list_tables(session, event.id, is_open=True)]
    if not slots:
        return {}
    busy = list_busy(
        session, kind=ResourceKind.TABLE, resource_ids=tables, start=slots[0].start_at,
        end=max(slot.end_at for slot in slots),
    )  # fmt: skip
    taken = {
        (row.resource_id, slot.id)
        for row in busy
        for slot in slots
        if overlaps((slot.start_at, slot.end_at), (row.start_at, row.end_at))
    }
    return {slot.id: [table for table in tables if (table, slot.id) not in taken] for slot in slots}


def busy_slots(session: Session, event: Event, people: Collection[int]) -> dict[int, frozenset[int]]:
    """Return in which slots people are held by something else."""
    slots = list_slots(session, event.id)
    if not slots or not people:
        return {}
    rows = list_busy(
        session, kind=ResourceKind.PERSON, resource_ids=people, start=slots[0].start_at,
        end=max(slot.end_at for slot in slots),
    )  # fmt: skip
    found: dict[int, set[int]] = {}
    for row in rows:
        hit = {slot.id for slot in slots if overlaps((slot.start_at, slot.end_at), (row.start_at, row.end_at))}
        found.setdefault(row.resource_id, set()).update(hit)
    return {person: frozenset(hit) for person, hit in found.items()}
