"""Asking and answering: nothing is held before both agree, and caps protect both sides."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.venue import Occupancy
from app.events.service.occupancy import occupy
from app.matching.logic.wishes import Wish
from app.meetings.logic.states import BookingMode, MeetingState
from app.meetings.models import Meeting, MeetingSettings, Unavailability
from app.meetings.queries.availability import list_free
from app.meetings.queries.meetings import get_meeting, list_steps
from app.meetings.queries.people import side_of
from app.meetings.service.day import expire_requests
from app.meetings.service.requests import (
    Asking,
    accept_meeting,
    change_request,
    decline_meeting,
    request_meeting,
    withdraw_request,
)
from app.pitches.logic.states import PitchState
from tests.factories import make_session
from tests.meetings.conftest import Stage, build_stage

S = MeetingState


def held(session: Session, meeting: Meeting) -> int:
    rows = select(func.count()).select_from(Occupancy).where(
        Occupancy.holder_kind == HolderKind.MEETING, Occupancy.holder_id == meeting.id
    )  # fmt: skip
    return session.scalar(rows) or 0


def facts(session: Session) -> list[str]:
    return [name for name in session.scalars(select(StoredFact.name).order_by(StoredFact.id)) if "Meeting" in name]


def settings_of(stage: Stage) -> MeetingSettings:
    return stage.session.scalars(select(MeetingSettings).where(MeetingSettings.event_id == stage.event.id)).one()


def test_a_request_holds_nothing(stage: Stage) -> None:
    meeting = stage.ask(slot=0)
    assert (meeting.state, meeting.slot_id, held(stage.session, meeting)) == (S.REQUESTED, stage.slots[0].id, 0)
    assert facts(stage.session) == ["MeetingRequested"]
    assert meeting.expires_at is not None
    assert timedelta(hours=47) < meeting.expires_at - now() <= timedelta(hours=48)


def test_accepting_holds_both_people_and_a_table_for_four_ticks(stage: Stage) -> None:
    meeting = stage.agree(slot=1)
    assert (meeting.state, meeting.slot_id, meeting.table_id) == (S.SCHEDULED, stage.slots[1].id, stage.tables[0].id)
    assert held(stage.session, meeting) == 3 * 4
    assert [each.state for each in list_steps(stage.session, meeting.id)] == [S.SCHEDULED, S.ACCEPTED, S.REQUESTED]
    assert facts(stage.session) == ["MeetingRequested", "MeetingScheduled"]


def test_accepting_without_a_time_takes_the_first_free_one(stage: Stage) -> None:
    stage.session.add(Unavailability(person_id=stage.person_of().id, slot_id=stage.slots[0].id))
    meeting = stage.ask()
    accept_meeting(stage.session, stage.house.actor, meeting_id=meeting.id)
    assert meeting.slot_id == stage.slots[1].id


def test_in_a_mixed_event_the_time_can_be_left_to_the_organiser(stage: Stage) -> None:
    meeting = stage.ask()
    accept_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, leave_open=True)
    assert (meeting.state, held(stage.session, meeting)) == (S.ACCEPTED, 0)


def test_where_participants_book_somebody_has_to_choose_a_time(stage: Stage) -> None:
    settings_of(stage).mode = BookingMode.PARTICIPANTS
    meeting = stage.ask()
    with pytest.raises(RuleBroken, match="choose a time"):
        accept_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, leave_open=True)


def test_two_requests_for_one_slot_can_wait_but_only_one_is_confirmed(session: Session) -> None:
    stage = build_stage(session, teams=2)
    first, second = stage.ask(team=0, slot=0), stage.ask(team=1, slot=0)
    accept_meeting(session, stage.house.actor, meeting_id=first.id, slot_id=stage.slots[0].id)
    with pytest.raises(Conflict) as refused:
        accept_meeting(session, stage.house.actor, meeting_id=second.id, slot_id=stage.slots[0].id)
    assert refused.value.alternatives == ("2030-06-17 14:25–14:45", "2030-06-17 14:50–15:10", "2030-06-17 15:15–15:35")


def test_no_table_left_is_a_conflict_with_other_times(session: Session) -> None:
    stage = build_stage(session, teams=2, houses=2, tables=1)
    stage.agree(team=0, house=0, slot=0)
    meeting = stage.ask(team=1, house=1)
    with pytest.raises(Conflict) as refused:
        accept_meeting(session, stage.houses[1].actor, meeting_id=meeting.id, slot_id=stage.slots[0].id)
    assert len(refused.value.alternatives) == 3


def test_programme_sessions_make_people_busy_with_time_to_walk(stage: Stage) -> None:
    part = make_session(stage.session, stage.event)
    slot = stage.slots[1]
    for kind, resource in ((ResourceKind.PERSON, stage.person_of().id), (ResourceKind.ROOM, 7)):
        occupy(stage.session, kind=kind, resource_id=resource, start=slot.start_at,
               end=slot.start_at + timedelta(minutes=5),
               holder_kind=HolderKind.SESSION, holder_id=part.id, event_id=stage.event.id)  # fmt: skip
    people = [stage.person_of().id, stage.house.account.person_id]
    assert [each.slot.id for each in list_free(stage.session, stage.event, people)] == [
        stage.slots[0].id, stage.slots[2].id, stage.slots[3].id
    ]  # fmt: skip
    stage.event.walking_minutes = 10
    stage.session.flush()
    assert [each.slot.id for each in list_free(stage.session, stage.event, people)] == [
        stage.slots[2].id, stage.slots[3].id
    ]  # fmt: skip


def test_a_meeting_in_the_same_room_needs_no_walk(session: Session) -> None:
    stage = build_stage(session, teams=2)
    stage.event.walking_minutes = 30
    stage.agree(team=0, slot=0)
    people = [stage.teams[1].account.person_id, stage.house.account.person_id]
    assert [each.slot.id for each in list_free(session, stage.event, people)] == [each.id for each in stage.slots[1:]]


def test_caps_hold_for_both_sides(session: Session) -> None:
    stage = build_stage(session, teams=3)
    settings_of(stage).cap_per_day = 1
    stage.agree(team=0, slot=0)
    second = stage.ask(team=1)
    with pytest.raises(Conflict):
        accept_meeting(session, stage.house.actor, meeting_id=second.id, slot_id=stage.slots[2].id)
    settings_of(stage).cap_total = 1
    with pytest.raises(RuleBroken, match="as many meetings"):
        stage.ask(team=2)


def test_a_representative_may_want_fewer_a_day(stage: Stage) -> None:
    stage.add_team()
    investor = stage.house.investor
    stage.session.refresh(investor, ["representatives"])
    investor.representatives[0].max_meetings_per_day = 1
    stage.agree(team=0, slot=0)
    meeting = stage.ask(team=1)
    with pytest.raises(Conflict):
        accept_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, slot_id=stage.slots[1].id)


def test_a_pair_has_one_open_meeting(stage: Stage) -> None:
    stage.ask()
    with pytest.raises(RuleBroken, match="already"):
        stage.ask()


def test_after_a_refusal_a_pair_may_ask_again(stage: Stage) -> None:
    meeting = stage.ask()
    decline_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, reason="本期不看该领域")
    assert (meeting.state, meeting.state_reason) == (S.DECLINED, "本期不看该领域")
    assert stage.ask().id != meeting.id


def test_declining_needs_a_reason(stage: Stage) -> None:
    meeting = stage.ask()
    with pytest.raises(RuleBroken, match="reason"):
        decline_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, reason=" ")


def test_only_the_other_side_answers_and_only_the_own_side_changes(stage: Stage) -> None:
    meeting = stage.ask()
    stranger = stage.add_house().actor
    for actor in (stage.team.actor, stranger):
        with pytest.raises(NotAllowed):
            accept_meeting(stage.session, actor, meeting_id=meeting.id)
    for actor in (stage.house.actor, stranger):
        with pytest.raises(NotAllowed):
            change_request(stage.session, actor, meeting_id=meeting.id, asking=Asking("x"))
    assert side_of(stranger, get_meeting(stage.session, meeting.id)) is None


def test_a_sent_request_can_be_changed_and_withdrawn(stage: Stage) -> None:
    meeting = stage.ask()
    change_request(stage.session, stage.team.actor, meeting_id=meeting.id, asking=Asking("新的说明", stage.slots[2].id))
    assert (meeting.message, meeting.slot_id) == ("新的说明", stage.slots[2].id)
    withdraw_request(stage.session, stage.team.actor, meeting_id=meeting.id)
    assert meeting.state is S.CANCELLED
    with pytest.raises(RuleBroken, match="answered"):
        change_request(stage.session, stage.team.actor, meeting_id=meeting.id, asking=Asking("y"))


@pytest.mark.parametrize(
    ("mode", "opens", "closes", "words"),
    [
        (BookingMode.ORGANISER, None, None, "plans all meetings"),
        (BookingMode.MIXED, timedelta(hours=1), None, "not opened yet"),
        (BookingMode.MIXED, None, timedelta(hours=-1), "is closed"),
    ],
)
def test_booking_keeps_to_the_rules_of_the_organiser(
    stage: Stage, mode: BookingMode, opens: timedelta | None, closes: timedelta | None, words: str
) -> None:
    rules = settings_of(stage)
    rules.mode = mode
    rules.booking_opens_at = now() + opens if opens else None
    rules.booking_closes_at = now() + closes if closes else None
    with pytest.raises(RuleBroken, match=words):
        stage.ask()


def test_a_veto_of_the_other_side_is_never_revealed(stage: Stage) -> None:
    stage.wish(0, 0, investor=Wish.NO_THANKS)
    assert stage.ask().state is S.REQUESTED


def test_somebody_of_the_own_side_can_be_named_and_nobody_else(stage: Stage) -> None:
    stranger = stage.add_house().account.person_id
    with pytest.raises(RuleBroken, match="does not belong"):
        request_meeting(stage.session, stage.team.actor, pair=stage.pair(), asking=Asking("x", None, stranger))
    meeting = request_meeting(
        stage.session, stage.house.actor, pair=stage.pair(), asking=Asking("x", None, stage.house.account.person_id)
    )
    assert meeting.representative_id == stage.house.account.person_id


def test_requests_expire_once(stage: Stage) -> None:
    meeting, later = stage.ask(), stage.ask(house=stage.houses.index(stage.add_house()))
    meeting.expires_at = now() - timedelta(seconds=1)
    stage.session.flush()
    assert expire_requests(stage.session) == [meeting.id]
    assert expire_requests(stage.session) == []
    assert (meeting.state, later.state) == (S.EXPIRED, S.REQUESTED)


def test_a_request_needs_people_rules_and_an_open_pitch(stage: Stage) -> None:
    stranger = stage.add_house().actor
    with pytest.raises(NotAllowed, match="neither side"):
        request_meeting(stage.session, stranger, pair=stage.pair(), asking=Asking("x"))
    with pytest.raises(RuleBroken, match="still to come"):
        request_meeting(stage.session, stage.team.actor, pair=stage.pair(), asking=Asking("x", 10**6))
    pair = stage.pair()
    pair.participation.representative = None
    with pytest.raises(RuleBroken, match="named nobody"):
        request_meeting(stage.session, stage.team.actor, pair=pair, asking=Asking("x"))
    pair = stage.pair(house=1)
    pair.participation.representative = stage.person_of()
    with pytest.raises(RuleBroken, match="same person"):
        request_meeting(stage.session, stage.team.actor, pair=pair, asking=Asking("x"))
    stage.team.pitch.state = PitchState.DRAFT
    with pytest.raises(RuleBroken, match="not open"):
        request_meeting(stage.session, stage.team.actor, pair=stage.pair(house=1), asking=Asking("x"))
    stage.session.delete(settings_of(stage))
    stage.session.flush()
    with pytest.raises(RuleBroken, match="not opened the booking"):
        stage.ask()


def test_when_nothing_is_free_the_refusal_says_so(session: Session) -> None:
    stage = build_stage(session, slots=1)
    session.add(Unavailability(person_id=stage.person_of().id, slot_id=stage.slots[0].id))
    meeting = stage.ask()
    with pytest.raises(Conflict, match="no free time in common") as refused:
        accept_meeting(session, stage.house.actor, meeting_id=meeting.id)
    assert refused.value.alternatives == ()


def test_an_answered_request_is_not_answered_again(stage: Stage) -> None:
    meeting = stage.agree()
    with pytest.raises(RuleBroken, match="answered"):
        decline_meeting(stage.session, stage.house.actor, meeting_id=meeting.id, reason="x")
