"""Places, the waiting list, decisions, doubles and consents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.logic import ConsentPurpose
from app.accounts.models import Consent, Person
from app.core.clock import now
from app.core.db import database
from app.core.errors import AppError, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import NOBODY, Actor
from app.events.logic.details import Visitor
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event
from app.events.models.registration import Registration
from app.events.queries.registration import (
    RegistrationFilter,
    count_states,
    find_at_door,
    list_registrations,
    places_of,
    waiting_place,
)
from app.events.service.decisions import (
    accept_place,
    cancel_registration,
    decide,
    merge_registrations,
    preview_decision,
)
from app.events.service.registration import Wish, add_registration, register
from app.events.service.waiting import let_offers_expire
from tests.factories import make_actor, make_event, make_group, make_person, make_registration, organiser_of

R = RegistrationState
RUN = [ConsentPurpose.RUN_EVENT]


def open_event(session: Session, *, quota: int | None = None, **fields: object) -> Event:
    event = make_event(session, **fields)
    make_group(session, event, name="企业代表", quota=quota)
    session.expire(event, ["groups"])
    return event


def come(session: Session, event: Event, name: str = "张三", actor: Actor = NOBODY, **fields: object) -> Registration:
    values = {"name": name, "mobile": "13800000000", "email": None, "organisation": None} | fields
    return register(session, actor, visitor=Visitor(**values), wish=Wish([event.id], "企业代表", RUN))[0]  # type: ignore[arg-type]


def fact_names(session: Session) -> list[str]:
    return list(session.scalars(select(StoredFact.name).order_by(StoredFact.id)))


def test_registering_gives_a_place_and_keeps_each_consent(session: Session) -> None:
    event = open_event(session, quota=5)
    visitor = Visitor("李 四", mobile="13800001234", organisation="华工创投", dietary="素食")
    wish = Wish([event.id], "企业代表", [ConsentPurpose.RUN_EVENT, ConsentPurpose.PHOTOS])
    row = register(session, NOBODY, visitor=visitor, wish=wish)[0]
    assert (row.state, row.person.name, row.mobile_tail, row.dietary) == (R.APPROVED, "李 四", "1234", "素食")
    assert row.badge_number == row.number
    given_ = select(Consent.purpose).where(Consent.person_id == row.person_id, Consent.event_id == event.id)
    assert set(session.scalars(given_)) == {ConsentPurpose.RUN_EVENT, ConsentPurpose.PHOTOS}
    assert fact_names(session)[-1:] == ["RegistrationReceived"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consents": [ConsentPurpose.PHOTOS]}, "run_event"),
        ({"group": "没有的组"}, "group"),
        ({"event_ids": []}, "stops"),
    ],
)
def test_a_wish_must_be_complete(session: Session, changes: dict[str, object], field: str) -> None:
    event = open_event(session)
    values = {"event_ids": [event.id], "group": "企业代表", "consents": RUN} | changes
    with pytest.raises(RuleBroken) as refusal:
        register(session, NOBODY, visitor=Visitor("张三", mobile="13800000000"), wish=Wish(**values))  # type: ignore[arg-type]
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"mobile": None}, "mobile"), ({"mobile": "12345"}, "mobile"), ({"name": "李"}, "name")],
)
def test_a_visitor_can_be_reached(session: Session, fields: dict[str, object], field: str) -> None:
    event = open_event(session)
    with pytest.raises(RuleBroken) as refusal:
        come(session, event, **fields)
    assert refusal.value.field == field
    assert places_of(session, event.id).taken == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": EventState.APPROVED},
        {"state": EventState.CANCELLED},
        {"registration_opens_at": datetime.fromisoformat("2029-01-01T00:00+00:00")},
        {"registration_closes_at": datetime.fromisoformat("2020-01-01T00:00+00:00")},
    ],
)
def test_registration_has_its_time(session: Session, fields: dict[str, object]) -> None:
    event = open_event(session, **fields)
    with pytest.raises(RuleBroken):
        come(session, event)


def test_a_person_registers_once_and_again_after_cancelling(session: Session) -> None:
    event = open_event(session)
    person = make_person(session)
    actor = make_actor(person)
    first = come(session, event, actor=actor)
    ticket = first.ticket_code
    with pytest.raises(RuleBroken):
        come(session, event, actor=actor)
    cancel_registration(session, actor, registration_id=first.id)
    again = come(session, event, actor=actor)
    assert (again.id, again.state, again.person_id) == (first.id, R.APPROVED, person.id)
    assert again.ticket_code != ticket


def test_when_full_people_wait_and_are_asked_in_order(session: Session) -> None:
    event = open_event(session, quota=1)
    rows = [come(session, event, f"来宾{number}") for number in range(3)]
    assert [row.state for row in rows] == [R.APPROVED, R.WAITLISTED, R.WAITLISTED]
    assert [waiting_place(session, row) for row in rows[1:]] == [1, 2]
    cancel_registration(session, NOBODY, registration_id=rows[0].id, ticket=rows[0].ticket_code)
    assert rows[1].offered_until is not None
    assert timedelta(hours=23) < rows[1].offered_until - now() <= timedelta(hours=24)
    assert rows[2].offered_until is None
    assert places_of(session, event.id).left(rows[0].group_id) == 0
    with pytest.raises(RuleBroken):
        accept_place(session, NOBODY, registration_id=rows[2].id, ticket=rows[2].ticket_code)
    accept_place(session, NOBODY, registration_id=rows[1].id, ticket=rows[1].ticket_code)
    assert [row.state for row in rows] == [R.CANCELLED, R.APPROVED, R.WAITLISTED]


def test_an_offer_ends_after_a_day_and_goes_to_the_next(session: Session) -> None:
    event = open_event(session, quota=1)
    rows = [come(session, event, f"来宾{number}") for number in range(3)]
    cancel_registration(session, NOBODY, registration_id=rows[0].id, ticket=rows[0].ticket_code)
    assert let_offers_expire(session) == 0
    with time_machine.travel(now() + timedelta(hours=24, minutes=1), tick=False):
        with pytest.raises(RuleBroken):
            accept_place(session, NOBODY, registration_id=rows[1].id, ticket=rows[1].ticket_code)
        assert let_offers_expire(session) == 1
        assert [row.state for row in rows] == [R.CANCELLED, R.CANCELLED, R.WAITLISTED]
        assert rows[2].offered_until == now() + timedelta(hours=24)
    assert fact_names(session)[-2:] == ["OfferExpired", "PlaceOffered"]


def test_only_its_person_its_ticket_or_an_organiser_cancels(session: Session) -> None:
    event = open_event(session)
    row = come(session, event)
    for actor, ticket in ((NOBODY, ""), (NOBODY, "WRONG"), (make_actor(make_person(session)), "")):
        with pytest.raises(NotAllowed):
            cancel_registration(session, actor, registration_id=row.id, ticket=ticket)
    cancel_registration(session, organiser_of(event), registration_id=row.id, reason="重复")
    assert (row.state, row.state_reason) == (R.CANCELLED, "重复")
    with pytest.raises(RuleBroken):
        cancel_registration(session, organiser_of(event), registration_id=row.id)


def test_decisions_are_shown_before_they_are_taken(session: Session) -> None:
    event = open_event(session, quota=2, needs_approval=True)
    rows = [come(session, event, f"来宾{number}") for number in range(3)]
    done = make_registration(session, event, group=rows[0].group, state=R.REJECTED)
    assert {row.state for row in rows} == {R.SUBMITTED}
    actor = organiser_of(event)
    ids = [row.id for row in [*rows, done]]
    preview = preview_decision(session, actor, event_id=event.id, ids=ids, to=R.APPROVED)
    assert [(row.id, state) for row, state in preview.outcomes] == [
        (rows[0].id, R.APPROVED), (rows[1].id, R.APPROVED), (rows[2].id, R.WAITLISTED)
    ]  # fmt: skip
    assert preview.untouched == [done]
    assert {row.state for row in rows} == {R.SUBMITTED}
    decide(session, actor, event_id=event.id, ids=ids, to=R.APPROVED)
    assert [row.state for row in [*rows, done]] == [R.APPROVED, R.APPROVED, R.WAITLISTED, R.REJECTED]
    assert fact_names(session)[-3:] == ["RegistrationDecided"] * 3


def test_rejecting_needs_a_reason_and_strangers_decide_nothing(session: Session) -> None:
    event = open_event(session, needs_approval=True)
    row = come(session, event)
    with pytest.raises(RuleBroken) as refusal:
        decide(session, organiser_of(event), event_id=event.id, ids=[row.id], to=R.REJECTED)
    assert refusal.value.field == "reason"
    with pytest.raises(RuleBroken):
        decide(session, organiser_of(event), event_id=event.id, ids=[row.id], to=R.CHECKED_IN)
    with pytest.raises(NotAllowed):
        decide(session, organiser_of(make_event(session)), event_id=event.id, ids=[row.id], to=R.APPROVED)
    decide(session, organiser_of(event), event_id=event.id, ids=[row.id], to=R.REJECTED, reason="名额有限")
    assert (row.state, row.state_reason) == (R.REJECTED, "名额有限")


def test_merging_voids_the_older_ticket_and_keeps_consents(session: Session) -> None:
    event = open_event(session)
    wish = Wish([event.id], "企业代表", [ConsentPurpose.RUN_EVENT, ConsentPurpose.PHOTOS])
    older = register(session, NOBODY, visitor=Visitor("张三", "13800000000", organisation="甲"), wish=wish)[0]
    newer = come(session, event)
    actor = organiser_of(event)
    kept = merge_registrations(session, actor, event_id=event.id, older_id=older.id, newer_id=newer.id)
    assert (kept.id, kept.state, kept.badge_number, kept.organisation_name) == (
        newer.id, R.APPROVED, older.badge_number, "甲"
    )  # fmt: skip
    assert (older.state, older.merged_into_id) == (R.CANCELLED, newer.id)
    purposes = select(Consent.purpose).where(Consent.person_id == newer.person_id, Consent.event_id == event.id)
    assert set(session.scalars(purposes)) == {ConsentPurpose.RUN_EVENT, ConsentPurpose.PHOTOS}
    with pytest.raises(RuleBroken):
        merge_registrations(session, actor, event_id=event.id, older_id=older.id, newer_id=newer.id)
    with pytest.raises(AppError):
        merge_registrations(session, actor, event_id=event.id, older_id=newer.id, newer_id=0)


def test_merging_keeps_the_better_of_two_states(session: Session) -> None:
    event = open_event(session, quota=1)
    first, second = come(session, event, "张三"), come(session, event, "张三")
    first.state, first.checked_in_at = R.CHECKED_IN, now()
    merge_registrations(session, organiser_of(event), event_id=event.id, older_id=first.id, newer_id=second.id)
    assert (second.state, second.checked_in_at) == (R.CHECKED_IN, first.checked_in_at)


def test_one_badge_for_all_stops_of_a_series(session: Session) -> None:
    parent = open_event(session)
    stops = [open_event(session, parent_id=parent.id) for _ in range(2)]
    wish = Wish([stop.id for stop in stops], "企业代表", RUN)
    rows = register(session, NOBODY, visitor=Visitor("张三", "13800000000"), wish=wish)
    assert len({row.person_id for row in rows}) == 1
    assert [row.event_id for row in rows] == [stop.id for stop in stops]
    assert [row.badge_number for row in rows] == [rows[0].number] * 2
    assert len({row.ticket_code for row in rows}) == 2


def test_an_organiser_registers_somebody_by_hand(session: Session) -> None:
    event = open_event(session, quota=1, needs_approval=True, state=EventState.LIVE)
    visitor = Visitor("现场来宾", mobile="13900000000")
    row = add_registration(session, organiser_of(event), event_id=event.id, visitor=visitor, group="企业代表")
    assert (row.state, row.source) == (R.APPROVED, "manual")
    second = add_registration(session, organiser_of(event), event_id=event.id, visitor=visitor, group="企业代表")
    assert second.state is R.WAITLISTED
    event.state = EventState.CANCELLED
    with pytest.raises(RuleBroken):
        add_registration(session, organiser_of(event), event_id=event.id, visitor=visitor, group="企业代表")


def test_the_list_is_searched_sorted_and_cut_into_pages(session: Session) -> None:
    event = open_event(session)
    for number in range(25):
        come(session, event, f"来宾{number:02d}", mobile=f"138000000{number:02d}", organisation="乙公司")
    group = event.groups[0].id
    cases = {
        RegistrationFilter(words="来宾07"): ["来宾07"],
        RegistrationFilter(words="0007"): ["来宾07"],
        RegistrationFilter(state="rejected"): [],
        RegistrationFilter(group_id=group, sort="-name"): [f"来宾{number:02d}" for number in range(24, 4, -1)],
    }
    for wanted, names in cases.items():
        assert [row.person.name for row in list_registrations(session, event.id, wanted).items] == names
    last = list_registrations(session, event.id, RegistrationFilter(), number=9)
    assert (last.number, last.total, len(last.items)) == (2, 25, 5)
    assert [row.person.name for row in find_at_door(session, event.id, "0012")] == ["来宾12"]
    assert find_at_door(session, event.id, " ") == []
    assert count_states(session, event.id) == {R.APPROVED: 25}


def test_the_last_places_are_never_sold_twice(
    racing_app: Flask, at_once: Callable[[Flask, int, Callable[[int], object]], list[object]]
) -> None:
    with racing_app.app_context(), database.transaction() as session:
        event_id = open_event(session, quota=3, capacity=50).id

    def act(number: int) -> object:
        with database.transaction() as session:
            visitor = Visitor(f"来宾{number:02d}", mobile=f"138000000{number:02d}")
            return register(session, NOBODY, visitor=visitor, wish=Wish([event_id], "企业代表", RUN))[0].state

    answers = at_once(racing_app, 20, act)
    assert sorted(map(str, answers)) == ["approved"] * 3 + ["waitlisted"] * 17
    with racing_app.app_context():
        session = database.session()
        approved = select(func.count()).where(Registration.state == R.APPROVED)
        assert session.scalar(approved) == 3
        assert session.scalar(select(func.count(Person.id)).where(Person.source == "registration")) == 20
