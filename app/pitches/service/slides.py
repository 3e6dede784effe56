"""Slides: checked by content, kept by hash, late ones marked, locked ones changed only with a reason."""

from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise, may
from app.core.words import N_
from app.documents.service import store_file
from app.pitches.facts import SlidesUploaded
from app.pitches.logic.call import slides_due
from app.pitches.logic.slides import SlidesFault, check_slides
from app.pitches.logic.states import TAKES_SLIDES, PitchState
from app.pitches.models import Pitch, PitchStep
from app.pitches.queries.pitches import get_pitch

MEGABYTE: Final = 1024 * 1024
REFUSALS: Final = {
    SlidesFault.EMPTY: N_("Please choose a file."),
    SlidesFault.UNKNOWN_KIND: N_("Only PDF and PPTX files are taken, whatever the name says."),
    SlidesFault.OLD_FORMAT: N_("This is an old PPT file. Please save it as PPTX or PDF."),
    SlidesFault.ENCRYPTED: N_("This file is locked with a password. Please save it without one."),
    SlidesFault.ACTIVE_CONTENT: N_("This file contains macros or scripts. Please save it without them."),
    SlidesFault.BROKEN: N_("This file is damaged and cannot be opened. Please export it again."),
}


def upload_slides(
    session: Session, actor: Actor, *, pitch_id: int, data: bytes, most_mb: int, reason: str = ""
) -> Pitch:
    """Take slides as PDF or PPTX after looking into the file."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    _refuse_locked(actor, pitch, reason)
    slides = check_slides(data, most_bytes=most_mb * MEGABYTE)
    if isinstance(slides, SlidesFault):
        raise _refusal(slides, most_mb)
    pitch.slides = store_file(session, name=f"{pitch.number}{slides.suffix}", data=data, media_type=slides.media_type)
    pitch.slides_file_id, pitch.slides_pages = pitch.slides.id, slides.pages
    pitch.slides_late = now() > slides_due(pitch.event.start_at, ZoneInfo(pitch.event.zone))
    if pitch.state is PitchState.SLIDES_LOCKED:
        session.add(
            PitchStep(
                pitch_id=pitch.id, before=pitch.state, state=pitch.state, reason=reason, person_id=actor.person_id
            )
        )
    session.flush()
    outbox.record(session, SlidesUploaded(pitch_id=pitch.id, event_id=pitch.event_id, is_late=pitch.slides_late))
    return pitch


def takes_slides(actor: Actor, pitch: Pitch) -> bool:
    """Tell whether slides can be handed in now, by this person."""
    if pitch.state is PitchState.SLIDES_LOCKED:
        return may(actor, Permission.PITCH_TRIAGE, pitch)
    return pitch.state in TAKES_SLIDES and may(actor, Permission.PITCH_EDIT, pitch)


def _refuse_locked(actor: Actor, pitch: Pitch, reason: str) -> None:
    if not takes_slides(actor, pitch):
        raise RuleBroken("The slides of this pitch are closed. Please write to the organiser.", field="slides")
    if pitch.state is PitchState.SLIDES_LOCKED and not reason.strip():
        raise RuleBroken("The slides are locked: please say why they change now.", field="reason")


def _refusal(fault: SlidesFault, most_mb: int) -> RuleBroken:
    if fault is SlidesFault.TOO_LARGE:
        return RuleBroken("This file is too large; at most %(num)d MB.", field="slides", num=most_mb)
    return RuleBroken(REFUSALS[fault], field="slides")
