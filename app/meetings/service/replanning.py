"""Planning again on the day: say what happened, look at who would be disturbed, apply it, take it back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.event import Event
from app.events.queries.occupancy import list_held
from app.meetings.facts import TimetableMended
from app.meetings.logic.check import violations
from app.meetings.logic.instance import Assignment, Instance
from app.meetings.logic.mending import Mended, mend
from app.meetings.logic.states import ChangeKind
from app.meetings.models import MeetingSlot, MeetingTable, TimetableChange, Unavailability
from app.meetings.queries.availability import walk_of
from app.meetings.queries.changes import get_change, list_standby
from app.meetings.queries.ground import get_table, list_slots, lock_settings
from app.meetings.queries.planning import Question, build_question
from app.meetings.service.change_log import draft_change
from app.meetings.service.planning import Outcome, current_rows, rearrange_pairs
from app.meetings.service.reasons import (
    CHANGE_UNDONE,
    HOLE_FILLED,
    SESSION_LONGER,
    SOMEBODY_AWAY,
    SOMEBODY_LATE,
    TABLE_OUT,
)

K = ChangeKind
Row = dict[str, Any]
Pair = tuple[int, int]
SECONDS: Final = 3.0
BECAUSE: Final = {
    K.PERSON_AWAY: SOMEBODY_AWAY, K.PERSON_LATE: SOMEBODY_LATE, K.TABLE_CLOSED: TABLE_OUT,
    K.SESSION_OVERRUNS: SESSION_LONGER, K.HOLES_FILLED: HOLE_FILLED,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Incident:
    """What happened: to whom or what, and until when it lasts (None is the end of the event)."""

    kind: ChangeKind
    person_id: int | None = None
    table_id: int | None = None
    session_id: int | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class _Scene:
    """A question after an incident: who must stay away from which slots, and which table is closed."""

    question: Question
    away: dict[int, set[int]]
    closed_table: int | None = None


def propose_change(session: Session, actor: Actor, *, event: Event, incident: Incident) -> TimetableChange:
    """Work out the least disturbing timetable after an incident, and keep it as a proposal with its differences."""
    authorise(actor, Permission.MEETING_PLAN, event)
    scene = _look(session, event, incident)
    question = scene.question
    before = _standing(question)
    mended = mend(question.instance, before, standby=list_standby(session, event.id), seconds=SECONDS)
    if violations(question.instance, mended.rows):
        raise Conflict("No timetable without a fault was found. Please move these meetings by hand.")
    touched = {*mended.moved, *mended.reseated, *mended.dropped, *mended.added}
    pairs = {(question.talks[each].pitch_id, question.talks[each].investor_id) for each in touched}
    rows = [row for row in current_rows(session, event.id) if (row["pitch"], row["investor"]) in pairs]
    after = [_row(question, row) for row in mended.rows if row.meeting in touched]
    detail = {
        "person": incident.person_id, "table": incident.table_id, "session": incident.session_id,
        "until": incident.until.isoformat() if incident.until else None,
        "away": [[person, slot] for person, slots in sorted(scene.away.items()) for slot in sorted(slots)],
        "closed_table": scene.closed_table, "pairs": sorted(pairs), **_numbers(mended),
    }  # fmt: skip
    return draft_change(session, actor, event.id, kind=incident.kind, detail=detail, rows=(rows, after))


def _numbers(mended: Mended) -> Row:
    return {
        "moved": len(mended.moved), "reseated": len(mended.reseated), "dropped": len(mended.dropped),
        "added": len(mended.added), "disturbed": len(mended.disturbed), "least": mended.least,
        "kept": len(mended.rows) - len(mended.moved) - len(mended.reseated) - len(mended.added),
    }  # fmt: skip


def _look(session: Session, event: Event, incident: Incident) -> _Scene:
    slots = [slot for slot in list_slots(session, event.id) if slot.start_at > now()]
    if not slots:
        raise RuleBroken("All times for meetings are over.")
    until = incident.until or max(slot.end_at for slot in slots)
    hit = {slot.id for slot in slots if slot.start_at < until}
    away: dict[int, set[int]] = {}
    table = None
    if incident.kind in {K.PERSON_AWAY, K.PERSON_LATE}:
        if incident.person_id is None:
            raise RuleBroken("Please say who it is.", field="person_id")
        away = {incident.person_id: hit}
    elif incident.kind is K.SESSION_OVERRUNS:
        away = _held_back(session, event, incident, slots)
    elif incident.kind is K.TABLE_CLOSED:
        if incident.table_id is None:
            raise RuleBroken("Please say which table.", field="table_id")
        table = get_table(session, event.id, incident.table_id).id
    question = build_question(session, event)
    return _Scene(_after(question, away, table, hit), away, table if incident.until is None else None)


def _held_back(session: Session, event: Event, incident: Incident, slots: list[MeetingSlot]) -> dict[int, set[int]]:
    """Everybody whom a session keeps longer, with the slots that begin before they can be at a table."""
    if incident.session_id is None or incident.until is None:
        raise RuleBroken("Please say which session, and until when it takes.", field="session_id")
    held = list_held(session, holder_kind=HolderKind.SESSION, holder_id=incident.session_id)
    ready = incident.until + walk_of(event)
    starts = min((row.start_at for row in held), default=now())
    hit = {slot.id for slot in slots if slot.start_at < ready and slot.end_at > starts}
    return {row.resource_id: hit for row in held if row.resource_kind == ResourceKind.PERSON}


def _after(question: Question, away: dict[int, set[int]], table: int | None, hit: Collection[int]) -> Question:
    """The question with the incident in it; what it hits is no longer fixed."""
    number = {slot: index for index, slot in question.slots.items()}
    gone = {person: frozenset(number[slot] for slot in slots if slot in number) for person, slots in away.items()}
    shut = frozenset(number[slot] for slot in hit if slot in number)
    instance: Instance = question.instance
    meetings = []
    for each in instance.meetings:
        lost = any(each.fixed_slot in gone.get(side, ()) for side in each.sides)
        free_place = lost or (table is not None and each.fixed_place == table and each.fixed_slot in shut)
        meetings.append(replace(
            each, fixed_slot=None if lost else each.fixed_slot, fixed_place=None if free_place else each.fixed_place
        ))  # fmt: skip
    return replace(question, instance=replace(
        instance, meetings=tuple(meetings),
        participants=tuple(
            replace(each, unavailable=each.unavailable | gone.get(each.id, frozenset()))
            for each in instance.participants
        ),
        places=tuple(
            replace(each, closed=each.closed | shut) if each.id == table else each for each in instance.places
        ),
    ))  # fmt: skip


def _standing(question: Question) -> list[Assignment]:
    """The timetable as it stands, in the numbers of the question."""
    return [
        Assignment(meeting, slot, question.talks[meeting].table_id or 0) for meeting, slot in question.standing.items()
    ]


def _row(question: Question, row: Assignment) -> Row:
    talk = question.talks[row.meeting]
    return {
        "pitch": talk.pitch_id, "investor": talk.investor_id, "presenter": talk.presenter_id,
        "representative": talk.representative_id, "slot": question.slots[row.slot], "table": row.place,
        "must": talk.voices.is_mandatory, "weight": talk.voices.weight,
    }  # fmt: skip


def apply_change(session: Session, actor: Actor, *, event: Event, change_id: int) -> Outcome:
    """Bring a proposal onto the timetable, if what it rests on still stands; everybody touched is told once."""
    authorise(actor, Permission.MEETING_PLAN, event)
    lock_settings(session, event.id)
    change = get_change(session, event.id, change_id)
    if change.applied_at is not None:
        raise Conflict("This change is on the timetable already.")
    if not _still_stands(session, event, change, change.before):
        raise Conflict("The timetable changed meanwhile. Please work the change out again.")
    _rule_out(session, change)
    pairs = [(pair[0], pair[1]) for pair in change.detail["pairs"]]
    done = rearrange_pairs(session, actor, event, change.after, pairs=pairs, reason=BECAUSE[change.kind])
    change.applied_at = now()
    _finish(session, actor, change, done, "meeting.timetable_mended")
    return done


def undo_change(session: Session, actor: Actor, *, event: Event, change_id: int) -> Outcome:
    """Put everybody back to where they were before a change, where it is still possible."""
    authorise(actor, Permission.MEETING_PLAN, event)
    lock_settings(session, event.id)
    change = get_change(session, event.id, change_id)
    if change.applied_at is None or change.undone_at is not None or not change.detail.get("pairs"):
        raise Conflict("This change cannot be taken back.")
    _allow_again(session, change)
    pairs = [(pair[0], pair[1]) for pair in change.detail["pairs"]]
    done = rearrange_pairs(session, actor, event, change.before, pairs=pairs, reason=CHANGE_UNDONE)
    change.undone_at = now()
    _finish(session, actor, change, done, "meeting.mending_undone")
    return done


def _still_stands(session: Session, event: Event, change: TimetableChange, rows: Iterable[Row]) -> bool:
    pairs = {(pair[0], pair[1]) for pair in change.detail["pairs"]}
    place = {(row["pitch"], row["investor"]): (row["slot"], row["table"]) for row in rows}
    now_ = {(row["pitch"], row["investor"]): (row["slot"], row["table"]) for row in current_rows(session, event.id)}
    return all(now_.get(pair) == place.get(pair) for pair in pairs)


def _rule_out(session: Session, change: TimetableChange) -> None:
    """Keep later bookings away from who is not there and from a table that is closed."""
    fresh = []
    for person, slot in change.detail["away"]:
        known = select(Unavailability.id).where(Unavailability.person_id == person, Unavailability.slot_id == slot)
        if session.scalar(known) is None:
            session.add(Unavailability(person_id=person, slot_id=slot))
            fresh.append([person, slot])
    if change.detail["closed_table"] is not None:
        session.get_one(MeetingTable, change.detail["closed_table"]).closed_at = now()
    change.detail = {**change.detail, "ruled_out": fresh}
    session.flush()


def _allow_again(session: Session, change: TimetableChange) -> None:
    for person, slot in change.detail.get("ruled_out", ()):
        session.execute(
            delete(Unavailability).where(Unavailability.person_id == person, Unavailability.slot_id == slot)
        )
    if change.detail.get("closed_table") is not None:
        session.get_one(MeetingTable, change.detail["closed_table"]).closed_at = None
    session.flush()


def _finish(session: Session, actor: Actor, change: TimetableChange, done: Outcome, action: str) -> None:
    reason = CHANGE_UNDONE if change.undone_at else BECAUSE.get(change.kind, CHANGE_UNDONE)
    outbox.record(session, TimetableMended(
        change.id, change.event_id, by=actor.person_id, added=done.added, moved=done.moved, dropped=done.dropped,
        reason=reason,
    ))  # fmt: skip
    detail = {"added": len(done.added), "moved": len(done.moved), "dropped": len(done.dropped)}
    write_audit(session, action, kind="timetable_change", row_id=change.id, event_id=change.event_id, detail=detail)
