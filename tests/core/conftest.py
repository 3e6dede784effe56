"""Ground for tests of core: applications with a database of their own, which really commit."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask

from app.core.db import Base, database
from app.core.numbers import NumberSeries
from app.core.outbox import StoredFact
from app.core.queue import Job
from app.core.schedules import ScheduleMark, WorkerBeat
from app.factory import create_app
from tests.conftest import make_config
from tests.core.processes import core_on

REDIS = os.environ.get("LUYAN_TEST_REDIS", "redis://127.0.0.1:6379/15")
CORE: tuple[Any, ...] = (Job, ScheduleMark, WorkerBeat, StoredFact, NumberSeries)
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
BOTH = [POSTGRESQL] if "LUYAN_TEST_DATABASE" in os.environ else ["sqlite", POSTGRESQL]  # SQLite had its own run


@pytest.fixture
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database: SQLite, or PostgreSQL where a test asks for it (`BOTH`)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'own.db'}"
    address: str = request.getfixturevalue("empty_postgres")
    return address


@pytest.fixture
def own_app(own_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application that nobody else uses, with all tables, inside its context."""
    app = create_app(make_config(tmp_path, own_url, log_level="ERROR"))
    with app.app_context():
        Base.metadata.create_all(database.engine)
        yield app
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def core_app(own_url: str) -> Iterator[Flask]:
    """Give an application of nothing but core: the tables of jobs, schedules, facts and numbers."""
    app = core_on(own_url)
    with app.app_context():
        Base.metadata.create_all(database.engine, tables=[model.__table__ for model in CORE])
        yield app
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def redis_url() -> str:
    """Give the address of the test Redis."""
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis: {error}")
    return REDIS
