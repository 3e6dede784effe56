"""Registering, the ticket, and the organiser's list, by clicking."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session

from app.accounts.models import Account, Consent
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import EventState, RegistrationState, Visibility
from app.events.models.event import Event
from app.events.models.registration import Registration
from app.events.queries.events import get_event
from tests.factories import (
    make_account,
    make_event,
    make_group,
    make_member,
    make_organisation,
    make_person,
    make_registration,
)

R = RegistrationState
SignIn = Callable[[FlaskClient, Account], FlaskClient]
DATA = {
    "name": "张三", "mobile": "138 0000 1234", "email": "", "organisation": "华工创投", "title": "", "group": "企业",
    "dietary": "", "transport": "", "run_event": "y",
}  # fmt: skip


@pytest.fixture
def event(session: Session) -> Event:
    made = make_event(session, slug="wz", notice="请携带身份证")
    make_group(session, made, name="企业", quota=2)
    return get_event(session, made.slug)


@pytest.fixture
def organiser(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def test_no_consent_is_ticked_beforehand(client: FlaskClient, event: Event) -> None:
    page = client.get("/events/wz/register").get_data(as_text=True)
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert len(boxes) == 5
    assert [box for box in boxes if "checked" in box] == []
    assert "请携带身份证" in page


def test_somebody_without_account_gets_a_ticket(client: FlaskClient, session: Session, event: Event) -> None:
    answer = client.post("/events/wz/register", data=DATA)
    row = session.scalars(select(Registration)).one()
    assert answer.location == f"/tickets/{row.ticket_code}"
    assert (row.state, row.mobile_tail, row.organisation_name) == (R.APPROVED, "1234", "华工创投")
    page = client.get(answer.location).get_data(as_text=True)
    assert "张三" in page
    assert f"/tickets/{row.ticket_code}/qr.svg" in page
    drawing = client.get(f"/tickets/{row.ticket_code}/qr.svg")
    assert (drawing.mimetype, b"<svg" in drawing.data) == ("image/svg+xml", True)
    assert client.get("/tickets/AAAABBBBCCCCDDDD").status_code == 404


def test_a_refusal_keeps_what_was_typed(client: FlaskClient, session: Session, event: Event) -> None:
    without = {key: value for key, value in DATA.items() if key != "run_event"}
    answer = client.post("/events/wz/register", data=without)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="run_event-error"' in page
    assert 'value="138 0000 1234"' in page
    assert session.scalars(select(Registration)).all() == []


def test_a_ticket_is_given_back_and_an_offer_accepted(client: FlaskClient, session: Session, event: Event) -> None:
    addresses = [client.post("/events/wz/register", data=DATA | {"name": f"来宾{n}"}).location for n in range(3)]
    rows = list(session.scalars(select(Registration).order_by(Registration.id)))
    assert [row.state for row in rows] == [R.APPROVED, R.APPROVED, R.WAITLISTED]
    assert "/accept" not in client.get(addresses[2]).get_data(as_text=True)
    assert client.post(f"{addresses[0]}/cancel", data={"reason": "出差"}).location == addresses[0]
    assert (rows[0].state, rows[0].state_reason) == (R.CANCELLED, "出差")
    assert f"{addresses[2]}/accept" in client.get(addresses[2]).get_data(as_text=True)
    assert client.post(f"{addresses[2]}/accept").location == addresses[2]
    assert rows[2].state is R.APPROVED
    assert client.post(f"{addresses[2]}/accept").status_code == 422
    assert "/events/wz/register" in client.get(addresses[0]).get_data(as_text=True)


@pytest.mark.parametrize("state", [R.SUBMITTED, R.CHECKED_IN, R.NO_SHOW, R.REJECTED])
def test_a_ticket_shows_where_it_stands(client: FlaskClient, session: Session, event: Event, state: R) -> None:
    row = make_registration(session, event, state=state, checked_in_at=now(), state_reason="名额有限",
                            ticket_code="ABCDEFGH23456789")  # fmt: skip
    page = client.get(f"/tickets/{row.ticket_code}").get_data(as_text=True)
    assert ("名额有限" in page) == (state is R.REJECTED)
    assert ("qr.svg" in page) == (state is R.CHECKED_IN)


def test_the_signed_in_find_their_details_and_their_ticket(
    client: FlaskClient, session: Session, sign_in: SignIn, event: Event
) -> None:
    organisation = make_organisation(session, name="瓯江实验室")
    person = make_person(session, name="卓敏", organisation_id=organisation.id)
    browser = sign_in(client, make_account(session, person))
    page = browser.get("/events/wz/register").get_data(as_text=True)
    assert 'value="卓敏"' in page
    assert 'value="瓯江实验室"' in page
    ticket = browser.post("/events/wz/register", data=DATA | {"name": "卓敏"}).location
    row = session.scalars(select(Registration)).one()
    assert row.person_id == person.id
    assert browser.get("/events/wz/register").location == ticket
    assert ticket in browser.get("/my/registrations").get_data(as_text=True)
    given = session.scalars(select(Consent.person_id).where(Consent.event_id == event.id))
    assert list(given) == [person.id]


def test_hidden_events_take_no_registrations(client: FlaskClient, session: Session, event: Event) -> None:
    for fields in ({"state": EventState.DRAFT}, {"visibility": Visibility.NAMED}):
        hidden = make_event(session, **fields)
        assert client.get(f"/events/{hidden.slug}/register").status_code == 404
    closed = make_event(session, state=EventState.APPROVED, registration_opens_at=now() + timedelta(days=3))
    page = client.get(f"/events/{closed.slug}/register")
    assert page.status_code == 200
    assert 'name="run_event"' not in page.get_data(as_text=True)


def test_stops_of_a_series_are_chosen_together(client: FlaskClient, session: Session) -> None:
    parent = make_event(session, slug="jiande")
    stops = [make_event(session, parent_id=parent.id, title=f"第{n}站活动") for n in (1, 2)]
    for stop in stops:
        make_group(session, stop, name="企业")
        session.expire(stop, ["groups"])
    page = client.get("/events/jiande/register").get_data(as_text=True)
    assert all(stop.title in page for stop in stops)
    refused = client.post("/events/jiande/register", data=DATA)
    assert refused.status_code == 422
    answer = client.post("/events/jiande/register", data=DATA | {"stops": [str(stop.id) for stop in stops]})
    rows = list(session.scalars(select(Registration).order_by(Registration.id)))
    assert [(row.event_id, row.badge_number) for row in rows] == [(stop.id, rows[0].number) for stop in stops]
    assert stops[1].title in client.get(answer.location).get_data(as_text=True)


def test_the_organiser_decides_in_bulk_after_a_preview(organiser: FlaskClient, session: Session, event: Event) -> None:
    group = event.groups[0]
    rows = [make_registration(session, event, group=group, state=R.SUBMITTED) for _ in range(3)]
    base = "/events/wz/manage/registrations"
    page = organiser.get(f"{base}?state=submitted&sort=-name").get_data(as_text=True)
    assert all(row.number in page for row in rows)
    assert rows[0].number not in organiser.get(f"{base}?state=approved").get_data(as_text=True)
    assert organiser.post(f"{base}/decide", data={"action": "approve"}).location == base
    data = {"action": "approve", "ids": [str(row.id) for row in rows]}
    preview = organiser.post(f"{base}/decide", data=data)
    assert preview.status_code == 200
    assert {row.state for row in rows} == {R.SUBMITTED}
    assert organiser.post(f"{base}/decide", data=data | {"confirmed": "1"}).location == base
    assert [row.state for row in rows] == [R.APPROVED, R.APPROVED, R.WAITLISTED]
    reject = {"action": "reject", "ids": [str(rows[2].id)], "confirmed": "1"}
    answer = organiser.post(f"{base}/decide", data=reject)
    assert (answer.status_code, 'id="reason-error"' in answer.get_data(as_text=True)) == (422, True)
    organiser.post(f"{base}/decide", data=reject | {"reason": "名额有限"})
    assert rows[2].state is R.REJECTED
    organiser.post(f"{base}/{rows[0].id}/cancel", data={"reason": "来电取消"})
    assert rows[0].state is R.CANCELLED
    other = make_registration(session, make_event(session), state=R.APPROVED)
    organiser.post(f"{base}/{other.id}/cancel")
    assert other.state is R.APPROVED


def test_the_organiser_adds_and_merges(organiser: FlaskClient, session: Session, event: Event) -> None:
    base = "/events/wz/manage/registrations"
    assert organiser.get(f"{base}/new").status_code == 200
    data = {"name": "李四", "mobile": "13900000000", "email": "", "organisation": "", "title": "", "group": "企业"}
    assert organiser.post(f"{base}/new", data=data | {"mobile": "1"}).status_code == 422
    for _ in range(2):
        assert organiser.post(f"{base}/new", data=data).location == base
    older, newer = session.scalars(select(Registration).order_by(Registration.id)).all()
    assert f"{base}/doubles" in organiser.get(base).get_data(as_text=True)
    assert f"{base}/doubles" in organiser.get("/events/wz/manage").get_data(as_text=True)
    page = organiser.get(f"{base}/doubles").get_data(as_text=True)
    assert all(number in page for number in (older.number, newer.number))
    answer = organiser.post(f"{base}/doubles", data={"older": str(older.id), "newer": str(newer.id)})
    assert answer.location == f"{base}/doubles"
    assert (older.state, newer.state) == (R.CANCELLED, R.APPROVED)
    assert 'name="older"' not in organiser.get(f"{base}/doubles").get_data(as_text=True)


def test_the_file_opens_in_a_spreadsheet_and_runs_nothing(
    organiser: FlaskClient, session: Session, event: Event
) -> None:
    make_registration(session, event, person=make_person(session, name="李校堃", email="=cmd@example.org"))
    answer = organiser.get("/events/wz/manage/registrations.csv")
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    line = next(row for row in csv.reader(io.StringIO(text)) if "李校堃" in row)
    assert line[7] == "'=cmd@example.org"
    assert "wz-registrations.csv" in answer.headers["Content-Disposition"]


def test_the_list_costs_the_same_for_one_and_many(organiser: FlaskClient, session: Session, event: Event) -> None:
    counted: list[str] = []
    connection = session.connection()
    group = event.groups[0]
    costs = []

    def count(*args: object) -> None:
        counted.append(str(args[2]))

    organiser.get("/events/wz/manage/registrations")
    listen(connection, "before_cursor_execute", count)
    for _ in range(2):
        make_registration(session, event, group=group)
        make_registration(session, event, group=group)
        counted.clear()
        assert organiser.get("/events/wz/manage/registrations").status_code == 200
        costs.append(len(counted))
    remove(connection, "before_cursor_execute", count)
    assert costs[0] == costs[1] > 0
