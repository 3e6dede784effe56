"""Migrations build exactly the tables of the models, and take them away again, on both databases."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect

from app.core.db import Base, database
from app.factory import create_app
from config import Config
from tests.architecture.tree import ROOT

FOLDER = str(ROOT / "migrations")


def application(address: str, folder: Path) -> Flask:
    """The program on a database of its own."""
    settings = Config(
        _env_file=None,
        secret_key="migrations-are-tested-with-this-key",
        data_key=base64.urlsafe_b64encode(b"k" * 32).decode(),
        database_url=address,
        data_dir=folder,
        testing=True,
    )
    return create_app(settings)


@pytest.fixture
def sqlite(tmp_path: Path) -> Flask:
    return application(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path)


@pytest.fixture
def postgres(empty_postgres: str, tmp_path: Path) -> Iterator[Flask]:
    app = application(empty_postgres, tmp_path)
    yield app
    with app.app_context():
        database.engine.dispose()


def tables() -> set[str]:
    """The tables that stand in the database, without the note of Alembic."""
    found = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    return {name for name in found if "_fts" not in name}


def up_and_down(app: Flask) -> None:
    """Upgrade an empty database, compare it with the models, and downgrade it to nothing."""
    with app.app_context():
        flask_migrate.upgrade(directory=FOLDER)
        assert tables() == set(Base.metadata.tables)
        flask_migrate.check(directory=FOLDER)
        flask_migrate.downgrade(directory=FOLDER, revision="base")
        assert tables() == set()
        database.engine.dispose()


def test_migrations_match_the_models_on_sqlite(sqlite: Flask) -> None:
    up_and_down(sqlite)


@pytest.mark.postgres
def test_migrations_match_the_models_on_postgresql(postgres: Flask) -> None:
    up_and_down(postgres)


def test_there_is_one_line_of_migrations(sqlite: Flask) -> None:
    with sqlite.app_context():
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory(FOLDER)
        assert len(scripts.get_heads()) == 1
        assert len(scripts.get_bases()) == 1
