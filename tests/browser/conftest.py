"""A running installation with the demo season, and visitors in real browsers."""

from __future__ import annotations

import base64
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from app.core.db import database
from app.factory import create_app
from config import Config
from tests.browser.mailbox import Mailbox
from tests.browser.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
PHONE, DESKTOP = 390, 1440


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walk over all pages first, then what takes longest; last what uses up the meetings of the demonstration."""
    order = ("test_pages_", "test_main_loop", "test_roadshow_day", "", "test_wishes_and_moves", "test_planner")

    def place(item: pytest.Item) -> int:
        return next((at for at, name in enumerate(order) if name and name in item.nodeid), order.index(""))

    items.sort(key=place)


@dataclass(frozen=True)
class Installation:
    """The address of a running Luyan, the mails it sent, and its settings."""

    url: str
    mailbox: Mailbox
    settings: Mapping[str, str]


@pytest.fixture(scope="session")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, controller.port
    controller.stop()


@pytest.fixture(scope="session")
def installation(mailbox: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Do what `make run` does, in a folder of its own."""
    folder = tmp_path_factory.mktemp("installation")
    port = free_port()
    env = settings(folder, port, smtp_port=mailbox[1])
    for command in (("db", "upgrade"), ("demo", "load")):
        subprocess.run([*FLASK, *command], cwd=ROOT, env=env, check=True, capture_output=True, timeout=110)
    log = (folder / "serve.log").open("wb")
    server = subprocess.Popen([*FLASK, "serve"], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", server, folder / "serve.log")
        yield Installation(f"http://127.0.0.1:{port}", mailbox[0], env)
    finally:
        server.terminate()
        server.wait(timeout=40)
        log.close()


def settings(folder: Path, port: int, *, smtp_port: int) -> dict[str, str]:
    """The environment of an installation that shares nothing with the one of the developer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUYAN_", "COV_", "COVERAGE"))}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_KEY": base64.urlsafe_b64encode(b"b" * 32).decode(),
        "DATABASE_URL": f"sqlite:///{folder / 'luyan.db'}",
        "DATA_DIR": str(folder),
        "DEMO_MODE": "true",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "LOG_LEVEL": "WARNING",
    }


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until web and worker answer, or show what the server said."""
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not get ready:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.fixture
def backstage(installation: Installation) -> Iterator[Flask]:
    """The same installation from within: to prepare what other tests do on pages, and to look things up."""
    names = Config.model_fields.keys()
    values = {name.lower(): value for name, value in installation.settings.items() if name.lower() in names}
    app = create_app(Config(_env_file=None, **values))  # type: ignore[arg-type, call-arg]  # pydantic reads words
    with app.app_context():
        yield app
        database.session.remove()
        database.engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the Chromium of the system, as it runs also for root."""
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
    more = ("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")
    return {"executable_path": "/usr/bin/chromium", "args": [*quiet, *more]}


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the screen; tests that take it run on both."""
    return int(request.param)


@pytest.fixture
def open_visitor(installation: Installation, browser: Browser) -> Iterator[Any]:
    """Give a function that opens a browser of its own for one more person."""
    contexts: list[BrowserContext] = []

    def do(width: int = DESKTOP, **options: Any) -> Visitor:
        screen = {"width": width, "height": 844 if width < 600 else 900}
        context = browser.new_context(
            base_url=installation.url, viewport=screen, locale=options.pop("locale", "zh-CN"),
            has_touch=width < 600, timezone_id="Asia/Shanghai", **options,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        contexts.append(context)
        visitor = Visitor(context.new_page(), installation.mailbox)
        visitor.has_script = options.get("java_script_enabled", True)
        return visitor

    yield do
    for context in contexts:
        context.close()
