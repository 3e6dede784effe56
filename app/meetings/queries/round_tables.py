"""Reading tables for more than two, and whom they could seat."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.clock import now
from app.core.errors import NotFound
from app.events.logic.states import ResourceKind
from app.events.models.event import Event
from app.events.queries.occupancy import list_busy
from app.library.logic import ExpertState
from app.library.models import NeedExpert
from app.library.queries import list_event_needs
from app.matching.logic.wishes import Wish
from app.matching.queries.need_cards import list_need_wishes
from app.meetings.logic.slots import overlaps
from app.meetings.models import MeetingSlot, RoundTable
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
    for row in list_need_wishes(session, event_id):
        pair = (row.need_id, row.person_id)
        if row.wish is Wish.NO_THANKS:
            refused.add(pair)
        else:
            loud[pair] = loud.get(pair, 0) + (2 if row.wish is Wish.MUST_MEET else 1)
    return NeedVoices(loud, frozenset(refused))


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


def get_round_table(session: Session, event_id: int, round_table_id: int) -> RoundTable:
    """Return one table for more than two."""
    found = next((each for each in list_round_tables(session, event_id) if each.id == round_table_id), None)
    if found is None:
        raise NotFound("There is no such table.")
    return found


def list_event_experts(session: Session, event_id: int) -> list[ExpertSeat]:
    """Return the experts who help with needs of an event, each once."""
    needs = {need.id for need in list_event_needs(session, event_id)}
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
