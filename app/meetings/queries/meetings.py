"""Reading meetings with everything that pages and calendars show of them."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.investors.models import Investor, InvestorRepresentative
from app.matching.logic.wishes import WishSide
from app.meetings.logic.states import HOLDS_A_SLOT, MeetingState
from app.meetings.models import Meeting, MeetingSlot, MeetingStep, MeetingTable
from app.pitches.models import Pitch, PitchMember

Wanted = TypeVar("Wanted", bound=Select[Any])
S = MeetingState
AGREED = frozenset({S.ACCEPTED, S.SCHEDULED, S.CONFIRMED, S.RESCHEDULED, S.IN_PROGRESS})
OVER = frozenset({S.COMPLETED, S.OUTCOME_RECORDED, S.NO_SHOW_INVESTOR, S.NO_SHOW_PROJECT})
CALLED_OFF = frozenset({S.DECLINED, S.EXPIRED, S.CANCELLED, S.REFILLED})
MOVABLE = frozenset({S.ACCEPTED, S.SCHEDULED, S.CONFIRMED, S.RESCHEDULED})
OPEN = frozenset(S) - CALLED_OFF - {S.NO_SHOW_INVESTOR, S.NO_SHOW_PROJECT}


def _whole(load: Callable[..., Any] = joinedload) -> Select[Meeting]:
    """Meetings with all around them; for those of a whole event `selectinload` reads what thousands share once."""
    return select(Meeting).options(
        load(Meeting.event),
        load(Meeting.pitch).options(
            joinedload(Pitch.organisation),
            load(Pitch.event),
            selectinload(Pitch.members).joinedload(PitchMember.person),
        ),
        load(Meeting.investor).joinedload(Investor.organisation),
        load(Meeting.presenter),
        load(Meeting.representative),
        load(Meeting.slot),
        load(Meeting.table).joinedload(MeetingTable.room),
    )


def _by_time(wanted: Wanted) -> Wanted:
    return wanted.outerjoin(MeetingSlot, MeetingSlot.id == Meeting.slot_id).order_by(
        MeetingSlot.start_at.is_(None), MeetingSlot.start_at, Meeting.id
    )


def get_meeting(session: Session, meeting_id: int) -> Meeting:
    """Return a meeting with event, pitch, investor, people, slot and table."""
    wanted = _whole().where(Meeting.id == meeting_id).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("There is no such meeting.")
    return found


def find_open_meeting(session: Session, *, event_id: int, pitch_id: int, investor_id: int) -> Meeting | None:
    """Return the meeting of a pair that is asked for, agreed or over, if there is one."""
    return session.scalar(
        select(Meeting).where(
            Meeting.event_id == event_id, Meeting.pitch_id == pitch_id, Meeting.investor_id == investor_id,
            Meeting.state.in_(OPEN),
        )
    )  # fmt: skip


def list_person_meetings(session: Session, person_id: int, *, event_id: int | None = None) -> list[Meeting]:
    """Return the meetings a person sits in, by time, called-off ones too, with everything loaded."""
    wanted = _whole().where(or_(Meeting.presenter_id == person_id, Meeting.representative_id == person_id))
    if event_id is not None:
        wanted = wanted.where(Meeting.event_id == event_id)
    return list(session.scalars(_by_time(wanted)))


def list_my_meetings(session: Session, person_id: int, *, event_id: int | None = None) -> list[Meeting]:
    """Return the meetings of a person's pitches and institutions, by time, also those a colleague sits in."""
    wanted = _whole().where(_is_mine(person_id))
    if event_id is not None:
        wanted = wanted.where(Meeting.event_id == event_id)
    return list(session.scalars(_by_time(wanted)))


def _is_mine(person_id: int) -> ColumnElement[bool]:
    teams = select(PitchMember.pitch_id).where(PitchMember.person_id == person_id)
    houses = select(InvestorRepresentative.investor_id).where(InvestorRepresentative.person_id == person_id)
    return or_(
        Meeting.presenter_id == person_id, Meeting.representative_id == person_id, Meeting.pitch_id.in_(teams),
        Meeting.investor_id.in_(houses),
    )  # fmt: skip


def list_event_meetings(
    session: Session, event_id: int, *, states: Iterable[MeetingState] | None = None
) -> list[Meeting]:
    """Return the meetings of an event by time; for its organisers."""
    wanted = _whole(selectinload).where(Meeting.event_id == event_id)
    if states is not None:
        wanted = wanted.where(Meeting.state.in_(list(states)))
    return list(session.scalars(_by_time(wanted)))


@dataclass(frozen=True, slots=True)
class Bare:
    """A meeting as its bare columns, so that those of a large fair are read in a moment."""

    id: int
    pitch_id: int
    investor_id: int
    presenter_id: int
    representative_id: int
    slot_id: int | None
    table_id: int | None
    state: MeetingState
    is_locked: bool
    is_must: bool
    weight: int
    plan_id: int | None
    asked_by_side: WishSide

    @property
    def holds_slot(self) -> bool:
        """Tell whether the people and the table are really taken for it."""
        return self.state in HOLDS_A_SLOT and self.slot_id is not None


def list_bare(session: Session, event_id: int, *, states: Iterable[MeetingState] | None = None) -> list[Bare]:
    """Return the meetings of an event by time, without anything around them."""
    columns = (getattr(Meeting, each.name) for each in fields(Bare))
    wanted = select(*columns).where(Meeting.event_id == event_id)
    if states is not None:
        wanted = wanted.where(Meeting.state.in_(list(states)))
    return [Bare(*row) for row in session.execute(_by_time(wanted))]


def list_meetings(session: Session, ids: Collection[int]) -> list[Meeting]:
    """Return these meetings by time."""
    return list(session.scalars(_by_time(_whole().where(Meeting.id.in_(ids)))))


def list_booked(
    session: Session,
    event_id: int,
    *,
    slots: Collection[int] | None = None,
    table_id: int | None = None,
) -> list[Meeting]:
    """Return the meetings that hold certain slots, or a table, by time."""
    wanted = _whole().where(Meeting.event_id == event_id, Meeting.state.in_(MOVABLE & HOLDS_A_SLOT))
    if slots is not None:
        wanted = wanted.where(Meeting.slot_id.in_(sorted(slots)))
    if table_id is not None:
        wanted = wanted.where(Meeting.table_id == table_id)
    return list(session.scalars(_by_time(wanted)))


def count_meetings(session: Session, event_id: int) -> dict[MeetingState, int]:
    """Return how many meetings of an event stand in each state."""
    rows = session.execute(
        select(Meeting.state, func.count()).where(Meeting.event_id == event_id).group_by(Meeting.state)
    )
    return {row[0]: row[1] for row in rows}


def list_steps(session: Session, meeting_id: int) -> list[MeetingStep]:
    """Return the history of a meeting, newest first."""
    return list(
        session.scalars(
            select(MeetingStep)
            .where(MeetingStep.meeting_id == meeting_id)
            .options(
                joinedload(MeetingStep.person),
                joinedload(MeetingStep.slot),
                joinedload(MeetingStep.table).joinedload(MeetingTable.room),
            )
            .order_by(MeetingStep.id.desc())
        )
    )


def people_of(meetings: Iterable[Meeting]) -> set[int]:
    """Return everybody who sits in some meetings."""
    return {person for each in meetings for person in (each.presenter_id, each.representative_id)}
