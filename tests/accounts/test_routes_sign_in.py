"""The sign-in page: who gets in, with which cookie, for how long, and where they land."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import SignIn
from app.accounts.queries.actors import list_sign_ins
from app.accounts.routes.targets import safe_next
from app.core.clock import now
from app.core.db import Base, database
from app.core.limits import limiter
from app.factory import create_app
from tests.accounts.conftest import As, Browser, actions, fresh, make_user, plain
from tests.conftest import make_config
from tests.factories import PASSWORD


def cookie(client: FlaskClient) -> dict[str, object]:
    with client.session_transaction() as kept:
        return dict(kept)


def test_the_page_has_the_agreed_fields_at_the_agreed_address(guest: Browser) -> None:
    page = guest.get("/login").text
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert 'name="csrf_token"' in page
    assert 'action="/login"' in page


def test_signing_in_leads_to_the_start_page(session: Session, guest: Browser) -> None:
    account = make_user(session)
    answer = guest.sign_in(f" {(account.email or '').upper()} ")
    assert (answer.status_code, answer.location) == (302, "/start")
    row = session.scalars(select(SignIn)).one()
    assert (row.account_id, row.address, "Firefox" in (row.browser or "")) == (account.id, "127.0.0.1", True)
    assert fresh(session, account.id).last_login_at is not None


def test_one_signs_in_with_a_mobile_number_too(session: Session, guest: Browser) -> None:
    guest.post("/sign-up", name="李样", login="13800138000", password=PASSWORD)
    guest.post("/logout")
    assert guest.sign_in("138 0013 8000").location == "/start"


def test_a_wrong_password_an_unknown_and_a_locked_login_are_answered_alike(session: Session, guest: Browser) -> None:
    account = make_user(session)
    locked = make_user(session, failed_count=5, locked_until=now() + timedelta(minutes=5))
    pages = []
    for login, password in (
        (account.email, "Wrong-wrong-1"), ("nobody@example.org", PASSWORD), (locked.email, PASSWORD),
    ):  # fmt: skip
        answer = guest.sign_in(login or "", password)
        assert answer.status_code == 422
        pages.append(plain(answer).replace(login or "", ""))
    assert pages[0] == pages[1] == pages[2]


def test_what_was_typed_stays_except_the_password(guest: Browser) -> None:
    page = guest.sign_in("nobody@example.org", "Wrong-wrong-1").text
    assert 'value="nobody@example.org"' in page
    assert "Wrong-wrong-1" not in page


def test_five_wrong_passwords_lock_and_a_reset_lifts_the_lock(session: Session, guest: Browser) -> None:
    account = make_user(session)
    for _ in range(5):
        guest.sign_in(account.email or "", "Wrong-wrong-1")
    assert guest.sign_in(account.email or "").status_code == 422
    account = fresh(session, account.id)
    account.locked_until = now() - timedelta(seconds=1)
    assert guest.sign_in(account.email or "").status_code == 302


def test_a_fresh_cookie_is_given_and_what_was_in_the_old_one_is_gone(session: Session, guest: Browser) -> None:
    account = make_user(session)
    with guest.client.session_transaction() as kept:
        kept["planted"], kept["language"], kept["csrf_token"] = "by a stranger", "en", "known to a stranger"
    guest.sign_in(account.email or "")
    now_kept = cookie(guest.client)
    assert "planted" not in now_kept
    assert now_kept.get("csrf_token") != "known to a stranger"
    assert now_kept["language"] == "en"


def test_each_sign_in_has_a_secret_of_its_own_and_ends_the_one_before_in_the_same_browser(
    session: Session, guest: Browser
) -> None:
    account = make_user(session)
    guest.sign_in(account.email or "")
    first = cookie(guest.client)["_user_id"]
    guest.sign_in(account.email or "")
    assert cookie(guest.client)["_user_id"] != first
    assert len(list_sign_ins(session, account.id)) == 1


def test_whoever_is_signed_in_is_led_on(session: Session, signed_in: As) -> None:
    answer = signed_in(make_user(session)).get("/login?next=/events")
    assert (answer.status_code, answer.location) == (302, "/events")


@pytest.mark.parametrize("wanted", ["/events?city=温州", "/account#top", "/a/b"])
def test_addresses_of_this_site_are_kept(wanted: str) -> None:
    assert safe_next(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "/\\/evil.example",
        "javascript:alert(1)", "evil.example", "/a\nb", "/\t/evil.example", " /evil", "", None, "http:evil.example",
        "/path\\x",
    ],
)  # fmt: skip
def test_open_redirects_are_refused(session: Session, guest: Browser, wanted: str | None) -> None:
    assert safe_next(wanted) is None
    account = make_user(session)
    answer = guest.post("/login", login=account.email, password=PASSWORD, next=wanted or "")
    assert answer.location == "/start"


def test_a_page_for_members_sends_to_sign_in_and_back(session: Session, guest: Browser) -> None:
    account = make_user(session)
    sent = guest.get("/account/consents?first=1")
    assert sent.location == "/login?next=/account/consents?first%3D1"
    page = guest.get(sent.location).text
    assert 'value="/account/consents?first=1"' in page
    answer = guest.post("/login", login=account.email, password=PASSWORD, next="/account/consents?first=1")
    assert answer.location == "/account/consents?first=1"


def test_programs_get_an_answer_instead_of_a_redirect(guest: Browser) -> None:
    answer = guest.open("GET", "/account", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["status"]) == (401, 401)
    partial = guest.open("GET", "/account", headers={"HX-Request": "true"})
    assert partial.headers["HX-Redirect"] == "/login?next=/account"


def test_signing_out_ends_this_browser_only(session: Session, signed_in: As) -> None:
    account = make_user(session)
    here, there = signed_in(account), signed_in(account)
    assert here.post("/logout").location == "/login"
    assert (here.get("/account").status_code, there.get("/account").status_code) == (302, 200)
    assert "_user_id" not in cookie(here.client)


def test_a_cookie_kept_aside_is_dead_after_signing_out(session: Session, app: Flask, guest: Browser) -> None:
    account = make_user(session)
    guest.sign_in(account.email or "")
    stolen = guest.client.get_cookie("luyan")
    assert stolen is not None
    guest.post("/logout")
    thief = Browser(app)
    thief.client.set_cookie("luyan", stolen.value)
    assert thief.get("/account").status_code == 302


def test_half_an_hour_without_a_click_signs_out(session: Session, guest: Browser) -> None:
    account = make_user(session)
    guest.sign_in(account.email or "")
    for idle, status in ((29, 200), (31, 302)):
        with guest.client.session_transaction() as kept:
            kept["seen"] = (now() - timedelta(minutes=idle)).isoformat()
        assert guest.get("/account").status_code == status
    assert "_user_id" not in cookie(guest.client)


def test_each_click_starts_the_half_hour_anew(session: Session, guest: Browser) -> None:
    account = make_user(session)
    guest.sign_in(account.email or "")
    with guest.client.session_transaction() as kept:
        kept["seen"] = (now() - timedelta(minutes=20)).isoformat()
    guest.get("/account")
    assert now().isoformat()[:16] >= str(cookie(guest.client)["seen"])[:16] > (now() - timedelta(minutes=2)).isoformat()


def test_looking_at_pages_writes_nothing(session: Session, signed_in: As) -> None:
    account = make_user(session)
    guest = signed_in(account)
    guest.get("/account")
    before = (actions(session), session.scalars(select(SignIn.last_seen_at)).one())
    guest.get("/account")
    assert (actions(session), session.scalars(select(SignIn.last_seen_at)).one()) == before


def test_an_account_with_a_password_of_somebody_else_must_choose_its_own_first(session: Session, signed_in: As) -> None:
    guest = signed_in(make_user(session, must_change=True))
    assert guest.get("/account").location == "/account/password"
    assert guest.get("/account/password").status_code == 200
    assert guest.post("/language", language="en").status_code == 302


def test_an_unconfirmed_account_gets_another_link_instead_of_a_session(session: Session, guest: Browser) -> None:
    guest.post("/sign-up", name="李样", login="new@example.org", password=PASSWORD)
    answer = guest.sign_in("new@example.org")
    assert answer.location == "/sign-up/sent"
    assert "ne***@example.org" in guest.text("/sign-up/sent")
    assert guest.get("/account").status_code == 302


def test_the_language_is_switched_for_this_browser_and_kept_with_the_account(
    session: Session, guest: Browser, signed_in: As
) -> None:
    assert guest.post("/language", language="en", next="/login").location == "/login"
    assert '<html lang="en">' in guest.get("/login").text
    assert guest.post("/language", language="xx", next="//evil.example").location == "/"
    assert '<html lang="en">' in guest.get("/login").text
    account = make_user(session)
    signed_in(account).post("/language", language="en")
    assert fresh(session, account.id).language == "en"
    assert '<html lang="en">' in signed_in(account).get("/account").text


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Browser]:
    """A browser before an application of its own that counts, as in production."""
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'limited.db'}", log_level="ERROR"))
    app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(app)
    with app.app_context():
        Base.metadata.create_all(database.engine)
        yield Browser(app)
        database.session.remove()
        database.engine.dispose()
    limiter.reset()
    limiter.enabled = False


def test_sign_in_attempts_are_limited_by_address_but_looking_is_not(limited: Browser) -> None:
    attempts = [limited.post("/login").status_code for _ in range(31)]
    assert attempts == [422] * 30 + [429]
    assert [limited.get("/login").status_code for _ in range(3)] == [200] * 3


def test_links_are_asked_for_ten_times_a_minute_at_most(limited: Browser) -> None:
    assert [limited.post("/reset").status_code for _ in range(11)] == [422] * 10 + [429]


def test_files_are_examined_twenty_times_a_minute_at_most(limited: Browser) -> None:
    assert [limited.post("/verify/file").status_code for _ in range(21)] == [302] * 20 + [429]
