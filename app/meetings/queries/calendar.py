"""Meetings as entries of calendars: the same identifier for ever, a higher sequence with every change."""

from sqlalchemy.orm import Session

from app.events.logic.exchange import Item, Person
from app.events.logic.exchange_ics import Mailbox, invitation_ics
from app.meetings.models import Meeting
from app.meetings.queries.meetings import CALLED_OFF, get_meeting


def number_of(meeting: Meeting) -> str:
    """Return what identifies a meeting in calendars."""
    return f"meeting-{meeting.id}"


def calendar_item(meeting: Meeting, *, address: str, title: str = "") -> Item | None:
    """Return a meeting as a calendar entry, also a called-off one; None if it never had a time."""
    if meeting.slot is None:
        return None
    place = "" if meeting.table is None else meeting.table.name
    if meeting.table is not None and meeting.table.room is not None:
        place = f"{meeting.table.room.name} · {place}"
    people = (meeting.presenter, meeting.representative)
    return Item(
        id=meeting.id, number=number_of(meeting), title=title or f"{meeting.pitch.title} × {house_name(meeting)}",
        type="", start=meeting.slot.start_at, end=meeting.slot.end_at, url=address, room=place,
        updated_at=meeting.updated_at, sequence=meeting.ics_sequence, subtitle=meeting.event.title,
        persons=tuple(Person(id=person.id, name=person.name) for person in people),
        cancelled=meeting.state in CALLED_OFF,
    )  # fmt: skip


def house_name(meeting: Meeting) -> str:
    """Return the name of the investor."""
    return meeting.investor.organisation.short_name or meeting.investor.organisation.name


def meeting_invitation(session: Session, meeting_id: int, *, address: str, sender: Mailbox) -> bytes | None:
    """Return the invitation to a meeting, or its withdrawal once it is called off; None if it has no time.

    The MIME part has to carry the same method: `text/calendar; method=REQUEST` or `method=CANCEL`.
    """
    meeting = get_meeting(session, meeting_id)
    item = calendar_item(meeting, address=address)
    if item is None:
        return None
    people = (meeting.presenter, meeting.representative)
    guests = [Mailbox(name=person.name, address=person.email) for person in people if person.email]
    return invitation_ics(item, organiser=sender, attendees=guests)
