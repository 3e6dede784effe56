"""What people are told about requests to move a meeting; that it has moved is told as of any moved meeting."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.matching.logic.wishes import WishSide
from app.meetings import facts
from app.meetings.logic.moving import MoveState
from app.meetings.models import Meeting, MoveRequest
from app.meetings.queries.calendar import house_name
from app.meetings.queries.meetings import get_meeting
from app.meetings.queries.moving import get_move
from app.meetings.service.booking import when_text
from app.notifications.logic import Template
from app.notifications.queries.recipients import list_organisers
from app.notifications.service.telling import Notice, tell


@dataclass(frozen=True)
class _Case:
    """A meeting and the request to move it."""

    meeting: Meeting
    request: MoveRequest

    @property
    def asked(self) -> int:
        """Return the person who was asked."""
        by_team = self.request.side is WishSide.PITCH
        return self.meeting.representative_id if by_team else self.meeting.presenter_id

    def name_of(self, *, asking: bool) -> str:
        """Return the name of the side that asked, or of the other one."""
        is_team = (self.request.side is WishSide.PITCH) is asking
        return self.meeting.pitch.title if is_team else house_name(self.meeting)


def tell_move_asked(session: Session, fact: facts.MoveAsked) -> None:
    """Tell the side that was asked; of a locked meeting the organiser too, who decides."""
    case = _read(session, fact)
    if case is None or case.request.state is not MoveState.OPEN:
        return
    _tell(session, case, [case.asked], Template.MOVE_ASKED, quote=case.request.reason)
    if case.meeting.is_locked:
        people = list_organisers(session, case.meeting.event)
        _tell(session, case, sorted(people), Template.MOVE_TO_DECIDE, quote=case.request.reason)


def tell_move_declined(session: Session, fact: facts.MoveDeclined) -> None:
    """Tell whoever asked that the meeting stays, and why."""
    case = _read(session, fact)
    if case is not None:
        _tell(session, case, [case.request.asked_by], Template.MOVE_DECLINED, quote=case.request.answer)


def tell_move_withdrawn(session: Session, fact: facts.MoveWithdrawn) -> None:
    """Tell the side that was asked that there is nothing left to answer."""
    case = _read(session, fact)
    if case is not None:
        _tell(session, case, [case.asked], Template.MOVE_WITHDRAWN)


def tell_move_expired(session: Session, fact: facts.MoveExpired) -> None:
    """Tell whoever asked that nobody answered."""
    case = _read(session, fact)
    if case is not None:
        _tell(session, case, [case.request.asked_by], Template.MOVE_EXPIRED)


def _read(session: Session, fact: facts.MoveFact) -> _Case | None:
    request = get_move(session, fact.move_request_id)
    return None if request is None else _Case(get_meeting(session, fact.meeting_id), request)


def _tell(
    session: Session, case: _Case, people: Iterable[int], template: Template, *, quote: str | None = None
) -> None:
    meeting, request = case.meeting, case.request
    times = tuple(when_text(meeting.event, offer.slot) for offer in request.offers)
    asking = template in {Template.MOVE_ASKED, Template.MOVE_WITHDRAWN}
    tell(session, Notice(
        template=template, event=meeting.event, path={"meeting_id": meeting.id}, quote=quote,
        key=f"{template}-{request.id}",
        values={
            "event": meeting.event.title, "pitch": meeting.pitch.title, "investor": house_name(meeting),
            "partner": case.name_of(asking=asking), "when": meeting.slot.start_at if meeting.slot else None,
            "times": times, "until": request.expires_at,
        },
    ), people)  # fmt: skip
