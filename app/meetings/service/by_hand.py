"""Meetings that the organiser moves by hand: kept where they were put, and noted so that it can be taken back."""

from sqlalchemy.orm import Session

from app.core.permissions import Actor
from app.meetings.logic.states import ChangeKind
from app.meetings.models import Meeting
from app.meetings.queries.meetings import get_meeting
from app.meetings.service.booking import lock_meeting, move_meeting
from app.meetings.service.change_log import note_change_of_timetable
from app.meetings.service.planning import current_rows


def move_by_hand(
    session: Session, actor: Actor, *, meeting_id: int, slot_id: int, table_id: int | None = None, reason: str = ""
) -> tuple[Meeting, int]:
    """Move a meeting, lock it there, and answer with it and with the number of the change."""
    meeting = get_meeting(session, meeting_id)
    before = [row for row in current_rows(session, meeting.event_id) if row["meeting"] == meeting_id]
    move_meeting(session, actor, meeting_id=meeting_id, slot_id=slot_id, table_id=table_id, reason=reason)
    moved = lock_meeting(session, actor, meeting_id=meeting_id, is_locked=True)
    after = [row for row in current_rows(session, meeting.event_id) if row["meeting"] == meeting_id]
    detail = {"pairs": [[moved.pitch_id, moved.investor_id]], "moved": len(before), "added": 1 - len(before)}
    change = note_change_of_timetable(
        session, actor, moved.event_id, kind=ChangeKind.MOVED_BY_HAND, detail=detail, rows=(before, after)
    )
    return moved, change.id
