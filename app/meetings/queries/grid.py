"""The timetable as bare columns, so that thousands of people are read at once, and where a meeting could go."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.investors.models import Investor, InvestorParticipation
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.logic.states import HOLDS_A_SLOT, MeetingState
from app.meetings.models import Meeting, MeetingSlot, MeetingTable, Unavailability
from app.meetings.queries.availability import days_of, list_free, read_diaries
from app.meetings.queries.busy import list_busy_slots
from app.meetings.queries.feedback import BUSY, CAPPED, NO_TABLE, RULED_OUT, Reason
from app.meetings.queries.ground import list_slots
from app.meetings.queries.meetings import MOVABLE
from app.organisations.models import Organisation
from app.pitches.logic.states import PitchRole
from app.pitches.models import Pitch, PitchMember

Row = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """People with what they stand for, their meetings, and the slots they ruled out."""

    people: list[Row]
    meetings: list[Row]
    away: list[tuple[int, int]]


def read_sheet(session: Session, event_id: int) -> Sheet:
    """Return everybody who could meet at an event with all meetings, in four queries whatever their number."""
    presenter, seat = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            Meeting.id, Meeting.slot_id, Meeting.table_id, Meeting.state, Meeting.is_locked, Meeting.is_must,
            Meeting.presenter_id, Meeting.representative_id, Meeting.plan_id, Pitch.title, Organisation.name,
            Organisation.short_name, presenter.name.label("one"), presenter.sort_key.label("one_key"),
            seat.name.label("other"), seat.sort_key.label("other_key"), MeetingTable.name.label("table"),
        )
        .join(Pitch, Pitch.id == Meeting.pitch_id)
        .join(Investor, Investor.id == Meeting.investor_id)
        .join(Organisation, Organisation.id == Investor.organisation_id)
        .join(presenter, presenter.id == Meeting.presenter_id)
        .join(seat, seat.id == Meeting.representative_id)
        .outerjoin(MeetingTable, MeetingTable.id == Meeting.table_id)
        .where(Meeting.event_id == event_id, Meeting.state.in_(HOLDS_A_SLOT), Meeting.slot_id.is_not(None))
        .order_by(Meeting.id)
    ).all()  # fmt: skip
    people: dict[int, tuple[str, int, Row]] = {}
    for id_, name, key, house, side in [*_teams(session, event_id), *_seats(session, event_id)]:
        people.setdefault(id_, (key, id_, {"id": id_, "name": name, "house": house, "side": side}))
    for row in rows:
        for id_, name, key, house, side in (
            (row.presenter_id, row.one, row.one_key, row.title, "pitch"),
            (row.representative_id, row.other, row.other_key, row.short_name or row.name, "investor"),
        ):
            people.setdefault(id_, (key, id_, {"id": id_, "name": name, "house": house, "side": side}))
    away = session.execute(
        select(Unavailability.person_id, Unavailability.slot_id)
        .join(MeetingSlot, MeetingSlot.id == Unavailability.slot_id)
        .where(MeetingSlot.event_id == event_id)
    ).all()
    return Sheet(
        [each[2] for each in sorted(people.values(), key=lambda each: each[:2])], [_meeting(row) for row in rows],
        [(row.person_id, row.slot_id) for row in away],
    )  # fmt: skip


def _meeting(row: Any) -> Row:  # noqa: ANN401 -- a row of the query above
    return {
        "id": row.id, "slot": row.slot_id, "table": row.table or "", "pitch": row.title, "one": row.presenter_id,
        "other": row.representative_id, "investor": row.short_name or row.name,
        "locked": row.is_locked or row.plan_id is None, "kept": row.is_locked,
        "movable": row.state in MOVABLE, "running": row.state is MeetingState.IN_PROGRESS,
    }  # fmt: skip


def _teams(session: Session, event_id: int) -> list[tuple[int, str, str, str, str]]:
    rows = session.execute(
        select(Person.id, Person.name, Person.sort_key, Pitch.title)
        .join(PitchMember, PitchMember.person_id == Person.id)
        .join(Pitch, Pitch.id == PitchMember.pitch_id)
        .where(Pitch.event_id == event_id, Pitch.state.in_(OPEN_PITCHES), PitchMember.role == PitchRole.PRESENTER)
        .order_by(Pitch.id)
    )
    return [(row.id, row.name, row.sort_key, row.title, "pitch") for row in rows]


def _seats(session: Session, event_id: int) -> list[tuple[int, str, str, str, str]]:
    rows = session.execute(
        select(Person.id, Person.name, Person.sort_key, Organisation.name.label("house"), Organisation.short_name)
        .join(InvestorParticipation, InvestorParticipation.representative_id == Person.id)
        .join(Investor, Investor.id == InvestorParticipation.investor_id)
        .join(Organisation, Organisation.id == Investor.organisation_id)
        .where(InvestorParticipation.event_id == event_id)
        .order_by(Investor.id)
    )
    return [(row.id, row.name, row.sort_key, row.short_name or row.house, "investor") for row in rows]


def list_places(session: Session, meeting: Meeting) -> dict[int, list[Reason]]:
    """Return for every slot what stands in the way of a meeting there; an empty list means that it can go there."""
    people = {meeting.presenter_id: meeting.presenter.name, meeting.representative_id: meeting.representative.name}
    slots = list_slots(session, meeting.event_id)
    free = {each.slot.id for each in list_free(session, meeting.event, people, except_meeting=meeting.id)}
    diaries = read_diaries(session, meeting.event, people, slots=slots, except_meetings=[meeting.id])
    busy = {person: list_busy_slots(session, meeting.event, person) for person in people}
    days = days_of(meeting.event, slots)
    found: dict[int, list[Reason]] = {}
    for slot in slots:
        reasons: list[Reason] = []
        for person, name in people.items():
            if slot.id in diaries[person].away:
                reasons.append((RULED_OUT, {"name": name}))
            elif slot.id in busy[person] and slot.id != meeting.slot_id:
                reasons.append((BUSY, {"name": name, "other": busy[person][slot.id]}))
            elif diaries[person].is_full or diaries[person].is_full_on(days[slot.id]):
                reasons.append((CAPPED, {"name": name}))
        found[slot.id] = [] if slot.id in free else reasons or [(NO_TABLE, {})]
    return found
