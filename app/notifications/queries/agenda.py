"""What a person has to do at events: sessions, turns on stage and meetings, in one list."""

from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.events.logic.programme import NO_LONGER_THERE, SessionEntry, Snapshot
from app.events.logic.states import EventState, SessionState
from app.events.models.event import Event
from app.events.models.programme import Bookmark, EventSession, ProgrammeRelease, SessionPerson
from app.meetings.logic.states import HOLDS_A_SLOT, MeetingState
from app.meetings.models import Meeting, MeetingStep, RoundTable
from app.meetings.queries.calendar import calendar_item, number_of
from app.meetings.queries.meetings import list_person_meetings
from app.meetings.queries.round_tables import list_my_tables, place_of, title_of
from app.notifications.logic import AgendaItem, AgendaKind, AgendaState
from app.pitches.models import PitchMember
from app.roadshow.models import RunningOrder, RunningOrderItem

NOT_HELD = frozenset({EventState.CANCELLED, EventState.POSTPONED})
M = MeetingState
SHOWN_MEETINGS = HOLDS_A_SLOT | {M.NO_SHOW_INVESTOR, M.NO_SHOW_PROJECT}
GIVEN_UP = frozenset({M.CANCELLED, M.REFILLED})


def list_agenda_items(session: Session, person_id: int, *, event_id: int | None = None) -> list[AgendaItem]:
    """Return the released sessions a person serves in or marked, the turns of own pitches, the meetings and tables.

    What was called off stays in the list as cancelled, so that calendars can be told.
    """
    found = [
        *_sessions(session, person_id, event_id),
        *_turns(session, person_id, event_id),
        *_meetings(session, person_id, event_id),
        *(_table_item(table, event) for table, event in list_my_tables(session, person_id, event_id=event_id)),
    ]
    return sorted(found, key=lambda item: (item.start_at, item.uid))


def _sessions(session: Session, person_id: int, event_id: int | None) -> list[AgendaItem]:
    served = select(SessionPerson.session_id).where(
        SessionPerson.person_id == person_id, SessionPerson.state.not_in(NO_LONGER_THERE)
    )
    marked = select(Bookmark.session_id).where(Bookmark.person_id == person_id)
    rows = session.execute(
        select(EventSession.id, EventSession.event_id, EventSession.id.in_(served).label("serves")).where(
            EventSession.id.in_(served.union(marked))
        )
    ).all()
    serves = {row.id: row.serves for row in rows}
    events = {row.event_id for row in rows} if event_id is None else {event_id}
    return [
        _session_item(entry, event, AgendaKind.DUTY if serves[entry["id"]] else AgendaKind.BOOKMARK)
        for event, snapshot in _released(session, events)
        for entry in snapshot["sessions"]
        if entry["id"] in serves
    ]


def _released(session: Session, event_ids: set[int]) -> list[tuple[Event, Snapshot]]:
    last = (
        select(ProgrammeRelease.event_id, func.max(ProgrammeRelease.number).label("number"))
        .where(ProgrammeRelease.event_id.in_(event_ids))
        .group_by(ProgrammeRelease.event_id)
        .subquery()
    )
    rows = session.execute(
        select(Event, ProgrammeRelease.programme)
        .join(ProgrammeRelease, ProgrammeRelease.event_id == Event.id)
        .join(last, (last.c.event_id == ProgrammeRelease.event_id) & (last.c.number == ProgrammeRelease.number))
        .order_by(Event.id)
    )
    return [(row[0], cast("Snapshot", row[1])) for row in rows]


def _session_item(entry: SessionEntry, event: Event, kind: AgendaKind) -> AgendaItem:
    return AgendaItem(
        uid=entry["guid"], kind=kind, title=entry["title"], start_at=datetime.fromisoformat(entry["start"]),
        end_at=datetime.fromisoformat(entry["end"]), place=_place(event, entry["room"]),
        url=f"/events/{event.slug}/sessions/{entry['id']}", state=_state(event, is_cancelled=entry["cancelled"]),
        event_title=event.title, event_id=event.id, zone=event.zone, description=entry["description"],
    )  # fmt: skip


def _place(event: Event, room: str) -> str:
    return " · ".join(part for part in (event.city, room) if part)


def _state(event: Event, *, is_cancelled: bool) -> AgendaState:
    return AgendaState.CANCELLED if is_cancelled or event.state in NOT_HELD else AgendaState.CONFIRMED


def _turns(session: Session, person_id: int, event_id: int | None) -> list[AgendaItem]:
    teams = select(PitchMember.pitch_id).where(PitchMember.person_id == person_id)
    wanted = (
        select(RunningOrderItem, EventSession)
        .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
        .join(EventSession, EventSession.id == RunningOrder.session_id)
        .where(RunningOrderItem.pitch_id.in_(teams), RunningOrderItem.start_at.is_not(None))
        .options(
            joinedload(RunningOrderItem.pitch), joinedload(EventSession.event), joinedload(EventSession.room)
        )
    )  # fmt: skip
    if event_id is not None:
        wanted = wanted.where(EventSession.event_id == event_id)
    return [_turn_item(turn, stage) for turn, stage in session.execute(wanted)]


def _turn_item(turn: RunningOrderItem, stage: EventSession) -> AgendaItem:
    event = stage.event
    is_off = turn.position is None or stage.state is SessionState.CANCELLED
    return AgendaItem(
        uid=f"turn-{turn.id}", kind=AgendaKind.PITCH, title=turn.pitch.title,
        start_at=turn.start_at or event.start_at, end_at=turn.end_at or event.end_at,
        place=_place(event, stage.room.name if stage.room else ""), url=f"/pitches/{turn.pitch.number}",
        state=_state(event, is_cancelled=is_off), event_title=event.title, event_id=event.id, zone=event.zone,
        description=stage.title,
    )  # fmt: skip


def _meetings(session: Session, person_id: int, event_id: int | None) -> list[AgendaItem]:
    mine = [each for each in list_person_meetings(session, person_id, event_id=event_id) if each.slot is not None]
    once_held = set(
        session.scalars(
            select(MeetingStep.meeting_id).where(
                MeetingStep.meeting_id.in_([each.id for each in mine if each.state in GIVEN_UP]),
                MeetingStep.state == M.SCHEDULED,
            )
        )
    )
    shown = (_meeting_item(each) for each in mine if each.state in SHOWN_MEETINGS or each.id in once_held)
    return [item for item in shown if item is not None]


def _meeting_item(meeting: Meeting) -> AgendaItem | None:
    url = f"/meetings/{meeting.id}"
    item = calendar_item(meeting, address=url)
    if item is None:
        return None
    event, people = meeting.event, tuple(person.name for person in item.persons)
    return AgendaItem(
        uid=number_of(meeting), kind=AgendaKind.MEETING, title=item.title, start_at=item.start, end_at=item.end,
        place=item.room, url=url, state=_state(event, is_cancelled=item.cancelled), event_title=event.title,
        event_id=event.id, zone=event.zone, description="、".join(people), people=people,
    )  # fmt: skip


def _table_item(table: RoundTable, event: Event) -> AgendaItem:
    people = tuple(seat.name for seat in table.seats)
    return AgendaItem(
        uid=f"table-{table.id}", kind=AgendaKind.MEETING, title=title_of(table), start_at=table.slot.start_at,
        end_at=table.slot.end_at, place=place_of(table), url="/my/meetings", state=_state(event, is_cancelled=False),
        event_title=event.title, event_id=event.id, zone=event.zone, description="、".join(people), people=people,
    )  # fmt: skip
