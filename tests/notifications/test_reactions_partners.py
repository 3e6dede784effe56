"""Who is told about investors, the library, interest and meetings, and what becomes of meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts import facts as accounts
from app.core import outbox
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.events.facts.events import EventStateChanged
from app.events.logic.states import EventState
from app.events.service.release import release_programme
from app.investors import facts as investors
from app.library import facts as library
from app.matching.facts import InterestBecameMutual, InterestExpressed
from app.meetings import facts
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting, MeetingPlan
from app.meetings.queries.meetings import get_meeting
from app.meetings.service.booking import cancel_meeting, move_meeting
from app.meetings.service.reasons import EVENT_CANCELLED, INVESTOR_GONE, PITCH_WITHDRAWN
from app.meetings.service.requests import Asking, change_request, decline_meeting, withdraw_request
from app.notifications.logic import MessageState, Template
from app.pitches import facts as pitches
from tests.factories import (
    make_account,
    make_achievement,
    make_centre,
    make_member,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_session,
    make_session_person,
)
from tests.meetings.conftest import Stage, build_stage
from tests.notifications.conftest import messages, react_to_all
from tests.notifications.told import told

M = MeetingState


def state_of(session: Session, meeting: Meeting) -> MeetingState:
    return get_meeting(session, meeting.id).state


def test_investors_are_verified_in_the_open(session: Session, stage: Stage) -> None:
    centre = make_centre(session)
    operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)
    investor, person = stage.house.investor, stage.house.account.person_id
    assert told(session, investors.InvestorApplied(investor.id, centre.id, "华工创投")) == {
        ("investor_applied", operator.person_id, "queued")
    }
    assert told(session, investors.InvestorVerified(investor.id, "华工创投", "active", None)) == {
        ("investor_decided", person, "queued")
    }
    assert told(session, investors.InvestorJoined(stage.event.id, investor.id, person)) == {
        ("investor_named", person, "queued")
    }
    session.info["person_id"] = person
    assert told(session, investors.InvestorJoined(stage.event.id, investor.id, person)) == set()
    del session.info["person_id"]
    assert told(session, investors.MandateWritten(investor.id)) == set()


def test_a_suspended_investor_meets_nobody(session: Session, stage: Stage) -> None:
    agreed = stage.agree()
    stage.add_team()
    asked = stage.ask(team=1)
    react_to_all(session)
    told(session, investors.InvestorVerified(stage.house.investor.id, "华工创投", "suspended", "资质过期"))
    assert (state_of(session, agreed), state_of(session, asked)) == (M.CANCELLED, M.CANCELLED)
    assert get_meeting(session, agreed.id).state_reason == INVESTOR_GONE
    cancelled = messages(session, template=Template.MEETING_CANCELLED)
    assert {(each.person_id, each.calendar_method) for each in cancelled} == {
        (stage.team.account.person_id, "CANCEL"), (stage.house.account.person_id, "CANCEL")
    }  # fmt: skip
    assert "no longer takes part" in cancelled[0].body


def test_the_meetings_of_a_withdrawn_pitch_free_their_times(session: Session, stage: Stage) -> None:
    meeting = stage.agree()
    react_to_all(session)
    found = told(session, pitches.PitchWithdrawn(stage.team.pitch.id, stage.event.id, "confirmed", "融资完成"))
    assert state_of(session, meeting) is M.CANCELLED
    assert ("pitch_withdrawn", stage.event.owner_id, "queued") in found
    assert get_meeting(session, meeting.id).state_reason == PITCH_WITHDRAWN


def test_whoever_leaves_sits_in_no_meeting(session: Session, stage: Stage) -> None:
    meeting = stage.agree()
    stage.team.account.closed_at = now()
    found = told(session, accounts.AccountClosed(stage.team.account.person_id))
    assert state_of(session, meeting) is M.CANCELLED
    assert {person for _template, person, _state in found} == {stage.house.account.person_id}


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_with_an_event_its_meetings_are_off_and_the_notices_wait(session: Session, stage: Stage, state: str) -> None:
    meeting = stage.agree()
    react_to_all(session)
    stage.event.state = EventState(state)
    told(session, EventStateChanged(stage.event.id, "live", state, "台风"))
    assert state_of(session, meeting) is M.CANCELLED
    assert get_meeting(session, meeting.id).state_reason == EVENT_CANCELLED
    assert {m.state for m in messages(session, template=Template.MEETING_CANCELLED)} == {MessageState.DRAFT}


def test_entries_of_the_library_go_back_and_forth(session: Session) -> None:
    centre = make_centre(session)
    operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)
    organisation = make_organisation(session)
    owner = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, organisation.id)
    need = make_need(session, organisation=organisation, centre_id=centre.id)
    entry = make_achievement(session, organisation=organisation, centre_id=centre.id)
    about = {"kind": "need", "entry_id": need.id, "number": need.number}
    assert told(session, library.EntrySubmitted(**about)) == {("entry_submitted", operator.person_id, "queued")}
    assert told(session, library.EntryReturned(**about, reason="请补充预算")) == {
        ("entry_returned", owner.person_id, "queued")
    }
    assert told(session, library.EntryStepped(**about, before="sorting", after="verified")) == set()
    other = {"kind": "achievement", "entry_id": entry.id, "number": entry.number}
    assert told(session, library.EntryStepped(**other, before="evaluated", after="published")) == {
        ("entry_published", owner.person_id, "queued")
    }
    gone = {"kind": "need", "entry_id": 10**6, "number": "XQ"}
    assert told(session, library.EntrySubmitted(**gone), library.EntryReturned(**gone, reason="")) == set()


def test_an_expert_is_asked_and_whoever_asked_hears_the_answer(session: Session) -> None:
    need, expert, manager = make_need(session), make_account(session).person_id, make_account(session).person_id
    about = {
        "kind": "need", "entry_id": need.id, "number": need.number, "person_id": expert, "asked_by": manager,
    }  # fmt: skip
    assert told(session, library.ExpertAsked(**about, note="请看包覆工艺")) == {("expert_asked", expert, "queued")}
    assert "请看包覆工艺" in messages(session, template=Template.EXPERT_ASKED)[0].body
    for accepted, template in ((True, "expert_accepted"), (False, "expert_declined")):
        fact = library.ExpertAnswered(**about, accepted=accepted, answer="出差")
        assert told(session, fact) == {(template, manager, "queued")}
    assert told(session, library.ExpertReleased(**about)) == {("expert_released", expert, "queued")}
    assert told(session, library.ExpertReleased(**(about | {"entry_id": 10**6}))) == set()


def test_interest_is_told_only_when_both_have_it(session: Session, stage: Stage) -> None:
    about = (stage.event.id, stage.house.investor.id, stage.team.pitch.id)
    assert told(session, InterestExpressed(*about, "pitch", "meet")) == set()
    assert told(session, InterestBecameMutual(*about)) == {
        ("interest_mutual", stage.team.account.person_id, "queued"),
        ("interest_mutual", stage.house.account.person_id, "queued"),
    }
    texts = {m.person_id: m.subject for m in messages(session, template=Template.INTEREST_MUTUAL)}
    assert stage.team.pitch.title in texts[stage.house.account.person_id]


def test_a_request_is_told_to_the_other_side(session: Session, stage: Stage) -> None:
    team, house = stage.team.account.person_id, stage.house.account.person_id
    meeting = stage.ask()
    assert told(session) == {("meeting_requested", house, "queued")}
    request = messages(session)[0]
    assert "> 我们想谈谈合作" in request.body
    assert stage.team.pitch.title in request.subject
    change_request(session, stage.team.actor, meeting_id=meeting.id, asking=Asking("请看 https://evil.example"))
    assert told(session) == {("meeting_request_changed", house, "queued")}
    assert "https[:]//evil[.]example" in messages(session)[-1].body
    decline_meeting(session, stage.house.actor, meeting_id=meeting.id, reason="方向不符")
    assert told(session) == {("meeting_declined", team, "queued")}
    second = stage.ask()
    withdraw_request(session, stage.team.actor, meeting_id=second.id)
    assert told(session) == {("meeting_withdrawn", house, "queued")}


def test_other_ends_of_a_request(session: Session, stage: Stage) -> None:
    meeting, team, house = stage.ask(), stage.team.account.person_id, stage.house.account.person_id
    react_to_all(session)
    about = (meeting.id, stage.event.id)
    assert told(session, facts.MeetingAccepted(*about)) == {("meeting_accepted", team, "queued")}
    assert told(session, facts.MeetingExpired(*about)) == {("meeting_expired", team, "queued")}
    assert told(session, facts.MeetingMissed(*about, None, "investor")) == {("meeting_missed", house, "queued")}
    assert told(session, facts.MeetingMissed(*about, None, "pitch")) == {("meeting_missed", team, "queued")}
    assert told(session, facts.OutcomeRecorded(*about)) == set()


def test_two_quick_moves_lead_to_one_invitation(session: Session, stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    assert len(told(session)) == 2
    for slot in (1, 2):
        move_meeting(session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[slot].id)
    told(session)
    moved = messages(session, calendar_method="REQUEST")[2:]
    assert [each.values["item"]["sequence"] for each in moved] == [2, 2]
    assert {each.values["item"]["start"] for each in moved} == {stage.slots[2].start_at.isoformat()}


def test_what_nobody_was_invited_to_is_not_withdrawn_from_calendars(session: Session, stage: Stage) -> None:
    plan = MeetingPlan(
        event_id=stage.event.id, number=1, name="v1", status="published", assignments=[], unplanned=[], measures={},
        made_by=stage.organiser.person_id,
    )  # fmt: skip
    session.add(plan)
    meeting = stage.agree()
    for each in messages(session):
        session.delete(each)
    session.execute(outbox.StoredFact.__table__.delete())
    published = facts.PlanPublished(plan.id, stage.event.id, added=[meeting.id])
    assert told(session, facts.PlanMade(plan.id, stage.event.id)) == {("plan_made", plan.made_by, "queued")}
    assert {state for _template, _person, state in told(session, published)} == {"draft"}
    cancel_meeting(session, stage.organiser_actor, meeting_id=meeting.id, reason="重新安排")
    told(session)
    about = messages(session, link=f"/meetings/{meeting.id}")
    assert {(m.template, m.state, m.calendar_method) for m in about} == {
        (Template.MEETING_SCHEDULED, MessageState.CANCELLED, "REQUEST"),
        (Template.MEETING_CANCELLED, MessageState.QUEUED, None),
    }  # fmt: skip


def test_a_plan_prepares_invitations_and_withdrawals(session: Session, stage: Stage) -> None:
    stage.add_team()
    stays, goes = stage.agree(team=0, slot=0), stage.agree(team=1, slot=1)
    react_to_all(session)
    move_meeting(session, stage.organiser_actor, meeting_id=stays.id, slot_id=stage.slots[3].id)
    cancel_meeting(session, stage.organiser_actor, meeting_id=goes.id, reason="x")
    session.execute(outbox.StoredFact.__table__.delete())
    found = told(session, facts.PlanPublished(1, stage.event.id, moved=[stays.id], dropped=[goes.id]))
    house = stage.house.account.person_id
    assert found == {
        ("meeting_moved", stage.teams[0].account.person_id, "draft"), ("meeting_moved", house, "draft"),
        ("meeting_cancelled", stage.teams[1].account.person_id, "draft"), ("meeting_cancelled", house, "draft"),
    }  # fmt: skip


@pytest.mark.parametrize("slots", [6, 1])
def test_meetings_in_the_way_of_the_programme_move_or_end(session: Session, slots: int) -> None:
    stage = build_stage(session, slots=slots)
    meeting = stage.agree(slot=0)
    react_to_all(session)
    busy = make_session(session, stage.event, start_at=stage.slots[0].start_at - timedelta(minutes=10),
                        end_at=stage.slots[0].start_at + timedelta(minutes=10))  # fmt: skip
    make_session_person(session, busy, stage.team.account.person)
    release_programme(session, stage.organiser_actor, event=stage.event, displacing=frozenset({meeting.id}))
    told(session)
    after = get_meeting(session, meeting.id)
    if slots > 1:
        assert after.state is M.SCHEDULED
        assert after.slot is not None
        assert after.slot.start_at >= busy.end_at
        assert {m.calendar_method for m in messages(session, template=Template.MEETING_MOVED)} == {"REQUEST"}
    else:
        assert after.state is M.CANCELLED
        assert {m.calendar_method for m in messages(session, template=Template.MEETING_CANCELLED)} == {"CANCEL"}


def test_people_without_a_role_hear_nothing(session: Session, stage: Stage) -> None:
    bystander = make_account(session)
    make_membership(session, make_person(session), Role.PRESS, ScopeKind.EVENT, stage.event.id)
    stage.agree()
    assert bystander.person_id not in {person for _template, person, _state in told(session)}
