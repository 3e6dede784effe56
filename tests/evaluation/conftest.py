"""Several people at once, each with a browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pitches.samples import Browser


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser that nobody has signed in."""
    return Browser(app)
