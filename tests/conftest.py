"""Fixtures: one application and schema per run, one undone transaction per test."""

import base64
import gc
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.service import start_sign_in
from app.core.db import Base, database, write_mode
from app.factory import create_app
from config import Config
from tests.dealing import Dealing, in_order_of_length
from tests.season import season_address, season_app  # noqa: F401 -- fixtures of tests/demo and tests/acceptance

SERVER = os.environ.get("LUYAN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")

# What tests build is mostly there to stay, and looking through all of it for garbage took a tenth of their time.
gc.set_threshold(50_000, 20, 50)

# Examples take their time on a busy machine; the build server tries the same ones every time.
settings.register_profile(
    "luyan", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("luyan")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, and end with what does not, so that workers end together."""
    in_order_of_length(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dealing:  # noqa: ANN401 -- what xdist passes on
    """Let workers share the tests as tests/dealing.py says."""
    return Dealing(config, log)


def make_config(folder: Path, url: str, **more: object) -> Config:
    """Build the settings of a test run, without looking at the environment."""
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    values = {"secret_key": "s" * 40, "data_key": key, "database_url": url, "data_dir": folder, "testing": True}
    return Config(_env_file=None, **(values | more))  # type: ignore[arg-type, call-arg]


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name an empty database: SQLite, or the server of LUYAN_TEST_DATABASE with a database per worker."""
    server = os.environ.get("LUYAN_TEST_DATABASE")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('db') / 'luyan.db'}"
        return
    name = f"luyan_test_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield f"{server.rsplit('/', 1)[0]}/{name}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture
def empty_postgres() -> Iterator[str]:
    """Give the address of a new database on the test server."""
    server = make_url(SERVER)
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(plain, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL: {error}")
    name = f"luyan_own_{uuid.uuid4().hex[:12]}"
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def built_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Build the application once, with all tables."""
    app = create_app(make_config(tmp_path_factory.mktemp("data"), database_url))
    with app.app_context():
        Base.metadata.create_all(database.engine)
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """Give the application inside a transaction that is undone after the test."""
    with built_app.app_context(), write_mode():
        engines = database.engines
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]  # sessions of this test live inside `outer`
        database.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield built_app
        finally:
            database.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture
def session(app: Flask) -> Session:
    """Give the database session of the test."""
    return database.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser without script that nobody has signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(session: Session) -> Callable[[FlaskClient, Account], FlaskClient]:
    """Give a function that signs an account in at a client."""

    def do(client: FlaskClient, account: Account) -> FlaskClient:
        token = start_sign_in(session, account)
        session.flush()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return do
