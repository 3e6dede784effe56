"""The change log of a timetable, and who stands by."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.meetings.models import Standby, TimetableChange


def get_change(session: Session, event_id: int, change_id: int) -> TimetableChange:
    """Return one change of an event's timetable."""
    wanted = select(TimetableChange).where(TimetableChange.id == change_id, TimetableChange.event_id == event_id)
    change = session.scalar(
        wanted.options(joinedload(TimetableChange.person)).execution_options(populate_existing=True)
    )
    if change is None:
        raise NotFound("There is no such change.")
    return change


def list_changes(session: Session, event_id: int) -> list[TimetableChange]:
    """Return what was done to a timetable, newest first; proposals that nobody applied are not among them."""
    wanted = (
        select(TimetableChange)
        .where(TimetableChange.event_id == event_id, TimetableChange.applied_at.is_not(None))
        .options(joinedload(TimetableChange.person))
        .order_by(TimetableChange.number.desc())
    )
    return list(session.scalars(wanted))


def list_standby(session: Session, event_id: int) -> list[int]:
    """Return who is there and takes a meeting that falls free, first come first."""
    wanted = select(Standby.person_id).where(Standby.event_id == event_id).order_by(Standby.since, Standby.id)
    return list(session.scalars(wanted))


def is_on_standby(session: Session, event_id: int, person_id: int) -> bool:
    """Tell whether a person is on the standby list."""
    return person_id in list_standby(session, event_id)
