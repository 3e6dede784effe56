"""The states of an event: which steps there are, what they need, and what the clock does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Grant, Role, ScopeKind
from app.events.jobs import follow_the_clock
from app.events.logic.slug import free_slug, is_slug, slug_of
from app.events.logic.states import EventState, HostRole, RegistrationState
from app.events.logic.steps import CHECKS, PATH, STEPS, EventCheck, Standing, missing, next_state
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.events.service.states import Step, change_state, consequences_of, list_missing
from tests.factories import (
    DAY,
    make_account,
    make_actor,
    make_centre,
    make_event,
    make_group,
    make_host,
    make_membership,
    make_registration,
    make_venue,
    organiser_of,
)

S = EventState
SignIn = Callable[[FlaskClient, Account], FlaskClient]


def ready(session: Session, state: EventState = S.APPROVED, **fields: object) -> Event:
    values = {"summary": "简介", "registration_opens_at": DAY - timedelta(days=40),
              "registration_closes_at": DAY - timedelta(days=1), "state": state} | fields  # fmt: skip
    event = make_event(session, **values)
    make_host(session, event, role=HostRole.HOST)
    make_group(session, event, quota=100)
    return get_event(session, event.slug)


def go(session: Session, event: Event, to: EventState, **more: object) -> Event:
    return change_state(session, organiser_of(event), event_id=event.id, step=Step(to, **more))  # type: ignore[arg-type]


def test_every_state_has_its_steps_and_the_path_is_walkable() -> None:
    assert set(STEPS) == set(S)
    assert [next_state(state) for state in PATH] == [*PATH[1:], None]
    assert all(next_state(state) in STEPS[state] for state in PATH[:-1])
    assert next_state(S.POSTPONED) is S.APPROVED
    assert next_state(S.CANCELLED) is None
    before_live = PATH[: PATH.index(S.LIVE)]
    assert {state for state in S if S.POSTPONED in STEPS[state]} == set(before_live)
    assert {state for state in S if S.CANCELLED in STEPS[state]} == {*before_live, S.POSTPONED}


@pytest.mark.parametrize(
    ("change", "state", "check"),
    [
        ({"has_summary": False}, S.IN_REVIEW, EventCheck.SUMMARY),
        ({"hosts": 0}, S.REGISTRATION_OPEN, EventCheck.HOST),
        ({"has_owner": False}, S.LIVE, EventCheck.OWNER),
        ({"quotas": 11, "capacity": 10}, S.REGISTRATION_OPEN, EventCheck.CAPACITY),
        ({"capacity": 11, "venue_capacity": 10}, S.LIVE, EventCheck.VENUE_CAPACITY),
        ({"quotas": 11, "venue_capacity": 10}, S.LIVE, EventCheck.VENUE_CAPACITY),
        ({"groups": 0}, S.REGISTRATION_OPEN, EventCheck.GROUPS),
        ({"has_period": False}, S.REGISTRATION_OPEN, EventCheck.PERIOD),
        ({"start": DAY - timedelta(days=2)}, S.REGISTRATION_OPEN, EventCheck.FUTURE),
        ({"expected": 3}, S.ENDED, EventCheck.CHECKED_IN),
        ({"open_tasks": 1}, S.ARCHIVED, EventCheck.CHECKLIST),
        ({"has_place": False}, S.APPROVED, EventCheck.PLACE),
    ],
)
def test_each_check_catches_its_fault(change: dict[str, object], state: EventState, check: EventCheck) -> None:
    good: dict[str, object] = {"now": DAY - timedelta(days=1), "start": DAY}
    assert missing(Standing(**good), state) == []  # type: ignore[arg-type]
    assert missing(Standing(**(good | change)), state) == [check]  # type: ignore[arg-type]


def test_checks_belong_to_states_on_the_path() -> None:
    assert set(CHECKS) <= set(PATH)


def test_a_step_outside_the_table_is_refused(session: Session) -> None:
    event = ready(session)
    with pytest.raises(RuleBroken) as refusal:
        go(session, event, S.LIVE)
    assert refusal.value.values == {"old": S.APPROVED, "new": S.LIVE}
    assert event.state is S.APPROVED


def test_registration_opens_only_when_nothing_is_missing(session: Session) -> None:
    event = ready(session, capacity=50)
    with pytest.raises(RuleBroken) as refusal:
        go(session, event, S.REGISTRATION_OPEN)
    assert refusal.value.values == {"problem": EventCheck.CAPACITY}
    event.capacity = 100
    assert go(session, event, S.REGISTRATION_OPEN).state is S.REGISTRATION_OPEN
    fact = session.scalars(select(StoredFact).where(StoredFact.name == "EventStateChanged")).one()
    assert fact.payload == {"event_id": event.id, "old": "approved", "new": "registration_open", "reason": None}


def test_rooms_must_hold_the_quotas(session: Session) -> None:
    venue = make_venue(session, rooms=1)
    event = ready(session, venue_id=venue.id, capacity=201)
    with pytest.raises(RuleBroken) as refusal:
        go(session, event, S.REGISTRATION_OPEN)
    assert refusal.value.values == {"problem": EventCheck.VENUE_CAPACITY}


def test_only_the_centre_approves(session: Session) -> None:
    centre = make_centre(session)
    event = ready(session, S.IN_REVIEW, centre_id=centre.id)
    with pytest.raises(NotAllowed):
        go(session, event, S.APPROVED)
    operator = make_actor(None, Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id))
    with pytest.raises(RuleBroken) as refusal:
        change_state(session, operator, event_id=event.id, step=Step(S.DRAFT))
    assert refusal.value.field == "reason"
    change_state(session, operator, event_id=event.id, step=Step(S.DRAFT, "请补充议程"))
    assert (event.state, event.state_reason) == (S.DRAFT, "请补充议程")


def test_cancelling_needs_a_reason_and_cancels_registrations(session: Session) -> None:
    event = ready(session, S.REGISTRATION_OPEN)
    rows = [make_registration(session, event, group=event.groups[0], state=state) for state in RegistrationState]
    with pytest.raises(RuleBroken):
        go(session, event, S.CANCELLED, reason="  ")
    open_now = {RegistrationState.SUBMITTED, RegistrationState.APPROVED, RegistrationState.WAITLISTED}
    assert [number for _, number in consequences_of(session, event, S.CANCELLED)] == [3, 3]
    kept = {row.id: row.state for row in rows if row.state not in open_now}
    go(session, event, S.CANCELLED, reason="台风")
    assert {row.id: row.state for row in rows if row.id in kept} == kept
    assert {row.state for row in rows if row.id not in kept} == {RegistrationState.CANCELLED}


def test_a_postponed_event_needs_a_new_date(session: Session) -> None:
    event = ready(session, S.REGISTRATION_OPEN)
    go(session, event, S.POSTPONED, reason="场地停电")
    with pytest.raises(RuleBroken) as refusal:
        go(session, event, S.APPROVED)
    assert refusal.value.field == "start_at"
    with pytest.raises(RuleBroken) as refusal:
        go(session, event, S.APPROVED, start_at=DAY + timedelta(days=7), end_at=DAY)
    assert refusal.value.field == "end_at"
    go(session, event, S.APPROVED, start_at=DAY + timedelta(days=7))
    assert (event.start_at, event.end_at) == (DAY + timedelta(days=7), DAY + timedelta(days=7, hours=9))
    assert event.registration_closes_at == DAY + timedelta(days=6)
    assert event.state_reason is None


def test_an_old_page_takes_no_step(session: Session) -> None:
    event = ready(session)
    step = Step(S.CANCELLED, "理由")
    with pytest.raises(Conflict):
        change_state(session, organiser_of(event), event_id=event.id, step=step, version=event.version + 1)


def test_the_clock_closes_begins_and_ends(session: Session) -> None:
    event = ready(session, S.REGISTRATION_OPEN)
    came = make_registration(session, event, group=event.groups[0], state=RegistrationState.CHECKED_IN)
    absent = make_registration(session, event, group=event.groups[0], state=RegistrationState.APPROVED)
    seen = []
    for moment in (DAY - timedelta(days=2), DAY - timedelta(days=1), DAY, DAY + timedelta(hours=9)):
        with time_machine.travel(moment, tick=False):
            follow_the_clock(session)
        seen.append(event.state)
    assert seen == [S.REGISTRATION_OPEN, S.REGISTRATION_CLOSED, S.LIVE, S.ENDED]
    assert [came.state, absent.state] == [RegistrationState.CHECKED_IN, RegistrationState.NO_SHOW]


def test_the_clock_waits_for_check_in_data(session: Session) -> None:
    event = ready(session, S.LIVE)
    make_registration(session, event, group=event.groups[0], state=RegistrationState.APPROVED)
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        assert follow_the_clock(session) == {"turned": 0, "expired": 0}
    assert event.state is S.LIVE


def browser_of(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    account = make_account(session, event.owner)
    make_membership(session, event.owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return sign_in(client, account)


def test_the_page_names_consequences_here_and_elsewhere(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    event = ready(session, S.REGISTRATION_OPEN, slug="wz")
    make_registration(session, event, group=event.groups[0], state=RegistrationState.APPROVED)
    browser = browser_of(client, session, sign_in, event)
    before = app.extensions.get("event_consequences", ())
    app.extensions["event_consequences"] = [lambda _session, _event_id: [("%(num)d talks fall out", 12)]]
    try:
        page = browser.get("/events/wz/manage/state/cancelled").get_data(as_text=True)
    finally:
        app.extensions["event_consequences"] = before
    assert "12 talks fall out" in page
    answer = browser.post("/events/wz/manage/state/cancelled", data={"reason": ""})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)
    answer = browser.post(
        "/events/wz/manage/state/cancelled", data={"reason": "台风", "row_version": str(event.version)}
    )
    assert answer.location == "/events/wz/manage"
    assert event.state is S.CANCELLED
    assert "台风" in browser.get("/events/wz/manage").get_data(as_text=True)


def test_the_overview_of_steps_says_what_is_missing(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = ready(session, slug="wz", registration_opens_at=None)
    browser = browser_of(client, session, sign_in, event)
    page = browser.get("/events/wz/manage/state").get_data(as_text=True)
    assert "/events/wz/manage/state/registration_open" in page
    assert "/events/wz/manage/state/live" not in page
    assert browser.get("/events/wz/manage/state/live").status_code == 404
    event.state = S.ARCHIVED
    session.flush()
    assert "/events/wz/manage/clone" in browser.get("/events/wz/manage/state").get_data(as_text=True)


def test_an_organiser_does_not_reach_the_approval(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = ready(session, S.IN_REVIEW, slug="wz")
    browser = browser_of(client, session, sign_in, event)
    assert browser.post("/events/wz/manage/state/approved").status_code == 403
    assert event.state is S.IN_REVIEW


def test_pages_offer_the_next_state_only_to_whoever_may_take_it(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    event = ready(session, S.IN_REVIEW, slug="wz", centre_id=make_centre(session).id)
    assert list_missing(session, event, S.APPROVED) == []
    browser = browser_of(client, session, sign_in, event)
    for page in ("manage", "manage/review"):
        assert "/manage/state/approved" not in browser.get(f"/events/wz/{page}").get_data(as_text=True)
    event.state = S.APPROVED
    session.flush()
    for page in ("manage", "manage/review"):
        assert "/manage/state/registration_open" in browser.get(f"/events/wz/{page}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Wen Zhou 2023", "wen-zhou-2023"), ("  --A/B  ", "a-b"), ("，。", "event"), ("x" * 80, "x" * 60)],
)
def test_slugs(text: str, slug: str) -> None:
    assert slug_of(text) == slug
    assert is_slug(slug)


def test_a_free_slug_counts_on() -> None:
    assert free_slug("wz", {"wz", "wz-2"}) == "wz-3"
    assert free_slug("new", set()) == "new-2"
    assert not is_slug("manage")
