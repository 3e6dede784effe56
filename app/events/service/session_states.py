"""Running sessions on the day: begin, pause, go on, end."""

from sqlalchemy.orm import Session

from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.session_steps import ON_STAGE, may_step
from app.events.logic.states import EventState, SessionState
from app.events.models.programme import EventSession
from app.events.queries.programme import is_released


def step_session(session: Session, actor: Actor, *, each: EventSession, to: SessionState) -> None:
    """Begin, pause, go on with or end a session; only what visitors know of can begin, while the event is live."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    if to not in ON_STAGE or not may_step(each.state, to):
        raise RuleBroken("A session that is %(old)s cannot become %(new)s.", old=each.state, new=to)
    if each.event.state is not EventState.LIVE:
        raise RuleBroken("Sessions begin and end while the event is live.")
    if not is_released(session, each):
        raise RuleBroken("Visitors do not know this session yet. Release the programme first.")
    each.state = to
    session.flush()
