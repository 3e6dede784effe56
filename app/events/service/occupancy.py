"""Holding rooms, tables and people, so that nothing is ever in two places at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import CHINA
from app.core.errors import Conflict, RuleBroken
from app.events.logic.states import HolderKind, ResourceKind
from app.events.logic.ticks import is_on_grid, ticks
from app.events.models.venue import Occupancy
from app.events.queries.occupancy import find_resource_name, find_session_title, held_ticks

MOST_HOLDERS = 500
OCCUPANCY = cast("Table", Occupancy.__table__)


def check_grid(start: datetime, end: datetime) -> range:
    """Return the ticks of a range, or say why it cannot be booked."""
    if not (is_on_grid(start) and is_on_grid(end)):
        raise RuleBroken("Please choose a time on a five-minute grid, for example 14:05.", field="start_at")
    if end <= start:
        raise RuleBroken("The end has to be after the beginning.", field="end_at")
    return ticks(start, end)


def occupy(  # noqa: PLR0913 -- a booking is a resource, a range and a holder; callers read better with all of them named
    session: Session,
    *,
    kind: ResourceKind,
    resource_id: int,
    start: datetime,
    end: datetime,
    holder_kind: str,
    holder_id: int,
    event_id: int,
    title: str | None = None,
) -> None:
    """Hold a resource for a range; ticks the same holder has already are kept, any other holder is a Conflict.

    `title` names the holder to everybody who runs into it, so it must not say more than they may know;
    sessions are named by their own title.
    """
    wanted = check_grid(start, end)
    taken = held_ticks(session, kind=kind, resource_id=resource_id, wanted=wanted)
    others = [row for row in taken.values() if (row.holder_kind, row.holder_id) != (str(holder_kind), holder_id)]
    rows = [
        Occupancy(resource_kind=kind, resource_id=resource_id, tick=tick, holder_kind=str(holder_kind),
                  holder_id=holder_id, event_id=event_id, start_at=start, end_at=end, title=title)
        for tick in wanted if tick not in taken
    ]  # fmt: skip
    mine = _holder_name(session, str(holder_kind), holder_id, title)
    if others:
        raise describe_clash(session, min(others, key=lambda row: row.tick), mine=mine)
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError as error:
        now_taken = held_ticks(session, kind=kind, resource_id=resource_id, wanted=wanted)
        if not now_taken:
            raise
        raise describe_clash(session, now_taken[min(now_taken)], mine=mine) from error


@dataclass(frozen=True)
class Booking:
    """A resource held by a holder for a range."""

    kind: ResourceKind
    resource_id: int
    start: datetime
    end: datetime
    holder_kind: HolderKind
    holder_id: int
    event_id: int


def occupy_all(session: Session, bookings: Iterable[Booking]) -> None:
    """Write many bookings of what nobody holds; if somebody was faster, none is written, and it is a Conflict."""
    rows = [
        {"resource_kind": each.kind, "resource_id": each.resource_id, "tick": tick,
         "holder_kind": str(each.holder_kind), "holder_id": each.holder_id, "event_id": each.event_id,
         "start_at": each.start, "end_at": each.end, "title": None}
        for each in bookings for tick in check_grid(each.start, each.end)
    ]  # fmt: skip
    try:
        with session.begin_nested():
            if rows:
                session.execute(insert(OCCUPANCY), rows)
    except IntegrityError as error:
        raise Conflict("Something has just been taken. Please try again.") from error


def release_holder(session: Session, *, holder_kind: str, holder_id: int) -> None:
    """Give back everything that one holder holds."""
    held = delete(Occupancy).where(Occupancy.holder_kind == str(holder_kind), Occupancy.holder_id == holder_id)
    session.execute(held.execution_options(synchronize_session="fetch"))


def release_holders(session: Session, *, holder_kind: str, holder_ids: Iterable[int]) -> None:
    """Give back everything that many holders of a kind hold."""
    ids = sorted(holder_ids)
    for start in range(0, len(ids), MOST_HOLDERS):
        some = Occupancy.holder_id.in_(ids[start : start + MOST_HOLDERS])
        held = delete(Occupancy).where(Occupancy.holder_kind == str(holder_kind), some)
        session.execute(held.execution_options(synchronize_session="evaluate"))


def describe_clash(session: Session, other: Occupancy, *, mine: object) -> Conflict:
    """Return the refusal that names both items that want the same room, table or person."""
    name = find_resource_name(session, other.resource_kind, other.resource_id)
    return Conflict(
        "%(resource)s is taken %(when)s by “%(other)s”; “%(mine)s” does not fit there.",
        resource=name or other.resource_kind,
        when=_when(other.start_at, other.end_at),
        other=_holder_name(session, other.holder_kind, other.holder_id, other.title),
        mine=mine,
    )


def _when(start: datetime, end: datetime) -> str:
    first, last = start.astimezone(CHINA), end.astimezone(CHINA)
    return f"{first:%Y-%m-%d %H:%M}–{last:%H:%M}"


def _holder_name(session: Session, holder_kind: str, holder_id: int, title: str | None) -> object:
    """Return the words for a holder: its title, the title of the session, or the name of its kind."""
    if title:
        return title
    found = find_session_title(session, holder_id) if holder_kind == HolderKind.SESSION else None
    return found or (HolderKind(holder_kind) if holder_kind in set(HolderKind) else holder_kind)
