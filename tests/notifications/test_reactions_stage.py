"""Who is told about pitches, turns, questions and agreements, and what becomes of the stage."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import SessionState, SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Occupancy
from app.events.service.release import release_programme
from app.notifications.logic import MessageState, Template
from app.pitches import facts as pitches
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.pitches.service import bulk
from app.roadshow import facts as roadshow
from app.roadshow.logic import QuestionTheme
from app.roadshow.models import Question
from app.roadshow.queries.order import find_order
from app.roadshow.service.order import arrange_order, move_pitch
from app.roadshow.service.timing import HOLDER
from tests.factories import (
    make_account,
    make_event,
    make_membership,
    make_pitch,
    make_session,
    make_session_person,
    organiser_of,
)
from tests.notifications.conftest import messages, react_to_all
from tests.notifications.told import told

DECIDED = [
    (PitchState.SHORTLISTED, pitches.PitchShortlisted), (PitchState.WAITLISTED, pitches.PitchWaitlisted),
    (PitchState.CONFIRMED, pitches.PitchConfirmed),
]  # fmt: skip


@pytest.fixture
def event(session: Session) -> Event:
    owner = make_account(session).person
    event = make_event(session, owner=owner)
    make_membership(session, owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return event


@pytest.fixture
def presenter(session: Session) -> Account:
    return make_account(session, language="en")


def pitch_of(session: Session, event: Event, presenter: Account, **fields: object) -> Pitch:
    return make_pitch(session, event, presenter=presenter.person, **fields)


def test_a_team_hears_of_every_step_that_concerns_it(session: Session, event: Event, presenter: Account) -> None:
    pitch = pitch_of(session, event, presenter)
    about = (pitch.id, event.id)
    team = presenter.person_id
    assert told(session, pitches.PitchSubmitted(*about)) == {("pitch_submitted", team, "queued")}
    assert told(session, pitches.PitchReturned(*about, "请补充市场前景")) == {("pitch_returned", team, "queued")}
    assert told(session, pitches.SlidesUploaded(*about, is_late=False)) == set()
    assert told(session, pitches.SlidesUploaded(*about, is_late=True)) == {("slides_late", event.owner_id, "queued")}
    quiet = (pitches.PitchStarted(*about), pitches.PitchStepped(*about, "a", "b"), pitches.PitchScheduled(*about))
    assert told(session, *quiet) == set()


@pytest.mark.parametrize(("state", "kind"), DECIDED)
def test_letters_about_decisions_wait_and_are_taken_back_with_them(
    session: Session, event: Event, presenter: Account, state: PitchState, kind: type[pitches.PitchFact]
) -> None:
    pitch = pitch_of(session, event, presenter, state=state)
    about = (pitch.id, event.id)
    assert told(session, kind(*about)) == {(f"pitch_{state.value}", presenter.person_id, "draft")}
    pitch.state = PitchState.IN_REVIEW
    session.flush()
    told(session, pitches.PitchStepUndone(*about, state.value, "in_review"))
    assert [message.state for message in messages(session)] == [MessageState.CANCELLED]
    assert told(session, kind(*about)) == set()


def test_only_the_last_decision_is_told(session: Session, event: Event, presenter: Account) -> None:
    pitch = pitch_of(session, event, presenter, state=PitchState.SHORTLISTED)
    about = (pitch.id, event.id)
    told(session, pitches.PitchShortlisted(*about))
    pitch.state = PitchState.SCHEDULED
    session.flush()
    assert told(session, pitches.PitchConfirmed(*about)) == {("pitch_confirmed", presenter.person_id, "draft")}
    assert told(session, pitches.PitchShortlisted(*about)) == set()
    assert [message.state for message in messages(session)] == [MessageState.CANCELLED, MessageState.DRAFT]


def test_a_refusal_carries_its_reason_and_can_be_undone(session: Session, event: Event, presenter: Account) -> None:
    pitch = pitch_of(session, event, presenter, state=PitchState.IN_REVIEW)
    organiser = organiser_of(event)
    versions = {pitch.id: pitch.version}
    _number, batch = bulk.decide(
        session, organiser, event=event, versions=versions, after=PitchState.REJECTED, reason="名额有限"
    )
    assert told(session) == {("pitch_rejected", presenter.person_id, "draft")}
    assert messages(session)[0].body.endswith("> 名额有限")
    if bulk.may_undo(session, organiser, event=event, batch=batch):
        bulk.undo_batch(session, organiser, event=event, batch=batch)
        told(session)
        assert messages(session)[0].state is MessageState.CANCELLED


def test_teams_are_joined_by_account_or_address(session: Session, event: Event, presenter: Account) -> None:
    pitch = pitch_of(session, event, presenter)
    member = make_account(session)
    about = (pitch.id, event.id)
    facts = [pitches.TeamMemberInvited(*about, login, "editor", has_account=True)
             for login in (member.email or "", "new@example.org", "13800138000")]  # fmt: skip
    assert told(session, *facts) == {("team_invited", member.person_id, "queued"), ("team_invited", None, "queued")}
    assert messages(session)[-1].address == "new@example.org"


def test_readers_and_teams_hear_of_access(session: Session, event: Event, presenter: Account) -> None:
    pitch, reader = pitch_of(session, event, presenter), make_account(session)
    about = (pitch.id, event.id, reader.person_id)
    facts = [kind(*about) for kind in (pitches.NdaAccepted, pitches.AccessGranted, pitches.AccessWithdrawn)]
    assert told(session, *facts) == {
        ("nda_accepted", presenter.person_id, "queued"), ("access_granted", reader.person_id, "queued"),
        ("access_withdrawn", reader.person_id, "queued"),
    }  # fmt: skip


def roadshow_part(session: Session, event: Event) -> EventSession:
    start = event.start_at + timedelta(hours=5)
    return make_session(session, event, session_type=SessionType.ROADSHOW, start_at=start,
                        end_at=start + timedelta(hours=3))  # fmt: skip


def test_turns_are_told_once_and_drafts_follow_changes(session: Session, event: Event, presenter: Account) -> None:
    part, pitch = roadshow_part(session, event), pitch_of(session, event, presenter)
    pitch_of(session, event, make_account(session))
    order = arrange_order(session, organiser_of(event), session_id=part.id)
    told(session)
    (mine,) = [m for m in messages(session, template=Template.TURN_ON_STAGE) if m.person_id == presenter.person_id]
    assert (mine.state, "Place in the order: 1" in mine.body) == (MessageState.DRAFT, True)
    move_pitch(session, organiser_of(event), order_id=order.id, pitch_id=pitch.id, position=2)
    told(session)
    assert len(messages(session, template=Template.TURN_ON_STAGE)) == 2
    session.refresh(mine)
    assert "Place in the order: 2" in mine.body
    mine.state = MessageState.SENT
    session.flush()
    move_pitch(session, organiser_of(event), order_id=order.id, pitch_id=pitch.id, position=1)
    assert ("turn_on_stage", presenter.person_id, "draft") in told(session)


def test_who_withdraws_or_does_not_come_leaves_no_gap(session: Session, event: Event, presenter: Account) -> None:
    part = roadshow_part(session, event)
    rows = [pitch_of(session, event, presenter), *(pitch_of(session, event, make_account(session)) for _ in range(2))]
    arrange_order(session, organiser_of(event), session_id=part.id)
    react_to_all(session)
    told(session, pitches.PitchWithdrawn(rows[0].id, event.id, "scheduled", "撤回"))
    told(session, pitches.PitchMissed(rows[1].id, event.id))
    order = find_order(session, part.id)
    assert order is not None
    standing = [item for item in order.items if item.position is not None]
    assert [(item.pitch_id, item.position, item.start_at) for item in standing] == [(rows[2].id, 1, part.start_at)]
    told_turns = messages(session, template=Template.TURN_ON_STAGE, person_id=presenter.person_id)
    assert [message.state for message in told_turns] == [MessageState.CANCELLED]


def test_turns_follow_their_session(session: Session, event: Event, presenter: Account) -> None:
    part = roadshow_part(session, event)
    pitch_of(session, event, presenter)
    arrange_order(session, organiser_of(event), session_id=part.id)
    release_programme(session, organiser_of(event), event=event)
    react_to_all(session)
    moved = event.start_at + timedelta(hours=1)
    part.start_at, part.end_at = moved, moved + timedelta(hours=3)
    session.flush()
    release_programme(session, organiser_of(event), event=event)
    told(session)
    order = find_order(session, part.id)
    assert order is not None
    assert order.items[0].start_at == moved
    part.state, part.state_reason = SessionState.CANCELLED, "停办"
    session.flush()
    release_programme(session, organiser_of(event), event=event)
    told(session)
    assert session.scalars(select(Occupancy).where(Occupancy.holder_kind == HOLDER)).all() == []


def test_turns_stay_where_a_presenter_is_busy(session: Session, event: Event, presenter: Account) -> None:
    part = roadshow_part(session, event)
    pitch_of(session, event, presenter)
    arrange_order(session, organiser_of(event), session_id=part.id)
    release_programme(session, organiser_of(event), event=event)
    react_to_all(session)
    moved = event.start_at + timedelta(hours=1)
    busy = make_session(session, event, start_at=moved, end_at=moved + timedelta(hours=1))
    make_session_person(session, busy, presenter.person)
    was = part.start_at
    part.start_at, part.end_at = moved, moved + timedelta(hours=3)
    session.flush()
    release_programme(session, organiser_of(event), event=event)
    told(session)
    order = find_order(session, part.id)
    assert order is not None
    session.refresh(order.items[0])
    assert order.items[0].start_at == was


def test_questions_reach_only_whom_they_concern(session: Session, event: Event, presenter: Account) -> None:
    pitch, asker = pitch_of(session, event, presenter), make_account(session)
    question = Question(
        event_id=event.id, pitch_id=pitch.id, theme=QuestionTheme.THRESHOLD, content="股权结构如何",
        asker_id=asker.person_id, is_confidential=True,
    )  # fmt: skip
    session.add(question)
    session.flush()
    about = (question.id, event.id, pitch.id)
    open_ = (roadshow.QuestionAsked(*about, is_confidential=False), roadshow.QuestionApproved(*about))
    assert told(session, *open_) == set()
    assert told(session, roadshow.QuestionAsked(*about, is_confidential=True)) == {
        ("question_in_confidence", presenter.person_id, "queued")
    }
    assert "股权结构" not in messages(session)[0].body
    assert told(session, roadshow.QuestionHidden(*about, "与项目无关")) == {
        ("question_hidden", asker.person_id, "queued")
    }
    assert told(session, roadshow.QuestionAnswered(*about, in_writing=False)) == set()
    assert told(session, roadshow.QuestionAnswered(*about, in_writing=True)) == {
        ("question_answered", asker.person_id, "queued")
    }
    assert told(session, roadshow.QuestionLeftOpen(*about, "股权结构如何")) == {
        ("follow_up_assigned", presenter.person_id, "queued")
    }
