"""Who is told about a request to move: each person once, and nobody who has nothing to do with it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.meetings.service.booking import lock_meeting
from app.meetings.service.moving import accept_move, ask_to_move, decline_move, expire_moves, withdraw_move
from tests.meetings.conftest import Stage
from tests.notifications.conftest import messages
from tests.notifications.told import told


def test_every_end_of_a_request_is_told_once(session: Session, stage: Stage) -> None:
    team, house = stage.team.account.person_id, stage.house.account.person_id
    meeting = stage.agree(slot=0)
    told(session)

    def ask(slot: int) -> None:
        ask_to_move(
            session, stage.team.actor, meeting_id=meeting.id, slot_ids=[stage.slots[slot].id], reason="航班晚点"
        )

    ask(1)
    assert told(session) == {("move_asked", house, "queued")}
    mail = messages(session)[-1]
    assert mail.link == f"/meetings/{meeting.id}/move-request/answer"
    assert stage.team.pitch.title in mail.subject
    assert "> 航班晚点" in mail.body
    decline_move(session, stage.house.actor, meeting_id=meeting.id, reason="当天已满")
    assert told(session) == {("move_declined", team, "queued")}
    assert "> 当天已满" in messages(session)[-1].body
    ask(2)
    told(session)
    withdraw_move(session, stage.team.actor, meeting_id=meeting.id)
    assert told(session) == {("move_withdrawn", house, "queued")}
    ask(3)
    told(session)
    accept_move(session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[3].id)
    told(session)
    moved = [each for each in messages(session, calendar_method="REQUEST") if each.values["item"]["sequence"] == 1]
    assert sorted(each.person_id or 0 for each in moved) == sorted([team, house])
    assert {each.values["item"]["start"] for each in moved} == {stage.slots[3].start_at.isoformat()}


def test_the_organiser_is_told_of_a_locked_meeting(session: Session, stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    lock_meeting(session, stage.organiser_actor, meeting_id=meeting.id, is_locked=True)
    told(session)
    request = ask_to_move(
        session, stage.house.actor, meeting_id=meeting.id, slot_ids=[stage.slots[1].id], reason="另有会议"
    )
    people = {(template, person) for template, person, _state in told(session)}
    assert ("move_asked", stage.team.account.person_id) in people
    assert ("move_to_decide", stage.organiser.person_id) in people
    request.expires_at = request.created_at
    session.flush()
    assert expire_moves(session) == 1
    assert told(session) == {("move_expired", stage.house.account.person_id, "queued")}
