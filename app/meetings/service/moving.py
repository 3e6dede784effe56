"""Asking the other side to move an agreed meeting, and answering; until then it stays where it is.

Who fills the timetable of an event decides who makes meetings, not who may be asked to move one: in every mode the
other side answers. Only a locked meeting, which the organiser keeps where it is, needs the organiser.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise, may
from app.meetings.facts import MoveAsked, MoveDeclined, MoveExpired, MoveWithdrawn
from app.meetings.logic.moving import MOST_OFFERS, MoveState, answer_until
from app.meetings.models import Meeting, MeetingSlot, MoveOffer, MoveRequest
from app.meetings.queries.ground import EXPIRY_HOURS, lock_settings
from app.meetings.queries.meetings import get_meeting
from app.meetings.queries.moving import OtherTime, find_open_move, list_other_times
from app.meetings.queries.people import side_of
from app.meetings.service.booking import put_elsewhere, when_text
from app.meetings.service.by_hand import move_by_hand
from app.meetings.service.steps import SEATED, audit


def ask_to_move(
    session: Session, actor: Actor, *, meeting_id: int, slot_ids: Sequence[int], reason: str
) -> MoveRequest:
    """Ask the other side to move an agreed meeting to one of up to three times that are free for both."""
    settings = lock_settings(session, get_meeting(session, meeting_id).event_id)
    meeting = get_meeting(session, meeting_id)
    side = side_of(actor, meeting)
    if side is None:
        raise NotAllowed("You belong to neither side of this meeting.")
    authorise(actor, Permission.MEETING_REQUEST, meeting.sides)
    if meeting.state not in SEATED or meeting.slot is None:
        raise RuleBroken("Only an agreed meeting that has not begun can be moved.")
    if not reason.strip():
        raise RuleBroken("Please give a reason; the other side will read it.", field="reason")
    chosen = _offered(session, actor, meeting, slot_ids)
    wait = timedelta(hours=settings.expiry_hours if settings else EXPIRY_HOURS)
    until = answer_until(
        asked_at=now(), begins_at=meeting.slot.start_at, last_offer=max(slot.start_at for slot in chosen), wait=wait
    )
    if until <= now():
        raise RuleBroken("It begins too soon to ask. Please talk to the organiser at the venue.")
    _make_way(session, meeting)
    request = MoveRequest(
        event_id=meeting.event_id, meeting_id=meeting.id, side=side, asked_by=actor.person_id or 0,
        reason=reason.strip(), from_slot_id=meeting.slot.id, expires_at=until, state=MoveState.OPEN,
        offers=[MoveOffer(slot_id=slot.id, position=number) for number, slot in enumerate(chosen, start=1)],
    )  # fmt: skip
    session.add(request)
    session.flush()
    outbox.record(session, MoveAsked(meeting.id, meeting.event_id, actor.person_id, request.id))
    audit(session, "move_asked", meeting)
    return request


def _offered(session: Session, actor: Actor, meeting: Meeting, slot_ids: Sequence[int]) -> list[MeetingSlot]:
    """Return the chosen times in their order, or refuse."""
    wanted = list(dict.fromkeys(slot_ids))
    if not 1 <= len(wanted) <= MOST_OFFERS:
        raise RuleBroken("Please choose one to %(most)d other times.", field="slot_ids", most=MOST_OFFERS)
    free = {each.slot.id: each.slot for each in list_other_times(session, meeting, actor.person_id or 0)}
    if any(slot_id not in free for slot_id in wanted):
        raise RuleBroken("One of these times has just been taken. Please choose again.", field="slot_ids")
    return sorted((free[slot_id] for slot_id in wanted), key=lambda slot: (slot.start_at, slot.id))


def _make_way(session: Session, meeting: Meeting) -> None:
    """Refuse a second open request; one that ran out unnoticed makes way."""
    known = find_open_move(session, meeting.id)
    if known is not None and known.is_open:
        raise Conflict("There is an open request to move this meeting already.")
    if known is not None:
        _expire(session, known)


def accept_move(session: Session, actor: Actor, *, meeting_id: int, slot_id: int) -> int | None:
    """Agree to one of the offered times; answers with the number of the change when the organiser decided.

    When the other side agrees, the time is what participants agreed on: planning again leaves it alone.
    """
    meeting, request = _to_answer(session, actor, meeting_id)
    if slot_id not in {offer.slot_id for offer in request.offers}:
        raise RuleBroken("Please choose one of the offered times.", field="slot_id")
    free = {each.slot.id: each for each in still_free(session, meeting, request)}
    if slot_id not in free:
        times = [when_text(meeting.event, each.slot) for each in free.values()]
        raise Conflict("This time has just been taken. Please choose another.", alternatives=times)
    _close(session, actor, request, MoveState.ACCEPTED)
    request.to_slot_id, table_id = slot_id, free[slot_id].table.id
    session.flush()
    if _decides_for_all(actor, meeting, request):
        _moved, change = move_by_hand(
            session, actor, meeting_id=meeting.id, slot_id=slot_id, table_id=table_id, reason=request.reason
        )
        return change
    put_elsewhere(session, meeting, slot_id=slot_id, table_id=table_id, reason=request.reason, by=actor.person_id)
    meeting.plan_id = None
    session.flush()
    return None


def still_free(session: Session, meeting: Meeting, request: MoveRequest) -> list[OtherTime]:
    """Return the offered times that both sides still have, seen from the side that was asked."""
    person_id = meeting.representative_id if request.side == "pitch" else meeting.presenter_id
    offered = {offer.slot_id for offer in request.offers}
    return [each for each in list_other_times(session, meeting, person_id) if each.slot.id in offered]


def decline_move(session: Session, actor: Actor, *, meeting_id: int, reason: str) -> None:
    """Leave the meeting where it is, and say why."""
    meeting, request = _to_answer(session, actor, meeting_id, declining=True)
    if not reason.strip():
        raise RuleBroken("Please give a reason; the other side will read it.", field="reason")
    _close(session, actor, request, MoveState.DECLINED, answer=reason.strip())
    outbox.record(session, MoveDeclined(meeting.id, meeting.event_id, actor.person_id, request.id))
    audit(session, "move_declined", meeting)


def withdraw_move(session: Session, actor: Actor, *, meeting_id: int) -> None:
    """Take one's own request back."""
    meeting, request = _open_request(session, meeting_id)
    if side_of(actor, meeting) is not request.side:
        raise NotAllowed("Only the side that asked can change a request.")
    _close(session, actor, request, MoveState.WITHDRAWN)
    outbox.record(session, MoveWithdrawn(meeting.id, meeting.event_id, actor.person_id, request.id))
    audit(session, "move_withdrawn", meeting)


def _open_request(session: Session, meeting_id: int) -> tuple[Meeting, MoveRequest]:
    """Return a meeting and its open request, while everybody else who answers waits."""
    lock_settings(session, get_meeting(session, meeting_id).event_id)
    meeting, request = get_meeting(session, meeting_id), find_open_move(session, meeting_id)
    if request is None:
        raise Conflict("There is no open request to move this meeting any more.")
    if not request.is_open:
        raise RuleBroken("The request to move has run out; the meeting stays where it is.")
    return meeting, request


def _to_answer(
    session: Session, actor: Actor, meeting_id: int, *, declining: bool = False
) -> tuple[Meeting, MoveRequest]:
    meeting, request = _open_request(session, meeting_id)
    if may(actor, Permission.MEETING_PLAN, meeting):
        return meeting, request
    side = side_of(actor, meeting)
    if side is None or side is request.side:
        raise NotAllowed("Only the side that was asked can answer.")
    authorise(actor, Permission.MEETING_ANSWER, meeting.sides)
    if meeting.is_locked and not declining:
        raise NotAllowed("The organiser keeps this meeting where it is, so the organiser decides.")
    return meeting, request


def _decides_for_all(actor: Actor, meeting: Meeting, request: MoveRequest) -> bool:
    """Tell whether the organiser decides rather than the side that was asked."""
    side = side_of(actor, meeting)
    is_asked = side is not None and side is not request.side
    return may(actor, Permission.MEETING_PLAN, meeting) and (meeting.is_locked or not is_asked)


def _close(
    session: Session, actor: Actor, request: MoveRequest, state: MoveState, *, answer: str | None = None
) -> None:
    request.state, request.answer = state, answer
    request.answered_by, request.answered_at = actor.person_id, now()
    session.flush()


def _expire(session: Session, request: MoveRequest) -> None:
    request.state = MoveState.EXPIRED
    session.flush()
    outbox.record(session, MoveExpired(request.meeting_id, request.event_id, None, request.id))


def expire_moves(session: Session) -> int:
    """Close the requests to move that nobody answered in time."""
    late = select(MoveRequest).where(MoveRequest.state == MoveState.OPEN, MoveRequest.expires_at <= now())
    rows = list(session.scalars(late.order_by(MoveRequest.id)))
    for row in rows:
        _expire(session, row)
    return len(rows)
