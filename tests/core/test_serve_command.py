"""The command `flask serve`, what it hands over to, and the settings that gunicorn reads."""

import importlib
import os
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask_migrate
import pytest
from flask import Flask

from app.core import cli, serving
from app.core.db import database
from app.core.serving import Program
from config import ROOT
from tests.conftest import make_config
from tests.core.work import free_port

ANSWERING = """
    import http.server, sys
    class Alive(http.server.BaseHTTPRequestHandler):
        def do_GET(self): self.send_response(200); self.end_headers()
        def log_message(self, *_): pass
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Alive).serve_forever()
"""
Read = Callable[..., Any]


def refusal_of_serve(app: Flask) -> str:
    """What `flask serve` says when it will not serve."""
    result = app.test_cli_runner().invoke(args=["serve"])
    assert result.exit_code == 1
    database.session.remove()
    return result.output


def test_a_taken_port_or_an_older_database_is_not_served(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "why_not", lambda _host, _port: "Port 8000 is taken.")
    assert "Port 8000 is taken." in refusal_of_serve(own_app)
    monkeypatch.setattr(cli, "why_not", lambda _host, _port: None)
    assert "db upgrade" in refusal_of_serve(own_app)


def test_the_command_gives_its_place_to_the_one_that_watches(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[list[str]] = []
    flask_migrate.stamp()
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(cli, "why_not", lambda _host, _port: None)
    monkeypatch.setattr(os, "execv", lambda _program, command: began.append(command))
    monkeypatch.setitem(own_app.extensions, "greeting", lambda: ["  Hello."])
    assert own_app.test_cli_runner().invoke(args=["serve"]).exit_code == 0
    assert began == [[sys.executable, "-m", "app.core.serving", "  Hello."]]


def test_where_it_runs_is_said_once_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_config(tmp_path, "sqlite:///x.db", port=free_port())
    said: list[str] = []

    def stop_when_greeted(text: str) -> None:
        said.append(text)
        os.kill(os.getpid(), signal.SIGTERM)

    web = Program("web", [sys.executable, "-c", textwrap.dedent(ANSWERING), str(config.port)])
    monkeypatch.setattr(serving, "read_config", lambda: config)
    monkeypatch.setattr(serving, "set_up_logging", lambda _level: None)
    monkeypatch.setattr(serving, "programs", lambda _config, _folder: [web])
    monkeypatch.setattr(serving, "tell", stop_when_greeted)
    assert serving.main(["  Sign in as nobody."]) == 0
    assert f"http://127.0.0.1:{config.port}\n  Sign in as nobody.\n" in said[0]


def test_the_programs_are_gunicorn_the_worker_and_the_listeners(tmp_path: Path) -> None:
    config = make_config(tmp_path, "sqlite:///x.db", host="127.0.0.1", port=8123)
    web, worker, listeners = serving.programs(config, "/numbers")
    assert "gunicorn" in web._command
    door = {"LISTENER_SOCKET": "/numbers/listeners.sock"}
    assert web._settings == door | {"PROMETHEUS_MULTIPROC_DIR": "/numbers", "HOST": "127.0.0.1", "PORT": "8123"}
    assert (listeners._command[-1], listeners._settings) == ("listen", door)
    assert worker._command[-1] == "worker"


@pytest.fixture
def gunicorn_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Read]:
    """Read our settings of gunicorn as it reads them, in a program that is deaf to Ctrl-C or not."""
    before = signal.getsignal(signal.SIGINT)

    def read(*, deaf: bool, **more: object) -> Any:  # noqa: ANN401 -- a module
        values = {"host": "127.0.0.1", "port": 8123, **more}
        monkeypatch.setattr("config.read_config", lambda: make_config(tmp_path, "sqlite:///x.db", **values))
        signal.signal(signal.SIGINT, signal.SIG_IGN if deaf else signal.default_int_handler)
        sys.modules.pop("app.core.gunicorn_hooks", None)
        return importlib.import_module("app.core.gunicorn_hooks")

    yield read
    signal.signal(signal.SIGINT, before)


def test_gunicorn_is_told_what_the_settings_say(gunicorn_settings: Read) -> None:
    found = gunicorn_settings(deaf=False, web_workers=3, web_threads=7)
    assert (found.bind, found.workers, found.threads, found.worker_class) == (
        "127.0.0.1:8123",
        3,
        7,
        "app.core.page_worker.PageWorker",
    )
    assert (found.control_socket_disable, found.accesslog) == (True, None)
    assert gunicorn_settings(deaf=False, host="::1").bind == "[::1]:8123"


@pytest.mark.parametrize("deaf", [True, False])
def test_gunicorn_leaves_ctrl_c_to_whoever_started_it_deaf(gunicorn_settings: Read, deaf: bool) -> None:
    found = gunicorn_settings(deaf=deaf)
    for hook in (found.when_ready, found.post_worker_init):
        signal.signal(signal.SIGINT, signal.default_int_handler)  # as gunicorn does before it calls us
        hook(None)
        assert (signal.getsignal(signal.SIGINT) is signal.SIG_IGN) is deaf


def test_gunicorn_forgets_what_a_dead_process_said_of_the_present(
    gunicorn_settings: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gauge_liveall_7.db", "counter_7.db"):
        (tmp_path / name).touch()
    worker = SimpleNamespace(pid=7)
    gunicorn_settings(deaf=False).child_exit(None, worker)
    assert (tmp_path / "gauge_liveall_7.db").exists()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    gunicorn_settings(deaf=False).child_exit(None, worker)
    assert {path.name for path in tmp_path.glob("*.db")} == {"counter_7.db"}


def test_gunicorn_lets_only_workers_that_finished_go_at_once(
    gunicorn_settings: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = gunicorn_settings(deaf=False)
    went: list[int] = []
    for code in (0, 1, 3):
        monkeypatch.setattr(found, "leave", lambda code=code: went.append(code))
        with suppress(SystemExit):
            try:
                sys.exit(code)
            finally:
                found.worker_exit(None, None)
    assert went == [0]
