"""The demonstration: accounts to try with one click, and links on the page because no mail is sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.queries.demo import DEMO_PASSWORD
from app.accounts.service.people import PersonData, open_account, register_person
from app.core.db import Base, database, write_mode
from app.factory import create_app
from tests.accounts.conftest import Browser
from tests.conftest import make_config
from tests.factories import PASSWORD


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Browser]:
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}", demo_mode=True, log_level="ERROR"))
    yield from opened(app)


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[Browser]:
    config = make_config(
        tmp_path, f"sqlite:///{tmp_path / 'demo.db'}", demo_mode=True, smtp_host="mail.example.org", log_level="ERROR"
    )
    yield from opened(create_app(config))


def opened(app: Flask) -> Iterator[Browser]:
    with app.app_context(), write_mode():
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            person = register_person(session, PersonData(name="演样", email="team@example.org"))
            open_account(session, person=person, email="team@example.org", password=DEMO_PASSWORD)
        yield Browser(app)
        database.session.remove()
        database.engine.dispose()


def test_one_click_fills_in_an_account_without_script(demo: Browser) -> None:
    page = demo.get("/login?next=/events").text
    assert (page.count('class="table table-sm demo-accounts"'), DEMO_PASSWORD in page) == (1, True)
    link = re.search(r'href="(/login\?login=[^"]+)"', page)
    assert link is not None
    filled = demo.get(link[1].replace("&amp;", "&")).text
    assert 'value="team@example.org"' in filled
    assert f'value="{DEMO_PASSWORD}"' in filled
    answer = demo.post("/login", login="team@example.org", password=DEMO_PASSWORD, next="/events")
    assert answer.location == "/events"


def test_only_the_accounts_of_the_demonstration_are_filled_in_with_a_password(demo: Browser) -> None:
    assert f'value="{DEMO_PASSWORD}"' not in demo.get("/login?login=someone@example.org").text
    refused = demo.post("/login", login="team@example.org", password="Wrong-wrong-1")
    assert f'value="{DEMO_PASSWORD}"' not in refused.text


def test_outside_the_demonstration_nothing_is_filled_in(guest: Browser) -> None:
    page = guest.get("/login?login=team@example.org").text
    assert 'value="team@example.org"' in page
    assert (DEMO_PASSWORD in page, "demo-accounts" in page) == (False, False)


def test_the_next_page_shows_the_link_that_no_mail_can_carry(demo: Browser) -> None:
    demo.post("/sign-up", name="李新", login="new@example.org", password=PASSWORD)
    link = re.search(r'href="(/verify-email/[^"]+)"', demo.get("/sign-up/sent").text)
    assert link is not None
    assert demo.post(link[1], password=PASSWORD).status_code == 302
    demo.post("/reset", login="new@example.org")
    reset = re.search(r'href="(/reset/[^"]+)"', demo.get("/sign-up/sent").text)
    assert reset is not None
    assert demo.get(reset[1]).status_code == 200
    demo.post("/account/email", email="newer@example.org", current=PASSWORD)
    change = re.search(r'href="(/verify-email/[^"]+)"', demo.get("/account").text)
    assert change is not None
    assert demo.post(change[1]).location == "/account"


def test_a_demonstration_with_a_mail_server_keeps_links_to_the_mail(mailing: Browser) -> None:
    mailing.post("/sign-up", name="李新", login="new@example.org", password=PASSWORD)
    assert "/verify-email/" not in mailing.get("/sign-up/sent").text


def test_outside_the_demonstration_links_are_only_in_the_mail(guest: Browser) -> None:
    guest.post("/sign-up", name="李新", login="new@example.org", password=PASSWORD)
    assert "/verify-email/" not in guest.get("/sign-up/sent").text
