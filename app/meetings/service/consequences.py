"""What changes elsewhere do to meetings: the event is called off, the programme needs somebody, a person leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.core.permissions import Actor
from app.events.logic.states import HolderKind, ResourceKind
from app.events.logic.ticks import ticks
from app.events.models.venue import Occupancy
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.meetings import MOVABLE, list_event_meetings, people_of
from app.meetings.service.booking import alternatives, call_off, move_meeting
from app.meetings.service.steps import step


@dataclass(frozen=True)
class Needed:
    """A person, room or table that something else needs for a stretch of time."""

    kind: ResourceKind
    resource_id: int
    start: datetime
    end: datetime


def list_meetings_hit_by(session: Session, event_id: int, needed: Iterable[Needed]) -> list[Meeting]:
    """Return the meetings that hold what something else needs, by time."""
    spans = [(each, ticks(each.start, each.end)) for each in needed if each.end > each.start]
    if not spans:
        return []
    wanted = or_(*(
        and_(
            Occupancy.resource_kind == each.kind, Occupancy.resource_id == each.resource_id,
            Occupancy.tick.between(span[0], span[-1]),
        )
        for each, span in spans
    ))  # fmt: skip
    held = select(Occupancy.holder_id).where(Occupancy.holder_kind == HolderKind.MEETING, wanted)
    hit = set(session.scalars(held.distinct()))
    return [each for each in list_event_meetings(session, event_id, states=MOVABLE) if each.id in hit]


def displace_meetings(
    session: Session, actor: Actor, *, event_id: int, needed: Iterable[Needed], reason: str
) -> tuple[list[Meeting], list[Meeting]]:
    """Make room for something else: move each meeting in its way to its first free time, or call it off.

    Returns the moved and the cancelled ones; both sides of each are told.
    """
    moved, cancelled = [], []
    wanted = list(needed)
    for meeting in list_meetings_hit_by(session, event_id, wanted):
        free = [each for each in alternatives(session, meeting) if each.slot.id != meeting.slot_id]
        clear = next(
            (each for each in free if not _overlaps(meeting, each.slot.start_at, each.slot.end_at, wanted)), None
        )
        if clear is None:
            call_off(session, meeting, reason=reason, by=actor.person_id)
            cancelled.append(meeting)
        else:
            moved.append(move_meeting(session, actor, meeting_id=meeting.id, slot_id=clear.slot.id, reason=reason))
    return moved, cancelled


def _overlaps(meeting: Meeting, start: datetime, end: datetime, needed: list[Needed]) -> bool:
    people = {meeting.presenter_id, meeting.representative_id}
    return any(
        each.kind is ResourceKind.PERSON and each.resource_id in people and each.start < end and start < each.end
        for each in needed
    )


def cancel_event_meetings(session: Session, event_id: int, *, reason: str, by: int | None = None) -> list[int]:
    """Call off every agreed meeting of an event and close every open request; running it twice does no harm."""
    touched = []
    for meeting in list_event_meetings(session, event_id, states=MOVABLE | {MeetingState.REQUESTED}):
        if meeting.state is MeetingState.REQUESTED:
            step(session, meeting, MeetingState.CANCELLED, reason=reason)
        else:
            call_off(session, meeting, reason=reason, by=by)
        touched.append(meeting.id)
    return touched


def count_consequences(session: Session, event_id: int) -> list[tuple[str, int]]:
    """Return what calling the event off, or moving it, would do to meetings: sentences with their numbers."""
    agreed = list_event_meetings(session, event_id, states=MOVABLE)
    asked = list_event_meetings(session, event_id, states=[MeetingState.REQUESTED])
    lines = [
        ("%(num)d agreed meetings will be cancelled.", len(agreed)),
        ("%(num)d open requests will be closed.", len(asked)),
        ("%(num)d people will be told about their meetings.", len(people_of([*agreed, *asked]))),
    ]
    return [(words, number) for words, number in lines if number]
