"""A centre with its operator, an organisation with a member, and browsers that remember nothing of each other."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Account, AuditEntry
from app.accounts.queries.actors import actor_of
from app.core.db import database
from app.core.outbox import StoredFact
from app.core.permissions import NOBODY, Actor, Role, ScopeKind
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Centre, Organisation
from app.organisations.service.profiles import OrganisationEntry
from tests.factories import make_centre, make_member, make_organisation, make_person

USCC = "91330100MA2B1234XA"
OTHER_USCC = "91310115MA1H9999B3"


class Browser(FlaskClient):
    """A browser whose requests find the database as a process of its own would: nothing is loaded yet."""

    def open(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as the client of Flask
        database.session.commit()
        database.session.expire_all()
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)

    def text(self, address: str, status: int = 200) -> str:
        """Fetch a page and return its words."""
        answer = self.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return words(answer)


def words(answer: TestResponse) -> str:
    """Return what stands on a page, without marks of HTML."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


Browse = Callable[[Account | None], Browser]


@pytest.fixture
def browse(app: Flask, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Browse:
    """Give a function that opens a browser in English for an account, or for nobody."""

    def do(account: Account | None) -> Browser:
        client = Browser(app, app.response_class)
        with client.session_transaction() as cookie:
            cookie["language"] = "en"
        if account is not None:
            sign_in(client, account)
        return client

    return do


@dataclass
class Ground:
    """Everything a test of organisations needs."""

    session: Session
    centre: Centre
    operator: Account
    admin: Account
    member: Account
    organisation: Organisation
    member_name: str

    def actor(self, account: Account | None) -> Actor:
        return NOBODY if account is None else actor_of(self.session, account)

    @property
    def operator_actor(self) -> Actor:
        return self.actor(self.operator)

    @property
    def member_actor(self) -> Actor:
        return self.actor(self.member)

    def facts(self, name: str) -> list[dict[str, Any]]:
        rows = self.session.scalars(select(StoredFact).where(StoredFact.name == name).order_by(StoredFact.id))
        return [row.payload for row in rows]

    def audit(self) -> list[str]:
        return list(self.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def ground(session: Session) -> Ground:
    centre = make_centre(session, name="杭州样例中心")
    organisation = make_organisation(
        session, name="杭州启明材料科技有限公司", centre_id=centre.id, state=OrganisationState.APPLIED
    )
    member = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, organisation.id)
    return Ground(
        session, centre, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id),
        make_member(session, Role.PLATFORM_ADMIN), member, organisation, member.person.name,
    )  # fmt: skip


def make_entry(**changes: Any) -> OrganisationEntry:
    values: dict[str, Any] = {"name": "宁波海川智能装备有限公司", "org_type": OrganisationType.COMPANY}
    return OrganisationEntry(**(values | changes))


@pytest.fixture
def anybody(session: Session) -> Account:
    """Somebody with an account and no role."""
    return make_member(session, Role.ATTENDEE, ScopeKind.PERSON, make_person(session).id)
