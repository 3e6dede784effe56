"""The demonstration, loaded once per run into a database of its own; tests undo what they change there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.core.db import Base, database
from app.core.runner import run_all
from app.demo.cli import read_season
from app.demo.service.load import load_all
from app.factory import create_app
from app.worker import collect_work


@pytest.fixture(scope="session")
def season_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = os.environ.get("LUYAN_TEST_DATABASE")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('season') / 'season.db'}"
        return
    name = f"luyan_season_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield f"{server.rsplit('/', 1)[0]}/{name}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(scope="session")
def season_app(season_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The program in demo mode with everything loaded, and everything done that follows from it."""
    from tests.conftest import make_config

    folder: Path = tmp_path_factory.mktemp("season-data")
    app = create_app(make_config(folder, season_address, demo_mode=True))
    with app.app_context():
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            load_all(session, read_season())
        run_all(collect_work().handlers)
        database.session.remove()
    yield app
    with app.app_context():
        database.engine.dispose()
