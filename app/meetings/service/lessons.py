"""What matching learns from meetings: who asked, who agreed or declined, and how it ended; reactions bear repeating."""

from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.clock import now
from app.matching.logic.steps import StepKind
from app.matching.logic.verdicts import DeclineReason
from app.matching.logic.wishes import WishSide
from app.matching.service.steps import Reported, forget_step, note_step
from app.meetings.facts import MeetingDeclined
from app.meetings.logic.states import MeetingOutcome
from app.meetings.models import Meeting

OUTCOMES: Final = {
    MeetingOutcome.NO_INTEREST: StepKind.NO_INTEREST,
    MeetingOutcome.FOLLOW_UP: StepKind.FOLLOW_UP,
    MeetingOutcome.NDA: StepKind.CONFIDENTIAL,
    MeetingOutcome.DUE_DILIGENCE: StepKind.DUE_DILIGENCE,
}


class AboutMeeting(Protocol):
    """A fact about one meeting, and who did it."""

    @property
    def meeting_id(self) -> int:
        """Return the key of the meeting."""
        ...

    @property
    def by(self) -> int | None:
        """Return the person who did it."""
        ...


def learn_asked(session: Session, fact: AboutMeeting) -> None:
    """Whoever asks for a meeting wants it."""
    meeting = _meeting(session, fact.meeting_id)
    if meeting is not None:
        note_step(session, _step(meeting, StepKind.ASKED, side=meeting.asked_by_side))


def forget_asked(session: Session, fact: AboutMeeting) -> None:
    """A request that was taken back says nothing any more."""
    forget_step(session, _source(fact.meeting_id, StepKind.ASKED))


def learn_accepted(session: Session, fact: AboutMeeting) -> None:
    """The side that was asked agreed itself; a time set by the organiser or a plan is nobody's word."""
    meeting = _meeting(session, fact.meeting_id)
    if meeting is None or meeting.plan_id is not None or meeting.asked_by == fact.by:
        return
    if fact.by in (meeting.presenter_id, meeting.representative_id):
        note_step(session, _step(meeting, StepKind.ACCEPTED, side=_other(meeting.asked_by_side)))


def learn_declined(session: Session, fact: MeetingDeclined) -> None:
    """The side that was asked said no, and why."""
    meeting = _meeting(session, fact.meeting_id)
    if meeting is not None:
        why = DeclineReason(fact.why) if fact.why in set(DeclineReason) else DeclineReason.OTHER
        step = _step(meeting, StepKind.DECLINED, side=_other(meeting.asked_by_side))
        note_step(session, replace(step, reason=why))


def learn_outcome(session: Session, fact: AboutMeeting) -> None:
    """How a meeting ended says more than any wish before it; a correction takes its place."""
    meeting = _meeting(session, fact.meeting_id)
    if meeting is not None and meeting.outcome is not None:
        at = meeting.slot.start_at if meeting.slot is not None else None
        note_step(session, _step(meeting, OUTCOMES[meeting.outcome], name="outcome", at=at))


def _step(
    meeting: Meeting, kind: StepKind, *, name: str = "", side: WishSide | None = None, at: datetime | None = None
) -> Reported:
    return Reported(
        source=_source(meeting.id, name or kind), kind=kind, side=side, happened_at=at or now(),
        event_id=meeting.event_id, investor_id=meeting.investor_id, pitch_id=meeting.pitch_id,
    )  # fmt: skip


def _meeting(session: Session, meeting_id: int) -> Meeting | None:
    return session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.slot)))


def _source(meeting_id: int, name: str) -> str:
    return f"meeting:{meeting_id}:{name}"


def _other(side: WishSide) -> WishSide:
    return WishSide.PITCH if side is WishSide.INVESTOR else WishSide.INVESTOR
