"""The stage on its pages: console, screens, lots, questions from phone and microphone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import today
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import EventState
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.service.release import release_programme
from app.pitches.models import Pitch
from app.roadshow.logic import QuestionState, QuestionTheme
from app.roadshow.logic.order import Turn, draw_lots
from app.roadshow.models import Question, QuestionVote
from app.roadshow.queries.live import stage_state
from app.roadshow.queries.order import find_order
from app.roadshow.service.order import arrange_order, draw_order
from tests.factories import make_account, make_event, make_host, make_member, make_person, organiser_of
from tests.roadshow.test_order import pitches_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def event(session: Session) -> Event:
    event = make_event(session)
    make_host(session, event)
    return event


@pytest.fixture
def pitches(session: Session, event: Event, stage: EventSession) -> list[Pitch]:
    made, host = pitches_of(session, event, 2), organiser_of(event)
    arrange_order(session, host, session_id=stage.id)
    release_programme(session, host, event=event)
    return made


@pytest.fixture
def host(session: Session, client: FlaskClient, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def state_of(client: FlaskClient, event: Event, stage: EventSession, **args: int) -> dict[str, object]:
    answer = client.get(f"/events/{event.slug}/stage/{stage.id}/state.json", query_string=args)
    assert answer.status_code == 200
    found: dict[str, object] = json.loads(answer.text)
    return found


def test_console_and_screens_show_one_state(
    session: Session, host: FlaskClient, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    console, public = f"/events/{event.slug}/manage/stage/{stage.id}", f"/events/{event.slug}/stage/{stage.id}"
    assert 'data-phase="waiting"' in host.get(console).text
    assert host.post(f"{console}/start", data={"seen": 0}).status_code == 302
    for page in (console, public, f"{public}?kiosk=1", f"{public}/presenter"):
        text = host.get(page).text
        assert 'data-phase="presenting"' in text, page
        assert pitches[0].title in text
    assert host.post(f"{console}/pause", data={"seen": 0}).status_code == 409
    state = state_of(host, event, stage)["state"]
    assert isinstance(state, dict)
    assert state["pitch"]["id"] == pitches[0].id
    assert state_of(host, event, stage, seen=state["revision"])["state"] is None
    assert host.get(f"{public}/stream").status_code == 426  # no process holds connections here: pages ask instead
    host.post(f"{console}/show", data={"screen": "order", "notice": "请将手机调至静音"})
    assert "请将手机调至静音" in host.get(public).text
    assert host.post(f"{console}/dance").status_code == 404


def test_a_stage_nobody_was_told_of_does_not_exist(
    session: Session, client: FlaskClient, event: Event, stage: EventSession
) -> None:
    address = f"/events/{event.slug}/stage/{stage.id}"
    for page in (address, f"{address}/state.json", f"{address}/stream", f"{address}/lots"):
        assert client.get(page).status_code == 404, page
    other = make_event(session, state=EventState.DRAFT)
    assert client.get(f"/events/{other.slug}/stage/{stage.id}").status_code == 404


def test_lots_can_be_worked_out_from_the_page(
    session: Session, client: FlaskClient, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    order = find_order(session, stage.id)
    assert order is not None
    draw_order(session, organiser_of(event), order_id=order.id, seed="湖滨2030")
    page = client.get(f"/events/{event.slug}/stage/{stage.id}/lots").text
    assert f"湖滨2030:{draw_lots([Turn(pitch.id) for pitch in pitches], seed='湖滨2030')[0].pitch}" in page
    assert client.get(f"/events/{event.slug}/stage/{stage.id}/ask.svg").mimetype == "image/svg+xml"


def test_only_a_team_of_the_stage_opens_the_view_of_presenters(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    address = f"/events/{event.slug}/stage/{stage.id}/presenter"
    stranger = make_account(session)
    account = make_account(session, pitches[1].members[0].person)
    sign_in(client, stranger)
    session.commit()  # a refusal rolls back
    assert client.get(address).status_code == 403
    sign_in(client, account)
    assert pitches[1].title in client.get(address).text


def ask(session: Session, pitch: Pitch, **more: object) -> Question:
    values = {"theme": QuestionTheme.MARKET, "content": "市场前景如何？", "state": QuestionState.APPROVED}
    question = Question(event_id=pitch.event_id, pitch_id=pitch.id, **(values | more))
    session.add(question)
    session.flush()
    return question


def test_each_person_votes_once_and_what_most_want_comes_first(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    ask(session, pitches[0])
    wanted = ask(session, pitches[0], content="核心技术的门槛在哪里？")
    secret = ask(session, pitches[0], is_confidential=True)
    address = f"/events/{event.slug}/questions/vote"
    for _person in range(2):
        sign_in(client, make_account(session))
        for _time in range(2):
            answer = client.post(address, data={"question_id": wanted.id}, headers={"Accept": "application/json"})
            assert answer.status_code == 200
    assert answer.get_json() == {"votes": 2}
    assert client.post(address, data={"question_id": secret.id}).status_code == 404
    assert session.scalar(select(func.count()).select_from(QuestionVote)) == 2
    sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))
    client.post(f"/events/{event.slug}/manage/stage/{stage.id}/start")
    questions = stage_state(session, stage.id)["questions"]
    assert [row["votes"] for row in questions] == [2, 0]
    assert questions[0]["id"] == wanted.id


def test_a_question_from_the_microphone_goes_to_the_screen_and_is_owed(
    session: Session, host: FlaskClient, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    spoken = {"pitch_id": pitches[0].id, "theme": "team", "content": "团队是否全职？", "microphone": "1"}
    host.post(f"/events/{event.slug}/questions", data=spoken | {"asker_text": "某产业方代表"})
    question = session.scalars(select(Question).where(Question.pitch_id == pitches[0].id)).one()
    assert (question.state, question.asker_id, question.asker_text) == (QuestionState.APPROVED, None, "某产业方代表")
    console = f"/events/{event.slug}/manage/stage/{stage.id}"
    host.post(f"{console}/start")
    assert host.post(f"{console}/question/{question.id}").status_code == 302
    assert "团队是否全职？" in host.get(console).text  # in the queue as well as on the screen
    state = stage_state(session, stage.id)
    assert (state["screen"], state["question"]["content"]) == ("question", "团队是否全职？")
    due = today() + timedelta(days=5)
    host.post(f"/events/{event.slug}/questions/{question.id}/owe", data={"due_on": due.isoformat()})
    session.refresh(question)
    assert (question.state, question.due_on) == (QuestionState.TO_BE_ANSWERED, due)
    secret = ask(session, pitches[0], is_confidential=True, content="保密：配方如何保护？")
    host.post(f"{console}/question/{secret.id}")
    assert "配方" not in str(stage_state(session, stage.id))


def test_nobody_speaks_for_others_without_being_the_moderator(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, pitches: list[Pitch]
) -> None:
    person = make_person(session)
    sign_in(client, make_account(session, person))
    spoken = {"pitch_id": pitches[0].id, "theme": "team", "content": "团队是否全职？", "microphone": "1"}
    client.post(f"/events/{event.slug}/questions", data=spoken | {"asker_text": "他人"})
    question = session.scalars(select(Question).where(Question.pitch_id == pitches[0].id)).one()
    assert (question.state, question.asker_id, question.asker_text) == (QuestionState.SUBMITTED, person.id, None)
