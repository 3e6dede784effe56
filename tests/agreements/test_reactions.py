"""What other domains leave to be followed, and what names and follow-ups refuse."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.facts import AgreementSigned
from app.agreements.jobs import review_agreements
from app.agreements.logic.states import FollowUpState
from app.agreements.models.follow_up import FollowUp
from app.agreements.queries.ceremony import words_for
from app.agreements.service import follow_ups, names, reactions
from app.agreements.service.follow_ups import Promise
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from app.core.errors import NotFound, RuleBroken
from app.matching.logic.wishes import WishSide
from app.meetings.models import Meeting
from app.pitches.logic.states import PitchRole
from app.pitches.models import PitchMember
from app.roadshow.logic import QuestionTheme
from app.roadshow.models import Question
from tests.agreements.ground import Ceremony, content, enter, make_ceremony, sign
from tests.factories import make_investor, make_person, make_pitch


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


@dataclass(frozen=True)
class LeftOpen:
    question_id: int


@dataclass(frozen=True)
class Recorded:
    meeting_id: int


def all_follow_ups(session: Session) -> list[FollowUp]:
    return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


@pytest.mark.parametrize(("secret", "shown"), [(False, "技术门槛在哪里"), (True, "保密")])
def test_an_open_question_is_followed_by_the_presenter(
    session: Session, ground: Ceremony, *, secret: bool, shown: str
) -> None:
    presenter = make_person(session)
    pitch = make_pitch(session, ground.event, presenter=presenter)
    question = Question(
        event_id=ground.event.id, pitch_id=pitch.id, theme=QuestionTheme.THRESHOLD, content="技术门槛在哪里",
        is_confidential=secret,
    )  # fmt: skip
    session.add(question)
    session.flush()
    for _ in range(2):
        reactions.follow_open_question(session, LeftOpen(question.id))
    reactions.follow_open_question(session, LeftOpen(10**6))
    (row,) = all_follow_ups(session)
    assert (row.owner_id, row.organisation_id) == (presenter.id, pitch.organisation_id)
    assert shown in row.content
    assert ("技术门槛" in row.content) is not secret


def test_what_is_owed_until_a_day_is_due_on_it_and_a_later_day_moves_it(session: Session, ground: Ceremony) -> None:
    pitch = make_pitch(session, ground.event, presenter=make_person(session))
    pitch.members.insert(0, PitchMember(role=PitchRole.CO_PRESENTER, person_id=make_person(session).id))
    question = Question(
        event_id=ground.event.id, pitch_id=pitch.id, theme=QuestionTheme.THRESHOLD, content="工艺如何放大",
        due_on=date(2031, 3, 1),
    )  # fmt: skip
    session.add(question)
    session.flush()
    for day in (date(2031, 3, 1), date(2031, 3, 9)):
        question.due_on = day
        reactions.follow_open_question(session, LeftOpen(question.id))
        (row,) = all_follow_ups(session)
        assert (row.due_on, row.owner_id) == (day, pitch.presenter.person_id)  # type: ignore[union-attr]


def test_the_next_step_of_a_meeting_is_followed(session: Session, ground: Ceremony) -> None:
    pitch, investor = make_pitch(session, ground.event), make_investor(session)
    one, other = make_person(session), make_person(session)
    meeting = Meeting(
        event_id=ground.event.id, pitch_id=pitch.id, investor_id=investor.id, presenter_id=one.id,
        representative_id=other.id, asked_by_side=WishSide.INVESTOR, asked_by=other.id,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    reactions.follow_outcome(session, Recorded(meeting.id))
    assert all_follow_ups(session) == []
    meeting.next_step, meeting.next_on = "发送财务模型", date(2030, 7, 5)
    reactions.follow_outcome(session, Recorded(meeting.id))
    (row,) = all_follow_ups(session)
    assert (row.content, row.due_on, row.owner_id) == ("发送财务模型", date(2030, 7, 5), other.id)


def test_a_signed_framework_gets_a_dated_next_step_but_a_published_one_does_not(
    session: Session, ground: Ceremony
) -> None:
    row = sign(session, ground)
    published = enter_historic_agreement(
        session, ground.organiser, event=ground.event, content=content(ground),
        parties=[HistoricParty(ground.buyer), HistoricParty(ground.seller)],
    )  # fmt: skip
    for each in (row, published):
        reactions.follow_signed_agreement(session, AgreementSigned(each.id, each.event_id, "framework"))
    reactions.follow_signed_agreement(session, AgreementSigned(row.id, row.event_id, "technology_contract"))
    (found,) = all_follow_ups(session)
    assert found.subject_id == row.id
    assert (found.due_on - (row.sign_on or date.min)).days == 30


def test_the_morning_job_finds_nothing_where_nothing_is_due(session: Session, ground: Ceremony) -> None:
    sign(session, ground)
    review_agreements(session, {})
    assert all_follow_ups(session) == []


def test_names_are_confirmed_once_in_time_and_by_somebody_named(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    first = row.parties[0]
    confirm = {"agreement_id": row.id, "party_id": first.id}
    with pytest.raises(RuleBroken, match="after the text"):
        names.confirm_name(session, ground.buyer_actor, **confirm)
    with pytest.raises(RuleBroken, match="after the text"):
        names.proofread_names(session, ground.second, agreement_id=row.id)
    names.ask_for_names(session, ground.organiser, agreement_id=row.id)
    with pytest.raises(RuleBroken) as refused:
        names.record_confirmation(session, ground.organiser, **confirm, note=" ")
    assert refused.value.field == "note"
    with pytest.raises(NotFound):
        names.confirm_name(session, ground.buyer_actor, agreement_id=row.id, party_id=10**6)
    names.confirm_name(session, ground.buyer_actor, **confirm, signatory=" 张总 ", capacity="总经理")
    assert (first.signatory, first.capacity) == ("张总", "总经理")
    with pytest.raises(RuleBroken, match="already"):
        names.confirm_name(session, ground.buyer_actor, **confirm)
    assert "总经理张总" in words_for(1, [row])


def test_names_that_are_right_are_not_corrected(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    with pytest.raises(RuleBroken, match="stand on record"):
        names.correct_names(session, ground.organiser, agreement_id=row.id, reason="看错了")
    with pytest.raises(RuleBroken, match="reason"):
        names.correct_names(session, ground.organiser, agreement_id=row.id, reason="")
    ground.buyer.name += "（集团）"
    session.flush()
    names.ask_for_names(session, ground.organiser, agreement_id=row.id)
    with pytest.raises(RuleBroken, match="seal name"):
        names.confirm_name(session, ground.buyer_actor, agreement_id=row.id, party_id=row.parties[0].id)
    names.correct_names(session, ground.organiser, agreement_id=row.id, reason="更名")
    assert row.parties[0].printed_name == ground.buyer.name


def test_follow_ups_refuse_what_says_nothing(session: Session, ground: Ceremony) -> None:
    mine, other = ground.organiser.person_id, ground.second.person_id
    day = date(2030, 7, 1)
    with pytest.raises(RuleBroken, match="own tasks"):
        follow_ups.add_follow_up(session, ground.organiser, promise=Promise(content="事", due_on=day, owner_id=other))
    with pytest.raises(RuleBroken, match="to be done"):
        follow_ups.add_follow_up(session, ground.organiser, promise=Promise(content=" ", due_on=day, owner_id=mine))
    own = Promise(content="自己的事", due_on=day, owner_id=mine)
    row = follow_ups.add_follow_up(session, ground.organiser, promise=own)
    follow_ups.postpone_follow_up(
        session, ground.organiser, follow_up_id=row.id, due_on=date(2030, 8, 1), note="等回复"
    )
    assert (row.due_on, row.result, row.state) == (date(2030, 8, 1), "等回复", FollowUpState.OPEN)
    done = {"follow_up_id": row.id, "state": FollowUpState.DONE, "result": "办结"}
    follow_ups.move_follow_up(session, ground.organiser, **done)
    assert row.done_at is not None
    with pytest.raises(RuleBroken, match="cannot become"):
        follow_ups.move_follow_up(session, ground.organiser, **done)
