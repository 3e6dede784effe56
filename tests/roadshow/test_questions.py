"""Questions on a real database: P06 and who reads what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.models.event import Event
from app.pitches.models import Pitch
from app.roadshow.logic import QuestionState, QuestionTheme
from app.roadshow.models import Question
from app.roadshow.queries.questions import QuestionFilter, count_themes, list_questions
from app.roadshow.service import questions
from tests.factories import (
    make_account,
    make_actor,
    make_member,
    make_organisation,
    make_person,
    make_pitch,
    organiser_of,
)
from tests.pitches.samples import Browser, count_statements

SignIn = Callable[[FlaskClient, Account], FlaskClient]


def pitches_of(session: Session, event: Event, number: int) -> list[Pitch]:
    return [make_pitch(session, event, presenter=make_person(session)) for _ in range(number)]


def facts(session: Session, name: str) -> list[StoredFact]:
    return list(session.scalars(select(StoredFact).where(StoredFact.name == name)))


def investor(session: Session, event: Event) -> Actor:
    organisation = make_organisation(session)
    person = make_person(session, organisation_id=organisation.id)
    return make_actor(person, Grant(Role.INVESTOR, ScopeKind.ORGANISATION, organisation.id))


THEMES = (QuestionTheme.THRESHOLD, QuestionTheme.MARKET, QuestionTheme.TEAM, QuestionTheme.EQUITY)


def nine_questions(session: Session, event: Event, pitch: Pitch) -> list[Question]:
    return [
        questions.ask_question(
            session,
            investor(session, event),
            event=event,
            pitch=pitch,
            theme=THEMES[number % 4],
            content=f"第{number}个问题？",
        )
        for number in range(9)
    ]


def test_p06_nine_firms_ask_and_open_ones_are_followed_up(session: Session, event: Event) -> None:
    (pitch,) = pitches_of(session, event, 1)
    asked = nine_questions(session, event, pitch)
    moderator = organiser_of(event)
    assert list(count_themes(session, event.id).items()) == list(zip(THEMES, (3, 2, 2, 2), strict=True))
    with pytest.raises(RuleBroken):
        questions.close_questions(session, moderator, event=event)
    for question in asked:
        questions.moderate(session, moderator, question_id=question.id, after=QuestionState.APPROVED)
    team = make_actor(pitch.members[0].person)
    questions.answer_question(session, team, question_id=asked[0].id, in_writing=False)
    questions.answer_question(session, team, question_id=asked[1].id, answer="已完成三项临床前研究。")
    assert questions.close_questions(session, moderator, event=event) == (2, 7)
    left = facts(session, "QuestionLeftOpen")
    assert [fact.payload["question_id"] for fact in left] == [question.id for question in asked[2:]]
    assert questions.close_questions(session, moderator, event=event) == (0, 0)
    assert {question.state for question in asked[2:]} == {QuestionState.TO_BE_ANSWERED}
    assert asked[1].state is QuestionState.CLOSED


def test_confidential_questions_are_read_by_team_asker_and_moderator_only(session: Session, event: Event) -> None:
    pitch, other = pitches_of(session, event, 2)
    asker, bystander = investor(session, event), investor(session, event)
    secret = questions.ask_question(
        session,
        asker,
        event=event,
        pitch=pitch,
        theme=QuestionTheme.EQUITY,
        content="股权是否代持？",
        is_confidential=True,
    )
    questions.moderate(session, organiser_of(event), question_id=secret.id, after=QuestionState.APPROVED)
    plain = questions.ask_question(
        session, asker, event=event, pitch=pitch, theme=QuestionTheme.MARKET, content="市场多大？"
    )
    questions.moderate(session, organiser_of(event), question_id=plain.id, after=QuestionState.APPROVED)

    def read_by(actor: Actor) -> list[int]:
        return [row.id for row in list_questions(session, actor, event, QuestionFilter())]

    assert read_by(asker) == [secret.id, plain.id]
    assert read_by(make_actor(pitch.members[0].person)) == [secret.id, plain.id]
    assert read_by(organiser_of(event)) == [secret.id, plain.id]
    assert read_by(bystander) == [plain.id]
    assert read_by(make_actor(other.members[0].person)) == [plain.id]


def test_what_is_not_let_through_is_read_by_its_asker_with_the_reason(session: Session, event: Event) -> None:
    (pitch,) = pitches_of(session, event, 1)
    asker = investor(session, event)
    question = questions.ask_question(
        session, asker, event=event, pitch=pitch, theme=QuestionTheme.TEAM, content="团队是否全职？"
    )
    with pytest.raises(RuleBroken):
        questions.moderate(session, organiser_of(event), question_id=question.id, after=QuestionState.HIDDEN)
    questions.moderate(
        session, organiser_of(event), question_id=question.id, after=QuestionState.HIDDEN, reason="与项目无关"
    )
    assert [row.state_reason for row in list_questions(session, asker, event, QuestionFilter())] == ["与项目无关"]
    assert list_questions(session, investor(session, event), event, QuestionFilter()) == []


def test_only_the_team_answers(session: Session, event: Event) -> None:
    pitch, other = pitches_of(session, event, 2)
    asker = investor(session, event)
    question = questions.ask_question(
        session, asker, event=event, pitch=pitch, theme=QuestionTheme.TEAM, content="团队是否全职？"
    )
    questions.moderate(session, organiser_of(event), question_id=question.id, after=QuestionState.APPROVED)
    for actor in (asker, make_actor(other.members[0].person), organiser_of(event)):
        with pytest.raises(NotAllowed):
            questions.answer_question(session, actor, question_id=question.id, answer="冒名作答")
    questions.answer_question(session, organiser_of(event), question_id=question.id, in_writing=False)
    assert question.state is QuestionState.ANSWERED_LIVE


@pytest.mark.parametrize("content", ["短", "长" * 501])
def test_a_question_has_a_length(session: Session, event: Event, content: str) -> None:
    (pitch,) = pitches_of(session, event, 1)
    with pytest.raises(RuleBroken):
        questions.ask_question(
            session, investor(session, event), event=event, pitch=pitch, theme=QuestionTheme.TEAM, content=content
        )


def test_a_question_travels_from_asker_to_answer(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    team = make_account(session)
    pitch = make_pitch(session, event, presenter=team.person)
    asker = sign_in(client, make_account(session))
    page = f"/events/{event.slug}/questions"
    data = {"pitch_id": pitch.id, "theme": "market", "content": "目标市场有多大？", "shows_asker": "y"}
    assert asker.post(f"{page}?pitch={pitch.number}", data=data).location.endswith(f"?pitch={pitch.number}")
    question = session.scalars(select(Question)).one()
    others = sign_in(Browser(client.application), make_account(session))
    session.commit()
    assert "目标市场有多大" not in others.get(page).text
    assert others.post(f"{page}/{question.id}/step", data={"after": "approved"}).status_code == 403
    moderator = sign_in(
        Browser(client.application), make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    )
    assert "目标市场有多大" in moderator.get(page).text
    moderator.post(f"{page}/{question.id}/step", data={"after": "approved"})
    session.commit()
    assert "目标市场有多大" in others.get(page).text
    assert others.post(f"{page}/{question.id}/answer", data={"how": "live"}).status_code == 403
    speaker = sign_in(Browser(client.application), team)
    box = f"q{question.id}-answer"
    assert box in speaker.get(page).text
    speaker.post(f"{page}/{question.id}/answer", data={box: "约两百亿元。", "how": "written"})
    assert "约两百亿元" in others.get(f"{page}?pitch={pitch.number}").text
    moderator.post(f"{page}/close")
    session.refresh(question)
    assert question.state is QuestionState.CLOSED


def test_a_bad_question_keeps_what_was_typed(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    (pitch,) = pitches_of(session, event, 1)
    sign_in(client, make_account(session))
    data = {"pitch_id": "", "theme": "market", "content": "保密但没有选择项目", "is_confidential": "y"}
    answer = client.post(f"/events/{event.slug}/questions", data=data)
    assert answer.status_code == 422
    assert "保密但没有选择项目" in answer.text
    assert pitch.title in answer.text


def test_a_question_of_a_report_has_no_asker(session: Session, event: Event) -> None:
    question = questions.record_question(
        session, organiser_of(event), event=event, theme=QuestionTheme.THRESHOLD, content="核心技术的门槛在哪里？"
    )
    assert (question.asker_id, question.state, question.source) == (None, QuestionState.APPROVED, "imported")
    with pytest.raises(NotAllowed):
        questions.record_question(
            session, investor(session, event), event=event, theme=QuestionTheme.TEAM, content="团队是否全职？"
        )


def test_the_wall_costs_the_same_for_few_and_many_questions(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    account = make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    sign_in(client, account)
    page = f"/events/{event.slug}/questions"

    def ask(number: int) -> None:
        here = session.merge(event)
        pitch = make_pitch(session, here, presenter=make_person(session))
        for _ in range(number):
            questions.ask_question(
                session,
                investor(session, here),
                event=here,
                pitch=pitch,
                theme=QuestionTheme.TEAM,
                content="团队是否全职？",
            )

    ask(1)
    count_statements(client, page)
    few = count_statements(client, page)
    ask(5)
    assert count_statements(client, page) == few
