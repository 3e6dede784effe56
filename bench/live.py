"""A thousand pages that wait for news of one stage: how fast it reaches them, and what pages of others cost meanwhile.

    python bench/live.py [listeners] [seconds]

An installation as `flask serve` starts it (two web processes, one for listeners) serves on this machine. Measured: the
time from before the host's deed is written until each listener has read it, and how many programme pages four readers
get per second with and without listeners, in turns, while the host does something every half second. Meanwhile one big
screen loads again and again, as after a fault: by how much its clock differs from that of the server once it has asked
for the time, and how old the newest deed is that it does not show. Goals: 99 of 100 deliveries within a second, at
least half of the pages, and a screen that agrees with the others within a second, also in 99 of 100 cases. Exit code 1:
a goal was missed, or a delivery was lost.
"""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.core.db import Base, database  # noqa: E402 -- the path comes first
from app.core.handover import Handover  # noqa: E402
from app.core.listeners import allow_many_connections  # noqa: E402
from app.events.logic.states import SessionType  # noqa: E402
from app.events.service.release import release_programme  # noqa: E402
from app.factory import create_app  # noqa: E402
from app.roadshow.service import live  # noqa: E402
from app.roadshow.service.order import arrange_order  # noqa: E402
from bench.season import SLUG, build_event, organiser  # noqa: E402
from tests.conftest import make_config  # noqa: E402
from tests.factories import make_pitch, make_session  # noqa: E402

LISTENERS, SECONDS, TURNS, READERS = 1000, 6.0, 3, 4
DEED_EVERY, RELOAD_EVERY = 0.5, 0.1
GOAL_P99, GOAL_SHARE, GOAL_DRIFT = 1.0, 0.5, 1.0
NOW, STATE = re.compile(rb'data-now="(\d+)"'), re.compile(rb"data-state='([^']*)'")
REVISION = re.compile(rb"\nid: (\d+)\n")


@dataclass
class Crowd:
    """Browsers that wait, and when each of them read which state."""

    port: int
    path: str
    size: int
    arrivals: dict[int, list[float]] = field(default_factory=dict)
    ended: bool = False

    def __post_init__(self) -> None:
        """Begin with nobody."""
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()

    def __enter__(self) -> Crowd:
        """Let everybody connect, some at a time, and read the first state."""
        request = f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode()
        for start in range(0, self.size, 20):
            fresh = [socket.create_connection(("127.0.0.1", self.port), 30) for _ in range(min(20, self.size - start))]
            for connection in fresh:
                connection.sendall(request)
            for connection in fresh:
                said = b""
                while b"\nid: " not in said:
                    piece = connection.recv(65536)
                    if not piece:
                        raise RuntimeError(f"a listener was refused: {said[:300]!r}")
                    said += piece
                connection.setblocking(False)  # noqa: FBT003 -- the library's own
                self._selector.register(connection, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let everybody go."""
        self.ended = True
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # sockets all of them
        self._selector.close()

    def _read(self) -> None:
        while not self.ended:
            for key, _events in self._selector.select(0.2):
                said = key.fileobj.recv(262_144)  # type: ignore[union-attr]
                moment = time.perf_counter()
                for revision in REVISION.findall(said):
                    self.arrivals.setdefault(int(revision), []).append(moment)


@contextmanager
def installation(folder: Path, url: str) -> Iterator[tuple[int, Path]]:
    """Serve as `flask serve` does, without the worker, which has nothing to do here."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    door = folder / "door"
    environment = os.environ | {  # noqa: TID251 -- handed on to the server
        "DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "s" * 40, "LOG_LEVEL": "ERROR", "HOST": "127.0.0.1",
        "DATA_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=", "PORT": str(port), "LISTENER_SOCKET": str(door),
    }  # fmt: skip
    commands = (
        ("gunicorn", "--config", "python:app.core.gunicorn_hooks", "wsgi:app"), ("flask", "--app", "wsgi", "listen"),
    )  # fmt: skip
    started = [subprocess.Popen([sys.executable, "-m", *each], cwd=ROOT, env=environment) for each in commands]
    try:
        wait_for(port, door)
        yield port, door
    finally:
        for program in started:
            program.terminate()
        for program in started:
            program.wait(timeout=60)


def wait_for(port: int, door: Path) -> None:
    """Wait until both programs are there."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            if door.is_socket():
                return
            time.sleep(0.1)
    raise RuntimeError("the installation did not start")


def pages_per_second(port: int, seconds: float) -> float:
    """Read the programme page again and again in several threads."""
    counts = [0] * READERS
    until = time.perf_counter() + seconds

    def read(number: int) -> None:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            server.request("GET", f"/events/{SLUG}")
            answer = server.getresponse()
            answer.read()
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"the programme answered {answer.status}")
            counts[number] += 1

    threads = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


@dataclass
class Screen:
    """A big screen that loads anew again and again, and what it shows each time.

    `shown` holds for each load when it began to draw, which revision it drew, and by how many seconds its clock differed
    from the server's. The screen does what static/js/stage.js does: the time in the page first, then one question.
    """

    port: int
    path: str
    shown: list[tuple[float, int, float]] = field(default_factory=list)
    at_once: list[float] = field(default_factory=list)

    def load_for(self, seconds: float) -> None:
        """Load until the time is up."""
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            server.request("GET", f"{self.path}?kiosk=1")
            answer = server.getresponse()
            arrived = time.time() * 1000
            page = answer.read()
            drawn = time.perf_counter()
            said, now = STATE.search(page), NOW.search(page)
            if said is None or now is None:
                raise RuntimeError(f"the big screen answered {answer.status}")
            revision = int(json.loads(html.unescape(said[1].decode()))["revision"])
            self.at_once.append(abs(int(now[1]) - arrived) / 1000)
            self.shown.append((drawn, revision, self._ask(server, revision)))
            time.sleep(RELOAD_EVERY)

    def _ask(self, server: http.client.HTTPConnection, revision: int) -> float:
        begun = time.time() * 1000
        server.request("GET", f"{self.path}/state.json?seen={revision}")
        said = json.loads(server.getresponse().read())
        ended = time.time() * 1000
        offset = said["now"] - (begun + ended) / 2  # the clocks are the same here, so any offset is an error
        return abs(float(offset)) / 1000

    def staleness(self, begun: dict[int, float]) -> list[float]:
        """Return for each load how long ago the oldest deed began that it did not show yet; 0 where it showed all."""
        ages = []
        for drawn, revision, _drift in self.shown:
            missed = [at for number, at in begun.items() if number > revision and at <= drawn]
            ages.append(drawn - min(missed) if missed else 0.0)
        return ages


class Host:
    """Does something on stage every half second, and remembers when."""

    def __init__(self, folder: Path, url: str) -> None:
        """Build the programme with a stage of eleven pitches."""
        self.app = create_app(make_config(folder, url, log_level="ERROR"))
        self.begun: dict[int, float] = {}
        with self.app.app_context():
            Base.metadata.create_all(database.engine)
            with database.transaction() as session:
                event = build_event(session)
                start = event.start_at + timedelta(hours=9)
                stage = make_session(
                    session, event, session_type=SessionType.ROADSHOW, start_at=start,
                    end_at=start + timedelta(hours=3), room_id=None,
                )  # fmt: skip
                for _pitch in range(11):
                    make_pitch(session, event)
                self.actor, self.stage_id = organiser(event), stage.id
                arrange_order(session, self.actor, session_id=stage.id)
                session.expire_all()
                release_programme(session, self.actor, event=event, name="v2")
                live.go_on(session, self.actor, session_id=stage.id)
            database.session.remove()

    def act_for(self, seconds: float, door: Handover) -> None:
        """Pause and go on in turns, as the console does: written first, announced second."""
        until = time.perf_counter() + seconds
        deeds = (live.stop_clock, live.start_clock)
        with self.app.app_context():
            while time.perf_counter() < until - 1:
                begun = time.perf_counter()
                with database.transaction() as session:
                    run = deeds[len(self.begun) % 2](session, self.actor, session_id=self.stage_id)
                    revision = run.revision
                door.announce(self.stage_id)
                self.begun[revision] = begun
                database.session.remove()
                time.sleep(max(DEED_EVERY - (time.perf_counter() - begun), 0))


def measure(size: int, seconds: float) -> tuple[list[float], list[float], int, list[float]]:
    """Return all delays, the shares of pages left in each turn, the deliveries lost, and how far off screens were."""
    off: list[float] = []
    delays: list[float] = []
    shares: list[float] = []
    lost = 0
    with tempfile.TemporaryDirectory(prefix="luyan-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'luyan.db'}"
        host = Host(folder, url)
        page = f"/events/{SLUG}/stage/{host.stage_id}"
        with installation(folder, url) as (port, door):
            pages_per_second(port, 2)  # everything is loaded once
            for _turn in range(TURNS):
                alone = pages_per_second(port, seconds)
                with Crowd(port, f"{page}/stream", size) as crowd:
                    known = set(host.begun)
                    acting = threading.Thread(target=host.act_for, args=[seconds, Handover(door)])
                    acting.start()
                    screen = Screen(port, page)
                    loading = threading.Thread(target=screen.load_for, args=[seconds])
                    loading.start()
                    together = pages_per_second(port, seconds)
                    acting.join()
                    loading.join()
                    time.sleep(1.5)
                    new = [revision for revision in host.begun if revision not in known]
                    found = [crowd.arrivals.get(revision, []) for revision in new]
                    delays += [at - host.begun[r] for r, ats in zip(new, found, strict=True) for at in ats]
                    lost += sum(size - len(ats) for ats in found[-1:])  # the last state must reach everybody
                shares.append(together / alone)
                ages = screen.staleness(host.begun)
                drifts = [drift for _drawn, _revision, drift in screen.shown]
                off += [max(pair) for pair in zip(drifts, ages, strict=True)]
                print(
                    f"a screen that loaded {len(ages)} times: clock off by at most {max(screen.at_once):.3f} s at once "
                    f"and {max(drifts):.3f} s after asking; oldest deed not shown {max(ages):.3f} s"
                )
                print(f"pages per second: {alone:.0f} alone, {together:.0f} beside {size} listeners; {len(new)} deeds")
    return delays, shares, lost, off


def main() -> int:
    """Measure and judge."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else LISTENERS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    allow_many_connections()
    delays, shares, lost, off = measure(size, seconds)
    cut = statistics.quantiles(delays, n=100)
    drift = statistics.quantiles(off, n=100)
    share = statistics.median(shares)
    print(
        f"deliveries: {len(delays)}, lost {lost}; p50 {cut[49]:.3f} s, p99 {cut[98]:.3f} s, slowest {max(delays):.3f} s"
    )
    print(
        f"pages left: {share:.2f} of the rate without listeners (turns: {', '.join(f'{each:.2f}' for each in shares)})"
    )
    print(f"a screen after a reload is off by p50 {drift[49]:.3f} s, p99 {drift[98]:.3f} s ({len(off)} reloads)")
    return int(lost > 0 or cut[98] > GOAL_P99 or share < GOAL_SHARE or drift[98] > GOAL_DRIFT)


if __name__ == "__main__":
    sys.exit(main())
