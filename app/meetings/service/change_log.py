"""The log of what was done to a timetable: numbered, with the rows before and after."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.permissions import Actor
from app.meetings.logic.states import ChangeKind
from app.meetings.models import TimetableChange

Row = dict[str, Any]
Rows = tuple[list[Row], list[Row]]


def note_change_of_timetable(
    session: Session, actor: Actor, event_id: int, *, kind: ChangeKind, detail: Row, rows: Rows = ([], [])
) -> TimetableChange:
    """Write a line that says what was done; `rows` are those before and after."""
    change = draft_change(session, actor, event_id, kind=kind, detail=detail, rows=rows)
    change.applied_at = now()
    session.flush()
    return change


def draft_change(
    session: Session, actor: Actor, event_id: int, *, kind: ChangeKind, detail: Row, rows: Rows
) -> TimetableChange:
    """Write down a change that is only proposed."""
    last = session.scalar(select(func.max(TimetableChange.number)).where(TimetableChange.event_id == event_id))
    change = TimetableChange(
        event_id=event_id, number=(last or 0) + 1, kind=kind, detail=detail, before=rows[0], after=rows[1],
        made_by=actor.person_id,
    )  # fmt: skip
    session.add(change)
    session.flush()
    return change
