"""From the sign-up page to the consents, and the way back in."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, AccountLink, Consent, Membership
from app.accounts.queries.links import link_token, stop_token
from app.accounts.service.memberships import grant_membership
from app.core.permissions import Role, ScopeKind
from tests.accounts.conftest import As, Browser, fact_names, facts, fresh, make_user
from tests.factories import PASSWORD, make_event

NEW = "Qing-shan-2031"


def last_link(session: Session) -> AccountLink:
    return session.scalars(select(AccountLink).order_by(AccountLink.id.desc()).limit(1)).one()


def test_the_whole_way_from_signing_up_to_the_consents(session: Session, guest: Browser) -> None:
    event = make_event(session)
    grant_membership(session, None, role=Role.PRESS, scope=(ScopeKind.EVENT, event.id), login="new@example.org")
    answer = guest.post("/sign-up", name="李新", login="new@example.org", password=PASSWORD, next="/events")
    assert answer.location == "/sign-up/sent"
    assert "ne***@example.org" in guest.text("/sign-up/sent")
    address = f"/verify-email/{link_token(session, last_link(session).id)}"
    assert 'name="password"' in guest.get(address).text
    assert guest.get("/account").status_code == 302
    answer = guest.post(address, password=PASSWORD)
    assert answer.location == "/account/consents?first=1&next=/events"
    page = guest.get(answer.location).text
    assert (page.count('type="checkbox"'), len(re.findall(r"\schecked", page))) == (5, 0)
    answer = guest.post(answer.location, photos="y", next="/events")
    assert answer.location == "/events"
    assert session.scalars(select(Consent.purpose)).all() == ["photos"]
    account = session.scalars(select(Account)).one()
    assert session.scalars(select(Membership)).one().person_id == account.person_id


def test_nothing_has_to_be_agreed_to(session: Session, signed_in: As) -> None:
    guest = signed_in(make_user(session))
    assert guest.post("/account/consents?first=1").location == "/start"
    assert session.scalars(select(Consent)).all() == []


def test_opening_the_link_confirms_nothing(session: Session, guest: Browser) -> None:
    guest.post("/sign-up", name="李新", login="new@example.org", password=PASSWORD)
    address = f"/verify-email/{link_token(session, last_link(session).id)}"
    for _ in range(3):
        assert guest.get(address).status_code == 200
    assert session.scalars(select(Account)).one().email_verified_at is None


def test_the_wrong_password_at_the_link_is_told_and_costs_nothing(session: Session, guest: Browser) -> None:
    guest.post("/sign-up", name="李新", login="new@example.org", password=PASSWORD)
    address = f"/verify-email/{link_token(session, last_link(session).id)}"
    answer = guest.post(address, password="Another-one-1")
    assert (answer.status_code, 'id="password-error"' in answer.text) == (422, True)
    assert guest.post(address, password=PASSWORD).status_code == 302
    assert guest.get(address).status_code == 404


def test_a_mobile_number_signs_in_at_once_and_is_asked_for_consents(session: Session, guest: Browser) -> None:
    answer = guest.post("/sign-up", name="李新", login="13800138000", password=PASSWORD)
    assert answer.location == "/account/consents?first=1"
    assert guest.get("/account").status_code == 200
    taken = guest.post("/sign-up", name="另人", login="138-0013-8000", password=NEW)
    assert (taken.status_code, 'id="login-error"' in taken.text, "另人" in taken.text) == (422, True, True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "Password2026!"}, "password"),
        ({"password": "newcomer-A1"}, "password"),
        ({"login": "nonsense"}, "login"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_else_is_lost(
    session: Session, guest: Browser, typed: dict[str, str], field: str
) -> None:
    values = {"name": "李新", "login": "newcomer@example.org", "password": PASSWORD} | typed
    answer = guest.post("/sign-up", **values)
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert values["login"] in answer.text
    assert session.scalars(select(Account)).all() == []


def test_an_address_with_an_account_is_answered_like_a_new_one(session: Session, guest: Browser) -> None:
    account = make_user(session)
    known = guest.post("/sign-up", name="李新", login=account.email, password=NEW)
    page = guest.text("/sign-up/sent")
    unknown = guest.post("/sign-up", name="李新", login="pe-new@example.org", password=NEW)
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert guest.text("/sign-up/sent") == page
    assert fact_names(session) == ["SignUpRepeated", "EmailVerificationAsked"]


def test_without_a_mail_the_page_says_so(guest: Browser) -> None:
    assert 'href="/login"' in guest.get("/sign-up/sent").text


def test_the_way_back_in(session: Session, guest: Browser, signed_in: As) -> None:
    account = make_user(session)
    elsewhere = signed_in(account)
    assert guest.post("/reset", login=account.email).location == "/sign-up/sent"
    assert facts(session) == [("PasswordResetAsked", {"link_id": last_link(session).id})]
    address = f"/reset/{link_token(session, last_link(session).id)}"
    assert guest.get(address).status_code == 200
    refused = guest.post(address, password=PASSWORD)
    assert (refused.status_code, 'id="password-error"' in refused.text) == (422, True)
    assert guest.post(address, password="weak").status_code == 422
    assert guest.post(address, password=NEW).location == "/login"
    assert elsewhere.get("/account").status_code == 302
    assert guest.post(address, password="Third-one-2032").status_code == 404
    assert guest.sign_in(account.email or "").status_code == 422
    assert guest.sign_in(account.email or "", NEW).status_code == 302


def test_asking_for_a_reset_tells_nobody_whether_there_is_an_account(session: Session, guest: Browser) -> None:
    account = make_user(session)
    pages = []
    for login in (account.email or "", "persona@example.org"):
        assert guest.post("/reset", login=login).location == "/sign-up/sent"
        pages.append(guest.text("/sign-up/sent"))
    assert pages[0] == pages[1]
    answer = guest.post("/reset", login="13800138000")
    assert (answer.status_code, 'id="login-error"' in answer.text) == (422, True)


@pytest.mark.parametrize("address", ["/verify-email/x", "/reset/x", "/account/email/stop/x"])
def test_a_made_up_link_leads_nowhere(guest: Browser, address: str) -> None:
    assert guest.get(address).status_code == 404
    assert guest.post(address, password=PASSWORD).status_code == 404


def test_an_address_is_changed_by_its_link_and_can_be_stopped(session: Session, signed_in: As, guest: Browser) -> None:
    account = make_user(session)
    owner = signed_in(account)
    wrong = owner.post("/account/email", email="new@example.org", current="Wrong-wrong-1")
    assert (wrong.status_code, 'id="current-error"' in wrong.text) == (422, True)
    assert owner.post("/account/email", email="nonsense", current=PASSWORD).status_code == 422
    assert owner.post("/account/email", email="new@example.org", current=PASSWORD).location == "/sign-up/sent"
    assert "new@example.org" in owner.text("/account")
    first = last_link(session).id
    assert owner.post("/account/email/drop").location == "/account"
    assert guest.get(f"/verify-email/{link_token(session, first)}").status_code == 404
    owner.post("/account/email", email="new@example.org", current=PASSWORD)
    address = f"/verify-email/{link_token(session, last_link(session).id)}"
    assert "new@example.org" in guest.text(address)
    assert guest.post(address).location == "/account"
    assert fresh(session, account.id).email == "new@example.org"
    assert guest.get(address).status_code == 404


def test_the_old_address_stops_a_change_it_did_not_ask_for(session: Session, signed_in: As, guest: Browser) -> None:
    account = make_user(session)
    thief = signed_in(account)
    thief.post("/account/email", email="thief@example.org", current=PASSWORD)
    link = last_link(session).id
    address = f"/account/email/stop/{stop_token(session, link)}"
    assert "th***@example.org" in guest.text(address)
    assert guest.post(address).location == "/reset"
    assert thief.get("/account").status_code == 302
    assert guest.post(f"/verify-email/{link_token(session, link)}").status_code == 404
    assert fresh(session, account.id).email != "thief@example.org"


def test_a_new_address_that_was_taken_meanwhile_is_told(session: Session, signed_in: As) -> None:
    owner = signed_in(make_user(session))
    owner.post("/account/email", email="new@example.org", current=PASSWORD)
    make_user(session, email="new@example.org")
    answer = owner.post(f"/verify-email/{link_token(session, last_link(session).id)}")
    assert (answer.status_code, 'class="error-summary"' in answer.text) == (422, True)
