"""Asking to move an agreed meeting: it stays until somebody answers, and every end of the request is clean."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.meetings.logic.moving import ANSWER_MARGIN, MoveState
from app.meetings.logic.states import BookingMode, ChangeKind, MeetingState
from app.meetings.models import Meeting, MeetingSettings, MoveRequest, TimetableChange, Unavailability
from app.meetings.queries.meetings import get_meeting, list_steps
from app.meetings.queries.moving import count_open_moves, find_open_move, list_event_moves, list_other_times
from app.meetings.service.booking import cancel_meeting, confirm_meeting, lock_meeting, move_meeting
from app.meetings.service.moving import accept_move, ask_to_move, decline_move, expire_moves, still_free, withdraw_move
from tests.meetings.conftest import Stage
from tests.meetings.test_service_requests import held

S = MeetingState
MoveClock = Callable[[Meeting, timedelta], None]


def ask(stage: Stage, meeting: Meeting, *slots: int, reason: str = "航班晚点") -> MoveRequest:
    chosen = [stage.slots[each].id for each in slots]
    return ask_to_move(stage.session, stage.team.actor, meeting_id=meeting.id, slot_ids=chosen, reason=reason)


def facts(stage: Stage) -> list[str]:
    return list(stage.session.scalars(select(StoredFact.name).order_by(StoredFact.id)))


def test_until_it_is_answered_the_meeting_stays(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    request = ask(stage, meeting, 2, 1)
    assert [offer.slot_id for offer in request.offers] == [stage.slots[1].id, stage.slots[2].id]
    assert (meeting.state, meeting.slot_id, held(stage.session, meeting)) == (S.SCHEDULED, stage.slots[0].id, 3 * 4)
    assert facts(stage)[-1] == "MoveAsked"
    assert count_open_moves(stage.session, stage.event.id) == 1


@pytest.mark.parametrize("mode", BookingMode)
def test_the_other_side_agrees_whoever_fills_the_timetable(stage: Stage, mode: BookingMode) -> None:
    stage.session.scalars(select(MeetingSettings)).one().mode = BookingMode.MIXED
    meeting = stage.agree(slot=0)
    stage.session.scalars(select(MeetingSettings)).one().mode = mode
    confirm_meeting(stage.session, stage.house.actor, meeting_id=meeting.id)
    ask(stage, meeting, 1, 2)
    accept_move(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[2].id)
    assert (meeting.state, meeting.slot_id, meeting.ics_sequence) == (S.SCHEDULED, stage.slots[2].id, 1)
    assert held(stage.session, meeting) == 3 * 4
    assert [each.state for each in list_steps(stage.session, meeting.id)][:2] == [S.SCHEDULED, S.RESCHEDULED]
    assert list_steps(stage.session, meeting.id)[1].reason == "航班晚点"
    assert facts(stage)[-1] == "MeetingMoved"
    row = list_event_moves(stage.session, stage.event.id)[0]
    assert (row.state, row.to_slot_id, row.answered_by) == (
        MoveState.ACCEPTED, stage.slots[2].id, stage.house.account.person_id
    )  # fmt: skip


def test_the_own_side_and_strangers_answer_nothing(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    ask(stage, meeting, 1)
    for actor in (stage.team.actor, stage.add_house().actor, stage.add_team().actor):
        with pytest.raises(NotAllowed):
            accept_move(stage.session, actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
        with pytest.raises(NotAllowed):
            decline_move(stage.session, actor, meeting_id=meeting.id, reason="不行")
    with pytest.raises(NotAllowed):
        withdraw_move(stage.session, stage.house.actor, meeting_id=meeting.id)
    with pytest.raises(NotAllowed):
        ask_to_move(
            stage.session, stage.houses[1].actor, meeting_id=meeting.id, slot_ids=[stage.slots[1].id], reason="我也要"
        )
    with pytest.raises(NotAllowed, match="ask the other side"):
        move_meeting(stage.session, stage.team.actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)


def test_what_can_be_asked(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    with pytest.raises(RuleBroken, match="reason"):
        ask(stage, meeting, 1, reason="  ")
    with pytest.raises(RuleBroken, match="one to 3"):
        ask(stage, meeting)
    with pytest.raises(RuleBroken, match="taken"):
        ask(stage, meeting, 0)
    ask(stage, meeting, 1)
    with pytest.raises(Conflict, match="already"):
        ask(stage, meeting, 2)
    stage.add_house()
    open_request = stage.ask(0, 1)
    with pytest.raises(RuleBroken, match="Only an agreed meeting"):
        ask(stage, open_request, 1)


def test_a_meeting_that_was_called_off_is_not_moved(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    cancel_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, reason="撤资")
    assert meeting.slot_id == stage.slots[0].id
    with pytest.raises(RuleBroken, match="Only an agreed meeting"):
        ask(stage, meeting, 1)


def test_the_database_knows_one_open_request(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    first = ask(stage, meeting, 1)
    twin = MoveRequest(
        event_id=first.event_id, meeting_id=first.meeting_id, side=first.side, asked_by=first.asked_by, reason="再问",
        from_slot_id=first.from_slot_id, expires_at=first.expires_at, state=MoveState.OPEN,
    )  # fmt: skip
    stage.session.add(twin)
    with pytest.raises(IntegrityError):
        stage.session.flush()


def test_an_offer_that_was_taken_meanwhile_is_refused_with_what_is_left(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    request = ask(stage, meeting, 1, 2)
    stage.session.add(Unavailability(person_id=stage.house.account.person_id, slot_id=stage.slots[1].id))
    stage.session.flush()
    assert [each.slot.id for each in still_free(stage.session, meeting, request)] == [stage.slots[2].id]
    with pytest.raises(Conflict) as refused:
        accept_move(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
    assert len(refused.value.alternatives) == 1
    with pytest.raises(RuleBroken, match="offered"):
        accept_move(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[3].id)
    assert (meeting.slot_id, request.state) == (stage.slots[0].id, MoveState.OPEN)


def test_declining_says_why_and_a_new_request_is_possible(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    ask(stage, meeting, 1)
    with pytest.raises(RuleBroken, match="reason"):
        decline_move(stage.session, stage.house.actor, meeting_id=meeting.id, reason=" ")
    decline_move(stage.session, stage.house.actor, meeting_id=meeting.id, reason="当天已满")
    assert (facts(stage)[-1], find_open_move(stage.session, meeting.id)) == ("MoveDeclined", None)
    with pytest.raises(Conflict, match="no open request"):
        accept_move(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
    ask(stage, meeting, 2)
    withdraw_move(stage.session, stage.team.actor, meeting_id=meeting.id)
    states = [row.state for row in list_event_moves(stage.session, stage.event.id)]
    assert states == [MoveState.WITHDRAWN, MoveState.DECLINED]


def test_a_locked_meeting_needs_the_organiser(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    lock_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, is_locked=True)
    ask(stage, meeting, 1)
    with pytest.raises(NotAllowed, match="organiser decides"):
        accept_move(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
    change = accept_move(stage.session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
    assert (meeting.slot_id, meeting.is_locked) == (stage.slots[1].id, True)
    kept = stage.session.get_one(TimetableChange, change)
    assert (kept.kind, kept.before[0]["slot"]) == (ChangeKind.MOVED_BY_HAND, stage.slots[0].id)


def test_it_runs_out_before_the_meeting_begins(stage: Stage, move_clock: MoveClock) -> None:
    meeting = stage.agree(slot=0)
    request = ask(stage, meeting, 1, 2)
    assert meeting.slot is not None
    wanted = min(now() + timedelta(hours=48), meeting.slot.start_at - ANSWER_MARGIN)
    assert abs(request.expires_at - wanted) < timedelta(minutes=1)
    assert expire_moves(stage.session) == 0
    request.expires_at = meeting.slot.start_at - ANSWER_MARGIN
    stage.session.flush()
    move_clock(meeting, -timedelta(minutes=5))
    with pytest.raises(RuleBroken, match="run out"):
        accept_move(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
    with pytest.raises(RuleBroken, match="too soon"):
        ask(stage, meeting, 2)
    assert (expire_moves(stage.session), request.state) == (1, MoveState.EXPIRED)
    assert (expire_moves(stage.session), facts(stage)[-1]) == (0, "MoveExpired")


@pytest.mark.parametrize("deed", ["moved", "cancelled"])
def test_what_happens_to_the_meeting_overtakes_the_request(stage: Stage, deed: str) -> None:
    meeting = stage.agree(slot=0)
    request = ask(stage, meeting, 1)
    if deed == "moved":
        move_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[3].id)
    else:
        cancel_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, reason="行程有变")
    assert request.state is MoveState.OVERTAKEN


def test_what_another_time_means_is_worked_out_for_the_person(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    stage.add_house()
    stage.agree(0, 1, slot=2)
    team = {each.slot.id: each for each in list_other_times(stage.session, meeting, stage.team.account.person_id)}
    house = {each.slot.id: each for each in list_other_times(stage.session, meeting, stage.house.account.person_id)}
    assert team.keys() == {stage.slots[1].id, stage.slots[3].id} == house.keys()
    nearer = team[stage.slots[1].id].effect
    assert nearer.waiting < timedelta(0) == house[stage.slots[1].id].effect.waiting
    assert nearer.pause_after == stage.slots[2].start_at - stage.slots[1].end_at
    assert get_meeting(stage.session, meeting.id).table_id == team[stage.slots[1].id].table.id
    assert nearer.keeps_table
