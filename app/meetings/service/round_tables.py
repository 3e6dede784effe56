"""Seating more than two at a table: experts before needs, guests who go from host to host, and their minutes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.event import Event
from app.events.service.occupancy import occupy, release_holder
from app.investors.queries import list_participations
from app.library.models import Need
from app.matching.queries.need_cards import list_open_needs
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.facts import TablesSet
from app.meetings.logic.round_tables import Expert, Sitting, allocate_experts, go_around
from app.meetings.logic.states import SeatRole
from app.meetings.models import MeetingSlot, RoundSeat, RoundTable
from app.meetings.queries.ground import lock_settings
from app.meetings.queries.round_tables import (
    busy_slots,
    free_tables,
    get_round_table,
    list_event_experts,
    list_round_tables,
    read_need_voices,
)
from app.pitches.queries.pitches import list_event_pitches


@dataclass(frozen=True)
class Sitter:
    """Somebody to seat: a key that is never used twice in a slot, the account if there is one, a name and a role."""

    key: str
    person_id: int | None
    name: str
    role: SeatRole


def seat_experts(session: Session, actor: Actor, *, event: Event, least: int = 2, most: int = 4) -> list[RoundTable]:
    """Give every need of the event a table with enough experts; none of them faces two needs at once."""
    authorise(actor, Permission.MEETING_PLAN, event)
    lock_settings(session, event.id)
    clear_tables(session, actor, event=event, of_needs=True)
    kept = [each for each in list_round_tables(session, event.id) if each.need_id is not None]
    done = {each.need_id for each in kept}
    needs = [need.id for need in list_open_needs(session, event.id) if need.id not in done]
    seats = list_event_experts(session, event.id)
    if not needs or not seats:
        raise RuleBroken("There are no needs, or no experts were asked to help with them.")
    busy = busy_slots(session, event, [each.person_id for each in seats if each.person_id])
    sits = {(seat.sitter, table.slot_id) for table in kept for seat in table.seats}
    said = read_need_voices(session, event.id)
    experts = [
        Expert(
            number, asked=each.needs,
            away=busy.get(each.person_id or 0, frozenset()) | {slot for key, slot in sits if key == each.key},
            wished=said.wished_of(each.person_id), refused=said.refused_of(each.person_id),
        )
        for number, each in enumerate(seats)
    ]  # fmt: skip
    tables = free_tables(session, event)
    found = allocate_experts(needs, experts, Sitting(tables=tables, least=least, most=most)) if tables else None
    if found is None:
        if any(each.refused for each in experts):
            raise RuleBroken("Some experts and companies said no to each other, and without them there are not enough "
                             "experts, tables or times for every need. Please ask more experts.")  # fmt: skip
        raise RuleBroken("There are not enough experts, tables or times for every need. Please add some.")
    made = [
        _seat(
            session, event, need_id=each.need, place=(each.slot, each.table),
            sitters=[Sitter(seats[n].key, seats[n].person_id, seats[n].name, SeatRole.EXPERT) for n in each.experts],
        )
        for each in found
    ]  # fmt: skip
    _tell(session, actor, event, made)
    write_audit(session, "meeting.experts_seated", kind="event", row_id=event.id, event_id=event.id)
    return made


def let_guests_go_around(session: Session, actor: Actor, *, event: Event, seats: int = 3) -> list[RoundTable]:
    """Let groups of teams go from investor to investor, slot by slot, each investor at a table of its own."""
    authorise(actor, Permission.MEETING_PLAN, event)
    lock_settings(session, event.id)
    clear_tables(session, actor, event=event, of_needs=False)
    hosts = {each.representative.id: each.representative.name for each in list_participations(session, event.id)
             if each.representative is not None}  # fmt: skip
    teams = [each.presenter.person for each in list_event_pitches(session, event.id, OPEN_PITCHES) if each.presenter]
    guests = {person.id: person.name for person in teams if person is not None and person.id not in hosts}
    busy = busy_slots(session, event, [*hosts, *guests])
    taken = {slot for hit in busy.values() for slot in hit}
    tables = {slot: free for slot, free in free_tables(session, event).items() if slot not in taken}
    slots = [slot for slot, free in tables.items() if len(free) >= len(hosts)]
    if not hosts or not guests or not slots:
        raise RuleBroken("No time is free for all investors and teams with a table for each investor.")
    desk = {host: number for number, host in enumerate(hosts)}
    made = [
        _seat(
            session, event, need_id=None, place=(each.slot, tables[each.slot][desk[each.host]]),
            sitters=[
                Sitter(f"person:{each.host}", each.host, hosts[each.host], SeatRole.HOST),
                *(Sitter(f"person:{guest}", guest, guests[guest], SeatRole.GUEST) for guest in each.guests),
            ],
        )
        for each in go_around(list(hosts), list(guests), slots, seats=seats)
    ]  # fmt: skip
    _tell(session, actor, event, made)
    write_audit(session, "meeting.guests_seated", kind="event", row_id=event.id, event_id=event.id)
    return made


def _tell(session: Session, actor: Actor, event: Event, made: Iterable[RoundTable]) -> None:
    """Let everybody know who sits at one of these tables, or brought the need of one."""
    tables = list(made)
    needs = {each.need_id for each in tables if each.need_id is not None}
    bringers = session.scalars(select(Need.created_by).where(Need.id.in_(needs), Need.created_by.is_not(None)))
    sitters = {seat.person_id for table in tables for seat in table.seats if seat.person_id is not None}
    people = sorted(sitters.union(each for each in bringers if each is not None))
    outbox.record(session, TablesSet(event.id, by=actor.person_id, people=people))


def _seat(
    session: Session, event: Event, *, need_id: int | None, place: tuple[int, int], sitters: Iterable[Sitter]
) -> RoundTable:
    """Write a table down and hold it and its people in the calendar."""
    slot = session.get_one(MeetingSlot, place[0])
    table = RoundTable(
        event_id=event.id, need_id=need_id, slot_id=slot.id, table_id=place[1],
        seats=[
            RoundSeat(slot_id=slot.id, sitter=each.key, person_id=each.person_id, name=each.name, role=each.role)
            for each in sitters
        ],
    )  # fmt: skip
    session.add(table)
    session.flush()
    held = [(ResourceKind.PERSON, each.person_id) for each in table.seats if each.person_id is not None]
    for kind, resource_id in (*held, (ResourceKind.TABLE, table.table_id)):
        occupy(
            session, kind=kind, resource_id=resource_id, start=slot.start_at, end=slot.end_at,
            holder_kind=HolderKind.ROUND_TABLE, holder_id=table.id, event_id=event.id,
        )  # fmt: skip
    return table


def clear_tables(session: Session, actor: Actor, *, event: Event, of_needs: bool) -> int:
    """Take tables away that nobody has written minutes for, and free their people."""
    authorise(actor, Permission.MEETING_PLAN, event)
    count = 0
    for table in list_round_tables(session, event.id):
        if (table.need_id is not None) is of_needs and not table.minutes_text:
            release_holder(session, holder_kind=HolderKind.ROUND_TABLE, holder_id=table.id)
            session.delete(table)
            count += 1
    session.flush()
    return count


def write_minutes(session: Session, actor: Actor, *, event: Event, round_table_id: int, text: str) -> RoundTable:
    """Write down what a table said."""
    authorise(actor, Permission.MEETING_PLAN, event)
    table = get_round_table(session, event.id, round_table_id)
    table.minutes_text = text.strip() or None
    session.flush()
    write_audit(session, "meeting.table_minutes", kind="round_table", row_id=table.id, event_id=event.id)
    return table
