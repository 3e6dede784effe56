"""Situations in which a start page suggests something about meetings, and how each ends."""

from sqlalchemy.orm import Session

from app.matching.logic.wishes import Wish
from app.meetings.logic.moving import MoveState
from app.meetings.logic.states import FeedbackKind, MeetingState
from app.meetings.models import PlanFeedback
from app.meetings.service.feedback import show_to_participants
from app.meetings.service.moving import ask_to_move
from tests.home.situations import Build, Situation
from tests.meetings.conftest import build_stage
from tests.meetings.test_service_planning import made


def answer_a_meeting(session: Session) -> Situation:
    stage = build_stage(session)
    meeting = stage.ask()
    return Situation(
        stage.house.account, "meetings.list_my_meetings", {}, meeting, {"state": MeetingState.DECLINED}, 1
    )  # fmt: skip


def record_an_outcome(session: Session) -> Situation:
    stage = build_stage(session)
    meeting = stage.agree()
    meeting.state = MeetingState.COMPLETED
    changes = {"state": MeetingState.OUTCOME_RECORDED}
    return Situation(stage.team.account, "meetings.record_outcome", {"meeting_id": meeting.id}, meeting, changes)


def answer_a_request_to_move(session: Session) -> Situation:
    stage = build_stage(session)
    meeting = stage.agree(slot=0)
    move = ask_to_move(
        session, stage.house.actor, meeting_id=meeting.id, slot_ids=[stage.slots[2].id], reason="航班晚点"
    )
    return Situation(
        stage.team.account, "meetings.answer_move", {"meeting_id": meeting.id}, move, {"state": MoveState.WITHDRAWN}
    )


def answer_a_provisional_plan(session: Session) -> Situation:
    stage = build_stage(session, teams=2, houses=1)
    for team in range(2):
        stage.wish(team, 0, investor=Wish.MEET, pitch=Wish.MEET)
    plan = show_to_participants(session, stage.organiser_actor, event=stage.event, plan_id=made(stage).id)
    session.add(PlanFeedback(
        plan_id=plan.id, pitch_id=stage.team.pitch.id, investor_id=stage.house.investor.id,
        person_id=stage.house.account.person_id, kind=FeedbackKind.FITS,
    ))  # fmt: skip
    session.flush()
    return Situation(
        stage.house.account, "meetings.show_my_plan", {"slug": stage.event.slug}, plan, {"status": "ready"}, 1
    )


MEETING_SITUATIONS: tuple[Build, ...] = (
    answer_a_meeting, record_an_outcome, answer_a_request_to_move, answer_a_provisional_plan,
)  # fmt: skip
