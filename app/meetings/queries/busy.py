"""What a person does in each slot of an event, in words the person may read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.logic.states import HolderKind
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.meetings.logic.slots import overlaps
from app.meetings.queries.availability import list_person_busy, walk_of
from app.meetings.queries.ground import list_slots


def list_busy_slots(session: Session, event: Event, person_id: int) -> dict[int, str]:
    """Return what keeps a person busy by slot: the title of a session, or the kind of thing (`meeting`, `duty` …)."""
    slots = list_slots(session, event.id)
    rows = list_person_busy(session, event, [person_id], slots=slots)
    sessions = {row.holder_id for row, _busy in rows if row.holder_kind == HolderKind.SESSION}
    titles: dict[int, str] = {
        each[0]: each[1]
        for each in session.execute(
            select(EventSession.id, EventSession.title).where(EventSession.id.in_(sorted(sessions)))
        )
    }
    walk = walk_of(event)
    found: dict[int, str] = {}
    for row, busy in rows:
        is_session = row.holder_kind == HolderKind.SESSION
        words = row.title or (titles.get(row.holder_id) if is_session else None) or row.holder_kind
        margin = walk if is_session and busy.is_placed else walk * 0
        for slot in slots:
            if overlaps((slot.start_at - margin, slot.end_at + margin), busy.span):
                found.setdefault(slot.id, words)
    return found
