"""What waits for a person about meetings: requests, other times, provisional plans, and outcomes to write down."""

from sqlalchemy.orm import Session

from app.core.permissions import Actor
from app.core.words import N_
from app.home.logic.suggestions import Suggestion
from app.matching.logic.wishes import WishSide
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.meetings import AGREED, list_my_meetings
from app.meetings.queries.moving import open_moves_of
from app.meetings.queries.my_plan import list_plans_to_answer
from app.meetings.queries.people import side_of


def suggest_meetings(session: Session, actor: Actor) -> list[Suggestion]:
    """Return what a person has to answer or write down about own meetings."""
    rows = list_my_meetings(session, actor.person_id or 0)
    asked = [row for row in rows if row.state is MeetingState.REQUESTED]
    to_answer = sum(side_of(actor, row) is not row.asked_by_side for row in asked)
    held = [row for row in rows if row.state is MeetingState.COMPLETED]
    return [
        *_moves(session, actor, rows),
        *_plans(session, actor),
        Suggestion(
            N_("Answer meeting requests"), N_("Unanswered requests expire and free their slot."),
            "meetings.list_my_meetings", N_("Answer"), 1, "message", to_answer,
        ),
        *(
            Suggestion(
                N_("Say what came of a meeting"), N_("The outcome decides what is followed up."),
                "meetings.record_outcome", N_("Write the outcome"), 2, "clipboard-check", None, {"meeting_id": row.id},
                about=row.pitch.title,
            )
            for row in held[:3]
        ),
    ]  # fmt: skip


def _moves(session: Session, actor: Actor, rows: list[Meeting]) -> list[Suggestion]:
    agreed = {row.id: row for row in rows if row.state in AGREED}
    asked = [
        agreed[meeting_id]
        for meeting_id, move in open_moves_of(session, agreed).items()
        if side_of(actor, agreed[meeting_id]) not in {None, move.side} and not agreed[meeting_id].is_locked
    ]
    return [
        Suggestion(
            N_("Answer a request to move"), N_("The other side offers times; until you answer the meeting stays."),
            "meetings.answer_move", N_("Answer"), 1, "calendar-time", None, {"meeting_id": row.id},
            about=row.pitch.title if side_of(actor, row) is WishSide.INVESTOR else row.investor.organisation.name,
        )
        for row in asked[:3]
    ]  # fmt: skip


def _plans(session: Session, actor: Actor) -> list[Suggestion]:
    return [
        Suggestion(
            N_("Say whether your provisional meetings fit"), N_("The organiser waits for answers before publishing."),
            "meetings.show_my_plan", N_("Look at them"), 1, "calendar-event", count, {"slug": event.slug},
            about=event.title,
        )
        for event, count in list_plans_to_answer(session, actor.person_id or 0)
    ]  # fmt: skip
