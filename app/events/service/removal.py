"""Removing sessions that the public never saw, and bringing them back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import ConfirmState, Duty, SessionState, SessionType, Visibility
from app.events.models.programme import EventSession, RemovedSession, SessionPerson
from app.events.models.venue import Room
from app.events.queries.programme import is_released

KEPT_FOR = timedelta(days=7)
TEXTS = ("guid", "title", "title_en", "position", "capacity", "description", "source", "assumed", "room_id",
         "no_photos")  # fmt: skip
DUTY_TEXTS = ("person_id", "role_name", "topic", "minutes", "position", "state_reason", "assumed", "slides_file_id")


def remove_session(session: Session, actor: Actor, *, each: EventSession) -> RemovedSession:
    """Remove a session that the public never saw, and keep it for a week; any other is cancelled instead."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    if is_released(session, each):
        raise RuleBroken("This session is in the released programme. Cancel it instead, with a reason.")
    if each.action_items or each.minutes_text:
        raise RuleBroken("This session has minutes. Cancel it instead, with a reason.")
    removed = RemovedSession(event=each.event, content=_content(each))
    session.execute(delete(RemovedSession).where(RemovedSession.removed_at < now() - KEPT_FOR))
    session.add(removed)
    try:
        with session.begin_nested():
            session.delete(each)
    except IntegrityError as error:
        raise RuleBroken(
            "Pitches, questions or agreements belong to this session. Move them first, or cancel it with a reason."
        ) from error
    session.flush()
    return removed


def restore_removed(session: Session, actor: Actor, *, removed: RemovedSession) -> EventSession:
    """Bring a removed session back as it was; a room that is gone is left open."""
    authorise(actor, Permission.PROGRAMME_EDIT, removed.event)
    content = removed.content
    each = EventSession(
        event=removed.event,
        session_type=SessionType(content["session_type"]),
        state=SessionState(content["state"]),
        visibility=Visibility(content["visibility"]),
        start_at=_moment(content["start_at"]),
        end_at=_moment(content["end_at"]),
        people=[_duty(duty) for duty in content["people"]],
        **{name: content[name] for name in TEXTS if name in content},
    )
    if each.room_id is not None and session.get(Room, each.room_id) is None:
        each.room_id = None
    session.add(each)
    session.delete(removed)
    session.flush()
    return each


def _content(each: EventSession) -> dict[str, Any]:
    return {name: getattr(each, name) for name in TEXTS} | {
        "session_type": str(each.session_type),
        "state": str(each.state),
        "visibility": str(each.visibility),
        "start_at": each.start_at.isoformat() if each.start_at else None,
        "end_at": each.end_at.isoformat() if each.end_at else None,
        "people": [
            {name: getattr(duty, name) for name in DUTY_TEXTS}
            | {
                "duty": str(duty.duty),
                "state": str(duty.state),
                "slides_due_on": duty.slides_due_on.isoformat() if duty.slides_due_on else None,
            }
            for duty in each.people
        ],
    }


def _duty(content: dict[str, Any]) -> SessionPerson:
    due = _moment(content["slides_due_on"])
    return SessionPerson(
        duty=Duty(content["duty"]),
        state=ConfirmState(content["state"]),
        slides_due_on=due.date() if due else None,
        **{name: content[name] for name in DUTY_TEXTS},
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
