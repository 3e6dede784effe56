"""What a page says when something is refused: the sentence stands there, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchAccess
from tests.factories import make_account, make_event, make_member, make_organisation, make_person, make_pitch
from tests.pitches.samples import complete, open_call

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, **open_call())


@pytest.fixture
def team(session: Session) -> Account:
    organisation = make_organisation(session, name="温州样例医药研究院")
    return make_account(session, make_person(session, organisation_id=organisation.id))


@pytest.fixture
def pitch(session: Session, event: Event, team: Account) -> Pitch:
    return make_pitch(session, event, presenter=team.person, **(complete() | {"state": PitchState.DRAFT}))


@pytest.fixture
def member(client: FlaskClient, sign_in: SignIn, team: Account) -> FlaskClient:
    return sign_in(client, team)


@pytest.fixture
def organiser(session: Session, client: FlaskClient, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def test_starting_offers_ones_own_organisation_and_refuses_after_the_call(
    session: Session, member: FlaskClient, event: Event
) -> None:
    page = f"/events/{event.slug}/pitches/new"
    assert "温州样例医药研究院" in member.get(page).text
    event.call_closes_at = now() - timedelta(days=1)
    session.commit()
    answer = member.post(page, data={"title": "迟到的好项目", "organisation_name": "温州样例医药研究院"})
    assert (answer.status_code, "迟到的好项目" in answer.text) == (422, True)


def test_the_call_shows_ones_own_pitches(member: FlaskClient, event: Event, pitch: Pitch) -> None:
    assert f"/pitches/{pitch.number}" in member.get(f"/events/{event.slug}/call").text
    assert member.get("/events/no-such-event/call").status_code == 404


def test_a_submitted_pitch_is_closed_for_its_team(session: Session, member: FlaskClient, pitch: Pitch) -> None:
    pitch.state = PitchState.SUBMITTED
    session.commit()
    assert member.get(f"/pitches/{pitch.number}/edit").location == f"/pitches/{pitch.number}"
    assert member.post(f"/pitches/{pitch.number}/submit").status_code == 422


def test_a_stale_form_is_a_conflict(session: Session, member: FlaskClient, pitch: Pitch) -> None:
    pitch.title = "另一人刚改的名称"
    session.commit()
    data = {"title": "我的名称", "visibility": "registered", "row_version": str(pitch.version - 1)}
    assert member.post(f"/pitches/{pitch.number}/edit", data=data).status_code == 409


def test_inviting_twice_and_removing_the_last_are_refused(
    session: Session, member: FlaskClient, team: Account, pitch: Pitch
) -> None:
    session.commit()
    page = f"/pitches/{pitch.number}/team"
    again = member.post(page, data={"login": team.email, "role": "editor"})
    assert (again.status_code, team.email in again.text) == (422, True)
    member.post(f"{page}/{pitch.members[0].id}/remove")
    assert "notice-danger" in member.get(page).text
    session.refresh(pitch, ["members"])
    assert len(pitch.members) == 1


def test_an_unknown_reader_is_refused_beside_the_field(session: Session, member: FlaskClient, pitch: Pitch) -> None:
    session.commit()
    answer = member.post(f"/pitches/{pitch.number}/readers", data={"login": "nobody@example.org"})
    assert (answer.status_code, "nobody@example.org" in answer.text) == (422, True)
    assert "field-error" in answer.text


def test_who_lost_access_reads_why_and_cannot_accept_again(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event
) -> None:
    shown = make_pitch(session, event, **complete())
    reader = make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, make_organisation(session).id)
    known = PitchAccess(pitch_id=shown.id, person_id=reader.person_id, level=Visibility.AFTER_NDA, nda_version="2026-1")
    known.withdrawn_at = now()
    session.add(known)
    session.commit()
    sign_in(client, reader)
    page = f"/pitches/{shown.number}/nda"
    assert "notice-warning" in client.get(page).text
    assert client.post(page, data={"accepted": "y"}).status_code == 422


def test_slides_are_not_there_until_handed_in(session: Session, member: FlaskClient, pitch: Pitch) -> None:
    session.commit()
    assert member.get(f"/pitches/{pitch.number}/slides").status_code == 404
    pitch.state = PitchState.PRESENTED
    session.commit()
    assert 'type="file"' not in member.get(f"/pitches/{pitch.number}/slides/new").text


def test_the_desk_refuses_what_cannot_be(session: Session, organiser: FlaskClient, event: Event, pitch: Pitch) -> None:
    pitch.state = PitchState.SUBMITTED
    session.commit()
    desk = f"/events/{event.slug}/manage/pitches"
    assert organiser.post(desk, data={"action": "rejected"}).location == desk
    assert organiser.get(f"{desk}/decide?action=withdrawn&ids={pitch.id}").status_code == 404
    assert 'name="versions"' not in organiser.get(f"{desk}/decide?action=closed&ids={pitch.id}").text
    organiser.post(f"{desk}/undo?batch=nothing")
    assert "notice-danger" in organiser.get(desk).text
    answer = organiser.post(f"/pitches/{pitch.number}/return", data={"reason": "还没有开始审查"})
    assert answer.status_code == 422


def test_one_decides_from_the_page_of_the_pitch(
    session: Session, organiser: FlaskClient, event: Event, pitch: Pitch
) -> None:
    pitch.state = PitchState.FORMAL_CHECK
    session.commit()
    page = organiser.get(f"/pitches/{pitch.number}").text
    assert f"/pitches/{pitch.number}/return" in page
    assert f"/events/{event.slug}/manage/pitches/decide?action=in_review&amp;ids={pitch.id}" in page
