"""The blueprint of meetings, and what its pages share."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, g
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import day, label, time_range
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.events.logic.states import HolderKind
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.meetings.models import Meeting, MeetingSlot, MeetingTable
from app.meetings.queries.availability import Free
from app.meetings.queries.meetings import get_meeting
from app.meetings.queries.people import may_read
from app.meetings.service.reasons import SYSTEM_REASONS

bp = Blueprint("meetings", __name__)
KINDS = frozenset(HolderKind)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"reason_words": reason_words, "said": said}


def said(words: str, values: dict[str, object]) -> str:
    """Return a sentence with its values; what the calendar calls a kind of thing is named in the reader's language."""
    shown = {name: label(HolderKind(str(value))) if value in KINDS else value for name, value in values.items()}
    return str(_(words, **shown))


def reason_words(reason: str | None) -> str:
    """Return a reason; those of the program in the language of the reader, those of people as they wrote them."""
    return str(_(reason)) if reason in SYSTEM_REASONS else reason or ""


def event_of(slug: str) -> Event:
    """Return an event, whose clock the page then shows."""
    event = get_event(database.session(), slug)
    g.zone = ZoneInfo(event.zone)
    return event


def managed_event(slug: str) -> Event:
    """Return an event whose meetings the visitor plans."""
    event = event_of(slug)
    authorise(current_actor(), Permission.MEETING_PLAN, event)
    return event


def managed_meeting(event: Event, meeting_id: int) -> Meeting:
    """Return a meeting of an event whose meetings the visitor plans."""
    meeting = get_meeting(database.session(), meeting_id)
    authorise(current_actor(), Permission.MEETING_PLAN, meeting)
    authorise(current_actor(), Permission.MEETING_PLAN, event)
    return meeting


def readable_meeting(meeting_id: int) -> Meeting:
    """Return a meeting the visitor may read, in the time of its event."""
    meeting = get_meeting(database.session(), meeting_id)
    g.zone = ZoneInfo(meeting.event.zone)
    if not may_read(current_actor(), meeting):
        authorise(current_actor(), Permission.MEETING_PLAN, meeting)
    return meeting


def slot_words(slot: MeetingSlot) -> str:
    """Return a slot as people say it."""
    return f"{day(slot.start_at)} {time_range(slot.start_at, slot.end_at)}"


def table_words(table: MeetingTable) -> str:
    """Return a table with its room."""
    return table.name if table.room is None else f"{table.room.name} · {table.name}"


def free_choices(free: list[Free], *, first: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    """Return free times as choices of a form."""
    return [*([first] if first else []), *((str(each.slot.id), slot_words(each.slot)) for each in free)]


def any_time() -> tuple[str, str]:
    """Return the choice that leaves the time open."""
    return ("", _("Any time that is free for both"))


def days_in(slots: list[MeetingSlot]) -> list[tuple[datetime, list[MeetingSlot]]]:
    """Return slots grouped by day, each with the moment that names it."""
    found: list[tuple[datetime, list[MeetingSlot]]] = []
    for slot in slots:
        if not found or day(found[-1][0]) != day(slot.start_at):
            found.append((slot.start_at, []))
        found[-1][1].append(slot)
    return found
