"""P06 Investor questions.

Given nine firms `ivp_*`, when each asks one question on themes 1..4 in turn, then there are nine questions, counted
3/2/2/2 by theme; unanswered ones become follow-ups; confidential questions are seen by team and asker alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.models.follow_up import FollowUp
from app.core.permissions import Role, ScopeKind
from app.investors.models import InvestorParticipation
from app.investors.queries import list_participations
from app.pitches.models import Pitch, PitchMember
from app.roadshow.logic import QuestionState, QuestionTheme
from app.roadshow.models import Question
from tests.acceptance.stage import Desk, event_of, read, send, work
from tests.factories import make_account, make_membership, make_person

SLUG = "wenzhou-2023"
WALL = f"/events/{SLUG}/questions"
THEMES = [QuestionTheme.THRESHOLD, QuestionTheme.MARKET, QuestionTheme.TEAM, QuestionTheme.EQUITY]
SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def pitch(session: Session) -> Pitch:
    return session.scalars(select(Pitch).where(Pitch.title == "脑科学领域FIC一类新药")).one()


@pytest.fixture
def team(app: Flask, session: Session, sign_in: SignIn, pitch: Pitch) -> FlaskClient:
    account = make_account(session)
    session.add(PitchMember(pitch_id=pitch.id, person_id=account.person_id))
    session.flush()
    return sign_in(app.test_client(), account)


@pytest.fixture
def firms(app: Flask, session: Session, sign_in: SignIn) -> list[FlaskClient]:
    rows = list_participations(session, event_of(session).id)
    return [sign_in(app.test_client(), speaker_for(session, row)) for row in rows]


def speaker_for(session: Session, row: InvestorParticipation) -> Account:
    """Somebody who speaks for a firm; the article names nobody."""
    person = make_person(session, organisation_id=row.investor.organisation_id)
    make_membership(session, person, Role.INVESTOR, ScopeKind.ORGANISATION, row.investor.organisation_id)
    return make_account(session, person)


def ask(firm: FlaskClient, pitch: Pitch, number: int, **more: str) -> None:
    question = {
        "pitch_id": str(pitch.id),
        "theme": THEMES[number % 4].value,
        "content": f"第{number + 1}家机构的提问内容",
    }
    assert send(firm, WALL, question | {"shows_asker": "y"} | more).status_code == 302


def asked(session: Session, pitch: Pitch) -> list[Question]:
    return list(session.scalars(select(Question).where(Question.pitch_id == pitch.id).order_by(Question.id)))


def test_nine_questions_are_counted_three_two_two_two(
    session: Session, desk: Desk, firms: list[FlaskClient], pitch: Pitch
) -> None:
    assert len(firms) == 9
    for number, firm in enumerate(firms):
        ask(firm, pitch, number)
    questions = asked(session, pitch)
    assert len(questions) == 9
    assert len({question.asker_organisation_id for question in questions}) == 9
    page = read(desk("organiser"), f"{WALL}?pitch={pitch.number}")
    assert re.search(r"技术门槛 3 市场前景 2 团队构建 2 股权架构 2", page), page


def test_unanswered_questions_become_follow_ups_once(
    session: Session, desk: Desk, team: FlaskClient, firms: list[FlaskClient], pitch: Pitch
) -> None:
    for number, firm in enumerate(firms):
        ask(firm, pitch, number)
    organiser = desk("organiser")
    for question in asked(session, pitch):
        send(organiser, f"{WALL}/{question.id}/step", {"after": QuestionState.APPROVED.value})
    answered = asked(session, pitch)[0]
    send(team, f"{WALL}/{answered.id}/answer", {f"q{answered.id}-answer": "核心专利已授权。"})
    assert send(organiser, f"{WALL}/close").status_code == 302
    work()
    send(organiser, f"{WALL}/close")
    work()
    session.expire_all()
    states = [question.state for question in asked(session, pitch)]
    assert states == [QuestionState.CLOSED, *[QuestionState.TO_BE_ANSWERED] * 8]
    open_ids = {question.id for question in asked(session, pitch)[1:]}
    rows = session.scalars(select(FollowUp).where(FollowUp.subject_kind == "question")).all()
    followed = [row.subject_id for row in rows if row.subject_id in open_ids]
    assert sorted(followed) == sorted(open_ids)


def test_a_confidential_question_is_seen_by_team_and_asker_alone(
    session: Session, desk: Desk, team: FlaskClient, firms: list[FlaskClient], pitch: Pitch
) -> None:
    asker, other = firms[0], firms[1]
    ask(asker, pitch, 0, is_confidential="y", content="保密提问：核心配方如何保护？")
    question = asked(session, pitch)[0]
    send(desk("organiser"), f"{WALL}/{question.id}/step", {"after": QuestionState.APPROVED.value})
    seen = {
        name: "核心配方如何保护" in read(client, f"{WALL}?pitch={pitch.number}")
        for name, client in (("asker", asker), ("team", team), ("other firm", other), ("visitor", desk("attendee")))
    }
    assert seen == {"asker": True, "team": True, "other firm": False, "visitor": False}
