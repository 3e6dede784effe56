"""What changes a pitch, what is refused, and what is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Membership
from app.core.clock import now
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.organisations.logic import OrganisationState
from app.pitches.logic.completeness import Part
from app.pitches.logic.states import PitchRole, PitchState
from app.pitches.models import Pitch, PitchMember, PitchStep
from app.pitches.queries.pitches import count_by_state, list_event_pitches, list_public_pitches, list_steps
from app.pitches.service import access, bulk, drafts, records, slides, steps
from tests.factories import make_account, make_actor, make_event, make_person, make_pitch, organiser_of
from tests.pitches.samples import complete, open_call, pdf


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, **open_call())


def names(session: Session) -> list[str]:
    return list(session.scalars(select(StoredFact.name).order_by(StoredFact.id)))


def draft(session: Session, event: Event, **fields: object) -> Pitch:
    return make_pitch(
        session, event, presenter=make_person(session), **(complete() | {"state": PitchState.DRAFT} | fields)
    )


def test_whoever_starts_presents_and_gets_a_number_of_the_year(session: Session, event: Event) -> None:
    person = make_person(session)
    pitch = drafts.start_pitch(
        session, make_actor(person), event=event, title="新项目一号", organisation_name="新样例单位"
    )
    assert pitch.number.startswith(f"LY{event.start_at.year}")
    assert [(member.person_id, member.role) for member in pitch.members] == [(person.id, PitchRole.PRESENTER)]
    assert pitch.organisation is not None
    assert pitch.organisation.state is OrganisationState.APPLIED
    assert names(session) == ["OrganisationApplied", "PitchStarted"]
    membership = session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    assert (membership.role, membership.scope_kind) == (Role.PROJECT_TEAM, ScopeKind.PERSON)


def test_outside_the_call_only_the_organiser_starts(session: Session) -> None:
    event = make_event(session, **open_call(closes=now() - timedelta(hours=1)))
    with pytest.raises(RuleBroken):
        drafts.start_pitch(session, make_actor(make_person(session)), event=event, title="迟到项目")
    assert drafts.start_pitch(session, organiser_of(event), event=event, title="特邀项目", presents=False).members == []


def test_submitting_needs_everything_and_an_open_call(session: Session, event: Event) -> None:
    pitch = draft(session, event, innovation=None)
    team = make_actor(pitch.members[0].person)
    with pytest.raises(RuleBroken) as refusal:
        steps.submit_pitch(session, team, pitch_id=pitch.id)
    assert refusal.value.field == "innovation"
    pitch.innovation = "补充"
    event.call_closes_at = now() - timedelta(minutes=1)
    with pytest.raises(RuleBroken):
        steps.submit_pitch(session, team, pitch_id=pitch.id)
    event.call_closes_at = now() + timedelta(minutes=1)
    steps.submit_pitch(session, team, pitch_id=pitch.id)
    assert pitch.state is PitchState.SUBMITTED
    assert names(session) == ["PitchSubmitted"]


def test_a_returned_pitch_may_come_back_for_five_days(session: Session, event: Event) -> None:
    pitch = draft(session, event, state=PitchState.FORMAL_CHECK)
    team = make_actor(pitch.members[0].person)
    steps.return_pitch(session, organiser_of(event), pitch_id=pitch.id, reason="补充", fields={Part.TITLE: " 更具体 "})
    assert pitch.returned_fields == {"title": "更具体"}
    event.call_closes_at = now() - timedelta(days=1)
    steps.list_gaps(pitch)
    step = session.scalars(select(PitchStep)).one()
    step.at = now() - timedelta(days=6)
    session.flush()
    with pytest.raises(RuleBroken):
        steps.submit_pitch(session, team, pitch_id=pitch.id)
    step.at = now() - timedelta(days=4)
    session.flush()
    steps.submit_pitch(session, team, pitch_id=pitch.id)
    assert (pitch.state, pitch.returned_fields) == (PitchState.SUBMITTED, {})


@pytest.mark.parametrize("after", list(PitchState))
def test_the_organisers_steps_follow_the_table(session: Session, event: Event, after: PitchState) -> None:
    pitch = draft(session, event, state=PitchState.IN_REVIEW)
    reachable = {PitchState.SHORTLISTED, PitchState.WAITLISTED, PitchState.REJECTED, PitchState.WITHDRAWN}
    if after in reachable:
        steps.move_pitch(session, organiser_of(event), pitch_id=pitch.id, after=after, reason="理由")
        assert [step.state for step in list_steps(session, pitch.id)] == [after]
    else:
        with pytest.raises(RuleBroken):
            steps.move_pitch(session, organiser_of(event), pitch_id=pitch.id, after=after, reason="理由")
        assert pitch.state is PitchState.IN_REVIEW


def test_two_organisers_cannot_decide_on_the_same_state(session: Session, event: Event) -> None:
    pitch = draft(session, event, state=PitchState.IN_REVIEW)
    seen, actor = pitch.version, organiser_of(event)
    steps.move_pitch(session, actor, pitch_id=pitch.id, after=PitchState.SHORTLISTED, version=seen)
    with pytest.raises(Conflict):
        steps.move_pitch(session, actor, pitch_id=pitch.id, after=PitchState.CONFIRMED, version=seen)


def test_teams_and_other_organisers_do_not_decide(session: Session, event: Event) -> None:
    pitch = draft(session, event, state=PitchState.IN_REVIEW)
    for actor in (make_actor(pitch.members[0].person), organiser_of(make_event(session))):
        with pytest.raises(NotAllowed):
            steps.move_pitch(session, actor, pitch_id=pitch.id, after=PitchState.SHORTLISTED)


def test_a_team_writes_drafts_and_its_organiser_later(session: Session, event: Event) -> None:
    pitch = draft(session, event)
    team, stranger = make_actor(pitch.members[0].person), make_actor(make_person(session))
    drafts.save_draft(session, team, pitch_id=pitch.id, values={"title": "改后的名称", "state": "confirmed"})
    assert (pitch.title, pitch.state) == ("改后的名称", PitchState.DRAFT)
    with pytest.raises(NotAllowed):
        drafts.save_draft(session, stranger, pitch_id=pitch.id, values={"title": "别人的名称"})
    pitch.state = PitchState.CONFIRMED
    with pytest.raises(RuleBroken):
        drafts.save_draft(session, team, pitch_id=pitch.id, values={"title": "太晚的名称"})
    drafts.save_draft(session, organiser_of(event), pitch_id=pitch.id, values={"title": "主办方更正"})
    assert pitch.title == "主办方更正"


def test_an_invited_address_is_claimed_by_its_owner_once(session: Session, event: Event) -> None:
    pitch = draft(session, event)
    team = make_actor(pitch.members[0].person)
    drafts.invite_member(session, team, pitch_id=pitch.id, login=" New@Example.org ", role=PitchRole.CO_PRESENTER)
    with pytest.raises(RuleBroken):
        drafts.invite_member(session, team, pitch_id=pitch.id, login="new@example.org", role=PitchRole.EDITOR)
    person = make_person(session, email="new@example.org")
    assert drafts.claim_invited(session, person.id, "NEW@example.org") == 1
    assert drafts.claim_invited(session, person.id, "new@example.org") == 0
    assert {member.person_id for member in pitch.members} == {team.person_id, person.id}
    assert drafts.may_write(make_actor(person), pitch)


def test_claiming_twice_on_one_team_leaves_one_place(session: Session, event: Event) -> None:
    pitch = draft(session, event)
    person = pitch.members[0].person
    session.add(PitchMember(pitch_id=pitch.id, invited_login="second@example.org", role=PitchRole.EDITOR))
    session.flush()
    assert person is not None
    assert drafts.claim_invited(session, person.id, "second@example.org") == 1
    assert session.scalars(select(PitchMember.person_id)).all() == [person.id]


def test_there_is_one_presenter_and_somebody_stays(session: Session, event: Event) -> None:
    pitch = draft(session, event)
    team, account = make_actor(pitch.members[0].person), make_account(session)
    drafts.invite_member(session, team, pitch_id=pitch.id, login=account.email or "", role=PitchRole.PRESENTER)
    first, second = pitch.members
    assert (first.role, second.role) == (PitchRole.CO_PRESENTER, PitchRole.PRESENTER)
    drafts.change_role(session, team, pitch_id=pitch.id, member_id=first.id, role=PitchRole.PRESENTER)
    assert (first.role, second.role) == (PitchRole.PRESENTER, PitchRole.CO_PRESENTER)
    drafts.remove_member(session, team, pitch_id=pitch.id, member_id=second.id)
    with pytest.raises(RuleBroken):
        drafts.remove_member(session, team, pitch_id=pitch.id, member_id=first.id)
    with pytest.raises(NotFound):
        drafts.change_role(session, team, pitch_id=pitch.id, member_id=0, role=PitchRole.EDITOR)


def test_late_slides_are_marked_and_locked_ones_need_the_organisers_reason(session: Session, event: Event) -> None:
    pitch = draft(session, event, state=PitchState.SCHEDULED)
    team, organiser = make_actor(pitch.members[0].person), organiser_of(event)
    slides.upload_slides(session, team, pitch_id=pitch.id, data=pdf(2), most_mb=1)
    assert pitch.slides_late is False
    event.start_at = now() + timedelta(days=3)
    slides.upload_slides(session, team, pitch_id=pitch.id, data=pdf(4), most_mb=1)
    assert (pitch.slides_late, pitch.slides_pages) == (True, 4)
    pitch.state = PitchState.SLIDES_LOCKED
    with pytest.raises(RuleBroken):
        slides.upload_slides(session, team, pitch_id=pitch.id, data=pdf(5), most_mb=1, reason="想换")
    with pytest.raises(RuleBroken):
        slides.upload_slides(session, organiser, pitch_id=pitch.id, data=pdf(5), most_mb=1)
    slides.upload_slides(session, organiser, pitch_id=pitch.id, data=pdf(5), most_mb=1, reason="更正单位名称")
    assert list_steps(session, pitch.id)[0].reason == "更正单位名称"
    with pytest.raises(RuleBroken) as refusal:
        slides.upload_slides(session, organiser, pitch_id=pitch.id, data=b"0" * 1048577, most_mb=1, reason="更正")
    assert refusal.value.values == {"num": 1}


def test_a_batch_is_undone_only_where_nothing_followed(session: Session, event: Event) -> None:
    first, second = (draft(session, event, state=PitchState.IN_REVIEW) for _ in range(2))
    actor = organiser_of(event)
    versions = {first.id: first.version, second.id: second.version}
    moved, batch = bulk.decide(session, actor, event=event, versions=versions, after=PitchState.SHORTLISTED)
    assert moved == 2
    steps.move_pitch(session, actor, pitch_id=second.id, after=PitchState.CONFIRMED)
    assert bulk.undo_batch(session, actor, event=event, batch=batch) == 1
    assert (first.state, second.state) == (PitchState.IN_REVIEW, PitchState.CONFIRMED)
    with pytest.raises(RuleBroken):
        bulk.undo_batch(session, actor, event=event, batch=batch)
    with pytest.raises(RuleBroken):
        bulk.decide(session, actor, event=event, versions=versions, after=PitchState.CLOSED)
    with pytest.raises(RuleBroken):
        bulk.preview_decision(session, actor, event=event, ids=[first.id], after=PitchState.WITHDRAWN)
    with pytest.raises(NotAllowed):
        bulk.undo_batch(session, make_actor(make_person(session)), event=event, batch=batch)


def test_a_withdrawn_access_is_not_taken_back_by_accepting_again(session: Session, event: Event) -> None:
    pitch = draft(session, event, state=PitchState.CONFIRMED)
    team = make_actor(pitch.members[0].person)
    reader = make_account(session)
    given = access.name_reader(session, team, pitch_id=pitch.id, login=reader.email or "")
    access.withdraw_access(session, team, pitch_id=pitch.id, access_id=given.id)
    assert given.withdrawn_at is not None
    assert access.open_confidential(session, make_actor(reader.person), pitch=pitch) is False
    with pytest.raises(RuleBroken):
        access.name_reader(session, team, pitch_id=pitch.id, login="nobody@example.org")
    with pytest.raises(NotFound):
        access.withdraw_access(session, team, pitch_id=pitch.id, access_id=0)
    assert names(session) == ["AccessGranted", "AccessWithdrawn"]


def test_lists_and_counts_follow_the_states(session: Session, event: Event) -> None:
    shown = draft(session, event, state=PitchState.CONFIRMED)
    waiting = draft(session, event, state=PitchState.IN_REVIEW)
    assert list_public_pitches(session, event.id) == [shown]
    assert list_event_pitches(session, event.id, [PitchState.IN_REVIEW]) == [waiting]
    assert count_by_state(session, event.id) == {PitchState.IN_REVIEW: 1, PitchState.CONFIRMED: 1}


def test_a_pitch_of_a_report_is_entered_with_its_assumptions(session: Session, event: Event) -> None:
    values = {"title": "脑科学领域FIC一类新药", "field": "生物医药", "state": PitchState.CLOSED}
    why = {"organisation_id": {"kind": "assumption", "why": "仅见标题"}}
    pitch = records.record_pitch(session, organiser_of(event), event=event, values=values, assumed=why)
    assert (pitch.state, pitch.source, pitch.assumed, pitch.members) == (PitchState.CONFIRMED, "imported", why, [])
    assert [step.state for step in list_steps(session, pitch.id)] == [PitchState.CONFIRMED]
    with pytest.raises(RuleBroken):
        records.record_pitch(session, organiser_of(event), event=event, values={})
    with pytest.raises(NotAllowed):
        records.record_pitch(session, make_actor(make_person(session)), event=event, values=values)
