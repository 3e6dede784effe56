"""An event with its organiser, and several people at once, each with a browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.permissions import Actor
from app.events.models.event import Event
from tests.factories import make_event, organiser_of
from tests.pitches.samples import Browser


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser that nobody has signed in."""
    return Browser(app)


@pytest.fixture
def event(session: Session) -> Event:
    """Give an event."""
    return make_event(session)


@pytest.fixture
def host(event: Event) -> Actor:
    """Give who organises it."""
    return organiser_of(event)
