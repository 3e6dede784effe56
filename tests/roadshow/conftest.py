"""An event with a roadshow session at two, and several people at once, each with a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.events.logic.states import SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession
from tests.factories import make_event, make_session
from tests.pitches.samples import Browser

TWO_PM = datetime(2030, 6, 17, 6, 0, tzinfo=UTC)  # 14:00 in Wenzhou


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser that nobody has signed in."""
    return Browser(app)


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def stage(session: Session, event: Event) -> EventSession:
    return make_session(
        session, event, session_type=SessionType.ROADSHOW, start_at=TWO_PM, end_at=TWO_PM + timedelta(hours=3)
    )
