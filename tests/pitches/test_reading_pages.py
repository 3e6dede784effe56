"""What each visitor sees of a pitch."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.pitches.logic.states import PitchState
from app.pitches.logic.visibility import Disclosure
from app.pitches.models import Pitch, PitchView
from tests.factories import make_account, make_event, make_member, make_organisation, make_pitch
from tests.pitches.samples import Browser, complete, open_call, pdf

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


def test_a_visitor_sees_public_parts_only(session: Session, client: FlaskClient, event: Event) -> None:
    pitch = make_pitch(session, event, **complete(), cap_table="创始人持股八成")
    page = client.get(f"/pitches/{pitch.number}").text
    assert pitch.summary in page
    assert pitch.innovation not in page
    assert "创始人持股八成" not in page


def test_a_signed_in_reader_sees_more_but_nothing_confidential(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    pitch = make_pitch(session, event, **complete(), cap_table="创始人持股八成")
    page = sign_in(client, make_account(session)).get(f"/pitches/{pitch.number}").text
    assert pitch.innovation in page
    assert "创始人持股八成" not in page


@pytest.mark.parametrize("path", ["", "/edit", "/submit", "/withdraw", "/team", "/readers", "/slides", "/nda"])
def test_a_draft_is_hidden_from_others(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account, path: str
) -> None:
    pitch = own_pitch(session, event, team)
    assert sign_in(client, make_account(session)).get(f"/pitches/{pitch.number}{path}").status_code == 404


def test_an_investor_accepts_the_undertaking_and_opens(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    pitch = make_pitch(session, event, **complete(), cap_table="创始人持股八成")
    investor = make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, make_organisation(session).id)
    sign_in(client, investor)
    assert client.post(f"/pitches/{pitch.number}/open").status_code == 302
    assert "创始人持股八成" not in client.get(f"/pitches/{pitch.number}").text
    client.post(f"/pitches/{pitch.number}/nda", data={"accepted": "y"})
    assert "创始人持股八成" not in client.get(f"/pitches/{pitch.number}").text
    client.post(f"/pitches/{pitch.number}/open")
    assert "创始人持股八成" in client.get(f"/pitches/{pitch.number}").text
    views = session.scalars(select(PitchView).order_by(PitchView.id)).all()
    assert [(view.person_id, view.allowed) for view in views] == [
        (investor.person_id, False),
        (investor.person_id, True),
    ]


def test_an_attendee_cannot_accept_the_undertaking(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    pitch = make_pitch(session, event, **complete())
    attendee = sign_in(client, make_account(session))
    assert attendee.post(f"/pitches/{pitch.number}/nda", data={"accepted": "y"}).status_code == 403


def test_the_team_names_a_reader_sees_who_looked_and_ends_the_access(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team, state=PitchState.CONFIRMED, cap_table="创始人持股八成")
    reader = make_account(session)
    sign_in(client, team).post(f"/pitches/{pitch.number}/readers", data={"login": reader.email})
    other = Browser(client.application)
    sign_in(other, reader).post(f"/pitches/{pitch.number}/open")
    assert "创始人持股八成" in other.get(f"/pitches/{pitch.number}").text
    page = client.get(f"/pitches/{pitch.number}/readers").text
    assert page.count(reader.person.name) >= 2
    where = re.search(r"/pitches/\w+/readers/\d+/withdraw", page)
    assert where is not None
    client.post(where[0])
    assert "创始人持股八成" not in other.get(f"/pitches/{pitch.number}").text


def test_slides_come_and_go_by_permission(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team, state=PitchState.CONFIRMED)
    sign_in(client, team)
    wrong = client.post(f"/pitches/{pitch.number}/slides/new", data={"slides": (io.BytesIO(b"MZ..."), "deck.pdf")})
    assert wrong.status_code == 422
    good = client.post(f"/pitches/{pitch.number}/slides/new", data={"slides": (io.BytesIO(pdf(3)), "deck.pdf")})
    assert good.status_code == 302
    session.refresh(pitch)
    assert pitch.slides_pages == 3
    with client.get(f"/pitches/{pitch.number}/slides") as answer:
        assert answer.data == pdf(3)
    stranger = sign_in(Browser(client.application), make_account(session))
    assert stranger.get(f"/pitches/{pitch.number}/slides").status_code == 403


def test_a_named_pitch_is_not_found_by_others(session: Session, client: FlaskClient, event: Event) -> None:
    pitch = make_pitch(session, event, **(complete() | {"visibility": Visibility.NAMED}))
    assert client.get(f"/pitches/{pitch.number}").status_code == 404


def test_without_a_patent_number_the_invention_stays_confidential(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    pitch = make_pitch(session, event, **(complete() | {"disclosure": Disclosure.PATENT_FILED, "patent_number": None}))
    page = sign_in(client, make_account(session)).get(f"/pitches/{pitch.number}").text
    assert pitch.innovation not in page
    assert pitch.market_outlook in page


def test_my_pitches_lists_mine(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account
) -> None:
    pitch = own_pitch(session, event, team)
    other = make_pitch(session, event)
    page = sign_in(client, team).get("/my/pitches").text
    assert pitch.title in page
    assert other.title not in page
