"""Moving pitches from state to state: the one place where a step is checked, written down and told."""

from dataclasses import fields as fields_of
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.pitches import facts
from app.pitches.logic.call import DAYS_TO_FIX, CallState, call_state
from app.pitches.logic.completeness import Gap, Part, gaps
from app.pitches.logic.states import NEEDS_REASON, PitchState, may_become
from app.pitches.logic.visibility import PitchField
from app.pitches.models import Pitch, PitchStep
from app.pitches.queries.pitches import get_pitch
from app.pitches.queries.triage import find_last_step

FACTS: Final[dict[PitchState, type[outbox.Fact]]] = {
    PitchState.SUBMITTED: facts.PitchSubmitted, PitchState.RETURNED: facts.PitchReturned,
    PitchState.SHORTLISTED: facts.PitchShortlisted, PitchState.WAITLISTED: facts.PitchWaitlisted,
    PitchState.REJECTED: facts.PitchRejected, PitchState.CONFIRMED: facts.PitchConfirmed,
    PitchState.SCHEDULED: facts.PitchScheduled, PitchState.WITHDRAWN: facts.PitchWithdrawn,
    PitchState.NO_SHOW: facts.PitchMissed,
}  # fmt: skip


def take_step(
    session: Session, pitch: Pitch, after: PitchState, *, reason: str | None = None, batch: str | None = None
) -> PitchStep:
    """Move a loaded pitch one step, for callers that asked for permission themselves."""
    before, reason = pitch.state, (reason or "").strip() or None
    if not may_become(before, after):
        raise RuleBroken("A pitch that is “%(before)s” cannot become “%(after)s”.", before=before, after=after)
    if after in NEEDS_REASON and reason is None:
        raise RuleBroken("Please give a reason.", field="reason")
    pitch.state, pitch.state_reason = after, reason
    step = PitchStep(
        pitch_id=pitch.id, before=before, state=after, reason=reason, batch=batch, at=now(),
        person_id=session.info.get("person_id"),
    )  # fmt: skip
    session.add(step)
    session.flush()
    outbox.record(session, _fact(pitch, step))
    return step


def submit_pitch(session: Session, actor: Actor, *, pitch_id: int, version: int | None = None) -> Pitch:
    """Hand a complete pitch in, before the call closes or within the days given to correct it."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    check_version(pitch, version)
    if not may_become(pitch.state, PitchState.SUBMITTED):
        raise RuleBroken(
            "A pitch that is “%(before)s” cannot become “%(after)s”.", before=pitch.state, after=PitchState.SUBMITTED
        )
    missing = list_gaps(pitch)
    if missing:
        raise RuleBroken("Please complete the marked parts first.", field=missing[0].part.value)
    _refuse_when_late(session, pitch)
    take_step(session, pitch, PitchState.SUBMITTED)
    pitch.submitted_at, pitch.returned_fields = now(), {}
    session.flush()
    return pitch


def list_gaps(pitch: Pitch) -> list[Gap]:
    """Return what a loaded pitch still lacks."""
    values = {part.value: getattr(pitch, part.value, None) for part in Part if part not in (Part.ORGANISATION,)}
    values |= {"organisation_name": pitch.organisation, "presenter": pitch.presenter}
    return gaps(values)


def withdraw_pitch(session: Session, actor: Actor, *, pitch_id: int, reason: str, version: int | None = None) -> Pitch:
    """Take a pitch back; it leaves the running order and all meetings about it end."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    check_version(pitch, version)
    take_step(session, pitch, PitchState.WITHDRAWN, reason=reason)
    return pitch


def return_pitch(
    session: Session,
    actor: Actor,
    *,
    pitch_id: int,
    reason: str,
    fields: dict[PitchField | Part, str],
    version: int | None = None,
) -> Pitch:
    """Give a pitch back to its team, saying for each field what to correct."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_TRIAGE, pitch)
    check_version(pitch, version)
    take_step(session, pitch, PitchState.RETURNED, reason=reason)
    pitch.returned_fields = {field.value: note.strip() for field, note in fields.items() if note.strip()}
    session.flush()
    return pitch


def move_pitch(
    session: Session,
    actor: Actor,
    *,
    pitch_id: int,
    after: PitchState,
    reason: str | None = None,
    version: int | None = None,
) -> Pitch:
    """Decide about one pitch as its organiser."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_TRIAGE, pitch)
    check_version(pitch, version)
    take_step(session, pitch, after, reason=reason)
    return pitch


def _refuse_when_late(session: Session, pitch: Pitch) -> None:
    event = pitch.event
    state = call_state(now(), opens=event.call_opens_at, closes=event.call_closes_at, text=event.call_text)
    if pitch.state is PitchState.RETURNED:
        last = find_last_step(session, pitch.id)
        if last is None or state is CallState.OPEN or now() < last.at + timedelta(days=DAYS_TO_FIX):
            return
        raise RuleBroken("The %(days)d days for corrections are over. Please write to the organiser.", days=DAYS_TO_FIX)
    if state is not CallState.OPEN:
        raise RuleBroken("The call for this event is closed; nothing can be submitted any more.")


def _fact(pitch: Pitch, step: PitchStep) -> outbox.Fact:
    values: dict[str, Any] = {
        "pitch_id": pitch.id, "event_id": pitch.event_id, "reason": step.reason or "", "batch": step.batch,
        "before": (step.before or PitchState.DRAFT).value, "after": step.state.value,
    }  # fmt: skip
    kind = FACTS.get(step.state, facts.PitchStepped)
    return kind(**{field.name: values[field.name] for field in fields_of(kind)})


def undo_step(session: Session, pitch: Pitch, step: PitchStep) -> None:
    """Put a pitch back to where a step found it; the history keeps both."""
    before = step.before or PitchState.DRAFT
    pitch.state, pitch.state_reason = before, None
    session.add(
        PitchStep(pitch_id=pitch.id, before=step.state, state=before, at=now(), person_id=session.info.get("person_id"))
    )
    session.flush()
    undone = facts.PitchStepUndone(
        pitch_id=pitch.id, event_id=pitch.event_id, before=step.state.value, after=before.value, batch=step.batch
    )
    outbox.record(session, undone)
