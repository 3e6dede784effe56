"""Setting up meetings: who books, when, at which tables; and the times people rule out for themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.clock import now
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.ticks import is_on_grid
from app.events.models.event import Event
from app.matching.logic.wishes import USUAL_MUST_MEETS
from app.matching.service.wishes import limit_must_meets
from app.meetings.logic.slots import Block, build_slots, overlaps
from app.meetings.logic.states import BookingMode, MeetingState
from app.meetings.models import Meeting, MeetingBlock, MeetingSettings, MeetingSlot, MeetingTable, Unavailability
from app.meetings.queries.availability import list_free
from app.meetings.queries.ground import EXPIRY_HOURS, find_settings, get_block, get_table, list_blocks, list_slots
from app.meetings.queries.meetings import list_booked
from app.meetings.service.booking import call_off, move_meeting
from app.meetings.service.reasons import TABLE_CLOSED, TIMES_CHANGED

MOST_SLOTS = 400
MOST_TABLES = 200


@dataclass(frozen=True)
class Rules:
    """How meetings work at an event."""

    mode: BookingMode
    cap_per_day: int | None = None
    cap_total: int | None = None
    expiry_hours: int = EXPIRY_HOURS
    booking_opens_at: datetime | None = None
    booking_closes_at: datetime | None = None
    most_must_meets: int = USUAL_MUST_MEETS


@dataclass(frozen=True)
class Cut:
    """A stretch of time and how it is cut into slots."""

    name: str
    start_at: datetime
    end_at: datetime
    slot_minutes: int
    gap_minutes: int

    def spans(self) -> list[tuple[datetime, datetime]]:
        """Return the beginning and end of each slot."""
        block = Block(0, self.start_at, self.end_at, self.slot_minutes, self.gap_minutes)
        return [(slot.start, slot.end) for slot in build_slots([block])]


def set_rules(session: Session, actor: Actor, *, event: Event, rules: Rules) -> MeetingSettings:
    """Say how meetings work at an event."""
    authorise(actor, Permission.MEETING_PLAN, event)
    opens, closes = rules.booking_opens_at, rules.booking_closes_at
    if opens is not None and closes is not None and closes <= opens:
        raise RuleBroken("Booking has to close after it opens.", field="booking_closes_at")
    settings = find_settings(session, event.id)
    if settings is None:
        settings = MeetingSettings(event_id=event.id, mode=rules.mode)
        session.add(settings)
    settings.mode, settings.expiry_hours = rules.mode, rules.expiry_hours
    settings.cap_per_day, settings.cap_total = rules.cap_per_day, rules.cap_total
    settings.booking_opens_at, settings.booking_closes_at = opens, closes
    session.flush()
    limit_must_meets(session, event_id=event.id, most=rules.most_must_meets)
    write_audit(session, "meeting.rules_set", kind="meeting_settings", row_id=settings.id, event_id=event.id)
    return settings


def check_cut(session: Session, event: Event, cut: Cut, *, except_block: int | None = None) -> None:
    """Refuse a block off the grid, without a slot, or beside another block."""
    _check_steps(cut)
    count = len(cut.spans())
    if not count:
        raise RuleBroken("No slot fits between the beginning and the end.", field="end_at")
    if count > MOST_SLOTS:
        raise RuleBroken("This makes too many slots. Please use several blocks.", field="end_at")
    for block in list_blocks(session, event.id):
        if block.id != except_block and overlaps((cut.start_at, cut.end_at), (block.start_at, block.end_at)):
            raise RuleBroken("This overlaps with the block “%(name)s”.", field="start_at", name=block.name)


def _check_steps(cut: Cut) -> None:
    for moment, field in ((cut.start_at, "start_at"), (cut.end_at, "end_at")):
        if not is_on_grid(moment):
            raise RuleBroken("Please choose a time on a five-minute grid, for example 14:05.", field=field)
    for minutes, field in ((cut.slot_minutes, "slot_minutes"), (cut.gap_minutes, "gap_minutes")):
        if minutes % 5:
            raise RuleBroken("Slots and gaps are counted in steps of five minutes.", field=field)


def add_block(session: Session, actor: Actor, *, event: Event, cut: Cut) -> MeetingBlock:
    """Give a stretch of time to meetings."""
    authorise(actor, Permission.MEETING_PLAN, event)
    check_cut(session, event, cut)
    if find_settings(session, event.id) is None:
        session.add(MeetingSettings(event_id=event.id, mode=BookingMode.MIXED))
    block = MeetingBlock(
        event_id=event.id, name=cut.name, start_at=cut.start_at, end_at=cut.end_at, slot_minutes=cut.slot_minutes,
        gap_minutes=cut.gap_minutes,
    )  # fmt: skip
    session.add(block)
    session.flush()
    lay_slots(session, block, cut.spans())
    write_audit(session, "meeting.block_added", kind="meeting_block", row_id=block.id, event_id=event.id)
    return block


def lay_slots(session: Session, block: MeetingBlock, spans: Collection[tuple[datetime, datetime]]) -> None:
    """Cut a block into its slots, after those it has."""
    last = session.scalar(select(func.max(MeetingSlot.position)).where(MeetingSlot.block_id == block.id))
    first = 0 if last is None else last + 1
    session.add_all(
        MeetingSlot(event_id=block.event_id, block_id=block.id, position=first + i, start_at=start, end_at=end)
        for i, (start, end) in enumerate(spans)
    )
    session.flush()


def slots_lost(session: Session, block: MeetingBlock, cut: Cut | None) -> list[MeetingSlot]:
    """Return the slots a block would lose by being cut otherwise, or by being dropped (no cut)."""
    kept = set(cut.spans()) if cut else set()
    mine = [slot for slot in list_slots(session, block.event_id) if slot.block_id == block.id]
    return [slot for slot in mine if (slot.start_at, slot.end_at) not in kept]


def meetings_lost(session: Session, block: MeetingBlock, cut: Cut | None) -> list[Meeting]:
    """Return the booked meetings that would lose their slot."""
    lost = {slot.id for slot in slots_lost(session, block, cut)}
    return list_booked(session, block.event_id, slots=lost) if lost else []


def change_block(
    session: Session, actor: Actor, *, event: Event, block_id: int, cut: Cut | None, expected: int
) -> list[Meeting]:
    """Cut a block otherwise, or drop it; booked meetings that lose their slot are called off and both sides told.

    `expected` is the number of meetings the organiser was shown; if it has changed since, nothing happens.
    """
    authorise(actor, Permission.MEETING_PLAN, event)
    block = get_block(session, event.id, block_id)
    if cut is not None:
        check_cut(session, event, cut, except_block=block.id)
    hit = meetings_lost(session, block, cut)
    if len(hit) != expected:
        raise Conflict("Meetings were booked or called off in the meantime. Please look at the consequences again.")
    gone = slots_lost(session, block, cut)
    for meeting in hit:
        call_off(session, meeting, reason=TIMES_CHANGED, by=actor.person_id)
    _drop_slots(session, gone)
    if cut is None:
        block.dropped_at = now()
    else:
        _recut(session, block, cut)
    session.flush()
    write_audit(
        session, "meeting.block_changed", kind="meeting_block", row_id=block.id, event_id=event.id,
        detail={"cancelled": [meeting.id for meeting in hit]},
    )  # fmt: skip
    return hit


def _recut(session: Session, block: MeetingBlock, cut: Cut) -> None:
    mine = [slot for slot in list_slots(session, block.event_id) if slot.block_id == block.id]
    have = {(slot.start_at, slot.end_at) for slot in mine}
    block.name, block.start_at, block.end_at = cut.name, cut.start_at, cut.end_at
    block.slot_minutes, block.gap_minutes = cut.slot_minutes, cut.gap_minutes
    lay_slots(session, block, [span for span in cut.spans() if span not in have])


def _drop_slots(session: Session, slots: list[MeetingSlot]) -> None:
    ids = [slot.id for slot in slots]
    for slot in slots:
        slot.dropped_at = now()
    session.execute(delete(Unavailability).where(Unavailability.slot_id.in_(ids)))
    open_wishes = select(Meeting).where(Meeting.slot_id.in_(ids), Meeting.state == MeetingState.REQUESTED)
    for meeting in session.scalars(open_wishes):
        meeting.slot_id = None
    session.flush()


def add_tables(
    session: Session, actor: Actor, *, event: Event, count: int, name: str, room_id: int | None = None
) -> list[MeetingTable]:
    """Set up tables, named by a word and a number that goes on from the last."""
    authorise(actor, Permission.MEETING_PLAN, event)
    names = set(session.scalars(select(MeetingTable.name).where(MeetingTable.event_id == event.id)))
    if len(names) + count > MOST_TABLES:
        raise RuleBroken("That is too many tables.", field="count")
    fresh = (f"{name} {number}" for number in range(1, MOST_TABLES * 2))
    chosen = [word for word in fresh if word not in names][:count]
    rows = [
        MeetingTable(event_id=event.id, name=word, room_id=room_id, position=len(names) + i)
        for i, word in enumerate(chosen)
    ]
    session.add_all(rows)
    session.flush()
    write_audit(session, "meeting.tables_added", kind="event", row_id=event.id, event_id=event.id)
    return rows


def close_table(session: Session, actor: Actor, *, event: Event, table_id: int) -> tuple[list[Meeting], list[Meeting]]:
    """Close a table; its meetings move to another table at the same time, or are called off, and people are told."""
    authorise(actor, Permission.MEETING_PLAN, event)
    table = get_table(session, event.id, table_id)
    table.closed_at = now()
    session.flush()
    moved, cancelled = [], []
    for meeting in list_booked(session, event.id, table_id=table_id):
        people = {meeting.presenter_id, meeting.representative_id}
        free = list_free(session, event, people, except_meeting=meeting.id)
        same_time = next((each for each in free if each.slot.id == meeting.slot_id), None)
        if same_time is not None:
            moved.append(move_meeting(session, actor, meeting_id=meeting.id, slot_id=same_time.slot.id))
        else:
            call_off(session, meeting, reason=TABLE_CLOSED, by=actor.person_id)
            cancelled.append(meeting)
    write_audit(session, "meeting.table_closed", kind="meeting_table", row_id=table.id, event_id=event.id)
    return moved, cancelled


def reopen_table(session: Session, actor: Actor, *, event: Event, table_id: int) -> MeetingTable:
    """Open a closed table again."""
    authorise(actor, Permission.MEETING_PLAN, event)
    table = get_table(session, event.id, table_id)
    table.closed_at = None
    session.flush()
    write_audit(session, "meeting.table_opened", kind="meeting_table", row_id=table.id, event_id=event.id)
    return table


def rule_out_slots(session: Session, actor: Actor, *, event: Event, away: Collection[int]) -> int:
    """Say in which slots one does not want to meet; meetings already agreed stay."""
    authorise(actor, Permission.ACCOUNT_OWN)
    known = {slot.id for slot in list_slots(session, event.id)}
    session.execute(
        delete(Unavailability).where(Unavailability.person_id == actor.person_id, Unavailability.slot_id.in_(known))
    )
    chosen = sorted(known & set(away))
    session.add_all(Unavailability(person_id=actor.person_id, slot_id=slot_id) for slot_id in chosen)
    session.flush()
    return len(chosen)
