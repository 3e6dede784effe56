"""Steps between the states of a meeting, each with its line in the history."""

from collections.abc import Sequence, Set
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.errors import RuleBroken
from app.meetings.logic.moving import MoveState
from app.meetings.logic.states import MeetingState, may_move, needs_reason
from app.meetings.models import Meeting, MeetingStep, MoveRequest

STEPS = cast("Table", MeetingStep.__table__)
SEATED = frozenset({MeetingState.SCHEDULED, MeetingState.CONFIRMED})


def begin(session: Session, meeting: Meeting) -> Meeting:
    """Save a new meeting with the first line of its history."""
    session.add(meeting)
    session.flush()
    _note(session, meeting, None, None)
    return meeting


def begin_seated(session: Session, meetings: list[Meeting]) -> None:
    """Save many new meetings that stand on the timetable, each with both lines of its history."""
    for meeting in meetings:
        meeting.state = MeetingState.SCHEDULED
    session.add_all(meetings)
    session.flush()
    agreed, seated = MeetingState.ACCEPTED, MeetingState.SCHEDULED
    by = session.info.get("person_id")
    for before, state in ((None, agreed), (agreed, seated)):
        is_seated = state is seated
        rows = [
            {"meeting_id": each.id, "before": before, "state": state, "reason": None, "person_id": by,
             "slot_id": each.slot_id if is_seated else None, "table_id": each.table_id if is_seated else None}
            for each in meetings
        ]  # fmt: skip
        if rows:
            session.execute(insert(STEPS), rows)


def move_seated(session: Session, meetings: list[Meeting], *, reason: str) -> None:
    """Take many seated meetings to the place they now name, each with both lines of its history."""
    _step_all(session, meetings, ((MeetingState.RESCHEDULED, reason), (MeetingState.SCHEDULED, None)))


def cancel_seated(session: Session, meetings: list[Meeting], *, reason: str) -> None:
    """Call many seated meetings off, each with a line of its history; what they hold is given back by the caller."""
    for meeting in meetings:
        meeting.is_locked = False
    _step_all(session, meetings, ((MeetingState.CANCELLED, reason),))


def _step_all(session: Session, meetings: list[Meeting], steps: Sequence[tuple[MeetingState, str | None]]) -> None:
    """Take many seated meetings through the same steps away from their place; calendars have to hear of it."""
    rows = []
    for state, reason in steps:  # step by step, since rows of one shape are written together
        for meeting in meetings:
            rows.append({
                "meeting_id": meeting.id, "before": meeting.state, "state": state, "reason": reason,
                "person_id": session.info.get("person_id"), "slot_id": meeting.slot_id, "table_id": meeting.table_id,
            })  # fmt: skip
            meeting.state, meeting.state_reason = state, reason
    for meeting in meetings:
        meeting.ics_sequence += 1
    session.flush()
    if rows:
        session.execute(insert(STEPS), rows)
        _overtake(session, {each.id for each in meetings}, event_id=meetings[0].event_id)


def step(session: Session, meeting: Meeting, state: MeetingState, *, reason: str | None = None) -> None:
    """Bring a meeting into another state, or refuse."""
    before = meeting.state
    if not may_move(before, state):
        raise RuleBroken("A meeting that is “%(old)s” cannot become “%(new)s”.", old=before, new=state)
    if needs_reason(state) and not (reason or "").strip():
        raise RuleBroken("Please give a reason; the other side will read it.", field="reason")
    meeting.state, meeting.state_reason = state, (reason or "").strip() or None
    session.flush()
    _note(session, meeting, before, meeting.state_reason)
    if before in SEATED and state not in SEATED:
        _overtake(session, {meeting.id}, event_id=meeting.event_id)


def _overtake(session: Session, meeting_ids: Set[int], *, event_id: int) -> None:
    """Close the open requests to move meetings that have just moved, begun or been called off."""
    wanted = select(MoveRequest).where(MoveRequest.event_id == event_id, MoveRequest.state == MoveState.OPEN)
    for request in session.scalars(wanted):
        if request.meeting_id in meeting_ids:
            request.state = MoveState.OVERTAKEN
    session.flush()


def note_change(session: Session, meeting: Meeting, *, reason: str | None = None) -> None:
    """Write a line into the history for a change that keeps the state."""
    _note(session, meeting, meeting.state, reason)


def _note(session: Session, meeting: Meeting, before: MeetingState | None, reason: str | None) -> None:
    session.add(
        MeetingStep(
            meeting_id=meeting.id, before=before, state=meeting.state, reason=reason, slot_id=meeting.slot_id,
            table_id=meeting.table_id, person_id=session.info.get("person_id"),
        )
    )  # fmt: skip
    session.flush()


def audit(session: Session, action: str, meeting: Meeting) -> None:
    """Write the line of the audit trail about a meeting; the last thing a service does."""
    write_audit(
        session, f"meeting.{action}", kind="meeting", row_id=meeting.id, event_id=meeting.event_id,
        detail={"pitch": meeting.pitch_id, "investor": meeting.investor_id, "slot": meeting.slot_id},
    )  # fmt: skip
