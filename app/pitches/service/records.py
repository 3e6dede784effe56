"""Entering pitches that were chosen before the platform knew of them, for example from a published report."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.pitches.facts import PitchConfirmed
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchStep
from app.pitches.service.drafts import WRITTEN


def record_pitch(  # noqa: PLR0913 -- what the report says, where it stands there, and what is assumed
    session: Session,
    actor: Actor,
    *,
    event: Event,
    values: Mapping[str, Any],
    organisation_id: int | None = None,
    source: str = "imported",
    assumed: Mapping[str, Any] | None = None,
) -> Pitch:
    """Enter a confirmed pitch as its organiser, with only what is known; what was assumed is marked field by field."""
    authorise(actor, Permission.PITCH_TRIAGE, event)
    if not values.get("title"):
        raise RuleBroken("A pitch needs a title.", field="title")
    pitch = Pitch(
        number=next_number(session, "LY", year=event.start_at.astimezone(ZoneInfo(event.zone)).year),
        event=event,
        organisation_id=organisation_id,
        created_by=None,
        members=[],
        slides=None,
        state=PitchState.CONFIRMED,
        source=source,
        assumed=dict(assumed or {}),
        submitted_at=now(),
        **{name: values[name] for name in WRITTEN & values.keys()},
    )
    session.add(pitch)
    session.flush()
    session.add(PitchStep(pitch_id=pitch.id, state=PitchState.CONFIRMED, at=now(), person_id=actor.person_id))
    outbox.record(session, PitchConfirmed(pitch_id=pitch.id, event_id=event.id))
    return pitch
