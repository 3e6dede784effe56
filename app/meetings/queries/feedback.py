"""What stands in the way of a meeting at one time and table, in sentences for the organiser."""

from sqlalchemy.orm import Session

from app.core.words import N_
from app.events.logic.states import HolderKind, ResourceKind
from app.events.queries.occupancy import is_free as is_resource_free
from app.meetings.logic.slots import overlaps
from app.meetings.models import Meeting
from app.meetings.queries.availability import days_of, list_free, read_diaries
from app.meetings.queries.busy import list_busy_slots
from app.meetings.queries.ground import get_table, list_slots

Reason = tuple[str, dict[str, object]]
RULED_OUT = N_("%(name)s has ruled this time out.")
CAPPED = N_("%(name)s has as many meetings as the organiser allows.")
BUSY = N_("%(name)s is busy: %(other)s.")
NO_TABLE = N_("There is no table that both can reach in time.")


def why_not(session: Session, meeting: Meeting, *, slot_id: int, table_id: int | None) -> list[Reason]:
    """Return why a meeting cannot move there; an empty list means that it can."""
    people = {meeting.presenter_id: meeting.presenter.name, meeting.representative_id: meeting.representative.name}
    free = list_free(session, meeting.event, people, except_meeting=meeting.id)
    opening = next((each for each in free if each.slot.id == slot_id), None)
    if opening is not None and (table_id is None or table_id in {table.id for table in opening.tables}):
        return []
    slots = {slot.id: slot for slot in list_slots(session, meeting.event_id)}
    if slot_id not in slots:
        return [(N_("This time is no longer offered."), {})]
    reasons = _about_people(session, meeting, people, slot_id)
    return reasons or [_about_tables(session, meeting, slot_id, table_id)]


def _about_people(session: Session, meeting: Meeting, people: dict[int, str], slot_id: int) -> list[Reason]:
    event = meeting.event
    slots = list_slots(session, event.id)
    slot = next(each for each in slots if each.id == slot_id)
    diaries = read_diaries(session, event, people, slots=slots, except_meetings=[meeting.id])
    found: list[Reason] = []
    for person, name in people.items():
        diary = diaries[person]
        if slot_id in diary.away:
            found.append((RULED_OUT, {"name": name}))
        elif diary.is_full or diary.is_full_on(days_of(event, [slot])[slot_id]):
            found.append((CAPPED, {"name": name}))
        elif any(overlaps((slot.start_at, slot.end_at), busy.span) for busy in diary.busy):
            found.append((BUSY, {"name": name, "other": _what(session, meeting, person, slot_id)}))
    return found


def _what(session: Session, meeting: Meeting, person: int, slot_id: int) -> str:
    return list_busy_slots(session, meeting.event, person).get(slot_id, HolderKind.MEETING)


def _about_tables(session: Session, meeting: Meeting, slot_id: int, table_id: int | None) -> Reason:
    slot = next(each for each in list_slots(session, meeting.event_id) if each.id == slot_id)
    if table_id is not None and not is_resource_free(
        session, kind=ResourceKind.TABLE, resource_id=table_id, start=slot.start_at, end=slot.end_at
    ):
        name = get_table(session, meeting.event_id, table_id).name
        return N_("%(table)s is taken at this time."), {"table": name}
    return NO_TABLE, {}
