"""Consent purpose by purpose, one's own data, and leaving for good."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.logic import ConsentPurpose
from app.accounts.models import Account, AccountLink, AuditEntry, Consent, OldPassword, Person
from app.accounts.queries.actors import actor_of, find_account_of, find_sign_in, get_account
from app.accounts.queries.audit import verify_audit
from app.accounts.queries.closing import Closing, closing_counts
from app.accounts.queries.consents import CONSENT_TEXTS, consents_in_force, list_consents, people_who_agreed
from app.accounts.queries.memberships import memberships_of
from app.accounts.queries.own_data import own_data, own_rows, shown_columns, ties_of
from app.accounts.routes.data_names import StoredColumn, StoredTable
from app.accounts.routes.data_words import readable, tells
from app.accounts.service.closing import CLOSED_NAME, close_account
from app.accounts.service.consents import give_consent, set_consents, withdraw_consent
from app.accounts.service.credentials import ask_email_change, ask_reset
from app.accounts.service.people import PersonData, edit_person, register_person
from app.accounts.service.sign_in import start_sign_in
from app.core.clock import now
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import RegistrationState
from tests.accounts.conftest import actions, facts, make_user
from tests.factories import make_account, make_event, make_membership, make_person, make_registration

P = ConsentPurpose


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_every_purpose_has_a_text_of_its_own() -> None:
    assert set(CONSENT_TEXTS) == set(ConsentPurpose)
    assert len(set(CONSENT_TEXTS.values())) == len(ConsentPurpose)


def test_nobody_agrees_to_anything_beforehand(session: Session) -> None:
    assert consents_in_force(session, make_user(session).person_id) == {}


def test_purposes_are_agreed_to_one_by_one(session: Session) -> None:
    person = make_person(session)
    set_consents(session, person_id=person.id, agreed={P.PHOTOS, P.RUN_EVENT})
    assert set(consents_in_force(session, person.id)) == {P.PHOTOS, P.RUN_EVENT}
    set_consents(session, person_id=person.id, agreed={P.RUN_EVENT})
    assert set(consents_in_force(session, person.id)) == {P.RUN_EVENT}
    assert [(row.purpose, row.withdrawn_at is None) for row in list_consents(session, person.id)][::-1] == [
        (P.RUN_EVENT, True), (P.PHOTOS, False),
    ]  # fmt: skip
    assert actions(session) == ["consent:given"] * 2 + ["consent:withdrawn"]


def test_agreeing_twice_is_agreeing_once_and_a_new_text_is_agreed_to_anew(session: Session) -> None:
    person = make_person(session)
    first = give_consent(session, person_id=person.id, purpose=P.PHOTOS)
    assert give_consent(session, person_id=person.id, purpose=P.PHOTOS) is first
    first.text_version = "2019-01"
    second = give_consent(session, person_id=person.id, purpose=P.PHOTOS)
    assert (second is first, first.withdrawn_at is None) == (False, False)
    withdraw_consent(session, person_id=make_person(session).id, purpose=P.PHOTOS)
    assert session.scalar(select(func.count(Consent.id))) == 2


def test_consent_for_one_event_is_not_consent_for_another(session: Session) -> None:
    event, other = make_event(session), make_event(session)
    everywhere, here, nowhere = (make_person(session).id for _ in range(3))
    give_consent(session, person_id=everywhere, purpose=P.SHARE_CONTACT)
    give_consent(session, person_id=here, purpose=P.SHARE_CONTACT, event_id=event.id)
    give_consent(session, person_id=nowhere, purpose=P.PHOTOS)
    people = {everywhere, here, nowhere}
    assert people_who_agreed(session, people, P.SHARE_CONTACT, event_id=event.id) == {everywhere, here}
    assert people_who_agreed(session, people, P.SHARE_CONTACT, event_id=other.id) == {everywhere}
    assert people_who_agreed(session, people, P.SHARE_CONTACT) == {everywhere}


def test_own_data_holds_every_table_that_names_the_person_and_no_secret(session: Session) -> None:
    person = register_person(session, PersonData(name="李样", email="li@example.org", mobile="13800138000"))
    account = make_account(session, person, password_hash="$argon2id$ what nobody may read")
    token = start_sign_in(session, account, browser="Firefox")
    registration = make_registration(session, make_event(session), person)
    make_registration(session, registration.event)
    link = ask_reset(session, login="li@example.org")
    assert link is not None
    edit_person(
        session, actor_of(session, account), person_id=person.id, version=None,
        data=PersonData(name="李样", mobile="13800138000", research_fields=["医药"]),
    )  # fmt: skip
    found = own_data(session, person.id)
    text = json.dumps(found, ensure_ascii=False)
    assert found["data"]["person"][0]["mobile"] == "+8613800138000"
    assert [row["number"] for row in found["data"]["registration"]] == [registration.number]
    assert {"account", "sign_in", "account_link", "person"} <= set(found["data"])
    for secret in ("argon2", token, link.seed, link.token_hash):
        assert secret not in text


def test_own_data_holds_no_rows_of_others_that_one_only_worked_on(session: Session) -> None:
    helper = make_user(session)
    make_registration(session, make_event(session), checked_in_by=helper.person_id, checked_in_at=now())
    assert "registration" not in own_data(session, helper.person_id)["data"]


@pytest.mark.usefixtures("request_context")
def test_own_data_is_shown_in_words_and_what_has_none_by_its_plain_name(session: Session) -> None:
    account = make_user(session, (Role.PRESS, ScopeKind.EVENT, make_event(session).id), name="词样")
    make_registration(session, make_event(session), account.person, dietary="清真")
    parts = {part.title: part for part in readable(own_rows(session, account.person_id))}
    assert [title for title in parts if title.isascii() and title.islower()] == []
    lines = [line for part in parts.values() for row in part.rows for line in row]
    assert {"词样", "清真"} <= {text for _name, text in lines}
    assert [name for name, _text in lines if name.endswith(" id") or not name] == []
    assert readable({"brand_new": [{"odd_thing": True, "person_id": 1, "empty": None}]})[0].rows[0][0][0] == "odd thing"


def test_every_table_about_a_person_and_all_it_shows_have_words() -> None:
    named = [table for table in Person.metadata.sorted_tables if ties_of(table)]
    assert sorted({table.name for table in named} - set(StoredTable)) == []
    shown = {column.name for table in named for column in shown_columns(table) if tells(column.name)}
    assert sorted(shown - set(StoredColumn)) == []
    assert len(named) > 40


@pytest.mark.usefixtures("request_context")
def test_a_very_long_list_is_cut_on_the_page_and_says_so() -> None:
    (part,) = readable({"message": [{"subject": str(number)} for number in range(70)]})
    assert (part.count, len(part.rows)) == (70, 50)


def test_closing_forgets_the_person_and_keeps_the_trail(session: Session) -> None:
    person = register_person(session, PersonData(name="周样", email="zhou@example.org", mobile="13800138000"))
    account = make_account(session, person, mobile_index=person.mobile_index)
    make_membership(session, person, Role.REVIEWER, ScopeKind.EVENT, make_event(session).id)
    give_consent(session, person_id=person.id, purpose=P.PHOTOS)
    token = start_sign_in(session, account)
    session.add(OldPassword(account_id=account.id, password_hash="old"))
    ask_email_change(session, actor_of(session, account), email="new@example.org")
    close_account(session, actor_of(session, account), person_id=person.id)
    session.expire_all()
    columns = (Person.name, Person.email, Person.mobile, Person.mobile_index, Person.sort_key)
    row = session.execute(select(*columns).where(Person.id == person.id)).one()
    assert tuple(row) == (CLOSED_NAME, None, None, None, "zzz")
    assert session.scalars(select(AccountLink.new_email)).all() == [None]
    account = session.get_one(Account, account.id)
    assert (account.email, account.mobile_index, account.password_hash) == (None, None, "!")
    assert (find_sign_in(session, token), consents_in_force(session, person.id)) == (None, {})
    assert memberships_of(session, person.id) == []
    assert session.scalar(select(func.count(OldPassword.id))) == 0
    assert session.scalar(select(func.count(AccountLink.id)).where(AccountLink.used_at.is_(None))) == 0
    assert facts(session)[-1] == ("AccountClosed", {"person_id": person.id})
    assert verify_audit(session).is_whole is True
    assert "周样" not in str(session.scalars(select(AuditEntry.detail)).all())
    with pytest.raises(NotFound):
        get_account(session, account.id)
    assert find_account_of(session, person.id) is account


def test_a_closed_address_can_sign_up_again(session: Session) -> None:
    account = make_user(session)
    email = account.email
    close_account(session, actor_of(session, account), person_id=account.person_id)
    again = make_account(session, make_person(session, email=email))
    assert again.email == email
    assert session.scalar(select(func.count(Person.id)).where(Person.email == email)) == 1


def test_only_the_owner_closes_an_account_and_only_once(session: Session) -> None:
    account = make_user(session)
    with pytest.raises(NotAllowed):
        close_account(session, actor_of(session, make_user(session)), person_id=account.person_id)
    actor = actor_of(session, account)
    close_account(session, actor, person_id=account.person_id)
    with pytest.raises(NotFound):
        close_account(session, actor, person_id=account.person_id)


def test_the_last_organiser_of_an_event_hands_it_over_before_leaving(session: Session) -> None:
    account = make_user(session, (Role.EVENT_ORGANISER, ScopeKind.EVENT, make_event(session).id))
    with pytest.raises(RuleBroken):
        close_account(session, actor_of(session, account), person_id=account.person_id)
    assert account.closed_at is None


def test_what_closing_would_end_is_counted(session: Session) -> None:
    account = make_user(session, (Role.PRESS, ScopeKind.EVENT, make_event(session).id))
    coming = make_event(session, start_at=now() + timedelta(days=3), end_at=now() + timedelta(days=4))
    past = make_event(session, start_at=now() - timedelta(days=4), end_at=now() - timedelta(days=3))
    make_registration(session, coming, account.person, state=RegistrationState.APPROVED)
    make_registration(session, past, account.person, state=RegistrationState.APPROVED)
    other = make_event(session, start_at=coming.start_at, end_at=coming.end_at)
    make_registration(session, other, account.person, state=RegistrationState.CANCELLED)
    start_sign_in(session, account)
    counts = closing_counts(session, person_id=account.person_id, account_id=account.id)
    assert counts == Closing(roles=1, browsers=1, registrations=1, meetings=0)
