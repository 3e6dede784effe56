"""Pages against a bare Flask: CPU of the server per request, under the same server with the same settings.

    python bench/web.py [requests]

Measured are the public programme page of 200 sessions in 6 rooms over 3 days, its JSON, iCalendar, XML and agenda book:
unchanged (the page is kept, and one query asks whether it is still right), fresh (the event was changed since the last
request, so that everything is made anew) and after a release (the same, and the programme itself is another one). Then
fifty clients fight for one slot, on each database at hand (bench/contested.py). CPU is what the kernel counted for the
server and its children. Goals are milliseconds on a machine on which hello costs 0.2; the last column translates them
to this machine. Exit code 1: a slot was oversold, or a goal was missed by half.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.core.db import Base, database  # noqa: E402 -- the path comes first
from app.factory import create_app  # noqa: E402
from bench import contested  # noqa: E402
from bench.season import SLUG, build_event, change_again, release_again  # noqa: E402
from tests.conftest import make_config  # noqa: E402

SETTINGS = ("--workers", "1", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "600",
            "--no-control-socket", "--log-level", "error")  # fmt: skip
PAGES = {
    "programme page": (f"/events/{SLUG}", 10.0, 1.0),
    "JSON": (f"/events/{SLUG}/schedule.json", 5.0, 1.0),
    "iCalendar": (f"/events/{SLUG}/schedule.ics", 5.0, 1.0),
    "XML": (f"/events/{SLUG}/schedule.xml", 5.0, 1.0),
}
HERTZ = os.sysconf("SC_CLK_TCK")
FRESH_PART = 10  # a fresh page costs about ten times as much, so a tenth of the requests is enough
WARM = 5
TURNS = 3
REFERENCE_HELLO = 0.2  # milliseconds of the bare program on the machine for which the goals were set
TOLERANCE = 1.5  # of a goal, since other programs disturb


@dataclass(frozen=True)
class Cost:
    """What one kind of request costs the server."""

    name: str
    milliseconds: float
    goal: float | None = None


class Server:
    """One program under gunicorn."""

    def __init__(self, target: str, url: str, folder: Path) -> None:
        """Start it, and wait until it answers."""
        self.port = _free_port()
        environment = os.environ | {  # noqa: TID251 -- handed on to the server
            "DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "s" * 40, "LOG_LEVEL": "INFO",
            "DATA_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=", "HOST": "127.0.0.1", "PORT": str(self.port),
        }  # fmt: skip
        command = [sys.executable, "-m", "gunicorn", *SETTINGS, "--bind", f"127.0.0.1:{self.port}", target]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()
        self.connection = self._connect()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> None:
        """Ask for a page and read all of it."""
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status}")

    def cpu_seconds(self) -> float:
        """Return what the kernel counted for the server and its children so far."""
        return sum(_cpu_seconds(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def cost(self, path: str, requests: int, before: Callable[[], None] | None = None) -> float:
        """Return milliseconds of CPU per request; `before` runs before each, in this process."""
        self.connection = self._connect()
        for _ in range(WARM):
            self.get(path)
        started = self.cpu_seconds()
        for _ in range(requests):
            if before:
                before()
            self.get(path)
        return (self.cpu_seconds() - started) * 1000 / requests

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process, to the nanosecond where the kernel counts so finely."""
    try:
        parts = [path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        return sum(int(part) for part in parts) / 1e9
    except (OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / HERTZ


@contextmanager
def serving(target: str, url: str, folder: Path) -> Iterator[Server]:
    """Run a program for a while."""
    server = Server(target, url, folder)
    try:
        yield server
    finally:
        server.stop()


def measure(folder: Path, requests: int) -> list[Cost]:
    """Measure the bare programs and every page in turns, and keep the cheapest turn of each."""
    url = f"sqlite:///{folder / 'luyan.db'}"
    app = create_app(make_config(folder, url, log_level="ERROR"))
    with app.app_context():
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            build_event(session)
        database.session.remove()

    def release() -> None:
        with app.app_context():
            release_again(database)

    def change() -> None:
        with app.app_context():
            change_again(database)

    few = max(requests // FRESH_PART, 5)
    bare = f"sqlite:///{folder / 'bare.db'}"
    with (
        serving("bench.bare:hello()", bare, folder) as hello,
        serving("bench.bare:one_row()", bare, folder) as row,
        serving("wsgi:app", url, folder) as luyan,
    ):
        kinds: list[tuple[str, float | None, Callable[[], float]]] = [
            ("hello", None, partial(hello.cost, "/", requests)),
            ("one row", None, partial(row.cost, "/", requests)),
        ]
        for name, (path, fresh, unchanged) in PAGES.items():
            kinds.append((f"{name}, unchanged", unchanged, partial(luyan.cost, path, requests)))
            kinds.append((f"{name}, fresh", fresh, partial(luyan.cost, path, few, change)))
            kinds.append((f"{name}, after a release", None, partial(luyan.cost, path, few, release)))
        kinds.append(("agenda book, unchanged", None, partial(luyan.cost, f"/events/{SLUG}/agenda.pdf", requests)))
        turns = [[cost() for _, _, cost in kinds] for _ in range(TURNS)]
    return [Cost(name, min(turn[number] for turn in turns), goal) for number, (name, goal, _cost) in enumerate(kinds)]


def report(found: list[Cost]) -> bool:
    """Print a table, and tell whether every goal is within reach."""
    hello, row = found[0].milliseconds, found[1].milliseconds
    scale = hello / REFERENCE_HELLO
    print(
        f"{'CPU of the server per request':<32} {'ms':>7} {'× hello':>9} {'× one row':>10} {'goal ms':>8} {'here':>7}"
    )
    for cost in found:
        goal = f"{cost.goal:>8.0f} {cost.goal * scale:>7.1f}" if cost.goal else ""
        ratios = f"{cost.milliseconds / hello:>9.1f} {cost.milliseconds / row:>10.1f}"
        print(f"{cost.name:<32} {cost.milliseconds:>7.2f} {ratios} {goal}".rstrip())
    return all(cost.goal is None or cost.milliseconds <= cost.goal * scale * TOLERANCE for cost in found)


def main() -> int:
    """Measure pages, then contested slots."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        reached = report(measure(Path(folder), requests))
    print()
    del sys.argv[1:]
    oversold = contested.main()
    return int(oversold or not reached)


if __name__ == "__main__":
    sys.exit(main())
