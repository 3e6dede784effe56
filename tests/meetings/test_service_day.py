"""The day itself: meetings begin and end, missed ones are filled again, and every one leaves an outcome."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.events.models.venue import Occupancy
from app.matching.logic.wishes import Wish, WishSide
from app.meetings.jobs import JOBS
from app.meetings.logic.states import MeetingOutcome, MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.calendar import meeting_invitation
from app.meetings.queries.day import list_stand_ins
from app.meetings.queries.meetings import get_meeting
from app.meetings.service.booking import cancel_meeting, move_meeting
from app.meetings.service.day import (
    Result,
    begin_meeting,
    end_meeting,
    note_no_show,
    record_outcome,
    refill_slot,
    turn_clock,
)
from app.meetings.service.feedback import stand_by
from tests.meetings.conftest import Stage, build_stage

S = MeetingState
MoveClock = Callable[[Meeting, timedelta], None]


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_the_clock_lets_meetings_begin_and_end(stage: Stage, move_clock: MoveClock) -> None:
    meeting = stage.agree()
    assert turn_clock(stage.session) == 0
    move_clock(meeting, minutes(1))
    assert (turn_clock(stage.session), meeting.state) == (1, S.IN_PROGRESS)
    assert turn_clock(stage.session) == 0
    move_clock(meeting, minutes(20))
    job = JOBS["turn_meeting_clock"]
    assert callable(job)
    assert (job(stage.session, {}), meeting.state) == ({"moved": 1}, S.COMPLETED)
    expire = JOBS["expire_meeting_requests"]
    assert callable(expire)
    assert expire(stage.session, {}) == {"expired": 0}


def test_an_organiser_begins_and_ends_by_hand(stage: Stage) -> None:
    meeting = stage.agree()
    begin_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id)
    end_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id)
    assert meeting.state is S.COMPLETED
    with pytest.raises(NotAllowed):
        begin_meeting(stage.session, stage.team.actor, meeting_id=meeting.id)


def test_a_no_show_waits_for_the_grace_and_frees_the_rest(stage: Stage, move_clock: MoveClock) -> None:
    meeting = stage.agree()
    move_clock(meeting, minutes(4))
    with pytest.raises(RuleBroken, match="five minutes"):
        note_no_show(stage.session, stage.organiser_actor, meeting_id=meeting.id, side=WishSide.PITCH)
    move_clock(meeting, minutes(5))
    note_no_show(stage.session, stage.organiser_actor, meeting_id=meeting.id, side=WishSide.PITCH)
    assert meeting.state is S.NO_SHOW_PROJECT
    held = select(func.count()).select_from(Occupancy).where(Occupancy.holder_id == meeting.id)
    assert stage.session.scalar(held) == 0


def test_the_slot_goes_to_the_next_mutual_wish_who_is_free(session: Session, move_clock: MoveClock) -> None:
    stage = build_stage(session, houses=4)
    missed = stage.agree(slot=0)
    for house in (1, 2):
        stage.wish(0, house, investor=Wish.MEET, pitch=Wish.MEET)
    stage.wish(0, 3, investor=Wish.MEET)
    stage.add_team()
    stage.agree(team=1, house=1, slot=0)
    move_clock(missed, minutes(6))
    note_no_show(session, stage.organiser_actor, meeting_id=missed.id, side=WishSide.INVESTOR)
    stands = list_stand_ins(session, get_meeting(session, missed.id))
    assert [each.investor_id for each in stands] == [stage.houses[2].investor.id]
    with pytest.raises(RuleBroken, match="not free"):
        refill_slot(session, stage.organiser_actor, meeting_id=missed.id, pitch_number=stage.team.pitch.number,
                    investor_id=stage.houses[1].investor.id)  # fmt: skip
    meeting = refill_slot(
        session, stage.organiser_actor, meeting_id=missed.id, pitch_number=stage.team.pitch.number,
        investor_id=stage.houses[2].investor.id,
    )  # fmt: skip
    assert (meeting.slot_id, meeting.table_id, meeting.state) == (missed.slot_id, missed.table_id, S.SCHEDULED)
    assert missed.state is S.REFILLED


def test_whoever_stands_by_is_offered_first(session: Session, move_clock: MoveClock) -> None:
    stage = build_stage(session, houses=4)
    missed = stage.agree(slot=0)
    for house in (1, 2, 3):
        stage.wish(0, house, investor=Wish.MEET, pitch=Wish.MEET)
    for house in (3, 2):
        stand_by(session, stage.houses[house].actor, event=stage.event, is_here=True)
    move_clock(missed, minutes(6))
    note_no_show(session, stage.organiser_actor, meeting_id=missed.id, side=WishSide.INVESTOR)
    stands = list_stand_ins(session, get_meeting(session, missed.id))
    order = [(each.investor_id, each.is_standing_by) for each in stands]
    ids = [house.investor.id for house in stage.houses]
    assert order == [(ids[3], True), (ids[2], True), (ids[1], False)]


def test_an_outcome_with_a_next_step_needs_its_date_and_becomes_a_fact(stage: Stage, move_clock: MoveClock) -> None:
    meeting = stage.agree()
    move_clock(meeting, minutes(21))
    result = Result(MeetingOutcome.NDA, "双方同意先签保密协议", "寄送保密协议")
    with pytest.raises(RuleBroken, match="date"):
        record_outcome(stage.session, stage.team.actor, meeting_id=meeting.id, result=result)
    result = Result(MeetingOutcome.NDA, "双方同意先签保密协议", "寄送保密协议", date(2030, 6, 24))
    record_outcome(stage.session, stage.team.actor, meeting_id=meeting.id, result=result)
    assert (meeting.state, meeting.outcome) == (S.OUTCOME_RECORDED, MeetingOutcome.NDA)
    fact = stage.session.scalars(select(StoredFact).where(StoredFact.name == "OutcomeRecorded")).one()
    assert (fact.payload["next_on"], fact.payload["outcome"], fact.payload["pitch_id"]) == (
        "2030-06-24", "nda", meeting.pitch_id
    )  # fmt: skip
    record_outcome(stage.session, stage.house.actor, meeting_id=meeting.id, result=Result(MeetingOutcome.FOLLOW_UP))
    assert (meeting.outcome, meeting.next_on) == (MeetingOutcome.FOLLOW_UP, None)
    with pytest.raises(NotAllowed):
        record_outcome(stage.session, stage.add_house().actor, meeting_id=meeting.id, result=result)


def test_before_it_is_over_a_meeting_has_no_outcome(stage: Stage) -> None:
    meeting = stage.agree()
    with pytest.raises(RuleBroken):
        record_outcome(stage.session, stage.team.actor, meeting_id=meeting.id, result=Result(MeetingOutcome.NDA))


def test_calendars_are_invited_moved_and_told_to_forget(stage: Stage) -> None:
    from app.events.logic.exchange_ics import Mailbox

    meeting = stage.agree()
    sender = Mailbox(name="会务组", address="events@example.org")

    def lines() -> dict[str, str]:
        text = meeting_invitation(stage.session, meeting.id, address="https://x.test/1", sender=sender)
        assert text is not None
        unfolded = text.decode().replace("\r\n ", "")
        pairs = (line.partition(":") for line in unfolded.split("\r\n") if not line.startswith("ATTENDEE"))
        return {name.partition(";")[0]: value for name, _, value in pairs}

    first = lines()
    move_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)
    second = lines()
    cancel_meeting(stage.session, stage.team.actor, meeting_id=meeting.id, reason="行程有变")
    third = lines()
    assert [each["METHOD"] for each in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [each["SEQUENCE"] for each in (first, second, third)] == ["0", "1", "2"]
    assert [each["STATUS"] for each in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({each["UID"] for each in (first, second, third)}) == 1
    asked = stage.ask()
    assert meeting_invitation(stage.session, asked.id, address="https://x.test/2", sender=sender) is None
