"""When and where two people can meet: read once here, by the picker and by the booking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.clock import now
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.event import Event
from app.events.models.venue import Occupancy
from app.events.queries.occupancy import list_busy
from app.investors.models import InvestorParticipation, InvestorRepresentative
from app.meetings.logic.openings import Busy, Diary, Opening, Seat, count_by_day, find_openings
from app.meetings.logic.states import HOLDS_A_SLOT
from app.meetings.models import Meeting, MeetingSlot, MeetingTable
from app.meetings.queries.ground import as_slots, find_settings, list_away, list_slots, list_tables


@dataclass(frozen=True)
class Free:
    """A slot that is free for both, and its free tables."""

    slot: MeetingSlot
    tables: list[MeetingTable]


def list_free(
    session: Session,
    event: Event,
    people: Collection[int],
    *,
    except_meeting: int | None = None,
    until_ended: bool = False,
) -> list[Free]:
    """Return when and where people can still meet; a meeting that is to move does not stand in its own way.

    A slot that has begun counts only `until_ended`, for filling it again.
    """
    slots = [slot for slot in list_slots(session, event.id) if (slot.end_at if until_ended else slot.start_at) > now()]
    tables = list_tables(session, event.id, is_open=True)
    if not slots or not tables:
        return []
    openings = find_openings(
        as_slots(slots),
        _seats(session, tables, slots, except_meeting),
        read_diaries(session, event, people, slots=slots, except_meetings=_one(except_meeting)).values(),
        days=days_of(event, slots),
        walk=walk_of(event),
    )
    by_slot, by_table = {slot.id: slot for slot in slots}, {table.id: table for table in tables}
    return [_free(opening, by_slot, by_table) for opening in openings]


def _free(opening: Opening, slots: dict[int, MeetingSlot], tables: dict[int, MeetingTable]) -> Free:
    return Free(slots[opening.slot], [tables[table] for table in opening.tables])


def _one(meeting_id: int | None) -> frozenset[int]:
    return frozenset(() if meeting_id is None else (meeting_id,))


def walk_of(event: Event) -> timedelta:
    """Return the time to walk between two rooms."""
    return timedelta(minutes=event.walking_minutes)


def days_of(event: Event, slots: Iterable[MeetingSlot]) -> dict[int, date]:
    """Return the day of each slot in the zone of the event."""
    zone = ZoneInfo(event.zone)
    return {slot.id: slot.start_at.astimezone(zone).date() for slot in slots}


def _seats(
    session: Session, tables: list[MeetingTable], slots: list[MeetingSlot], except_meeting: int | None
) -> list[Seat]:
    rows = list_busy(
        session, kind=ResourceKind.TABLE, resource_ids=[table.id for table in tables], start=slots[0].start_at,
        end=max(slot.end_at for slot in slots),
    )  # fmt: skip
    busy: dict[int, list[tuple[datetime, datetime]]] = {table.id: [] for table in tables}
    for row in rows:
        if not (row.holder_kind == HolderKind.MEETING and row.holder_id == except_meeting):
            busy[row.resource_id].append((row.start_at, row.end_at))
    return [Seat(table.id, table.room_id, tuple(busy[table.id])) for table in tables]


def read_diaries(
    session: Session,
    event: Event,
    people: Collection[int],
    *,
    slots: list[MeetingSlot],
    except_meetings: Collection[int] = (),
) -> dict[int, Diary]:
    """Return what keeps each person from meeting, in a fixed number of queries."""
    busy: dict[int, list[Busy]] = {person: [] for person in people}
    for row, busy_part in list_person_busy(session, event, people, slots=slots):
        if not (row.holder_kind == HolderKind.MEETING and row.holder_id in except_meetings):
            busy[row.resource_id].append(busy_part)
    away = list_away(session, event.id, people)
    held = _days_held(session, event, people, except_meetings)
    own = _own_caps(session, event.id, people)
    settings = find_settings(session, event.id)
    cap_per_day, cap_total = (settings.cap_per_day, settings.cap_total) if settings else (None, None)
    return {
        person: Diary(
            busy=tuple(busy[person]), away=away[person], per_day=count_by_day(held[person]), cap_total=cap_total,
            cap_per_day=min((cap for cap in (cap_per_day, own.get(person)) if cap is not None), default=None),
        )
        for person in people
    }  # fmt: skip


def list_person_busy(
    session: Session, event: Event, people: Collection[int], *, slots: list[MeetingSlot]
) -> list[tuple[Occupancy, Busy]]:
    """Return what people do while slots run, with the room where it is known."""
    if not slots:
        return []
    walk = walk_of(event)
    start, end = slots[0].start_at - walk, max(slot.end_at for slot in slots) + walk
    rows = list_busy(session, kind=ResourceKind.PERSON, resource_ids=people, start=start, end=end)
    places = _places(session, {(row.holder_kind, row.holder_id) for row in rows})
    return [(row, _busy(row, places)) for row in rows]


def _busy(row: Occupancy, places: dict[tuple[str, int], int | None]) -> Busy:
    holder = (row.holder_kind, row.holder_id)
    return Busy((row.start_at, row.end_at), places.get(holder), holder in places)


def _places(session: Session, holders: set[tuple[str, int]]) -> dict[tuple[str, int], int | None]:
    """Return the room in which each holder takes place, where that is known."""
    by_kind: dict[str, list[int]] = {}
    for kind, holder in sorted(holders):
        by_kind.setdefault(kind, []).append(holder)
    if not by_kind:
        return {}
    place = aliased(Occupancy)
    mine = or_(*(and_(place.holder_kind == kind, place.holder_id.in_(ids)) for kind, ids in by_kind.items()))
    rows = session.execute(
        select(place.holder_kind, place.holder_id, place.resource_kind, place.resource_id, MeetingTable.room_id)
        .outerjoin(MeetingTable, and_(place.resource_kind == ResourceKind.TABLE, MeetingTable.id == place.resource_id))
        .where(mine, place.resource_kind != ResourceKind.PERSON)
        .distinct()
    )
    return {
        (row.holder_kind, row.holder_id): row.resource_id if row.resource_kind == ResourceKind.ROOM else row.room_id
        for row in rows
    }


def _days_held(
    session: Session, event: Event, people: Collection[int], except_meetings: Collection[int]
) -> dict[int, list[date]]:
    rows = session.execute(
        select(Meeting.id, Meeting.presenter_id, Meeting.representative_id, MeetingSlot.start_at)
        .join(MeetingSlot, MeetingSlot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event.id, Meeting.state.in_(HOLDS_A_SLOT),
            or_(Meeting.presenter_id.in_(sorted(people)), Meeting.representative_id.in_(sorted(people))),
        )
    )  # fmt: skip
    zone = ZoneInfo(event.zone)
    found: dict[int, list[date]] = {person: [] for person in people}
    for row in rows:
        if row.id not in except_meetings:
            for person in {row.presenter_id, row.representative_id} & found.keys():
                found[person].append(row.start_at.astimezone(zone).date())
    return found


def _own_caps(session: Session, event_id: int, people: Collection[int]) -> dict[int, int]:
    """Return how many meetings a day representatives want at most."""
    rows = session.execute(
        select(InvestorRepresentative.person_id, func.min(InvestorRepresentative.max_meetings_per_day))
        .join(InvestorParticipation, InvestorParticipation.investor_id == InvestorRepresentative.investor_id)
        .where(
            InvestorParticipation.event_id == event_id,
            InvestorRepresentative.person_id.in_(sorted(people)),
            InvestorRepresentative.max_meetings_per_day.is_not(None),
        )
        .group_by(InvestorRepresentative.person_id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}
