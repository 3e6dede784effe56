"""Events that took place before the platform knew them, entered from a report."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.words import N_
from app.events.logic.states import EventState, TaskState
from app.events.logic.steps import PATH
from app.events.models.event import Event, EventTask
from app.events.queries.events import get_event_by_id

BEFORE = N_("Took place before it was entered here.")
UNTIL = EventState.ENDED


def record_course(session: Session, actor: Actor, *, event_id: int) -> Event:
    """Take an approved event that is long over to its end; who registered and came there is not known here.

    Nobody is told: those concerned were there. The tasks before and on the day are past, and those after it too.
    """
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.EVENT_EDIT, event)
    if event.state is not EventState.APPROVED or event.end_at >= now():
        raise RuleBroken("Only an approved event that is already over can be entered like this.")
    for state in PATH[PATH.index(EventState.APPROVED) + 1 : PATH.index(UNTIL) + 1]:
        detail = {"old": event.state.value, "new": state.value, "reason": BEFORE}
        event.state = state
        write_audit(session, "event:state", kind="event", row_id=event.id, event_id=event.id, detail=detail)
    for task in session.scalars(select(EventTask).where(EventTask.event_id == event.id)):
        task.state, task.note, task.done_at = TaskState.SKIPPED, BEFORE, now()
    session.flush()
    return event
