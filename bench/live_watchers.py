"""Who watches a stage in the bench: a crowd that listens, and a big screen that loads anew again and again."""

from __future__ import annotations

import html
import http.client
import json
import re
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field

RELOAD_EVERY = 0.1
REVISION = re.compile(rb"\nid: (\d+)\n")
NOW, STATE = re.compile(rb'data-now="(\d+)"'), re.compile(rb"data-state='([^']*)'")


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


@dataclass
class Screen:
    """A big screen that loads anew again and again, and what it shows each time.

    `shown` holds for each load when it began to draw, which revision it drew, and by how many seconds its clock was off
    that of the server. The screen does what static/js/stage.js does: the time in the page first, then one question.
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

    def worst(self, begun: dict[int, float]) -> list[float]:
        """Return for each load by how much it was off: its clock, or its newest deed, whichever is worse."""
        drifts = [drift for _drawn, _revision, drift in self.shown]
        return [max(pair) for pair in zip(drifts, self.staleness(begun), strict=True)]

    def summary(self, begun: dict[int, float]) -> str:
        """Return a line about all loads."""
        asked = max(drift for _drawn, _revision, drift in self.shown)
        return (
            f"a screen that loaded {len(self.shown)} times: clock off by at most {max(self.at_once):.3f} s at once and "
            f"{asked:.3f} s after asking; oldest deed not shown {max(self.staleness(begun)):.3f} s"
        )
