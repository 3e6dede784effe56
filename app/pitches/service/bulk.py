"""One decision on many pitches: looked at first, applied at once, and taken back while that is still honest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import random_token
from app.events.models.event import Event
from app.pitches.logic.states import TRIAGE_STEPS, PitchState, may_be_undone, may_become
from app.pitches.models import Pitch, PitchStep
from app.pitches.queries.triage import find_last_step, list_batch, list_chosen
from app.pitches.service.steps import take_step, undo_step

TOLD = frozenset({
    PitchState.SHORTLISTED, PitchState.WAITLISTED, PitchState.REJECTED, PitchState.CONFIRMED, PitchState.SLIDES_LOCKED,
})  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What a decision would do: the pitches it moves, those it cannot, and how many people are told."""

    after: PitchState
    moving: Sequence[Pitch]
    staying: Sequence[Pitch]
    people: int


def preview_decision(session: Session, actor: Actor, *, event: Event, ids: list[int], after: PitchState) -> Preview:
    """Say what a decision on these pitches would do, without doing it."""
    authorise(actor, Permission.PITCH_TRIAGE, event)
    if after not in TRIAGE_STEPS:
        raise RuleBroken("This decision cannot be made here.")
    chosen = list_chosen(session, event.id, ids)
    moving = [pitch for pitch in chosen if may_become(pitch.state, after)]
    staying = [pitch for pitch in chosen if not may_become(pitch.state, after)]
    people = {member.person_id or member.invited_login for pitch in moving for member in pitch.members}
    return Preview(after, moving, staying, len(people) if after in TOLD else 0)


def decide(
    session: Session,
    actor: Actor,
    *,
    event: Event,
    versions: Mapping[int, int],
    after: PitchState,
    reason: str | None = None,
) -> tuple[int, str]:
    """Move the previewed pitches, all or none, and return how many and the name of the batch."""
    preview = preview_decision(session, actor, event=event, ids=list(versions), after=after)
    if not preview.moving:
        raise RuleBroken("None of the chosen pitches can take this step.")
    batch = random_token()[:16]
    for pitch in preview.moving:
        check_version(pitch, versions[pitch.id])
        take_step(session, pitch, after, reason=reason, batch=batch)
    return len(preview.moving), batch


def may_undo(session: Session, actor: Actor, *, event: Event, batch: str) -> bool:
    """Tell whether anything of a batch can still be taken back."""
    authorise(actor, Permission.PITCH_TRIAGE, event)
    return any(_is_open(session, pitch, step) for pitch, step in list_batch(session, event.id, batch))


def undo_batch(session: Session, actor: Actor, *, event: Event, batch: str) -> int:
    """Take a decision back where nothing followed it, and return for how many pitches."""
    authorise(actor, Permission.PITCH_TRIAGE, event)
    open_ = [(pitch, step) for pitch, step in list_batch(session, event.id, batch) if _is_open(session, pitch, step)]
    if not open_:
        raise RuleBroken("This decision can no longer be taken back.")
    for pitch, step in open_:
        undo_step(session, pitch, step)
    return len(open_)


def _is_open(session: Session, pitch: Pitch, step: PitchStep) -> bool:
    last = find_last_step(session, pitch.id)
    return (
        last is not None and last.id == step.id and step.before is not None and may_be_undone(step.before, step.state)
    )
