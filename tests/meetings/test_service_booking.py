"""What was agreed can be moved and called off, and nothing stays held that nobody needs."""

import pytest
from sqlalchemy import select

from app.core.errors import NotAllowed, RuleBroken
from app.events.models.venue import Occupancy
from app.meetings.logic.states import MeetingState
from app.meetings.queries.meetings import list_my_meetings, list_person_meetings, list_steps
from app.meetings.service.booking import cancel_meeting, confirm_meeting, lock_meeting, move_meeting
from tests.meetings.conftest import Stage
from tests.meetings.test_service_requests import facts, held

S = MeetingState


def test_calling_off_frees_everything_and_raises_the_sequence(stage: Stage) -> None:
    meeting = stage.agree()
    confirm_meeting(stage.session, stage.team.actor, meeting_id=meeting.id)
    with pytest.raises(RuleBroken, match="reason"):
        cancel_meeting(stage.session, stage.team.actor, meeting_id=meeting.id, reason="")
    cancel_meeting(stage.session, stage.team.actor, meeting_id=meeting.id, reason="行程有变")
    assert (meeting.state, meeting.ics_sequence, held(stage.session, meeting)) == (S.CANCELLED, 1, 0)
    assert facts(stage.session)[-1] == "MeetingCancelled"


def test_moving_takes_the_new_place_and_gives_the_old_one_back(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    move_meeting(
        stage.session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[2].id, reason="航班晚点"
    )
    assert (meeting.state, meeting.slot_id, meeting.ics_sequence) == (S.SCHEDULED, stage.slots[2].id, 1)
    assert held(stage.session, meeting) == 3 * 4
    starts = set(stage.session.scalars(select(Occupancy.start_at).where(Occupancy.holder_id == meeting.id)))
    assert starts == {stage.slots[2].start_at}
    assert [each.state for each in list_steps(stage.session, meeting.id)][:2] == [S.SCHEDULED, S.RESCHEDULED]


def test_a_stranger_moves_nothing(stage: Stage) -> None:
    meeting = stage.agree()
    stranger = stage.add_house().actor
    with pytest.raises(NotAllowed):
        move_meeting(stage.session, stranger, meeting_id=meeting.id, slot_id=stage.slots[1].id)


def test_lists_show_a_person_what_is_theirs(stage: Stage) -> None:
    mine = stage.agree()
    stage.add_house()
    stage.add_team()
    other = stage.agree(team=1, house=1, slot=1)
    person = stage.house.account.person_id
    assert [each.id for each in list_person_meetings(stage.session, person)] == [mine.id]
    assert [each.id for each in list_my_meetings(stage.session, stage.teams[1].account.person_id)] == [other.id]
    assert list_person_meetings(stage.session, person, event_id=stage.event.id + 1) == []


def test_only_a_meeting_to_come_is_locked(stage: Stage) -> None:
    meeting = stage.ask()
    with pytest.raises(RuleBroken, match="still to come"):
        lock_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, is_locked=True)
    with pytest.raises(RuleBroken, match="Only an agreed meeting"):
        move_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[0].id)
