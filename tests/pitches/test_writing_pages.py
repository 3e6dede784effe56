"""Teams start, write, submit and withdraw pitches."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchMember
from tests.factories import make_account, make_event, make_member, make_pitch
from tests.pitches.samples import Browser, complete, open_call

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, **open_call())


@pytest.fixture
def organiser(session: Session, event: Event) -> Account:
    return make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)


@pytest.fixture
def team(session: Session) -> Account:
    return make_account(session)


def reloaded(session: Session, pitches: list[Pitch]) -> list[Pitch]:
    """The pitches as the database has them now."""
    for pitch in pitches:
        session.refresh(pitch)
    return pitches


def own_pitch(session: Session, event: Event, team: Account, **fields: object) -> Pitch:
    pitch = make_pitch(session, event, presenter=team.person, **(complete() | {"state": PitchState.DRAFT} | fields))
    pitch.created_by = team.person_id
    session.flush()
    return pitch


def form_of(page: str) -> dict[str, str]:
    """The values of the boxes of the one form with autosave."""
    body = page[page.index("data-autosave-url") :]
    values = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', body))
    values |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', body, re.DOTALL))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        values[name] = chosen[1] if chosen else ""
    values.pop("disclosure", None)
    checked = re.search(r'name="disclosure"[^>]*value="(\w+)" checked', body)
    return values | ({"disclosure": checked[1]} if checked else {})


def test_the_call_says_until_when_and_offers_to_apply(client: FlaskClient, event: Event) -> None:
    page = client.get(f"/events/{event.slug}/call").text
    assert "征集" in page or "Call" in page
    assert f"/events/{event.slug}/pitches/new" in page


def test_a_closed_call_offers_nothing(session: Session, client: FlaskClient) -> None:
    event = make_event(session, **open_call(closes=now() - timedelta(days=1)))
    assert f"/events/{event.slug}/pitches/new" not in client.get(f"/events/{event.slug}/call").text


def test_a_team_starts_writes_and_submits(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    sign_in(client, team)
    started = client.post(
        f"/events/{event.slug}/pitches/new",
        data={"title": "碳酸钙高品质改性蜡", "organisation_name": "浙江样例新材有限公司"},
    )
    pitch = session.scalars(select(Pitch)).one()
    assert started.status_code == 302
    assert started.location == f"/pitches/{pitch.number}/edit"
    boxes = form_of(client.get(started.location).text)
    boxes |= {
        "summary": "样" * 60, "innovation": "创新", "transfer_outlook": "转化", "market_outlook": "市场",
        "investment_value": "价值", "field": "新材料", "trl": "6", "disclosure": "not_an_invention",
        "disclosure_ok": "y", "use_of_funds-0-item": "研发", "use_of_funds-0-share": "60",
        "use_of_funds-1-item": "市场", "use_of_funds-1-share": "40", "ask_amount": "500", "submit": "1",
    }  # fmt: skip
    saved = client.post(started.location, data=boxes)
    assert saved.location == f"/pitches/{pitch.number}/submit", saved.text
    assert client.post(saved.location).location == f"/pitches/{pitch.number}"
    session.refresh(pitch)
    assert pitch.state is PitchState.SUBMITTED
    assert (pitch.trl, pitch.ask_amount, pitch.field) == (6, 5000000, "新材料")
    assert [row["share"] for row in pitch.use_of_funds] == ["60", "40"]


def test_a_draft_saves_itself_and_says_the_new_version(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team)
    sign_in(client, team)
    boxes = form_of(client.get(f"/pitches/{pitch.number}/edit").text) | {"innovation": "新的创新点"}
    session.commit()
    answer = client.post(f"/pitches/{pitch.number}/draft", data=boxes)
    session.refresh(pitch)
    assert (answer.status_code, pitch.innovation) == (200, "新的创新点")
    assert answer.json == {"saved_at": answer.json["saved_at"], "version": pitch.version}
    assert client.post(f"/pitches/{pitch.number}/draft", data=boxes | {"title": "短"}).status_code == 422
    stale = client.post(f"/pitches/{pitch.number}/draft", data=boxes | {"row_version": str(pitch.version - 1)})
    assert stale.status_code == 409


def test_another_row_is_offered_without_script(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team)
    sign_in(client, team)
    boxes = form_of(client.get(f"/pitches/{pitch.number}/edit").text)
    page = client.post(f"/pitches/{pitch.number}/edit", data=boxes | {"add_use_of_funds": "1", "summary": "未丢失"})
    assert "use_of_funds-1-item" in page.text
    assert "未丢失" in page.text


def test_an_incomplete_pitch_lists_what_is_missing_with_links(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team, innovation=None, disclosure_ok=False)
    sign_in(client, team)
    page = client.get(f"/pitches/{pitch.number}/submit").text
    assert f"/pitches/{pitch.number}/edit#innovation" in page
    assert f"/pitches/{pitch.number}/edit#disclosure_ok" in page
    assert client.post(f"/pitches/{pitch.number}/submit").status_code == 422
    assert pitch.state is PitchState.DRAFT


def test_a_team_invites_changes_and_removes(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team)
    sign_in(client, team).post(f"/pitches/{pitch.number}/team", data={"login": "New@Example.org", "role": "editor"})
    member = session.scalars(select(PitchMember).where(PitchMember.invited_login.is_not(None))).one()
    assert member.invited_login == "new@example.org"
    assert "new@example.org" in client.get(f"/pitches/{pitch.number}/team").text
    client.post(f"/pitches/{pitch.number}/team/{member.id}/role", data={"role": "co_presenter"})
    session.refresh(member)
    assert member.role == "co_presenter"
    client.post(f"/pitches/{pitch.number}/team/{member.id}/remove")
    assert session.scalar(select(func.count()).select_from(PitchMember)) == 1


def test_withdrawing_asks_for_a_reason_and_names_consequences(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team, state=PitchState.CONFIRMED)
    sign_in(client, team)
    assert "confirm-list" in client.get(f"/pitches/{pitch.number}/withdraw").text
    assert client.post(f"/pitches/{pitch.number}/withdraw", data={"reason": ""}).status_code == 422
    assert client.post(f"/pitches/{pitch.number}/withdraw", data={"reason": "融资已完成"}).status_code == 302
    session.refresh(pitch)
    assert (pitch.state, pitch.state_reason) == (PitchState.WITHDRAWN, "融资已完成")
    assert Browser(client.application).get(f"/pitches/{pitch.number}").status_code == 404


def test_a_draft_can_be_thrown_away(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team)
    submitted = own_pitch(session, event, team, state=PitchState.SUBMITTED)
    sign_in(client, team).post(f"/pitches/{pitch.number}/discard")
    assert client.post(f"/pitches/{submitted.number}/discard").status_code == 403
    assert session.scalars(select(Pitch)).all() == [submitted]
