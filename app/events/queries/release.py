"""Reading releases: what the next one would change, what stands in its way, and the key of the public page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.clock import now
from app.events.logic.clashes import Clash
from app.events.logic.programme import SessionEntry, Snapshot, next_snapshot
from app.events.logic.release import Change, compare
from app.events.logic.states import HolderKind, ResourceKind
from app.events.logic.ticks import ticks
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Occupancy, Room
from app.events.queries.programme import (
    clashes_among,
    draft_snapshot,
    find_last_release,
    list_rooms,
    list_sessions,
    snapshot_of,
)

Holding = tuple[ResourceKind, int, int, SessionEntry]
YIELDING = frozenset({HolderKind.MEETING, HolderKind.ABSENCE})


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Something else that holds a room or person which the programme wants."""

    holder_kind: str
    holder_id: int
    resource_kind: ResourceKind
    resource_id: int
    resource_name: str
    title: str
    start_at: datetime
    end_at: datetime
    wanted_by: str

    @property
    def can_yield(self) -> bool:
        """Tell whether an organiser may displace it: meetings can be moved, other programmes cannot."""
        return self.holder_kind in YIELDING


@dataclass(frozen=True, kw_only=True)
class ReleasePlan:
    """What a release would freeze and change, and what stands in its way."""

    number: int
    snapshot: Snapshot
    previous: Snapshot
    changes: list[Change]
    clashes: list[Clash]
    unplaced: list[EventSession]
    obstacles: list[Obstacle]
    sessions: list[EventSession]

    @property
    def hard_clashes(self) -> list[Clash]:
        """Return what makes a release impossible."""
        return [clash for clash in self.clashes if clash.is_hard]

    @property
    def blockers(self) -> list[Obstacle]:
        """Return other programmes and bookings, which do not give way."""
        return [obstacle for obstacle in self.obstacles if not obstacle.can_yield]

    @property
    def meeting_ids(self) -> frozenset[int]:
        """Return the meetings that would lose their time."""
        return frozenset(each.holder_id for each in self.obstacles if each.holder_kind == HolderKind.MEETING)

    @property
    def is_different(self) -> bool:
        """Tell whether anything at all differs from the last release."""
        return self.snapshot != self.previous


def plan_release(session: Session, event: Event) -> ReleasePlan:
    """Work out the next release without changing anything."""
    last = find_last_release(session, event.id)
    previous = snapshot_of(last)
    snapshot = next_snapshot(draft_snapshot(session, event), previous, now())
    sessions = list_sessions(session, event.id)
    return ReleasePlan(
        number=(last.number if last else 0) + 1,
        snapshot=snapshot,
        previous=previous,
        changes=compare(previous, snapshot),
        clashes=clashes_among(event, sessions, list_rooms(session, event)),
        unplaced=[each for each in sessions if each.start_at is None],
        obstacles=_obstacles(session, event, snapshot),
        sessions=sessions,
    )


def holdings(snapshot: Snapshot) -> Iterator[Holding]:
    """Return every tick of every room and person that a programme needs."""
    for entry in snapshot["sessions"]:
        if entry["cancelled"]:
            continue
        resources = {(ResourceKind.PERSON, person["person_id"]) for person in entry["people"] if person["person_id"]}
        if entry["room_id"] is not None:
            resources.add((ResourceKind.ROOM, entry["room_id"]))
        span = ticks(datetime.fromisoformat(entry["start"]), datetime.fromisoformat(entry["end"]))
        for kind, resource_id in sorted(resources):
            for tick in span:
                yield kind, resource_id or 0, tick, entry


def _obstacles(session: Session, event: Event, snapshot: Snapshot) -> list[Obstacle]:
    wanted = {(kind, resource_id, tick): entry for kind, resource_id, tick, entry in holdings(snapshot)}
    if not wanted:
        return []
    span = [tick for _, _, tick in wanted]
    rows = session.scalars(
        select(Occupancy).where(
            Occupancy.tick.between(min(span), max(span)),
            or_(Occupancy.holder_kind != HolderKind.SESSION, Occupancy.event_id != event.id),
            or_(*(_of_kind(kind, wanted) for kind in (ResourceKind.PERSON, ResourceKind.ROOM))),
        )
    )
    found: dict[tuple[object, ...], tuple[Occupancy, SessionEntry]] = {}
    for row in rows:
        entry = wanted.get((row.resource_kind, row.resource_id, row.tick))
        if entry is not None:
            found.setdefault((row.holder_kind, row.holder_id, row.resource_kind, row.resource_id), (row, entry))
    return _named(session, list(found.values()))


def _of_kind(kind: ResourceKind, wanted: Iterable[tuple[ResourceKind, int, int]]) -> Any:  # noqa: ANN401 -- a condition
    ids = {resource_id for each, resource_id, _ in wanted if each is kind}
    return and_(Occupancy.resource_kind == kind, Occupancy.resource_id.in_(sorted(ids)))


def _named(session: Session, found: list[tuple[Occupancy, SessionEntry]]) -> list[Obstacle]:
    if not found:
        return []
    rows = [row for row, _ in found]
    names: dict[ResourceKind, dict[int, str]] = {
        kind: {
            each.id: each.name
            for each in session.execute(
                select(table.id, table.name).where(
                    table.id.in_({r.resource_id for r in rows if r.resource_kind is kind})
                )
            )
        }
        for kind, table in ((ResourceKind.PERSON, Person), (ResourceKind.ROOM, Room))
    }
    held = {row.holder_id for row in rows if row.holder_kind == HolderKind.SESSION}
    pairs = session.execute(select(EventSession.id, EventSession.title).where(EventSession.id.in_(held)))
    titles: dict[int, str] = {each.id: each.title for each in pairs}
    return [
        Obstacle(
            holder_kind=row.holder_kind,
            holder_id=row.holder_id,
            resource_kind=row.resource_kind,
            resource_id=row.resource_id,
            resource_name=names[row.resource_kind].get(row.resource_id, ""),
            title=row.title or titles.get(row.holder_id, ""),
            start_at=row.start_at,
            end_at=row.end_at,
            wanted_by=entry["title"],
        )
        for row, entry in sorted(found, key=lambda pair: (pair[0].start_at, pair[0].id))
    ]
