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

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
from bench.live_watchers import Crowd, Screen  # noqa: E402
from bench.season import SLUG, build_event, organiser  # noqa: E402
from tests.conftest import make_config  # noqa: E402
from tests.factories import make_pitch, make_session  # noqa: E402

LISTENERS, SECONDS, TURNS, READERS = 1000, 6.0, 3, 4
DEED_EVERY = 0.5
GOAL_P99, GOAL_SHARE, GOAL_DRIFT = 1.0, 0.5, 1.0


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
                    screen = Screen(port, page)
                    doing = [threading.Thread(target=host.act_for, args=[seconds, Handover(door)]),
                             threading.Thread(target=screen.load_for, args=[seconds])]  # fmt: skip
                    for each in doing:
                        each.start()
                    together = pages_per_second(port, seconds)
                    for each in doing:
                        each.join()
                    time.sleep(1.5)
                    new = [revision for revision in host.begun if revision not in known]
                    found = [crowd.arrivals.get(revision, []) for revision in new]
                    delays += [at - host.begun[r] for r, ats in zip(new, found, strict=True) for at in ats]
                    lost += sum(size - len(ats) for ats in found[-1:])  # the last state must reach everybody
                shares.append(together / alone)
                off += screen.worst(host.begun)
                print(screen.summary(host.begun))
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
