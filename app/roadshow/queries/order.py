"""Finding running orders and the pitches they can hold."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.core.errors import NotFound
from app.events.logic.states import HolderKind, ResourceKind, SessionState, SessionType
from app.events.models.programme import EventSession
from app.events.models.venue import Occupancy
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchMember
from app.roadshow.models import RunningOrder, RunningOrderItem, RunningOrderVersion


def list_stages(session: Session, event_id: int) -> list[EventSession]:
    """Return the sessions of an event in which pitches are presented, in their order."""
    return list(
        session.scalars(
            select(EventSession)
            .where(
                EventSession.event_id == event_id,
                EventSession.session_type == SessionType.ROADSHOW,
                EventSession.state != SessionState.CANCELLED,
            )
            .options(joinedload(EventSession.event), joinedload(EventSession.room))
            .order_by(EventSession.start_at, EventSession.position, EventSession.id)
        )
    )


def get_stage(session: Session, session_id: int) -> EventSession:
    """Return a session with its event."""
    found = session.scalar(
        select(EventSession).where(EventSession.id == session_id).options(joinedload(EventSession.event))
    )
    if found is None:
        raise NotFound("There is no such session.")
    return found


def find_order(session: Session, session_id: int) -> RunningOrder | None:
    """Return the running order of a session with its pitches and their teams."""
    return session.scalar(select(RunningOrder).where(RunningOrder.session_id == session_id).options(*_loaded()))


def get_order(session: Session, order_id: int) -> RunningOrder:
    """Return a running order with its pitches and their teams."""
    found = session.scalar(select(RunningOrder).where(RunningOrder.id == order_id).options(*_loaded()))
    if found is None:
        raise NotFound("There is no such running order.")
    return found


def find_last_version(session: Session, order_id: int) -> RunningOrderVersion | None:
    """Return the last version of a running order that was written down."""
    wanted = select(RunningOrderVersion).where(RunningOrderVersion.order_id == order_id)
    return session.scalar(wanted.order_by(RunningOrderVersion.number.desc()).limit(1))


def list_versions(session: Session, order_id: int) -> list[RunningOrderVersion]:
    """Return all versions of a running order, newest first."""
    wanted = select(RunningOrderVersion).where(RunningOrderVersion.order_id == order_id)
    loaded = wanted.options(joinedload(RunningOrderVersion.maker)).order_by(RunningOrderVersion.number.desc())
    return list(session.scalars(loaded))


def find_item_of(session: Session, pitch_id: int) -> RunningOrderItem | None:
    """Return the place that a pitch has in a running order now."""
    return session.scalar(
        select(RunningOrderItem).where(RunningOrderItem.pitch_id == pitch_id, RunningOrderItem.position.is_not(None))
    )


def list_free_pitches(session: Session, event_id: int) -> list[Pitch]:
    """Return the pitches of an event that are certain but stand in no running order."""
    placed = select(RunningOrderItem.pitch_id).where(RunningOrderItem.position.is_not(None))
    return list(
        session.scalars(
            select(Pitch)
            .where(
                Pitch.event_id == event_id,
                Pitch.state.in_([PitchState.CONFIRMED, PitchState.SCHEDULED]),
                Pitch.id.not_in(placed),
            )
            .options(joinedload(Pitch.event), joinedload(Pitch.organisation), selectinload(Pitch.members))
            .order_by(Pitch.number)
        )
    )


def list_event_turns(session: Session, event_id: int) -> list[RunningOrderItem]:
    """Return every timed turn of an event with its pitch, for agendas and booklets, in order of time."""
    return list(
        session.scalars(
            select(RunningOrderItem)
            .join(RunningOrder, RunningOrder.id == RunningOrderItem.order_id)
            .join(EventSession, EventSession.id == RunningOrder.session_id)
            .where(EventSession.event_id == event_id, RunningOrderItem.position.is_not(None))
            .options(
                joinedload(RunningOrderItem.pitch).joinedload(Pitch.organisation),
                joinedload(RunningOrderItem.pitch).selectinload(Pitch.members).joinedload(PitchMember.person),
            )
            .order_by(RunningOrderItem.start_at, RunningOrderItem.position, RunningOrderItem.id)
        )
    )


def people_in_session(session: Session, session_id: int, people: set[int]) -> set[int]:
    """Return which of these people the session holds already, as speakers or moderators."""
    held = select(Occupancy.resource_id).where(
        Occupancy.resource_kind == ResourceKind.PERSON,
        Occupancy.resource_id.in_(people),
        Occupancy.holder_kind == HolderKind.SESSION.value,
        Occupancy.holder_id == session_id,
    )
    return set(session.scalars(held))


def _loaded() -> tuple[ExecutableOption, ...]:
    items = selectinload(RunningOrder.items).joinedload(RunningOrderItem.pitch)
    return (
        joinedload(RunningOrder.session).joinedload(EventSession.event),
        items.joinedload(Pitch.event),
        items.joinedload(Pitch.organisation),
        items.selectinload(Pitch.members).joinedload(PitchMember.person),
    )
