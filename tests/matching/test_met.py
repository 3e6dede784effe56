from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.investors.models import Investor
from app.matching.logic.steps import StepKind
from app.matching.queries.met import investors_met, pitches_met
from app.matching.service.steps import Reported, note_step
from app.pitches.models import Pitch
from tests.factories import (
    make_centre,
    make_event,
    make_investor,
    make_member,
    make_participation,
    make_person,
    make_pitch,
)


def report(investor: Investor, pitch: Pitch, kind: StepKind, **more: object) -> Reported:
    values = {"source": f"test:{investor.id}:{pitch.id}:{kind}", "happened_at": now(), "event_id": pitch.event_id}
    return Reported(kind=kind, investor_id=investor.id, pitch_id=pitch.id, **(values | more))  # type: ignore[arg-type]


@pytest.fixture
def investor(session: Session) -> Investor:
    return make_investor(session)


def test_both_sides_see_that_they_met_and_only_who_was_there_how_it_ended(session: Session, investor: Investor) -> None:
    old, event = make_event(session, title="春季路演"), make_event(session)
    presenter, colleague = make_person(session), make_person(session)
    first = make_pitch(session, old, presenter=presenter)
    again, stranger = make_pitch(session, event, presenter=presenter), make_pitch(session, event)
    other = make_investor(session)
    note_step(session, report(investor, first, StepKind.FOLLOW_UP, happened_at=now() - timedelta(days=90)))
    met = pitches_met(session, investor.id, [again.id, stranger.id])
    assert {key: (row.event, row.outcome) for key, row in met.items()} == {again.id: ("春季路演", StepKind.FOLLOW_UP)}
    assert pitches_met(session, other.id, [again.id]) == {}
    ids = [investor.id, other.id]
    seen = {who: investors_met(session, again.id, ids, person_id=who) for who in (presenter.id, colleague.id)}
    assert {who: {key: row.outcome for key, row in rows.items()} for who, rows in seen.items()} == {
        presenter.id: {investor.id: StepKind.FOLLOW_UP}, colleague.id: {investor.id: None},
    }  # fmt: skip


def test_the_last_meeting_counts_and_a_request_is_none(session: Session, investor: Investor) -> None:
    pitch = make_pitch(session)
    note_step(session, report(investor, pitch, StepKind.ASKED))
    assert pitches_met(session, investor.id, [pitch.id]) == {}
    note_step(session, report(investor, pitch, StepKind.NO_INTEREST, happened_at=now() - timedelta(days=9)))
    note_step(session, report(investor, pitch, StepKind.CONFIDENTIAL, happened_at=now() - timedelta(days=2)))
    assert pitches_met(session, investor.id, [pitch.id])[pitch.id].outcome is StepKind.CONFIDENTIAL


def test_the_list_says_who_was_met_and_can_leave_them_out(
    session: Session, investor: Investor, client: FlaskClient,
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
) -> None:  # fmt: skip
    old, event = make_event(session, title="春季路演"), make_event(session)
    person = make_person(session)
    make_participation(session, event, investor)
    first = make_pitch(session, old, presenter=person)
    make_pitch(session, event, presenter=person, title="见过的项目")
    make_pitch(session, event, title="没见过的项目")
    note_step(session, report(investor, first, StepKind.NO_INTEREST))
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    address = f"/events/{event.slug}/matches/pitches?investor={investor.id}"
    page = client.get(address).get_data(as_text=True)
    assert "春季路演" in page
    assert "谈后无意向" in page or "No interest" in page
    assert "没见过的项目" in page
    new = client.get(f"{address}&before=new").get_data(as_text=True)
    assert "没见过的项目" in new
    assert ">见过的项目<" not in new
    met = client.get(f"{address}&before=met").get_data(as_text=True)
    assert ">见过的项目<" in met
    assert "没见过的项目" not in met


def test_a_centre_that_looks_on_is_not_told_how_it_ended(
    session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    centre = make_centre(session)
    investor = make_investor(session, centre_id=centre.id)
    event = make_event(session, title="春季路演")
    make_participation(session, event, investor)
    note_step(session, report(investor, make_pitch(session, event), StepKind.NO_INTEREST))
    sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id))
    page = client.get(f"/events/{event.slug}/matches/pitches?investor={investor.id}").get_data(as_text=True)
    assert "history" in page
    assert "谈后无意向" not in page
    assert "No interest" not in page
