"""`flask serve`: two programs that are watched, started again when they die, and stopped politely."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core import serving
from app.core.serving import Program, Supervisor, answers, why_not
from config import ROOT, write_first_env
from tests.core.work import free_port, wait_for

PATIENT = """
    import signal, sys, time
    from pathlib import Path
    notes = Path(sys.argv[1])
    def note(word): notes.open("a").write(word + "\\n")
    def stop(*_): note("told"); time.sleep({seconds}); note("done"); sys.exit(0)
    signal.signal(signal.SIGTERM, stop)
    note("deaf" if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else "hears")
    while True: time.sleep(0.05)
"""
DYING = "import sys; open(sys.argv[1], 'a').write('born\\n'); sys.exit(3)"


def program(notes: Path, source: str = PATIENT, seconds: float = 0) -> Program:
    """A small program that notes what happens to it."""
    source = textwrap.dedent(source).replace("{seconds}", str(seconds))
    return Program(notes.name, [sys.executable, "-c", source, str(notes)])


def told(notes: Path) -> list[str]:
    return notes.read_text().split() if notes.exists() else []


def signal_when(ready: Callable[[], object], *numbers: signal.Signals) -> Callable[[], None]:
    """Once it is so, send ourselves signals."""

    def send() -> None:
        assert wait_for(ready)
        for number in numbers:
            os.kill(os.getpid(), number)
            time.sleep(0.5)

    return send


# -- where to listen


def test_a_free_port_is_fine() -> None:
    assert why_not("127.0.0.1", free_port()) is None


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        reason = why_not("127.0.0.1", port)
    assert reason is not None
    assert f"Port {port} on 127.0.0.1 is taken" in reason
    assert f"PORT={port + 1}" in reason


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_somebody_else_is_refused(host: str) -> None:
    assert why_not(host, 8000) == f"HOST={host} is not an address of this machine."


def test_a_port_of_the_administrator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    assert "above 1023" in (why_not("127.0.0.1", 80) or "")


def test_nothing_answers_where_nobody_listens() -> None:
    assert not answers("127.0.0.1", free_port(), seconds=0.5)


# -- watching


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_both_programs_are_told_once_and_waited_for(tmp_path: Path, number: signal.Signals) -> None:
    notes = [tmp_path / "web", tmp_path / "worker"]
    supervisor = Supervisor([program(each, seconds=0.5) for each in notes])
    assert supervisor.run(signal_when(lambda: all(map(told, notes)), number)) == 0
    assert [told(each) for each in notes] == [["deaf", "told", "done"]] * 2
    assert signal.getsignal(signal.SIGTERM) is not supervisor._hear


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    notes = tmp_path / "web"
    supervisor = Supervisor([program(notes, seconds=60)])
    before = time.monotonic()
    assert supervisor.run(signal_when(lambda: told(notes), signal.SIGINT, signal.SIGINT)) == 0
    assert time.monotonic() - before < 20
    assert told(notes) == ["deaf", "told"]


def test_who_does_not_stop_in_time_is_stopped(tmp_path: Path) -> None:
    notes = tmp_path / "web"
    stubborn = PATIENT.replace(
        "signal.signal(signal.SIGTERM, stop)", "[signal.signal(n, signal.SIG_IGN) for n in (3, 15)]"
    )
    supervisor = Supervisor([program(notes, stubborn)], polite_seconds=0.5)
    assert supervisor.run(signal_when(lambda: told(notes), signal.SIGTERM)) == 0
    assert told(notes) == ["deaf"]


def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    notes = tmp_path / "worker"
    watched = program(notes)

    def kill_it() -> None:
        assert wait_for(lambda: told(notes))
        watched.send(signal.SIGKILL)
        signal_when(lambda: len(told(notes)) == 2, signal.SIGTERM)()

    assert Supervisor([watched]).run(kill_it) == 0
    assert told(notes) == ["deaf", "deaf", "told", "done"]


def test_a_program_that_dies_again_and_again_ends_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_QUICK_DEATHS", 2)
    other = tmp_path / "web"
    supervisor = Supervisor([program(tmp_path / "worker", DYING), program(other)])
    assert supervisor.run(lambda: None) == 1
    assert told(tmp_path / "worker") == ["born", "born"]
    assert not supervisor._programs[1].is_running


def test_a_process_that_leaves_has_said_everything_and_tidies_up_nothing() -> None:
    source = (
        "import atexit, sys; from app.core.serving import leave; atexit.register(lambda: print('tidied'));"
        "sys.stdout.write('said'); sys.stderr.write('logged'); leave(); print('still here')"
    )
    ended = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "said", "logged")


# -- the real thing


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    """Settings of a fresh installation with a migrated database."""
    write_first_env(tmp_path / "env", demo=False)
    lines = (tmp_path / "env").read_text().split()
    settings = {
        **os.environ, **dict(line.split("=", 1) for line in lines), "DATA_DIR": str(tmp_path), "HOST": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'luyan.db'}", "PORT": str(free_port()), "WEB_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    subprocess.run([*FLASK, "db", "upgrade"], cwd=ROOT, env=settings, check=True, capture_output=True)
    return settings


FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")


@pytest.fixture
def server(installation: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running installation in a process group of its own, as a terminal makes one."""
    with (tmp_path / "out").open("wb") as out, (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*FLASK, "serve"], cwd=ROOT, env=installation, stdout=out, stderr=log, start_new_session=True
        )
    try:
        assert wait_for(lambda: b"Ctrl-C" in (tmp_path / "out").read_bytes(), 150), (tmp_path / "log").read_text()
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask(port: str, path: str) -> tuple[int, bytes]:
    """Ask the running server."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
    connection.request("GET", path, headers={"Accept": "application/json"})
    answer = connection.getresponse()
    found = (answer.status, answer.read())
    connection.close()
    return found


def group(process: subprocess.Popen[bytes]) -> list[int]:
    """Everything that was started by a process and is still there."""
    listing = subprocess.run(["ps", "-e", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return [int(pid) for pid, pgid, state in rows if int(pgid) == process.pid and not state.startswith("Z")]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_an_installation_serves_heals_and_stops(
    installation: dict[str, str], server: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    port = installation["PORT"]
    assert f"http://127.0.0.1:{port}" in (tmp_path / "out").read_text()
    assert wait_for(lambda: ask(port, "/readyz")[0] == 200, 60), ask(port, "/readyz")
    assert ask(port, "/")[0] == 200
    numbers = ask(port, "/metrics")[1].decode()
    assert 'luyan_requests_total{endpoint="core.readyz"' in numbers

    taken = subprocess.run([*FLASK, "serve"], cwd=ROOT, env=installation, capture_output=True, text=True, check=False)
    assert (taken.returncode, f"Port {port} on 127.0.0.1 is taken" in taken.stderr) == (1, True)

    commands = subprocess.run(["ps", "-e", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    workers = [int(line.split()[0]) for line in commands.splitlines() if line.rstrip().endswith("--app wsgi worker")]
    (worker,) = set(workers) & set(group(server))
    os.kill(worker, signal.SIGKILL)
    assert wait_for(lambda: b'"program died"' in (tmp_path / "log").read_bytes())
    assert wait_for(lambda: (tmp_path / "log").read_bytes().count(b'"worker started"') == 2, 60)

    with half_a_request(port) as finish:
        os.killpg(server.pid, signal.SIGINT)  # what Ctrl-C does: everybody hears it
        time.sleep(1)
        assert server.poll() is None
        assert finish().startswith(b"HTTP/1.1 400 ")  # it carried no token, but it was answered
    assert server.wait(60) == 0
    assert wait_for(lambda: group(server) == [])
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    stopped = [line for line in lines if line["event"] == "worker stopped"]
    assert [line["finished"] for line in stopped] == [True]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == len({line["request_id"] for line in requests}) > 0


@contextmanager
def half_a_request(port: str) -> Iterator[Callable[[], bytes]]:
    """Send the first half of a form, and give what sends the rest and reads the answer."""
    body = b"login=nobody%40example.org&password=x"
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST /login HTTP/1.1\r\nHost: x\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(port)), timeout=30) as visitor:
        visitor.sendall(head.encode() + body[:10])
        time.sleep(0.5)

        def finish() -> bytes:
            visitor.sendall(body[10:])
            return visitor.recv(100)

        yield finish
