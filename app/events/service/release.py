"""Releasing the programme: freeze it, hold its rooms and people, and say what changed."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.facts.programme import ProgrammeReleased
from app.events.logic.clashes import Clash, ClashKind
from app.events.logic.programme import Snapshot
from app.events.logic.release import changed_ids
from app.events.logic.states import HolderKind, ResourceKind, SessionState
from app.events.models.event import Event
from app.events.models.programme import ProgrammeRelease, ReleasedResource
from app.events.models.venue import Occupancy
from app.events.queries.occupancy import find_resource_name
from app.events.queries.release import ReleasePlan, holdings, plan_release
from app.events.service.occupancy import describe_clash, release_holder


def release_programme(
    session: Session,
    actor: Actor,
    *,
    event: Event,
    name: str = "",
    note: str = "",
    displacing: frozenset[int] = frozenset(),
) -> ProgrammeRelease:
    """Make the draft public as the next version; `displacing` are the meetings that may lose their time."""
    authorise(actor, Permission.PROGRAMME_EDIT, event)
    plan = plan_release(session, event)
    _check(session, plan, displacing)
    release = ProgrammeRelease(
        event_id=event.id,
        number=plan.number,
        name=name.strip() or f"v{plan.number}",
        note=note.strip() or None,
        programme=plan.snapshot,
        changes=plan.changes,
        content_hash=content_hash(plan.snapshot),
        released_by=actor.person_id,
    )
    session.add(release)
    session.flush()
    _name_resources(session, release.id, plan)
    _hold(session, event, plan)
    for each in plan.sessions:
        if each.start_at is not None and each.state in (SessionState.DRAFT, SessionState.MOVED):
            each.state, each.state_reason = SessionState.SCHEDULED, None
    session.flush()
    outbox.record(
        session,
        ProgrammeReleased(
            event_id=event.id,
            release_id=release.id,
            number=release.number,
            changed_session_ids=changed_ids(plan.changes),
            displaced_meeting_ids=tuple(sorted(plan.meeting_ids)),
        ),
    )
    return release


def _name_resources(session: Session, release_id: int, plan: ReleasePlan) -> None:
    """Note whom and which rooms the release names."""
    wanted = {
        (ResourceKind.PERSON, person["person_id"])
        for entry in plan.snapshot["sessions"]
        for person in entry["people"]
        if person["person_id"] is not None
    } | {(ResourceKind.ROOM, room["id"]) for room in plan.snapshot["rooms"]}
    rows = [{"release_id": release_id, "resource_kind": kind, "resource_id": key} for kind, key in sorted(wanted)]
    if rows:
        session.execute(insert(ReleasedResource), rows)


def content_hash(snapshot: Snapshot) -> str:
    """Return a mark of the content: the same programme has the same one."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check(session: Session, plan: ReleasePlan, displacing: frozenset[int]) -> None:
    if not plan.snapshot["sessions"]:
        raise RuleBroken("No session has a time yet. Give at least one session a time before you release.")
    if not plan.is_different:
        raise RuleBroken("Nothing has changed since the last release.")
    if plan.hard_clashes:
        raise _refusal(session, plan, plan.hard_clashes[0])
    for obstacle in plan.blockers:
        raise RuleBroken(
            "“%(wanted)s” cannot have %(resource)s: “%(other)s” is there at the same time.",
            wanted=obstacle.wanted_by,
            resource=obstacle.resource_name,
            other=obstacle.title or HolderKind(obstacle.holder_kind),
        )
    if not plan.meeting_ids <= displacing:
        raise RuleBroken("Meetings stand in the way. Read what would happen to them and confirm.", field="displacing")


def _refusal(session: Session, plan: ReleasePlan, clash: Clash) -> RuleBroken:
    titles = {each.id: each.title for each in plan.sessions}
    kind = ResourceKind.ROOM if clash.kind is ClashKind.ROOM else ResourceKind.PERSON
    return RuleBroken(
        "%(resource)s is in “%(first)s” and “%(second)s” at the same time. Move one of them first.",
        resource=find_resource_name(session, kind, clash.resource_id or 0) or "",
        first=titles.get(clash.first_id, ""),
        second=titles.get(clash.second_id or 0, ""),
    )


def _hold(session: Session, event: Event, plan: ReleasePlan) -> None:
    """Give back what the last release held and hold what this one needs; the unique key decides races."""
    mine = (Occupancy.holder_kind == HolderKind.SESSION) & (Occupancy.event_id == event.id)
    session.execute(delete(Occupancy).where(mine).execution_options(synchronize_session="fetch"))
    for meeting_id in sorted(plan.meeting_ids):
        release_holder(session, holder_kind=HolderKind.MEETING, holder_id=meeting_id)
    rows = [
        {
            "resource_kind": kind,
            "resource_id": resource_id,
            "tick": tick,
            "holder_kind": str(HolderKind.SESSION),
            "holder_id": entry["id"],
            "event_id": event.id,
            "start_at": datetime.fromisoformat(entry["start"]),
            "end_at": datetime.fromisoformat(entry["end"]),
        }
        for kind, resource_id, tick, entry in holdings(plan.snapshot)
    ]
    _give_way(session, plan, rows)
    if rows:
        try:
            with session.begin_nested():
                session.execute(insert(Occupancy), rows)
        except IntegrityError as error:
            raise _who_was_faster(session, rows) from error


def _give_way(session: Session, plan: ReleasePlan, rows: list[dict[str, object]]) -> None:
    """Absences that somebody noted give way to the programme, tick by tick."""
    absent = {each.resource_id for each in plan.obstacles if each.holder_kind == HolderKind.ABSENCE}
    for person_id in sorted(absent):
        wanted = [
            r["tick"] for r in rows if r["resource_kind"] is ResourceKind.PERSON and r["resource_id"] == person_id
        ]
        session.execute(
            delete(Occupancy)
            .where(
                Occupancy.resource_kind == ResourceKind.PERSON,
                Occupancy.resource_id == person_id,
                Occupancy.holder_kind == HolderKind.ABSENCE,
                Occupancy.tick.in_(wanted),
            )
            .execution_options(synchronize_session="fetch")
        )


def _who_was_faster(session: Session, rows: list[dict[str, object]]) -> Conflict:
    wanted = {(row["resource_kind"], row["resource_id"], row["tick"]) for row in rows}
    span = [int(str(row["tick"])) for row in rows]
    for other in session.scalars(select(Occupancy).where(Occupancy.tick.between(min(span), max(span)))):
        if (other.resource_kind, other.resource_id, other.tick) in wanted:
            return describe_clash(session, other, mine=HolderKind.SESSION)
    return Conflict("Somebody changed this at the same moment. Please try again.")
