"""Finding streams, replays and publications, and who may see them now."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.core.clock import now
from app.core.errors import NotFound
from app.core.permissions import Actor, Permission, may
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.pitches.logic.visibility import RANK, higher
from app.pitches.models import Pitch, PitchMember
from app.pitches.queries.access import may_be_shown, viewer_level
from app.roadshow.logic.online import is_open
from app.roadshow.models import Recording, RecordingView, Release


def list_recordings(session: Session, session_id: int) -> list[Recording]:
    """Return the streams and replays of a session."""
    wanted = select(Recording).where(Recording.session_id == session_id).options(*_loaded()).order_by(Recording.id)
    return list(session.scalars(wanted))


def get_recording(session: Session, recording_id: int) -> Recording:
    """Return a stream or replay with its session, event and pitch."""
    found = session.scalar(select(Recording).where(Recording.id == recording_id).options(*_loaded()))
    if found is None:
        raise NotFound("There is no such recording.")
    return found


def list_recording_views(session: Session, recording_id: int, *, most: int = 100) -> list[RecordingView]:
    """Return who opened a recording, or tried to, newest first."""
    wanted = select(RecordingView).where(RecordingView.recording_id == recording_id)
    loaded = wanted.options(joinedload(RecordingView.person)).order_by(RecordingView.id.desc())
    return list(session.scalars(loaded.limit(most)))


def may_know_of(session: Session, actor: Actor, recording: Recording) -> bool:
    """Tell whether the actor may learn that the recording exists: of a pitch for invited readers, only they may."""
    if recording.removed_at is not None:
        return may(actor, Permission.ROADSHOW_RUN, recording)
    if recording.pitch is None:
        return True
    return may_be_shown(actor, recording.pitch, viewer_level(session, actor, recording.pitch))


def may_watch(session: Session, actor: Actor, recording: Recording) -> bool:
    """Tell whether the actor may watch: up to the level of the recording, and never below that of its pitch."""
    if may(actor, Permission.ROADSHOW_RUN, recording):
        return True
    if recording.pitch is None:
        return recording.level is Visibility.PUBLIC or actor.is_signed_in
    needed = higher(recording.level, recording.pitch.visibility)
    return RANK[viewer_level(session, actor, recording.pitch)] >= RANK[needed]


def list_releases_of(session: Session, event: Event, *, is_organiser: bool) -> list[Release]:
    """Return the publications of an event that may be read now; organisers see those to come, too."""
    rows = session.scalars(select(Release).where(Release.event_id == event.id).order_by(Release.opens_at.desc()))
    moment = now()
    return [row for row in rows if is_organiser or is_open(row.opens_at, row.withdrawn_at, now=moment)]


def get_release(session: Session, event: Event, release_id: int, *, is_organiser: bool) -> Release:
    """Return a publication; before its moment it does not exist for anybody but the organiser."""
    wanted = select(Release).where(Release.id == release_id, Release.event_id == event.id)
    found = session.scalar(wanted.options(joinedload(Release.event)))
    if found is None or not (is_organiser or is_open(found.opens_at, found.withdrawn_at, now=now())):
        raise NotFound("There is no such publication.")
    return found


def _loaded() -> tuple[ExecutableOption, ...]:
    pitch = joinedload(Recording.pitch)
    return (
        joinedload(Recording.session).joinedload(EventSession.event),
        pitch.joinedload(Pitch.event),
        pitch.joinedload(Pitch.organisation),
        pitch.selectinload(Pitch.members).joinedload(PitchMember.person),
    )
