"""Needs that companies bring to an event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import EventState
from app.library.models import Need
from tests.factories import make_event, make_member, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PROBLEM = "碳酸钙填料在梅雨季节容易吸潮结块，制品表面出现白点，希望储存三个月不结块，并能沿用现有的双螺杆挤出线。"


def test_a_company_brings_its_need_to_an_event_that_is_still_to_come(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    company = make_organisation(session)
    coming = make_event(session, title="即将举办的对接会", state=EventState.REGISTRATION_OPEN)
    past = make_event(session, title="去年的对接会", state=EventState.ENDED, start_at=now() - timedelta(days=300),
                      end_at=now() - timedelta(days=299))  # fmt: skip
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, company.id))
    page = client.get("/library/needs/new").text
    assert ("即将举办的对接会" in page, "去年的对接会" in page) == (True, False)
    boxes = {"title": "碳酸钙改性", "organisation_id": str(company.id), "problem": PROBLEM, "visibility": "public"}
    assert client.post("/library/needs/new", data=boxes | {"event_id": str(past.id)}).status_code == 422
    where = client.post("/library/needs/new", data=boxes | {"event_id": str(coming.id)}).location
    need = session.scalars(select(Need)).one()
    assert need.event_id == coming.id
    client.post(f"{where}/edit", data=boxes)
    session.refresh(need)
    assert need.event_id == coming.id
    client.post(f"{where}/edit", data=boxes | {"event_id": ""})
    session.refresh(need)
    assert need.event_id is None
