"""Making a plan the timetable of an event, and taking it back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import HolderKind
from app.events.models.event import Event
from app.events.service.occupancy import release_holders
from app.meetings.facts import PlanPublished
from app.meetings.logic.compare import Comparison, compare
from app.meetings.logic.states import ChangeKind, MeetingState
from app.meetings.models import Meeting, MeetingPlan, MeetingSlot, MeetingTable
from app.meetings.queries.ground import lock_settings
from app.meetings.queries.meetings import MOVABLE, get_meeting, list_bare, list_event_meetings
from app.meetings.queries.people import get_pair
from app.meetings.queries.planning import get_plan, is_fixed
from app.meetings.service.booking import call_off, hold, new_meeting
from app.meetings.service.change_log import note_change_of_timetable
from app.meetings.service.reasons import CHANGE_UNDONE, NEW_PLAN, NOT_IN_PLAN, TAKEN_MEANWHILE
from app.meetings.service.seating import maker_of, seat_again, seat_new
from app.meetings.service.steps import begin, cancel_seated, step
from app.pitches.queries.pitches import get_pitch

JOB = "plan_meetings"
S = MeetingState
Row = dict[str, Any]
Pair = tuple[int, int]


@dataclass
class Outcome:
    """What publishing did, and which talks found their time taken meanwhile."""

    added: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    clashes: list[Row] = field(default_factory=list)


def current_rows(session: Session, event_id: int) -> list[Row]:
    """Return the timetable as it stands, as rows of a plan."""
    meetings = list_bare(session, event_id, states=MOVABLE | {S.IN_PROGRESS})
    return [
        {
            "pitch": each.pitch_id, "investor": each.investor_id, "presenter": each.presenter_id,
            "representative": each.representative_id, "slot": each.slot_id, "table": each.table_id,
            "must": each.is_must, "weight": each.weight, "fixed": is_fixed(each), "meeting": each.id,
        }
        for each in meetings
        if each.holds_slot
    ]  # fmt: skip


def compare_versions(one: MeetingPlan, other: MeetingPlan) -> Comparison:
    """Compare two versions: what the second has that the first has not, and what stands elsewhere."""
    places = [
        {(row["pitch"], row["investor"]): (row["slot"], row["table"]) for row in plan.assignments}
        for plan in (one, other)
    ]
    return compare(places[0], places[1])


def publish_plan(session: Session, actor: Actor, *, event: Event, plan_id: int) -> Outcome:
    """Make a plan the timetable: in one transaction, with what clashes meanwhile left out and reported."""
    authorise(actor, Permission.MEETING_PLAN, event)
    settings = lock_settings(session, event.id)
    plan = get_plan(session, event.id, plan_id)
    if plan.status not in {"ready", "provisional"} or settings is None:
        raise Conflict("This plan cannot be published; it is not finished or was published already.")
    plan.before = current_rows(session, event.id)
    done = _apply(session, actor, event, plan.assignments, plan_id=plan.id, because=NEW_PLAN)
    plan.measures = {**plan.measures, "clashes": done.clashes, "previous": settings.published_plan_id}
    plan.status, plan.published_at = "published", now()
    if settings.published_plan_id is not None:
        session.get_one(MeetingPlan, settings.published_plan_id).status = "superseded"
    settings.published_plan_id = plan.id
    session.flush()
    _tell(session, actor, plan, done, "meeting.plan_published")
    return done


def undo_publish(session: Session, actor: Actor, *, event: Event) -> Outcome:
    """Go back to the timetable that stood before the last plan was published, where it is still possible."""
    authorise(actor, Permission.MEETING_PLAN, event)
    settings = lock_settings(session, event.id)
    if settings is None or settings.published_plan_id is None:
        raise RuleBroken("No plan is published.")
    plan = get_plan(session, event.id, settings.published_plan_id)
    done = _apply(session, actor, event, plan.before, plan_id=plan.id, because=CHANGE_UNDONE)
    previous = plan.measures.get("previous")
    plan.status, plan.published_at = "ready", None
    settings.published_plan_id = previous
    if previous is not None:
        session.get_one(MeetingPlan, previous).status = "published"
    session.flush()
    _tell(session, actor, plan, done, "meeting.plan_unpublished")
    return done


def _tell(session: Session, actor: Actor, plan: MeetingPlan, done: Outcome, action: str) -> None:
    outbox.record(session, PlanPublished(
        plan.id, plan.event_id, actor.person_id, added=done.added, moved=done.moved, dropped=done.dropped
    ))  # fmt: skip
    detail = {"added": len(done.added), "moved": len(done.moved), "dropped": len(done.dropped)}
    kind = ChangeKind.PUBLISHED if plan.published_at else ChangeKind.UNPUBLISHED
    note_change_of_timetable(session, actor, plan.event_id, kind=kind, detail={**detail, "plan": plan.name})
    write_audit(session, action, kind="meeting_plan", row_id=plan.id, event_id=plan.event_id, detail=detail)


def _apply(session: Session, actor: Actor, event: Event, rows: Iterable[Row], *, plan_id: int, because: str) -> Outcome:
    """Give up the places of everything that may move, then seat the rows one by one."""
    standing = {(m.pitch_id, m.investor_id): m for m in list_event_meetings(session, event.id, states=_ALIVE)}
    movable = {pair: each for pair, each in standing.items() if each.holds_slot and not is_fixed(each)}
    fixed = {pair for pair, each in standing.items() if each.holds_slot and is_fixed(each)}
    wanted = {(row["pitch"], row["investor"]): row for row in rows if (row["pitch"], row["investor"]) not in fixed}
    return _rearrange(session, actor, event, Arrangement(wanted, standing, movable, plan_id, NOT_IN_PLAN, because))


@dataclass(frozen=True)
class Arrangement:
    """Rows by pair, all meetings that live, those that give up their place first, and why the rest is called off."""

    wanted: dict[Pair, Row]
    standing: dict[Pair, Meeting]
    movable: dict[Pair, Meeting]
    plan_id: int | None
    dropped_because: str
    moved_because: str


def rearrange_pairs(
    session: Session, actor: Actor, event: Event, rows: Iterable[Row], *, pairs: Collection[Pair], reason: str
) -> Outcome:
    """Bring some pairs, also locked ones, to where the rows say, or off the timetable; all others stay."""
    standing = {(m.pitch_id, m.investor_id): m for m in list_event_meetings(session, event.id, states=_ALIVE)}
    movable = {pair: standing[pair] for pair in pairs if pair in standing and standing[pair].state in MOVABLE
               and standing[pair].holds_slot}  # fmt: skip
    wanted = {(row["pitch"], row["investor"]): row for row in rows}
    settings = lock_settings(session, event.id)
    plan_id = settings.published_plan_id if settings else None
    return _rearrange(session, actor, event, Arrangement(wanted, standing, movable, plan_id, reason, reason))


def _rearrange(session: Session, actor: Actor, event: Event, asked: Arrangement) -> Outcome:
    stays = {pair for pair, meeting in asked.movable.items() if _stays(session, meeting, asked.wanted.get(pair))}
    given_up = {meeting.id for pair, meeting in asked.movable.items() if pair not in stays}
    release_holders(session, holder_kind=HolderKind.MEETING, holder_ids=given_up)
    done = Outcome()
    known = [(asked.standing[pair], row) for pair, row in asked.wanted.items()
             if pair in asked.standing and pair not in stays]  # fmt: skip
    moved, unplaced = seat_again(session, event, known, reason=asked.moved_because, plan_id=asked.plan_id)
    done.moved += [meeting.id for meeting in moved]
    for meeting, row in unplaced:
        _place(session, actor, event, row, meeting, done, asked)
    new = [row for pair, row in asked.wanted.items() if pair not in asked.standing]
    seated, left = seat_new(session, actor, event, new, plan_id=asked.plan_id)
    done.added += [meeting.id for meeting in seated]
    for row in left:
        _place(session, actor, event, row, None, done, asked)
    dropped = [meeting for pair, meeting in asked.movable.items() if pair not in asked.wanted]
    cancel_seated(session, dropped, reason=asked.dropped_because)
    done.dropped += [meeting.id for meeting in dropped]
    return done


_ALIVE = (S.REQUESTED, S.ACCEPTED, S.RESCHEDULED, S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS)


def _place(  # noqa: PLR0913, PLR0917 -- one row, its meeting, and where to note what came of it
    session: Session, actor: Actor, event: Event, row: Row, meeting: Meeting | None, done: Outcome, asked: Arrangement
) -> None:
    """Seat one row; if its place was taken meanwhile, keep the old place, or give the meeting up."""
    was = None if meeting is None or not meeting.holds_slot else (meeting.slot_id, meeting.table_id)
    if meeting is None:
        try:
            meeting = _begin(session, actor, event, row)
        except (RuleBroken, NotFound):
            done.clashes.append(row)
            return
    if _hold(session, meeting, row["slot"], row["table"]):
        _settle(session, meeting, row, was, done, asked)
        return
    done.clashes.append(row)
    if was is not None and _hold(session, meeting, *was):
        return
    if was is not None:
        call_off(session, meeting, reason=TAKEN_MEANWHILE, by=None, tell=False)
        done.dropped.append(meeting.id)
    elif meeting.state is S.ACCEPTED and meeting.plan_id == asked.plan_id:
        call_off(session, meeting, reason=TAKEN_MEANWHILE, by=None, tell=False)


def _begin(session: Session, actor: Actor, event: Event, row: Row) -> Meeting:
    number = get_pitch(session, row["pitch"]).number
    pair = get_pair(session, event, number=number, investor_id=row["investor"])
    meeting = new_meeting(pair, by=actor.person_id)
    meeting.is_must, meeting.weight = bool(row.get("must")), int(row.get("weight") or 1)
    return begin(session, meeting)


def _stays(session: Session, meeting: Meeting, row: Row | None) -> bool:
    """Tell whether a meeting is where its row wants it, so that it need not give up its place."""
    is_there = row is not None and (meeting.slot_id, meeting.table_id) == (row["slot"], row["table"])
    return is_there and _open_slot(session, meeting.slot_id, meeting.table_id) is not None


def _open_slot(session: Session, slot_id: int | None, table_id: int | None) -> MeetingSlot | None:
    """Return a slot that is still to come, if the table is open too."""
    slot = session.get(MeetingSlot, slot_id) if slot_id else None
    table = session.get(MeetingTable, table_id) if table_id else None
    if slot is None or slot.dropped_at is not None or slot.start_at <= now():
        return None
    return None if table is None or table.closed_at is not None else slot


def _hold(session: Session, meeting: Meeting, slot_id: int | None, table_id: int | None) -> bool:
    slot = _open_slot(session, slot_id, table_id)
    if slot is None or table_id is None:
        return False
    try:
        with session.begin_nested():
            hold(session, meeting, slot, table_id)
    except Conflict:
        return False
    return True


def _settle(
    session: Session,
    meeting: Meeting,
    row: Row,
    was: tuple[int | None, int | None] | None,
    done: Outcome,
    asked: Arrangement,
) -> None:
    place = (row["slot"], row["table"])
    if was == place:
        return
    meeting = get_meeting(session, meeting.id)
    meeting.slot_id, meeting.table_id = place
    if was is not None:
        step(session, meeting, S.RESCHEDULED, reason=asked.moved_because)
        meeting.ics_sequence += 1
    elif meeting.state is S.REQUESTED:
        step(session, meeting, S.ACCEPTED)
    step(session, meeting, S.SCHEDULED)
    meeting.plan_id, meeting.expires_at = asked.plan_id if was is None else maker_of(meeting, asked.plan_id), None
    session.flush()
    (done.added if was is None else done.moved).append(meeting.id)
