"""What the public front page shows: figures with their sources, and the next and last events."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementState
from app.agreements.models.agreement import Agreement
from app.core.clock import now
from app.events.logic.states import EventState, Visibility
from app.events.models.event import Event
from app.organisations.models import Figure
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch

HIDDEN = (EventState.DRAFT, EventState.IN_REVIEW)
SIGNED = (AgreementState.SIGNED, AgreementState.IN_PERFORMANCE, AgreementState.COMPLETED)
SHOWN_EVENTS = 6
INVENTED = "invented"


@dataclass(frozen=True)
class Counts:
    """How much of each thing the platform holds."""

    events: int
    pitches: int
    agreements: int


def list_front_events(session: Session) -> list[Event]:
    """Return public events: those still to come, soonest first, then the latest past ones."""
    moment = now()
    public = select(Event).where(
        Event.visibility == Visibility.PUBLIC, Event.state.not_in(HIDDEN), Event.parent_id.is_(None)
    )
    coming = public.where(Event.end_at >= moment).order_by(Event.start_at, Event.id).limit(SHOWN_EVENTS)
    past = public.where(Event.end_at < moment).order_by(Event.start_at.desc(), Event.id.desc()).limit(SHOWN_EVENTS)
    return [*session.scalars(coming), *session.scalars(past)][:SHOWN_EVENTS]


def list_front_figures(session: Session) -> list[Figure]:
    """Return the published figures of the platform, in the order in which they were entered."""
    return list(session.scalars(select(Figure).where(Figure.is_on_front).order_by(Figure.id)))


def count_all(session: Session) -> Counts:
    """Count public events without the stops of tours, presented or confirmed pitches, and signed agreements.

    What was invented for a demonstration counts in nothing.
    """
    past_draft = (PitchState.DRAFT, PitchState.REJECTED, PitchState.WITHDRAWN, PitchState.RETURNED)
    invented = select(Event.id).where(Event.source == INVENTED)
    shown = (Event.state.not_in(HIDDEN), Event.parent_id.is_(None), Event.source != INVENTED)
    events = session.scalar(select(func.count()).select_from(Event).where(*shown))
    pitches = session.scalar(
        select(func.count()).select_from(Pitch).where(Pitch.state.not_in(past_draft), Pitch.event_id.not_in(invented))
    )
    outside = Agreement.event_id.is_(None) | Agreement.event_id.not_in(invented)
    agreements = session.scalar(select(func.count()).select_from(Agreement).where(Agreement.state.in_(SIGNED), outside))
    return Counts(events or 0, pitches or 0, agreements or 0)
