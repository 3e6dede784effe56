"""Moving sessions on the board, and taking the last move back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.session_steps import usual_length
from app.events.logic.states import SessionState
from app.events.models.programme import EventSession
from app.events.service.occupancy import check_grid
from app.events.service.sessions import check_changeable, check_keeps_time, check_room, moved_state, place_of


def move_session(
    session: Session, actor: Actor, *, each: EventSession, room_id: int | None, start: datetime, version: int | None
) -> None:
    """Put a session into another room or at another time; its length stays. Clashes are allowed in a draft."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_version(each, version)
    check_changeable(each)
    length = each.end_at - each.start_at if each.start_at and each.end_at else usual_length(each.session_type)
    check_grid(start, start + length)
    if start < each.event.start_at or start + length > each.event.end_at:
        raise RuleBroken("The event itself does not last that long: change its dates first.", field="start_at")
    check_room(session, each.event, room_id)
    if (each.start_at, each.room_id) == (start, room_id):
        return
    each.place_before = place_of(each)
    each.start_at, each.end_at, each.room_id = start, start + length, room_id
    each.state = moved_state(each)
    session.flush()


def undo_move(session: Session, actor: Actor, *, each: EventSession) -> None:
    """Put a session back to where it was before its last move; doing it twice moves it again."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_changeable(each)
    if not each.place_before:
        raise RuleBroken("There is no move to take back.")
    before = each.place_before
    start = datetime.fromisoformat(before["start"]) if before["start"] else None
    check_keeps_time(session, each, start)
    each.place_before = place_of(each)
    each.start_at = start
    each.end_at = datetime.fromisoformat(before["end"]) if before["end"] else None
    each.room_id = before["room_id"]
    each.state = SessionState(before["state"]) if each.state is SessionState.MOVED else moved_state(each)
    session.flush()
