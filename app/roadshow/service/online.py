"""Streams and replays with their log, and publications that open to the second."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.clock import now
from app.core.errors import NotFound, RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.pitches.models import PitchView
from app.pitches.queries.pitches import get_pitch
from app.roadshow.logic.online import RecordingKind
from app.roadshow.models import Recording, RecordingView, Release
from app.roadshow.queries.online import get_recording, get_release, may_know_of, may_watch
from app.roadshow.queries.order import get_stage

LONGEST_TITLE = 100
LONGEST_CONTENT = 5000


def add_recording(  # noqa: PLR0913 -- what is shown, where, and to whom
    session: Session,
    actor: Actor,
    *,
    session_id: int,
    kind: RecordingKind,
    title: str,
    address: str,
    level: Visibility,
    pitch_id: int | None = None,
) -> Recording:
    """Add a stream or a replay to a session, or to one pitch in it."""
    stage = get_stage(session, session_id)
    authorise(actor, Permission.ROADSHOW_RUN, stage)
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise RuleBroken("Please give a title.", field="title")
    where = urlsplit(address.strip())
    if where.scheme not in ("http", "https") or not where.hostname:
        raise RuleBroken("Please give a full address that begins with https://.", field="address")
    pitch = get_pitch(session, pitch_id) if pitch_id is not None else None
    if pitch is not None and pitch.event_id != stage.event_id:
        raise NotFound("There is no such pitch.")
    if pitch is None and level in (Visibility.AFTER_NDA, Visibility.NAMED):
        raise RuleBroken("Only the recording of one pitch can ask for an undertaking.", field="level")
    recording = Recording(
        session=stage, pitch=pitch, kind=kind, title=title.strip(), address=address.strip(), level=level
    )
    session.add(recording)
    session.flush()
    return recording


def remove_recording(session: Session, actor: Actor, *, recording_id: int) -> None:
    """Let nobody watch a recording any more; its log stays."""
    recording = get_recording(session, recording_id)
    authorise(actor, Permission.ROADSHOW_RUN, recording)
    recording.removed_at = recording.removed_at or now()
    session.flush()
    event_id = recording.session.event_id
    write_audit(session, "recording.removed", kind="recording", row_id=recording.id, event_id=event_id)


def open_recording(session: Session, actor: Actor, *, recording_id: int) -> tuple[Recording, bool]:
    """Write down that somebody wants to watch, and say whether that is allowed; the team of the pitch sees it, too."""
    recording = get_recording(session, recording_id)
    if recording.removed_at is not None or not may_know_of(session, actor, recording):
        raise NotFound("There is no such recording.")
    allowed = may_watch(session, actor, recording)
    moment = now()
    session.add(RecordingView(recording_id=recording.id, person_id=actor.person_id, allowed=allowed, at=moment))
    if recording.pitch_id is not None:
        part = recording.kind.value
        view = PitchView(pitch_id=recording.pitch_id, person_id=actor.person_id, part=part, allowed=allowed, at=moment)
        session.add(view)
    session.flush()
    return recording, allowed


def prepare_release(
    session: Session, actor: Actor, *, event: Event, title: str, content: str, opens_at: datetime
) -> Release:
    """Prepare a publication that everybody reads from one moment on, and nobody before."""
    authorise(actor, Permission.ROADSHOW_RUN, event)
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise RuleBroken("Please give a title.", field="title")
    if not 1 <= len(content.strip()) <= LONGEST_CONTENT:
        raise RuleBroken("A publication has up to %(most)d characters.", field="content", most=LONGEST_CONTENT)
    release = Release(
        number=next_number(session, "FB"), event=event, title=title.strip(), content=content.strip(), opens_at=opens_at
    )
    session.add(release)
    session.flush()
    detail = {"opens_at": opens_at.isoformat()}
    write_audit(session, "release.prepared", kind="release", row_id=release.id, event_id=event.id, detail=detail)
    return release


def withdraw_release(session: Session, actor: Actor, *, event: Event, release_id: int) -> Release:
    """Take a publication back; it is no longer shown, and stays on record."""
    release = get_release(session, event, release_id, is_organiser=True)
    authorise(actor, Permission.ROADSHOW_RUN, release)
    release.withdrawn_at = release.withdrawn_at or now()
    session.flush()
    write_audit(session, "release.withdrawn", kind="release", row_id=release.id, event_id=event.id)
    return release
