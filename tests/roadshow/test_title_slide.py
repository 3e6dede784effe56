"""The title slide of a team without slides, and sessions in which nobody may take photographs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.display import say, speaking
from app.documents.service import store_file
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.release import plan_release
from app.events.service.release import release_programme
from app.pitches.models import Pitch
from app.roadshow.logic.live import Screen, shorten
from app.roadshow.queries.live import stage_state
from app.roadshow.service import live
from app.roadshow.service.order import arrange_order
from tests.documents.reading import flat, squeezed
from tests.factories import make_host, make_person, make_pitch, organiser_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]
SECRET = "靶点结合口袋的结构"


@pytest.fixture
def pitch(session: Session, event: Event, stage: EventSession) -> Pitch:
    """A team without slides, the first on stage, which has begun."""
    made = make_pitch(
        session, event, presenter=make_person(session, name="王立新"), title="脑机接口康复机器人",
        summary="面向卒中患者的主动康复训练。", innovation=SECRET,
    )  # fmt: skip
    make_pitch(session, event)
    make_host(session, event)
    arrange_order(session, organiser_of(event), session_id=stage.id)
    live.go_on(session, organiser_of(event), session_id=stage.id)
    return made


def test_a_summary_is_cut_at_the_end_of_a_sentence_where_one_ends_in_time() -> None:
    assert shorten("一句。") == "一句。"
    assert shorten("甲" * 60 + "。" + "乙" * 90) == "甲" * 60 + "。"
    assert shorten("甲" * 200, 50) == "甲" * 50 + "…"


def test_a_team_without_slides_has_a_title_slide_from_its_form(
    session: Session, stage: EventSession, pitch: Pitch
) -> None:
    state = stage_state(session, stage.id)
    assert state["screen"] == Screen.SLIDE
    slide = state["slide"]
    assert (slide["title"], slide["presenter"], slide["summary"]) == (
        "脑机接口康复机器人", "王立新", "面向卒中患者的主动康复训练。",
    )  # fmt: skip
    assert (slide["trl"], slide["field"], slide["number"]) == (5, "生物医药", pitch.number)
    assert SECRET not in str(state)


def test_a_team_with_slides_is_left_to_them(session: Session, stage: EventSession, pitch: Pitch) -> None:
    pitch.slides_file_id = store_file(session, name="路演.pdf", data=b"%PDF-", media_type="application/pdf").id
    session.flush()
    assert stage_state(session, stage.id)["screen"] == Screen.TIMER


def test_what_the_host_chose_stays(session: Session, event: Event, stage: EventSession, pitch: Pitch) -> None:
    live.show_on_screen(session, organiser_of(event), session_id=stage.id, screen=Screen.ORDER)
    assert stage_state(session, stage.id)["screen"] == Screen.ORDER


def test_a_project_for_invited_readers_has_no_slide(session: Session, stage: EventSession, pitch: Pitch) -> None:
    pitch.visibility = Visibility.NAMED
    session.flush()
    state = stage_state(session, stage.id)
    assert state["slide"] is None
    assert pitch.title not in str(state)


def test_questions_show_the_clock_again(session: Session, event: Event, stage: EventSession, pitch: Pitch) -> None:
    live.go_on(session, organiser_of(event), session_id=stage.id)
    assert stage_state(session, stage.id)["screen"] == Screen.TIMER


def test_the_rule_on_photographs_is_said_wherever_the_session_is_shown(
    client: FlaskClient, session: Session, event: Event, stage: EventSession, pitch: Pitch
) -> None:
    base, host = f"/events/{event.slug}", organiser_of(event)
    places = (base, f"{base}/sessions/{stage.id}", f"{base}/stage/{stage.id}", f"{base}/stage/{stage.id}?kiosk=1")

    def said() -> list[bool]:
        return ["#eye-off" in client.get(each).get_data(as_text=True) for each in places[1:]]

    def marks_in_the_book() -> int:
        with client.application.test_request_context(), speaking("zh_CN"):
            mark = say("No photographs")
        return flat(client.get(f"{base}/agenda.pdf").data).count(squeezed(mark))

    release_programme(session, host, event=event)
    session.commit()
    assert said() == [False] * 3
    assert marks_in_the_book() == 0
    assert "tag-warning" not in client.get(base).get_data(as_text=True)
    stage.no_photos = True
    session.flush()
    assert plan_release(session, event).changes[0]["fields"] == ["no_photos"]
    release_programme(session, host, event=event)
    session.commit()
    assert said() == [True] * 3
    assert marks_in_the_book() >= 2  # beside the session, and among the notes for attendees
    assert "tag-warning" in client.get(base).get_data(as_text=True)
