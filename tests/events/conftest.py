"""A program on a database of its own, for tests in which several people click at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.db import Base, database
from app.factory import create_app
from tests.conftest import make_config
from tests.events.ground import Ground, build_ground
from tests.factories import make_venue


def _with_tables(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        Base.metadata.create_all(database.engine)
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture
def sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    yield from _with_tables(create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'race.db'}")))


@pytest.fixture
def postgres_app(empty_postgres: str, tmp_path: Path) -> Iterator[Flask]:
    yield from _with_tables(create_app(make_config(tmp_path, empty_postgres)))


@pytest.fixture(params=["sqlite_app", pytest.param("postgres_app", marks=pytest.mark.postgres)])
def racing_app(request: pytest.FixtureRequest) -> Flask:
    """The program on SQLite, and again on PostgreSQL; what tests write here stays."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture
def at_once() -> Callable[[Flask, int, Callable[[int], object]], list[object]]:
    """Run something many times at the same moment; each answers with its value or its exception."""

    def run(app: Flask, times: int, act: Callable[[int], object]) -> list[object]:
        gate = Barrier(times)

        def one(number: int) -> object:
            with app.app_context():
                gate.wait(timeout=30)
                try:
                    return act(number)
                except Exception as error:  # noqa: BLE001 -- the test looks at what came of it
                    return error
                finally:
                    database.session.remove()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return run


@pytest.fixture
def ground(app: Flask, session: Session, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Ground:
    """An organiser at a browser, with an event of one day in a venue of three rooms."""
    app.extensions.pop("programme_cache", None)
    app.extensions.pop("programme_keys", None)
    app.extensions.pop("programme_snapshots", None)
    venue = make_venue(session, rooms=3, name="温州医科大学")
    return build_ground(session, app.test_client(), sign_in, list(venue.rooms))
