"""The title slides of an event as one deck: what the big screen shows, kept by content, nothing for named people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.documents.models import Document
from app.events.logic.states import SessionType, Visibility
from app.events.models.event import Event
from app.pitches.models import Pitch
from app.reports.queries.gaps import list_gaps
from app.roadshow.service.order import arrange_order
from tests.agreements.ground import account_of
from tests.agreements.visiting import fetch, send, text_of
from tests.documents.reading import outline, squeezed, texts
from tests.factories import make_event, make_person, make_pitch, make_session, organiser_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]
SECRET = "靶点结合口袋的结构"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def pitches(session: Session, event: Event) -> list[Pitch]:
    """Three teams in the running order: a complete one, one for invited readers, and one that wrote no summary."""
    full = make_pitch(
        session, event, title="脑机接口康复机器人", presenter=make_person(session, name="王立新"),
        summary="面向卒中患者的主动康复训练。", innovation=SECRET,
    )  # fmt: skip
    closed = make_pitch(session, event, title="只给指定人看的项目", visibility=Visibility.NAMED)
    bare = make_pitch(session, event, title="钙钛矿光伏组件", summary="")
    stage = make_session(session, event, session_type=SessionType.ROADSHOW)
    arrange_order(session, organiser_of(event), session_id=stage.id)
    return [full, closed, bare]


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, account_of(session, organiser_of(event)))


def order(desk: FlaskClient, session: Session, event: Event) -> list[Document]:
    address = f"/events/{event.slug}/manage/documents"
    assert send(desk, address, {"kind": "title_slides"}).status_code == 302
    return list(session.scalars(select(Document).order_by(Document.id)))


def test_the_deck_says_what_the_big_screen_says(
    desk: FlaskClient, session: Session, event: Event, pitches: list[Pitch]
) -> None:
    assert 'name="kind" value="title_slides"' in text_of(desk, f"/events/{event.slug}/manage/documents")
    (row,) = order(desk, session, event)
    answer = fetch(desk, f"/events/{event.slug}/manage/documents/{row.id}/file.pdf")
    slides = [squeezed(page) for page in texts(answer.data)]
    assert [(title in page) for title, page in zip(("脑机接口康复机器人", "钙钛矿光伏组件"), slides, strict=True)] == [
        True
    ] * 2
    for said in ("01", "王立新", "面向卒中患者的主动康复训练。", pitches[0].number, "TRL5"):
        assert said in slides[0], said
    assert "03" in slides[1]
    assert not any(word in page for word in (SECRET, pitches[1].title) for page in slides)
    assert [page for _title, page in outline(answer.data)] == [1, 2]
    assert fetch(desk, f"/events/{event.slug}/manage/documents/{row.id}/pages/2.png").mimetype == "image/png"
    answer.close()


def test_the_same_deck_is_not_made_twice_and_a_change_makes_a_new_one(
    desk: FlaskClient, session: Session, event: Event, pitches: list[Pitch]
) -> None:
    order(desk, session, event)
    assert [row.number for row in order(desk, session, event)] == [1]
    pitches[0].summary = "面向卒中与脊髓损伤患者。"
    session.flush()
    assert [row.number for row in order(desk, session, event)] == [1, 2]


def test_what_a_slide_lacks_is_listed(session: Session, event: Event, pitches: list[Pitch]) -> None:
    found = [(gap.name, gap.about) for gap in list_gaps(session, event)["title_slides"]]
    assert found == [("Person who presents", pitches[2].title), ("Summary open to everybody", pitches[2].title)]


def test_without_a_turn_on_stage_there_is_no_deck(desk: FlaskClient, session: Session, event: Event) -> None:
    make_pitch(session, event)
    assert order(desk, session, event) == []
