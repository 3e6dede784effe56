"""One's own account: data, password, browsers, consents, export and closing."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.logic import ConsentPurpose
from app.accounts.models import OldPassword, Person
from app.accounts.queries.actors import list_sign_ins
from app.accounts.queries.consents import consents_in_force
from app.accounts.service.closing import CLOSED_NAME
from app.core.permissions import Role, ScopeKind
from tests.accounts.conftest import HASH, As, Browser, facts, fresh, make_user
from tests.factories import PASSWORD, make_event, make_organisation

NEW = "Qing-shan-2031"


def test_the_account_shows_who_one_is_how_one_signs_in_and_which_roles_one_holds(
    session: Session, signed_in: As
) -> None:
    event = make_event(session, title="温州路演")
    account = make_user(session, (Role.REVIEWER, ScopeKind.EVENT, event.id), name="评样")
    account.person.organisation_id = make_organisation(session, name="温州医科大学").id
    page = signed_in(account).text("/account")
    assert [word for word in ("评样", account.email, "温州路演", "温州医科大学") if word not in page] == []


def test_an_account_without_roles_says_where_roles_come_from(session: Session, signed_in: As) -> None:
    assert 'class="empty"' in signed_in(make_user(session)).get("/account").text


def test_own_data_is_corrected(session: Session, signed_in: As) -> None:
    account = make_user(session, name="旧名")
    account.person.honorific = "院士"
    browser = signed_in(account)
    version = account.person.version
    assert 'value="旧名"' in browser.get("/account/person").text
    typed = {"name": "新名", "title": "主任", "research_fields": "抗体药物，医疗器械", "row_version": str(version)}
    assert browser.post("/account/person", **typed).location == "/account"
    person = session.get_one(Person, account.person_id)
    assert (person.name, person.title, person.honorific) == ("新名", "主任", "院士")
    assert person.research_fields == ["抗体药物", "医疗器械"]
    stale = browser.post("/account/person", **typed)
    assert stale.status_code == 409


def test_a_wrong_number_is_told_beside_its_field_and_nothing_is_lost(session: Session, signed_in: As) -> None:
    answer = signed_in(make_user(session)).post("/account/person", name="新名", mobile="123", title="主任")
    assert (answer.status_code, 'id="mobile-error"' in answer.text) == (422, True)
    assert 'value="主任"' in answer.text


def test_the_password_is_changed_with_the_present_one(session: Session, signed_in: As) -> None:
    account = make_user(session)
    here, there = signed_in(account), signed_in(account)
    for typed, field in (
        ({"current": "Wrong-wrong-1", "password": NEW}, "current"),
        ({"current": PASSWORD, "password": "short"}, "password"),
        ({"current": PASSWORD, "password": PASSWORD}, "password"),
    ):
        answer = here.post("/account/password", **typed)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), typed
        assert fresh(session, account.id).password_hash == HASH
    assert here.post("/account/password", current=PASSWORD, password=NEW).location == "/account"
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    assert session.scalars(select(OldPassword.password_hash)).all() == [HASH]
    assert here.post("/account/password", current=NEW, password=PASSWORD).status_code == 422


def test_guessing_the_present_password_at_an_open_browser_locks_the_account(session: Session, signed_in: As) -> None:
    account = make_user(session)
    browser = signed_in(account)
    for _ in range(5):
        browser.post("/account/close", current="Wrong-wrong-1")
    assert fresh(session, account.id).locked_until is not None
    assert browser.post("/account/password", current=PASSWORD, password=NEW).status_code == 422
    assert fresh(session, account.id).password_hash == HASH


def test_browsers_are_listed_and_ended_one_by_one(session: Session, signed_in: As) -> None:
    account = make_user(session)
    here, there = signed_in(account), signed_in(account)
    page = here.get("/account/browsers").text
    rows = list_sign_ins(session, account.id)
    assert [page.count(f"/account/browsers/{row.id}/end") for row in rows] == [1, 1]
    theirs, mine = rows
    assert here.post(f"/account/browsers/{theirs.id}/end").location == "/account/browsers"
    assert there.get("/account").status_code == 302
    assert here.post(f"/account/browsers/{mine.id}/end").location == "/login"
    assert here.get("/account").status_code == 302


def test_nobody_ends_a_browser_of_somebody_else(session: Session, signed_in: As) -> None:
    victim, stranger = make_user(session), make_user(session)
    theirs, browser = signed_in(victim), signed_in(stranger)
    row = list_sign_ins(session, victim.id)[0]
    assert browser.post(f"/account/browsers/{row.id}/end").status_code == 404
    assert theirs.get("/account").status_code == 200


def test_signing_out_everywhere_makes_every_cookie_useless(session: Session, signed_in: As) -> None:
    account = make_user(session)
    browsers = [signed_in(account) for _ in range(3)]
    other = signed_in(make_user(session))
    assert browsers[0].post("/account/browsers/end").location == "/login"
    assert [each.get("/account").status_code for each in (*browsers, other)] == [302, 302, 302, 200]


def test_consents_are_given_and_taken_back_box_by_box(session: Session, signed_in: As) -> None:
    account = make_user(session)
    browser = signed_in(account)
    assert " checked" not in browser.get("/account/consents").text
    assert browser.post("/account/consents", photos="y", run_event="y").location == "/account/consents"
    assert set(consents_in_force(session, account.person_id)) == {ConsentPurpose.PHOTOS, ConsentPurpose.RUN_EVENT}
    page = browser.get("/account/consents").text
    assert page.count(" checked") == 2
    browser.post("/account/consents", run_event="y")
    assert set(consents_in_force(session, account.person_id)) == {ConsentPurpose.RUN_EVENT}


def test_the_page_of_consents_leads_to_no_other_site(session: Session, signed_in: As) -> None:
    browser = signed_in(make_user(session))
    assert browser.post("/account/consents", next="//evil.example").location == "/account/consents"
    assert browser.post("/account/consents?first=1", next="https://evil.example").location == "/start"


def test_own_data_is_shown_and_taken_along(session: Session, signed_in: As) -> None:
    account, other = make_user(session, name="主样"), make_user(session, name="别样")
    browser = signed_in(account)
    page = browser.text("/account/data")
    assert ("主样" in page, "别样" in page) == (True, False)
    answer = browser.get("/account/data.json")
    found = json.loads(answer.get_data(as_text=True))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="luyan-my-data.json"'
    assert [row["name"] for row in found["data"]["person"]] == ["主样"]
    assert (other.email or "") not in answer.text


def test_closing_names_its_consequences_and_asks_for_the_password(session: Session, signed_in: As) -> None:
    account = make_user(session, (Role.PRESS, ScopeKind.EVENT, make_event(session).id))
    browser = signed_in(account)
    page = browser.get("/account/close").text
    assert page.count("<li>") >= 5
    assert browser.post("/account/close", current="Wrong-wrong-1").status_code == 422
    assert fresh(session, account.id).closed_at is None
    assert browser.post("/account/close", current=PASSWORD).location == "/login"
    assert browser.get("/account").status_code == 302
    assert session.get_one(Person, account.person_id).name == CLOSED_NAME
    assert facts(session)[-1] == ("AccountClosed", {"person_id": account.person_id})


def test_the_last_organiser_reads_why_the_account_stays_open(session: Session, signed_in: As) -> None:
    account = make_user(session, (Role.EVENT_ORGANISER, ScopeKind.EVENT, make_event(session).id))
    answer = signed_in(account).post("/account/close", current=PASSWORD)
    assert (answer.status_code, 'class="error-summary"' in answer.text) == (422, True)
    assert fresh(session, account.id).closed_at is None


@pytest.mark.parametrize(
    "address",
    ["/account", "/account/person", "/account/password", "/account/email", "/account/browsers", "/account/consents",
     "/account/data", "/account/data.json", "/account/close", "/memberships", "/people", "/audit"],
)  # fmt: skip
def test_nothing_of_this_is_shown_without_signing_in(guest: Browser, address: str) -> None:
    assert guest.get(address).location == f"/login?next={address}"
