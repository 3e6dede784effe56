"""What facts of other domains do to meetings; each reaction bears being repeated."""

from typing import Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.facts.events import EventStateChanged
from app.events.facts.programme import ProgrammeReleased
from app.events.logic.states import EventState, HolderKind, ResourceKind
from app.events.models.venue import Occupancy
from app.investors.facts import InvestorVerified
from app.investors.logic import InvestorState
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting, MeetingSlot
from app.meetings.queries.meetings import MOVABLE, get_meeting
from app.meetings.service.booking import alternatives, call_off, move_meeting
from app.meetings.service.consequences import cancel_event_meetings
from app.meetings.service.reasons import (
    EVENT_CANCELLED,
    INVESTOR_GONE,
    PERSON_GONE,
    PITCH_WITHDRAWN,
    PROGRAMME_NEEDS_TIME,
)
from app.meetings.service.steps import step

OFF = frozenset({EventState.CANCELLED, EventState.POSTPONED})
GONE = frozenset({InvestorState.SUSPENDED, InvestorState.REJECTED, InvestorState.LEFT})


class AboutPitch(Protocol):
    """A pitch that will not be presented."""

    @property
    def pitch_id(self) -> int:
        """Return the key of the pitch."""
        ...


class AboutPerson(Protocol):
    """A person who is no longer here."""

    @property
    def person_id(self) -> int:
        """Return the key of the person."""
        ...


def end_with_event(session: Session, fact: EventStateChanged) -> None:
    """Call every meeting of an event off that does not take place, or not then."""
    if EventState(fact.new) in OFF:
        cancel_event_meetings(session, fact.event_id, reason=EVENT_CANCELLED)


def end_with_pitch(session: Session, fact: AboutPitch) -> None:
    """Call the meetings about a withdrawn pitch off, and free their times."""
    _end(session, Meeting.pitch_id == fact.pitch_id, reason=PITCH_WITHDRAWN)


def end_with_investor(session: Session, fact: InvestorVerified) -> None:
    """Call the meetings of an investor off that a centre no longer vouches for."""
    if InvestorState(fact.state) in GONE:
        _end(session, Meeting.investor_id == fact.investor_id, reason=INVESTOR_GONE)


def end_with_person(session: Session, fact: AboutPerson) -> None:
    """Call the meetings off in which somebody would sit who closed the account."""
    sits = (Meeting.presenter_id == fact.person_id) | (Meeting.representative_id == fact.person_id)
    _end(session, sits, reason=PERSON_GONE)


def _end(session: Session, which: ColumnElement[bool], *, reason: str) -> None:
    to_come = MeetingSlot.end_at.is_(None) | (MeetingSlot.end_at > now())
    found = session.scalars(
        select(Meeting.id)
        .outerjoin(MeetingSlot, MeetingSlot.id == Meeting.slot_id)
        .where(which, Meeting.state.in_(MOVABLE | {MeetingState.REQUESTED}), to_come)
        .order_by(Meeting.id)
    ).all()
    for meeting_id in found:
        meeting = get_meeting(session, meeting_id)
        if meeting.state is MeetingState.REQUESTED:
            step(session, meeting, MeetingState.CANCELLED, reason=reason)
        else:
            call_off(session, meeting, reason=reason, by=None)


def seat_displaced(session: Session, fact: ProgrammeReleased) -> None:
    """Give meetings whose people the programme now needs their first free time, or call them off."""
    organiser = Actor(grants=(Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, fact.event_id),))
    for meeting_id in fact.displaced_meeting_ids:
        meeting = get_meeting(session, meeting_id)
        if meeting.state in MOVABLE and meeting.slot is not None and not _is_seated(session, meeting):
            _seat_again(session, organiser, meeting)


def _is_seated(session: Session, meeting: Meeting) -> bool:
    """Tell whether both people and the table are held for a meeting; a displaced one lost them."""
    held = set(session.scalars(
        select(Occupancy.resource_kind)
        .where(Occupancy.holder_kind == HolderKind.MEETING, Occupancy.holder_id == meeting.id)
        .distinct()
    ))  # fmt: skip
    return held >= {ResourceKind.PERSON, ResourceKind.TABLE}


def _seat_again(session: Session, organiser: Actor, meeting: Meeting) -> None:
    for free in alternatives(session, meeting):
        try:
            with session.begin_nested():
                move_meeting(
                    session, organiser, meeting_id=meeting.id, slot_id=free.slot.id, reason=PROGRAMME_NEEDS_TIME
                )
        except Conflict:
            continue
        return
    call_off(session, get_meeting(session, meeting.id), reason=PROGRAMME_NEEDS_TIME, by=None)
