"""Every account of the demonstration lands on a start page whose every link opens."""

import re
from html import unescape

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.demo.service.cast import HOST, Part

LINK = re.compile(r'href="(/[^"#]*)"')
FIRST_STEPS = {
    Part.ADMIN: "/memberships",
    Part.OPERATOR: "/investors/",
    Part.ORGANISER: "/events/",
    Part.TEAM: "/my/meetings",
    Part.INVESTOR: "/events/",
    Part.ATTENDEE: "/agenda",
}


@pytest.fixture
def visitor(app: Flask, session: Session, sign_in: object, request: pytest.FixtureRequest) -> FlaskClient:
    """The browser of one account of the demonstration."""
    account = session.scalars(select(Account).where(Account.email == f"{request.param.value}@{HOST}")).one()
    return sign_in(app.test_client(), account)  # type: ignore[operator, no-any-return]


def fetch(client: FlaskClient, address: str) -> str:
    for name in list(g):
        g.pop(name)
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("visitor", list(Part), ids=str, indirect=True)
def test_every_link_of_a_start_page_opens(visitor: FlaskClient) -> None:
    addresses = sorted({unescape(address) for address in LINK.findall(main_of(fetch(visitor, "/start")))})
    assert len(addresses) >= 6
    for address in addresses:
        fetch(visitor, address)


@pytest.mark.parametrize(("visitor", "first"), list(FIRST_STEPS.items()), ids=str, indirect=["visitor"])
def test_the_start_page_leads_on(visitor: FlaskClient, first: str) -> None:
    assert f'href="{first}' in main_of(fetch(visitor, "/start"))


@pytest.mark.parametrize("visitor", list(Part), ids=str, indirect=True)
def test_the_agenda_and_its_pdf_open(visitor: FlaskClient) -> None:
    fetch(visitor, "/agenda")
    assert visitor.get("/agenda.pdf").data.startswith(b"%PDF")
