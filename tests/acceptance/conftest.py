"""Every test here sees the loaded demonstration, and people of it at their desks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from tests.acceptance.stage import Desk, account


@pytest.fixture(scope="session")
def built_app(season_app: Flask) -> Flask:
    return season_app


@pytest.fixture
def desk(app: Flask, session: Session, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Desk:
    """Give a browser in which a person of the demonstration is signed in."""
    return lambda name: sign_in(app.test_client(), account(session, name))
