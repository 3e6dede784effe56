"""Programmes and agendas as iCalendar: feeds to subscribe to, files to open, invitations and their withdrawal."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.events.logic.exchange import ZONE_NAME, Item, Programme, clean, local_stamp, utc_stamp

LINE_BYTES: Final = 75
_FIRST_TWO_BITS: Final = 0b1100_0000
_INSIDE_A_CHARACTER: Final = 0b1000_0000
UID_HOST: Final = "luyan"
_UNFIT_IN_QUOTES: Final = re.compile(r'["\r\n]')
_ZONE: Final = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE_NAME}",
    "BEGIN:STANDARD",
    "DTSTART:19910915T010000",
    "TZNAME:CST",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
)


class CancelledItems(StrEnum):
    """What a calendar says about cancelled items: a feed forgets them, a file to import must name them."""

    LEAVE_OUT = "leave_out"
    MARK = "mark"


class Method(StrEnum):
    """What a calendar message asks its reader to do."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an e-mail address."""

    name: str
    address: str


def schedule_ics(programme: Programme, *, cancelled: CancelledItems = CancelledItems.LEAVE_OUT) -> bytes:
    """The programme of an event as a feed."""
    return _calendar(programme.title, programme.url, programme.items, cancelled)


def personal_ics(
    items: Iterable[Item], *, name: str, url: str, cancelled: CancelledItems = CancelledItems.LEAVE_OUT
) -> bytes:
    """Somebody's own sessions, pitches and meetings as a feed."""
    return _calendar(name, url, items, cancelled)


def invitation_ics(item: Item, *, organiser: Mailbox, attendees: Iterable[Mailbox]) -> bytes:
    """An invitation to one item, or, once the item is cancelled, its withdrawal: same UID, higher SEQUENCE."""
    method = Method.CANCEL if item.cancelled else Method.REQUEST
    people = [f"ORGANIZER;{_common_name(organiser)}:mailto:{organiser.address}"]
    role = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    people += [f"ATTENDEE;{role};{_common_name(each)}:mailto:{each.address}" for each in attendees]
    return _bytes([*_head(method), *_ZONE, *_event(item, people), "END:VCALENDAR"])


def _calendar(name: str, url: str, items: Iterable[Item], cancelled: CancelledItems) -> bytes:
    shown = [item for item in items if cancelled is CancelledItems.MARK or not item.cancelled]
    lines = [*_head(Method.PUBLISH), *_feed(name, url), *_ZONE]
    for item in sorted(shown, key=lambda each: (each.start, each.number)):
        lines += _event(item, [])
    return _bytes([*lines, "END:VCALENDAR"])


def _head(method: Method) -> tuple[str, ...]:
    return "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Luyan//Luyan//ZH", "CALSCALE:GREGORIAN", f"METHOD:{method}"


def _feed(name: str, url: str) -> tuple[str, ...]:
    text = _text(name)
    return (
        f"NAME:{text}",
        f"X-WR-CALNAME:{text}",
        f"X-WR-TIMEZONE:{ZONE_NAME}",
        f"URL;VALUE=URI:{clean(url)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
    )


def _event(item: Item, people: list[str]) -> Iterator[str]:
    stamp = utc_stamp(item.updated_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{item.guid}@{UID_HOST}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{item.sequence}"
    yield f"STATUS:{_status(item)}"
    yield f"DTSTART;TZID={ZONE_NAME}:{local_stamp(item.start)}"
    yield f"DTEND;TZID={ZONE_NAME}:{local_stamp(item.end)}"
    yield f"SUMMARY:{_text(item.title)}"
    if item.room:
        yield f"LOCATION:{_text(item.room)}"
    story = "\n".join(part for part in (item.subtitle, _speakers(item), item.abstract or item.description) if part)
    if story:
        yield f"DESCRIPTION:{_text(story)}"
    if item.type:
        yield f"CATEGORIES:{_text(item.type)}"
    yield f"URL;VALUE=URI:{clean(item.url)}"
    yield f"TRANSP:{'TRANSPARENT' if item.cancelled else 'OPAQUE'}"
    yield from people
    yield "END:VEVENT"


def _status(item: Item) -> str:
    if item.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if item.tentative else "CONFIRMED"


def _speakers(item: Item) -> str:
    return "、".join(person.name for person in item.persons)


def _text(value: str) -> str:
    text = clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r", "").replace("\n", "\\n")


def _common_name(person: Mailbox) -> str:
    return f'CN="{_UNFIT_IN_QUOTES.sub(" ", clean(person.name))}"'


def _bytes(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line.encode()) for line in lines)


def _folded(line: bytes) -> bytes:
    """A line of at most 75 bytes, continued on the next ones; no character is ever torn apart."""
    if len(line) <= LINE_BYTES:
        return line + b"\r\n"
    parts = []
    room = LINE_BYTES
    while len(line) > room:
        cut = room
        while line[cut] & _FIRST_TWO_BITS == _INSIDE_A_CHARACTER:
            cut -= 1
        parts.append(line[:cut])
        line = line[cut:]
        room = LINE_BYTES - 1
    return b"\r\n ".join([*parts, line]) + b"\r\n"
