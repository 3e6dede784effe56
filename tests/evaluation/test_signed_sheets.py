"""Score sheets and results as signed files: only after the lock, the same bytes again, and tampering shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Actor, Role, ScopeKind
from app.documents.logic.signatures import Verdict, examine
from app.documents.service import signing_key
from app.evaluation.models import Panel, PanelSeat
from app.evaluation.queries.panels import get_seat
from app.evaluation.service import corrections, panels
from app.events.models.event import Event
from tests.agreements.visiting import altered, fetch, uploaded
from tests.documents.reading import flat, reader
from tests.evaluation.ground import FULL, actor_of, hand_in, scoring, set_up
from tests.factories import make_member, make_person, make_pitch, organiser_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def panel(session: Session, host: Actor, event: Event) -> Panel:
    pitches = [make_pitch(session, event, presenter=make_person(session)) for _ in range(2)]
    return set_up(session, host, event, [pitch.id for pitch in pitches])


@pytest.fixture
def seats(session: Session, host: Actor, panel: Panel) -> list[PanelSeat]:
    seats = scoring(session, host, panel)
    for seat in seats:
        for target in panel.targets:
            hand_in(session, seat, target.id, 76)
    return seats


def close(session: Session, event: Event, panel: Panel) -> None:
    panels.close_panel(session, organiser_of(event, make_person(session)), panel_id=panel.id)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def sheet_of(client: FlaskClient, event: Event, panel: Panel, seat: PanelSeat) -> bytes:
    answer = fetch(client, f"/events/{event.slug}/manage/jury/{panel.id}/seats/{seat.id}/sheet.pdf")
    assert answer.status_code == 200
    return answer.data


def test_a_locked_sheet_is_signed_once_and_says_what_it_is(
    desk: FlaskClient, session: Session, event: Event, panel: Panel, seats: list[PanelSeat]
) -> None:
    close(session, event, panel)
    content = sheet_of(desk, event, panel, seats[0])
    found = examine(content, signing_key())
    assert found.verdict is Verdict.GENUINE
    assert found.subject.endswith(f"{event.title} · {panel.number}-{seats[0].id} · v1")
    assert sheet_of(desk, event, panel, seats[0]) == content
    assert sheet_of(desk, event, panel, seats[1]) != content
    result = fetch(desk, f"/events/{event.slug}/manage/jury/{panel.id}/result.pdf").data
    assert examine(result, signing_key()).verdict is Verdict.GENUINE
    assert "76.00" in flat(result)


def test_a_sheet_is_not_signed_before_the_lock(
    client: FlaskClient, session: Session, sign_in: SignIn, panel: Panel, event: Event, seats: list[PanelSeat]
) -> None:
    judge = actor_of(session, seats[0])
    account = session.query(Account).filter_by(person_id=judge.person_id).one()
    sign_in(client, account)
    address = f"/my/jury/{seats[0].id}/sheet.pdf"
    assert examine(fetch(client, address).data, signing_key()).verdict is Verdict.UNSIGNED
    close(session, event, panel)
    assert examine(fetch(client, address).data, signing_key()).verdict is Verdict.GENUINE


def test_a_changed_score_shows_on_the_check_page(
    desk: FlaskClient, session: Session, event: Event, panel: Panel, seats: list[PanelSeat]
) -> None:
    close(session, event, panel)
    content = sheet_of(desk, event, panel, seats[0])
    genuine = uploaded(desk, content)
    assert "notice-success" in genuine
    assert "notice-danger" not in genuine
    assert f"{panel.number}-{seats[0].id}" in genuine
    tampered = uploaded(desk, altered(content))
    assert "notice-danger" in tampered
    assert f"{panel.number}-{seats[0].id}" not in tampered


def test_a_correction_makes_a_new_version_and_the_old_file_stays_genuine(
    desk: FlaskClient, session: Session, event: Event, panel: Panel, seats: list[PanelSeat]
) -> None:
    first, second = (organiser_of(event, make_person(session)) for _ in range(2))
    close(session, event, panel)
    before = sheet_of(desk, event, panel, seats[0])
    other = sheet_of(desk, event, panel, seats[1])
    sheet = get_seat(session, seats[0].id).sheets[0]
    points = {code: most / 2 for code, most in FULL.items()}
    made = corrections.propose_correction(session, first, sheet_id=sheet.id, points=points, reason="录入有误")
    assert sheet_of(desk, event, panel, seats[0]) == before  # nothing changes before the second person agrees
    corrections.decide_correction(session, second, correction_id=made.id, approves=True)
    after = sheet_of(desk, event, panel, seats[0])
    assert reader(after).metadata["/Subject"].endswith("· v2")  # type: ignore[index]
    assert "50" in flat(after)
    assert [examine(each, signing_key()).verdict for each in (before, after)] == [Verdict.GENUINE] * 2
    assert sheet_of(desk, event, panel, seats[1]) == other


def test_the_check_page_says_that_a_newer_sheet_exists(
    desk: FlaskClient, session: Session, event: Event, panel: Panel, seats: list[PanelSeat]
) -> None:
    first, second = (organiser_of(event, make_person(session)) for _ in range(2))
    close(session, event, panel)
    before = sheet_of(desk, event, panel, seats[0])
    result = fetch(desk, f"/events/{event.slug}/manage/jury/{panel.id}/result.pdf").data
    assert "已作废" not in uploaded(desk, before)
    assert "已作废" not in uploaded(desk, result)
    sheet = get_seat(session, seats[0].id).sheets[0]
    points = {code: most / 2 for code, most in FULL.items()}
    made = corrections.propose_correction(session, first, sheet_id=sheet.id, points=points, reason="录入有误")
    corrections.decide_correction(session, second, correction_id=made.id, approves=True)
    session.commit()
    for old in (before, result):
        page = uploaded(desk, old)
        said = next(text for text in page.split("<div") if "已作废" in text)
        assert re.findall(r"\b[12]\b", re.sub(r"<[^>]*>?", " ", said)) == ["2", "1"]
    assert "已作废" not in uploaded(desk, sheet_of(desk, event, panel, seats[0]))
    by_number = fetch(desk, f"/verify/{panel.number}-{seats[0].id}").get_data(as_text=True)
    assert re.search(r"<dd>\s*2\s*</dd>", by_number)
    assert fetch(desk, f"/verify/{panel.number}-999999").status_code == 404
    other = uploaded(desk, sheet_of(desk, event, panel, seats[1]))
    assert "已作废" not in other
