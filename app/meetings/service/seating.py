"""Seating and moving many meetings at once: a plan of a large fair has thousands, and one by one takes minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Actor
from app.events.logic.states import HolderKind, ResourceKind
from app.events.logic.ticks import ticks
from app.events.models.event import Event
from app.events.queries.occupancy import list_taken
from app.events.service.occupancy import Booking, occupy_all
from app.investors.models import InvestorParticipation
from app.investors.queries import list_participations
from app.meetings.models import Meeting, MeetingSlot, MeetingTable
from app.meetings.queries.ground import list_slots, list_tables
from app.meetings.queries.people import Pair
from app.meetings.service.booking import new_meeting
from app.meetings.service.steps import SEATED, begin_seated, move_seated
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_event_pitches

Row = dict[str, Any]
Held = tuple[ResourceKind, int, int]


@dataclass(frozen=True)
class _Ground:
    """What rows name: pitches and investors of the event, slots to come and open tables."""

    event: Event
    pitches: dict[int, Pitch]
    houses: dict[int, InvestorParticipation]
    slots: dict[int, MeetingSlot]
    tables: dict[int, MeetingTable]

    @classmethod
    def of(cls, session: Session, event: Event) -> "_Ground":
        slots = [each for each in list_slots(session, event.id) if each.dropped_at is None and each.start_at > now()]
        return cls(
            event,
            {each.id: each for each in list_event_pitches(session, event.id)},
            {each.investor_id: each for each in list_participations(session, event.id)},
            {each.id: each for each in slots},
            {each.id: each for each in list_tables(session, event.id) if each.closed_at is None},
        )

    def taken(self, session: Session) -> set[Held]:
        """What is held in the times to come."""
        first = min(each.start_at for each in self.slots.values())
        return list_taken(session, start=first, end=max(each.end_at for each in self.slots.values()))

    def draft(self, actor: Actor, row: Row, plan_id: int | None) -> Meeting | None:
        """The meeting of a row, if all that it names is there."""
        pitch, house = self.pitches.get(row["pitch"]), self.houses.get(row["investor"])
        slot, table = self.slots.get(row["slot"] or 0), self.tables.get(row["table"] or 0)
        if pitch is None or house is None or slot is None or table is None:
            return None
        try:
            meeting = new_meeting(Pair(self.event, pitch, house), by=actor.person_id)
        except RuleBroken:
            return None
        meeting.is_must, meeting.weight = bool(row.get("must")), int(row.get("weight") or 1)
        meeting.slot, meeting.table, meeting.slot_id, meeting.table_id = slot, table, slot.id, table.id
        meeting.plan_id, meeting.expires_at = plan_id, None
        return meeting


def seat_new(
    session: Session, actor: Actor, event: Event, rows: Iterable[Row], *, plan_id: int | None
) -> tuple[list[Meeting], list[Row]]:
    """Seat the rows whose people and tables are free, all at once; those that need a closer look come back.

    Whoever takes a person or a table in the same moment meets the unique key of the calendar; then all rows come back.
    """
    asked, ground = list(rows), _Ground.of(session, event)
    if not asked or not ground.slots:
        return [], asked
    taken = ground.taken(session)
    seated: list[Meeting] = []
    left: list[Row] = []
    for row in asked:
        meeting = ground.draft(actor, row, plan_id)
        wanted = set() if meeting is None else _held_by(meeting)
        if meeting is None or wanted & taken:
            left.append(row)
        else:
            taken |= wanted
            seated.append(meeting)
    try:
        with session.begin_nested():
            begin_seated(session, seated)
            occupy_all(session, [booking for each in seated for booking in _bookings(each)])
    except Conflict:
        return [], asked
    return seated, left


def seat_again(
    session: Session, event: Event, wanted: Iterable[tuple[Meeting, Row]], *, reason: str, plan_id: int | None
) -> tuple[list[Meeting], list[tuple[Meeting, Row]]]:
    """Move meetings that gave up their place to where their rows say, all at once; those that cannot come back.

    Only meetings that stood on the timetable are moved here; the others need a closer look too.
    """
    asked, ground = list(wanted), _Ground.of(session, event)
    if not asked or not ground.slots:
        return [], asked
    taken = ground.taken(session)
    moving: list[tuple[Meeting, MeetingSlot, MeetingTable]] = []
    left = []
    for meeting, row in asked:
        slot, table = ground.slots.get(row["slot"] or 0), ground.tables.get(row["table"] or 0)
        held = set() if slot is None or table is None else _held_at(meeting, slot, table)
        if slot is None or table is None or meeting.state not in SEATED or held & taken:
            left.append((meeting, row))
        else:
            taken |= held
            moving.append((meeting, slot, table))
    try:
        occupy_all(session, [each for to in moving for each in _bookings_at(*to)])
    except Conflict:
        return [], asked
    for meeting, slot, table in moving:
        meeting.slot, meeting.table, meeting.slot_id, meeting.table_id = slot, table, slot.id, table.id
        meeting.plan_id, meeting.expires_at = maker_of(meeting, plan_id), None
    moved = [meeting for meeting, _slot, _table in moving]
    move_seated(session, moved, reason=reason)
    return moved, left


def maker_of(meeting: Meeting, plan_id: int | None) -> int | None:
    """The plan that made a seated meeting; one that participants agreed on stays theirs, wherever it is put."""
    return None if meeting.plan_id is None else plan_id


def _held_by(meeting: Meeting) -> set[Held]:
    assert meeting.slot is not None  # noqa: S101 -- drafted with one
    assert meeting.table is not None  # noqa: S101 -- drafted with one
    return _held_at(meeting, meeting.slot, meeting.table)


def _bookings(meeting: Meeting) -> list[Booking]:
    assert meeting.slot is not None  # noqa: S101 -- drafted with one
    assert meeting.table is not None  # noqa: S101 -- drafted with one
    return _bookings_at(meeting, meeting.slot, meeting.table)


def _resources(meeting: Meeting, table: MeetingTable) -> list[tuple[ResourceKind, int]]:
    people = sorted({meeting.presenter_id, meeting.representative_id})
    return [*((ResourceKind.PERSON, each) for each in people), (ResourceKind.TABLE, table.id)]


def _held_at(meeting: Meeting, slot: MeetingSlot, table: MeetingTable) -> set[Held]:
    span = ticks(slot.start_at, slot.end_at)
    return {(kind, resource_id, tick) for kind, resource_id in _resources(meeting, table) for tick in span}


def _bookings_at(meeting: Meeting, slot: MeetingSlot, table: MeetingTable) -> list[Booking]:
    return [
        Booking(kind, resource_id, slot.start_at, slot.end_at, HolderKind.MEETING, meeting.id, meeting.event_id)
        for kind, resource_id in _resources(meeting, table)
    ]
