"""Check-in at the door: every reading is written down, and reading twice does no harm."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import blind_index
from app.events.logic.registration import clean_code
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event
from app.events.models.registration import CheckInScan, Registration
from app.events.queries.events import get_event_by_id
from app.events.queries.registration import find_ticket, get_registration, has_void_badge, list_all_registrations

OPEN_STATES = (EventState.APPROVED, EventState.REGISTRATION_OPEN, EventState.REGISTRATION_CLOSED, EventState.LIVE,
               EventState.ENDED)  # fmt: skip
MARK_LENGTH = 20
MINUTE = 60


class ScanOutcome(StrEnum):
    """What came of reading a ticket."""

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    UNKNOWN_TICKET = "unknown_ticket"
    OTHER_EVENT = "ticket_of_another_event"
    NO_PLACE = "no_confirmed_place"
    VOID = "ticket_is_void"
    BADGE_VOID = "badge_is_void"
    UNDONE = "undone"


@dataclass(frozen=True)
class Reading:
    """The answer at the door."""

    outcome: ScanOutcome
    registration: Registration | None = None
    earlier: datetime | None = None


@dataclass(frozen=True)
class OfflineScan:
    """A ticket that was read without network."""

    line: int
    code: str
    at: datetime
    mark: str | None = None


def check_in(session: Session, actor: Actor, *, event_id: int, code: str, device: str = "web") -> Reading:
    """Read a ticket and let its holder in."""
    event = _door(session, actor, event_id)
    return _read(session, actor, event, clean_code(code), now(), device)


def _door(session: Session, actor: Actor, event_id: int) -> Event:
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.CHECK_IN, event)
    if event.state not in OPEN_STATES:
        raise RuleBroken("Nobody can be checked in while the event is “%(state)s”.", state=event.state)
    return event


def _read(session: Session, actor: Actor, event: Event, code: str, at: datetime, device: str) -> Reading:
    registration = find_ticket(session, code)
    outcome = _judge(event, registration)
    if registration and outcome is ScanOutcome.WELCOME and has_void_badge(session, registration):
        outcome = ScanOutcome.BADGE_VOID
    earlier = registration.checked_in_at if registration and outcome is ScanOutcome.ALREADY_IN else None
    if registration and outcome is ScanOutcome.WELCOME:
        registration.state = RegistrationState.CHECKED_IN
        registration.checked_in_at, registration.checked_in_by = at, actor.person_id
    _log(session, event, registration, CheckInScan(outcome=outcome, scanned_at=at, scanned_by=actor.person_id,
                                                   device=device))  # fmt: skip
    return Reading(outcome, registration if outcome is not ScanOutcome.OTHER_EVENT else None, earlier)


def _judge(event: Event, registration: Registration | None) -> ScanOutcome:
    if registration is None:
        return ScanOutcome.UNKNOWN_TICKET
    if registration.event_id != event.id:
        return ScanOutcome.OTHER_EVENT
    match registration.state:
        case RegistrationState.CHECKED_IN:
            return ScanOutcome.ALREADY_IN
        case RegistrationState.APPROVED | RegistrationState.NO_SHOW:
            return ScanOutcome.WELCOME
        case RegistrationState.CANCELLED | RegistrationState.REJECTED:
            return ScanOutcome.VOID
        case _:
            return ScanOutcome.NO_PLACE


def _log(session: Session, event: Event, registration: Registration | None, scan: CheckInScan) -> None:
    """Write a reading down, once per ticket, minute and device."""
    scan.event_id = event.id
    scan.registration_id = registration.id if registration and registration.event_id == event.id else None
    scan.minute = int(scan.scanned_at.timestamp()) // MINUTE
    if scan.registration_id and session.scalar(
        select(CheckInScan.id).where(
            CheckInScan.registration_id == scan.registration_id,
            CheckInScan.minute == scan.minute,
            CheckInScan.device == scan.device,
        )
    ):
        return
    session.add(scan)
    session.flush()


def undo_check_in(session: Session, actor: Actor, *, registration_id: int) -> Registration:
    """Take a check-in back; that too is written down."""
    registration = get_registration(session, registration_id)
    authorise(actor, Permission.CHECK_IN, registration)
    event = get_event_by_id(session, registration.event_id)
    if registration.state is not RegistrationState.CHECKED_IN:
        raise RuleBroken("This person is not checked in.")
    registration.state = RegistrationState.APPROVED
    registration.checked_in_at = registration.checked_in_by = None
    _log(session, event, registration, CheckInScan(outcome=ScanOutcome.UNDONE, scanned_at=now(),
                                                   scanned_by=actor.person_id, device="undo"))  # fmt: skip
    session.flush()
    return registration


def mark_of(event_id: int, code: str) -> str:
    """Return the signature of one line of the offline list."""
    return blind_index(f"check-in {event_id} {code}")[:MARK_LENGTH]


def offline_list(session: Session, actor: Actor, *, event_id: int) -> list[tuple[Registration, str]]:
    """Return everybody with a place, each with the signature of the line, for a door without network."""
    authorise(actor, Permission.CHECK_IN, get_event_by_id(session, event_id))
    states = (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)
    rows = [row for row in list_all_registrations(session, event_id) if row.state in states]
    rows.sort(key=lambda row: (row.person.sort_key, row.id))
    return [(row, mark_of(event_id, row.ticket_code)) for row in rows]


@dataclass(frozen=True)
class ImportResult:
    """What came of a list of readings: how many were new, known, and which lines were refused."""

    new: int
    known: int
    refused: list[tuple[int, ScanOutcome]]


def import_scans(
    session: Session, actor: Actor, *, event_id: int, scans: Iterable[OfflineScan], device: str = "offline"
) -> ImportResult:
    """Take in what was read without network; the same ticket in the same minute counts once, however often it comes."""
    event = _door(session, actor, event_id)
    new = known = 0
    refused = []
    for scan in sorted(scans, key=lambda one: (one.at, one.line)):
        code = clean_code(scan.code)
        if scan.mark is not None and scan.mark != mark_of(event_id, code):
            refused.append((scan.line, ScanOutcome.UNKNOWN_TICKET))
            continue
        reading = _read(session, actor, event, code, scan.at, device)
        if reading.outcome is ScanOutcome.WELCOME:
            new += 1
        elif reading.outcome is ScanOutcome.ALREADY_IN:
            known += 1
        else:
            refused.append((scan.line, reading.outcome))
    return ImportResult(new, known, sorted(refused))
