"""The application as a whole: every part is wired, once."""

import re
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.factory import DOMAINS, create_app
from app.notifications.logic import MessageState
from app.worker import command
from config import ROOT
from tests.conftest import make_config


def test_every_domain_with_pages_is_wired(app: Flask) -> None:
    with_pages = {path.parent.parent.name for path in (ROOT / "app").glob("*/routes/__init__.py")}
    with_pages |= {path.parent.name for path in (ROOT / "app").glob("*/routes.py")}
    assert with_pages - set(DOMAINS) == set()
    assert set(app.blueprints) == with_pages | {"core"}


def test_operators_find_their_commands(app: Flask) -> None:
    assert {"serve", "backup", "restore", "demo", "db"} <= set(app.cli.commands)
    assert command.name == "worker"  # wsgi.py adds it, since the factory knows no worker


def test_the_greeting_names_demo_accounts_only_in_demo_mode(app: Flask, tmp_path: Path) -> None:
    assert app.extensions["greeting"]() == []
    demo = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'x.db'}", demo_mode=True))
    with demo.app_context():
        said = "\n".join(demo.extensions["greeting"]())
    assert "luyan-demo-2026" in said
    assert len(re.findall(r"\w+@example\.org", said)) == 8
    assert max(map(len, said.splitlines())) < 100


def test_messages_are_among_the_numbers(app: Flask, session: Session) -> None:
    counted = app.extensions["counts"]["messages"](session)
    assert set(counted) <= set(MessageState)


def test_connections_are_enough_for_all_threads(app: Flask) -> None:
    config = app.extensions["luyan_config"]
    assert app.config["SQLALCHEMY_ENGINE_OPTIONS"]["pool_size"] >= max(config.web_threads, config.worker_threads)


def test_files_are_marked_by_their_content(app: Flask) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", app.extensions["asset_marks"]["luyan.css"])
