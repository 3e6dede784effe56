"""The organiser decides about pitches, one or many."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.db import database
from app.core.errors import Conflict
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchStep
from app.pitches.service import steps
from tests.factories import make_account, make_event, make_member, make_pitch, organiser_of
from tests.pitches.samples import Browser, complete, count_statements, open_call

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


def test_many_are_previewed_decided_and_taken_back(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, organiser: Account
) -> None:
    ready = [
        make_pitch(session, event, state=PitchState.IN_REVIEW, presenter=make_account(session).person) for _ in range(3)
    ]
    draft = make_pitch(session, event, state=PitchState.SUBMITTED)
    sign_in(client, organiser)
    chosen = client.post(
        f"/events/{event.slug}/manage/pitches",
        data={"action": "shortlisted", "ids": [pitch.id for pitch in [*ready, draft]]},
    )
    page = client.get(chosen.location).text
    versions = re.findall(r'name="versions" value="(\d+:\d+)"', page)
    assert len(versions) == 3
    assert draft.title in page
    assert [pitch.state for pitch in ready] == [PitchState.IN_REVIEW] * 3
    done = client.post(
        f"/events/{event.slug}/manage/pitches/decide", data={"action": "shortlisted", "versions": versions}
    )
    assert done.status_code == 302
    assert [pitch.state for pitch in reloaded(session, ready)] == [PitchState.SHORTLISTED] * 3
    undo = re.search(r'action="([^"]+undo[^"]+)"', client.get(done.location).text)
    assert undo is not None
    client.post(undo[1].replace("&amp;", "&"))
    assert [pitch.state for pitch in reloaded(session, ready)] == [PitchState.IN_REVIEW] * 3
    assert session.scalar(select(func.count()).select_from(PitchStep)) == 6


def test_a_decision_on_an_old_version_changes_nothing(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, organiser: Account
) -> None:
    first, second = (make_pitch(session, event, state=PitchState.IN_REVIEW) for _ in range(2))
    session.commit()
    data = {"action": "rejected", "reason": "不符合", "versions": [f"{first.id}:{first.version}", f"{second.id}:99"]}
    answer = sign_in(client, organiser).post(f"/events/{event.slug}/manage/pitches/decide", data=data)
    assert answer.status_code == 409
    assert [pitch.state for pitch in reloaded(session, [first, second])] == [PitchState.IN_REVIEW] * 2


def test_rejecting_without_a_reason_keeps_the_preview(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, organiser: Account
) -> None:
    pitch = make_pitch(session, event, state=PitchState.IN_REVIEW)
    data = {"action": "rejected", "versions": [f"{pitch.id}:{pitch.version}"]}
    answer = sign_in(client, organiser).post(f"/events/{event.slug}/manage/pitches/decide", data=data)
    assert answer.status_code == 422
    assert pitch.title in answer.text


def test_a_pitch_is_returned_with_notes_its_team_reads(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, team: Account, organiser: Account
) -> None:
    pitch = own_pitch(session, event, team, state=PitchState.FORMAL_CHECK)
    sign_in(client, organiser)
    assert client.get(f"/pitches/{pitch.number}/return").status_code == 200
    data = {"reason": "请补充数据", "note_innovation": "缺少对比数据"}
    assert client.post(f"/pitches/{pitch.number}/return", data=data).status_code == 302
    page = sign_in(Browser(client.application), team).get(f"/pitches/{pitch.number}/edit").text
    assert "请补充数据" in page
    assert "缺少对比数据" in page


def test_the_list_filters_sorts_and_pages_in_the_address(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, organiser: Account
) -> None:
    for number in range(25):
        make_pitch(session, event, title=f"项目{number:02d}号", state=PitchState.SUBMITTED, field="新材料")
    make_pitch(session, event, title="红细胞平台", state=PitchState.IN_REVIEW)
    sign_in(client, organiser)
    base = f"/events/{event.slug}/manage/pitches"
    assert "红细胞平台" in client.get(f"{base}?q=红细胞").text
    assert "项目03号" not in client.get(f"{base}?state=in_review").text
    assert "项目24号" in client.get(f"{base}?sort=-title&field=新材料").text
    assert "项目00号" not in client.get(f"{base}?sort=-title&field=新材料").text
    assert "项目00号" in client.get(f"{base}?sort=-title&field=新材料&page=2").text


def test_the_list_costs_the_same_for_few_and_many(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, organiser: Account
) -> None:
    sign_in(client, organiser)

    page = f"/events/{event.slug}/manage/pitches"
    make_pitch(session, event, state=PitchState.SUBMITTED, presenter=make_account(session).person)
    count_statements(client, page)
    few = count_statements(client, page)
    for _ in range(4):
        make_pitch(session, session.merge(event), state=PitchState.SUBMITTED, presenter=make_account(session).person)
    assert count_statements(client, page) == few


def test_a_change_somebody_else_made_meanwhile_is_a_conflict(session: Session, event: Event) -> None:
    pitch = make_pitch(session, event, state=PitchState.IN_REVIEW)
    session.execute(
        update(Pitch).where(Pitch.id == pitch.id).values(version=7).execution_options(synchronize_session=False)
    )
    with pytest.raises(Conflict), database.transaction() as writing:
        steps.move_pitch(writing, organiser_of(event), pitch_id=pitch.id, after=PitchState.SHORTLISTED)
