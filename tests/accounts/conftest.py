"""People in front of browsers: each browser has its own cookies, and each request finds out anew who is there."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Account, AuditEntry
from app.accounts.service.passwords import hash_password
from app.core.db import database
from app.core.outbox import StoredFact
from app.core.permissions import Role, ScopeKind
from tests.factories import PASSWORD, make_account, make_membership, make_person

HASH = hash_password(PASSWORD)


class Browser:
    """A browser without script that keeps its cookies and shows plain text."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def open(self, method: str, address: str, **more: object) -> TestResponse:
        """Send a request; what the test wrote so far is kept, as if another request had written it."""
        database.session.commit()
        for name in ("_login_user", "actor", "language"):
            g.pop(name, None)
        return self.client.open(address, method=method, **more)  # type: ignore[arg-type]

    def get(self, address: str) -> TestResponse:
        """Fetch a page."""
        return self.open("GET", address)

    def post(self, address: str, **data: object) -> TestResponse:
        """Send a form."""
        return self.open("POST", address, data=data, headers={"User-Agent": "Mozilla (Windows NT 10.0) Firefox/130.0"})

    def text(self, address: str, status: int = 200) -> str:
        """Fetch a page and return what stands on it, without marks of HTML."""
        answer = self.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return plain(answer)

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Fill in the sign-in page."""
        return self.post("/login", login=login, password=password)


def plain(answer: TestResponse) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


NewBrowser = Callable[[], Browser]
As = Callable[[Account], Browser]


@pytest.fixture
def new_browser(app: Flask) -> NewBrowser:
    """Give a function that opens another browser."""
    return lambda: Browser(app)


@pytest.fixture
def guest(new_browser: NewBrowser) -> Browser:
    """Give one browser in which nobody is signed in."""
    return new_browser()


@pytest.fixture
def signed_in(new_browser: NewBrowser, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> As:
    """Give a function that opens a browser in which an account is signed in."""

    def do(account: Account) -> Browser:
        fresh = new_browser()
        sign_in(fresh.client, account)
        return fresh

    return do


def make_user(
    session: Session, *roles: tuple[Role, ScopeKind, int | None], name: str = "王晓样", **fields: object
) -> Account:
    """Make a person with a confirmed address, the usual password, and roles."""
    account = make_account(session, make_person(session, name=name), password_hash=HASH, **fields)
    for role, kind, scope_id in roles:
        make_membership(session, account.person, role, kind, scope_id)
    return account


def facts(session: Session) -> list[tuple[str, dict[str, object]]]:
    """Return what was recorded, in its order."""
    return [(row.name, row.payload) for row in session.scalars(select(StoredFact).order_by(StoredFact.id))]


def fact_names(session: Session) -> list[str]:
    """Return the names of what was recorded."""
    return [name for name, _payload in facts(session)]


def actions(session: Session) -> list[str]:
    """Return the actions of the audit trail, in their order."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def fresh(session: Session, account_id: int) -> Account:
    """Read an account anew."""
    session.expire_all()
    return session.get_one(Account, account_id)
