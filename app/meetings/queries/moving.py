"""Requests to move: which are open, and when and where a meeting could take place instead."""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.clock import now
from app.events.logic.states import HolderKind
from app.investors.models import Investor
from app.meetings.logic.moving import Effect, MoveState, Seat, effect_of
from app.meetings.logic.slots import Interval
from app.meetings.models import Meeting, MeetingSlot, MeetingTable, MoveOffer, MoveRequest
from app.meetings.queries.availability import Free, list_free, list_person_busy
from app.meetings.queries.ground import list_slots
from app.pitches.models import Pitch


@dataclass(frozen=True)
class OtherTime:
    """A time at which both sides are free, the table they would get, and what it means for one person."""

    slot: MeetingSlot
    table: MeetingTable
    effect: Effect


def _whole() -> Select[MoveRequest]:
    return select(MoveRequest).options(
        joinedload(MoveRequest.asker),
        joinedload(MoveRequest.answerer),
        joinedload(MoveRequest.from_slot),
        joinedload(MoveRequest.to_slot),
        selectinload(MoveRequest.offers).joinedload(MoveOffer.slot),
    )


def find_open_move(session: Session, meeting_id: int) -> MoveRequest | None:
    """Return the request about a meeting that waits for an answer, if there is one."""
    wanted = _whole().where(MoveRequest.meeting_id == meeting_id, MoveRequest.state == MoveState.OPEN)
    return session.scalar(wanted.execution_options(populate_existing=True))


def get_move(session: Session, move_request_id: int) -> MoveRequest | None:
    """Return a request with the times it offers."""
    return session.scalar(_whole().where(MoveRequest.id == move_request_id))


def list_moves(session: Session, meeting_id: int) -> list[MoveRequest]:
    """Return all requests to move a meeting, newest first."""
    return list(session.scalars(_whole().where(MoveRequest.meeting_id == meeting_id).order_by(MoveRequest.id.desc())))


def open_moves_of(session: Session, meeting_ids: Collection[int]) -> dict[int, MoveRequest]:
    """Return the requests about some meetings that can still be answered, by meeting."""
    if not meeting_ids:
        return {}
    wanted = _whole().where(
        MoveRequest.meeting_id.in_(sorted(meeting_ids)), MoveRequest.state == MoveState.OPEN,
        MoveRequest.expires_at > now(),
    )  # fmt: skip
    return {row.meeting_id: row for row in session.scalars(wanted)}


def count_open_moves(session: Session, event_id: int) -> int:
    """Return how many requests to move a meeting of an event wait for an answer."""
    wanted = select(func.count()).where(
        MoveRequest.event_id == event_id, MoveRequest.state == MoveState.OPEN, MoveRequest.expires_at > now()
    )
    return session.scalar(wanted) or 0


def list_event_moves(session: Session, event_id: int) -> list[MoveRequest]:
    """Return the requests of an event with their meetings: first those that end soonest, then the decided ones."""
    wanted = (
        _whole()
        .where(MoveRequest.event_id == event_id)
        .options(
            joinedload(MoveRequest.meeting).options(
                joinedload(Meeting.pitch).joinedload(Pitch.organisation),
                joinedload(Meeting.investor).joinedload(Investor.organisation),
                joinedload(Meeting.table).joinedload(MeetingTable.room),
            )
        )
    )
    rows = list(session.scalars(wanted.order_by(MoveRequest.id.desc())))
    waiting = sorted((row for row in rows if row.is_open), key=lambda row: (row.expires_at, row.id))
    return [*waiting, *(row for row in rows if not row.is_open)]


def list_other_times(session: Session, meeting: Meeting, person_id: int) -> list[OtherTime]:
    """Return when and where a seated meeting could be instead, and what each time means for a person."""
    if meeting.slot is None:
        return []
    people = {meeting.presenter_id, meeting.representative_id}
    busy = _engagements(session, meeting, person_id)
    return [
        _judged(meeting, each, busy)
        for each in list_free(session, meeting.event, people, except_meeting=meeting.id)
        if each.slot.id != meeting.slot_id
    ]


def _engagements(session: Session, meeting: Meeting, person_id: int) -> list[Interval]:
    """Return what else a person does on the days of meetings."""
    rows = list_person_busy(session, meeting.event, [person_id], slots=list_slots(session, meeting.event_id))
    own = (HolderKind.MEETING, meeting.id)
    return [busy.span for row, busy in rows if (row.holder_kind, row.holder_id) != own]


def _judged(meeting: Meeting, free: Free, busy: list[Interval]) -> OtherTime:
    zone = ZoneInfo(meeting.event.zone)
    table = next((each for each in free.tables if each.id == meeting.table_id), free.tables[0])
    before = meeting.slot or free.slot
    effect = effect_of(
        Seat((before.start_at, before.end_at), meeting.table_id),
        Seat((free.slot.start_at, free.slot.end_at), table.id),
        busy,
        day_of=lambda moment: moment.astimezone(zone).date(),
    )
    return OtherTime(free.slot, table, effect)
