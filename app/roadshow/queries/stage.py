"""The turns of a roadshow as the public programme shows them, and the mark by which it knows that they changed."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.core.words import N_
from app.events.logic.stage import StageEntry
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.stage import StagePart, one_text
from app.organisations.models import Organisation
from app.pitches.logic.visibility import visible_fields
from app.pitches.models import Pitch
from app.roadshow.models import RunningOrder, RunningOrderItem

POINTS = ("innovation", "transfer_outlook", "market_outlook", "investment_value")
_MARK = (
    select(one_text(RunningOrderItem.id, RunningOrderItem.version, Pitch.version, Organisation.version))
    .select_from(RunningOrderItem)
    .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
    .join(EventSession, EventSession.id == RunningOrder.session_id)
    .join(Pitch, Pitch.id == RunningOrderItem.pitch_id)
    .outerjoin(Organisation, Organisation.id == Pitch.organisation_id)
    .where(EventSession.event_id == Event.id, RunningOrderItem.position.is_not(None))
    .correlate(Event)
    .scalar_subquery()
)


def list_stage_entries(session: Session, event_id: int) -> list[StageEntry]:
    """Return the turns of an event with what anybody may know of each pitch; pitches for named people stay out."""
    entries = []
    rows = session.execute(
        select(RunningOrder.session_id, RunningOrderItem)
        .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
        .join(EventSession, EventSession.id == RunningOrder.session_id)
        .where(EventSession.event_id == event_id, RunningOrderItem.position.is_not(None))
        .options(joinedload(RunningOrderItem.pitch).joinedload(Pitch.organisation))
        .order_by(EventSession.start_at, RunningOrder.session_id, RunningOrderItem.position, RunningOrderItem.id)
        .execution_options(populate_existing=True)
    )
    for number, (session_id, item) in enumerate(rows, start=1):
        pitch = item.pitch
        if pitch.visibility is Visibility.NAMED:
            continue
        shown = visible_fields(pitch, Visibility.PUBLIC)
        entries.append(
            StageEntry(
                session_id=session_id,
                number=f"{number:02d}",
                title=pitch.title,
                team=pitch.organisation.name if pitch.organisation else "",
                field=pitch.field or "",
                start=item.start_at,
                end=item.end_at,
                points=tuple(str(shown.get(name) or "") for name in POINTS),  # type: ignore[arg-type]  # four of them
                assumed=bool(pitch.assumed),
            )
        )
    return entries


STAGE = StagePart(mark=_MARK, load=list_stage_entries)


def count_on_stage(session: Session, session_id: int) -> list[tuple[str, int]]:
    """Return what cancelling a session would do to the pitches that stand in its running order."""
    turns = session.scalar(
        select(func.count())
        .select_from(RunningOrderItem)
        .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
        .where(RunningOrder.session_id == session_id, RunningOrderItem.position.is_not(None))
    )
    return [(N_("%(num)d pitches lose their turn on stage."), turns)] if turns else []
