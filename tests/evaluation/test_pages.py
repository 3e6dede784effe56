"""A jury on its pages: the organiser, judges on phones, the audience; and papers to sign."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.evaluation.logic.methods import Method
from app.evaluation.models import Panel, PanelSeat, ScoreSheet
from app.evaluation.queries.panels import get_panel, get_seat
from app.evaluation.service import panels
from app.events.logic.states import SessionType, Visibility
from app.events.models.event import Event
from app.pitches.models import Pitch
from app.roadshow.logic.live import Screen
from app.roadshow.queries.live import stage_state
from app.roadshow.service import live
from tests.evaluation.ground import hand_in, invite, scoring, set_up
from tests.factories import make_account, make_member, make_person, make_pitch, make_session, organiser_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def pitches(session: Session, event: Event) -> list[Pitch]:
    return [make_pitch(session, event, presenter=make_person(session)) for _ in range(2)]


@pytest.fixture
def panel(session: Session, event: Event, pitches: list[Pitch]) -> Panel:
    return set_up(session, organiser_of(event), event, [pitch.id for pitch in pitches])


def account_of(session: Session, seat: PanelSeat) -> Account:
    return session.scalars(select(Account).where(Account.person_id == seat.person_id)).one()


@pytest.fixture
def organiser(session: Session, event: Event) -> Account:
    return make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)


def test_the_organiser_sets_up_a_panel_and_invites(
    session: Session, client: FlaskClient, sign_in: SignIn, organiser: Account, event: Event, pitches: list[Pitch]
) -> None:
    sign_in(client, organiser)
    base = f"/events/{event.slug}/manage/jury"
    assert client.get(base).status_code == 200
    assert pitches[0].title in client.get(f"{base}/new").text
    form = {"title": "专家评审组", "set_code": "CONTEST_A", "method": "trimmed", "tie_rule": "shared", "quorum": 5}
    assert client.post(f"{base}/new", data=form | {"pitch_ids": []}).status_code == 422
    answer = client.post(f"{base}/new", data=form | {"pitch_ids": [pitch.id for pitch in pitches]})
    panel = session.scalars(select(Panel)).one()
    assert answer.location.endswith(f"{base}/{panel.id}")
    judge = make_account(session)
    client.post(f"{base}/{panel.id}/judges", data={"login": judge.email})
    assert judge.person.name in client.get(f"{base}/{panel.id}").text
    client.post(f"{base}/{panel.id}/open")
    assert get_panel(session, panel.id).state == "planned"  # nobody has accepted
    points = {"innovation": 30, "business": 40, "feasibility": 20, "presentation": 10}
    client.post(f"{base}/sets/{panel.set_id}", data=points)
    assert 'value="40"' in client.get(f"{base}/sets").text


def test_a_judge_answers_declares_and_scores_on_a_phone(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, panel: Panel
) -> None:
    host = organiser_of(event)
    seat = invite(session, host, panel)
    scoring(session, host, panel)
    sign_in(client, account_of(session, seat))
    assert panel.title in client.get("/my/jury").text
    duty, sheet = f"/my/jury/{seat.id}", f"/my/jury/{seat.id}/targets/{panel.targets[0].id}"
    assert client.get(sheet).location == duty  # nothing opens before the declaration
    client.post(f"{duty}/answer", data={"accepts": "yes"})
    assert panel.targets[0].title in client.get(f"{duty}/declaration").text
    client.post(f"{duty}/declaration", data={f"relation-{panel.targets[1].id}": "kin"})
    assert "data-score-form" in client.get(sheet).text
    assert client.get(f"/my/jury/{seat.id}/targets/{panel.targets[1].id}").location == duty
    points = {"innovation": "25.5", "transfer": "20", "market": "", "value": ""}
    saved = client.post(sheet, data=points, headers=JSON)
    assert saved.get_json()["total"] == 45.5
    wrong = client.post(sheet, data=points | {"submit": "1", "key": "a"}, headers=JSON)
    assert (wrong.status_code, wrong.get_json()["field"]) == (422, "market")
    right = points | {"market": "20", "value": "15", "submit": "1", "key": "a"}
    for _time in range(2):  # the answer was lost, so the phone sends it again
        assert client.post(sheet, data=right, headers=JSON).get_json()["state"] == "submitted"
    assert client.post(sheet, data=right | {"key": "b"}, headers=JSON).status_code == 409
    assert [each.total for each in get_seat(session, seat.id).sheets] == [80.5]
    paper = PdfReader(io.BytesIO(client.get(f"{duty}/sheet.pdf").data))
    text = paper.pages[0].extract_text()
    assert panel.targets[0].title in text
    assert "80.5" in text


def test_organisers_read_scores_only_after_the_lock(
    session: Session, client: FlaskClient, sign_in: SignIn, organiser: Account, event: Event, panel: Panel
) -> None:
    seats = scoring(session, organiser_of(event), panel)
    for seat in seats:
        for target in panel.targets:
            hand_in(session, seat, target.id, 76)
    sign_in(client, organiser)
    base = f"/events/{event.slug}/manage/jury/{panel.id}"
    assert "76.0" not in client.get(base).text
    session.commit()  # a refusal rolls back
    assert client.get(f"{base}/seats/{seats[0].id}/sheet.pdf").status_code == 404
    client.post(f"{base}/close")
    page = client.get(base).text
    assert "76.0" in page
    assert "76.00" in page
    assert client.get(f"{base}/seats/{seats[0].id}/sheet.pdf").mimetype == "application/pdf"
    assert "76.00" in PdfReader(io.BytesIO(client.get(f"{base}/result.pdf").data)).pages[0].extract_text()
    sheet = session.scalars(select(ScoreSheet).order_by(ScoreSheet.id)).first()
    assert sheet is not None
    correct = {"innovation": "20", "transfer": "20", "market": "20", "value": "20", "reason": "录入有误"}
    client.post(f"{base}/sheets/{sheet.id}/correct", data=correct)
    assert "录入有误" in client.get(base).text


def test_nobody_sees_a_result_before_it_is_revealed(
    session: Session, client: FlaskClient, event: Event, panel: Panel, pitches: list[Pitch]
) -> None:
    host = organiser_of(event)
    pitches[1].visibility = Visibility.NAMED
    for seat in scoring(session, host, panel):
        for number, target in enumerate(panel.targets):
            hand_in(session, seat, target.id, 80 - number * 4)
    stage = make_session(session, event, session_type=SessionType.ROADSHOW)
    panels.close_panel(session, host, panel_id=panel.id)
    live.open_stage(session, host, session_id=stage.id)
    live.show_on_screen(session, host, session_id=stage.id, screen=Screen.RESULTS)
    session.commit()
    address = f"/events/{event.slug}/jury/{panel.id}"
    assert client.get(address).status_code == 404
    assert stage_state(session, stage.id)["results"] == []
    panels.reveal_panel(session, host, panel_id=panel.id)
    page = client.get(address).text
    assert "80.00" in page
    assert pitches[0].title in page
    assert pitches[1].title not in page  # for invited readers
    shown = stage_state(session, stage.id)["results"]
    assert [(row["place"], row["title"], row["value"]) for row in shown] == [
        (1, pitches[0].title, "80.00"),
        (2, None, "76.00"),
    ]


def test_pairs_are_compared_one_after_the_other(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, pitches: list[Pitch]
) -> None:
    panel = set_up(session, organiser_of(event), event, [pitch.id for pitch in pitches], method=Method.PAIRWISE)
    seat, *_others = scoring(session, organiser_of(event), panel)
    sign_in(client, account_of(session, seat))
    address = f"/my/jury/{seat.id}/pairs"
    assert client.get(address).text.count('name="winner"') == 2
    client.post(address, data={"winner": panel.targets[0].id, "loser": panel.targets[1].id})
    assert 'name="winner"' not in client.get(address).text


def test_a_stranger_opens_no_seat(
    session: Session, client: FlaskClient, sign_in: SignIn, panel: Panel, event: Event
) -> None:
    seat, *_others = scoring(session, organiser_of(event), panel)
    sign_in(client, make_account(session))
    session.commit()
    for path in ("", "/declaration", "/pairs", "/sheet.pdf", f"/targets/{panel.targets[0].id}"):
        assert client.get(f"/my/jury/{seat.id}{path}").status_code == 403, path


def test_a_tie_declared_once_speaks_against_a_judge_in_every_panel(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, panel: Panel, pitches: list[Pitch]
) -> None:
    seat = invite(session, organiser_of(event), panel)
    sign_in(client, account_of(session, seat))
    assert pitches[0].organisation is not None
    name = pitches[0].organisation.name
    client.post("/my/jury/ties", data={"organisation": "没有这家单位", "relation": "paid_advice"})
    client.post("/my/jury/ties", data={"organisation": name, "relation": "paid_advice", "until": ""})
    assert name in client.get("/my/jury").text
    client.post(f"/my/jury/{seat.id}/answer", data={"accepts": "yes"})
    client.post(f"/my/jury/{seat.id}/declaration")
    conflicts = get_seat(session, seat.id).conflicts
    assert [(each.target_id, each.relation.value) for each in conflicts] == [(panel.targets[0].id, "paid_advice")]
