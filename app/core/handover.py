"""Handing browsers that wait for news to the listeners' process, so that no thread of a web server waits with them.

The web server answers the request as any other, writes the first piece of news, and then gives the connection away
(ADR 0012). What changed later is in the database; a nudge says only that it is worth a look.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import structlog
from werkzeug import Response

from app.core.wakeup import Announcer

NEWS_CHANNEL = "luyan:news"
EVERYTHING = 0  # the topic of a nudge that does not say what changed
PATIENCE_SECONDS = 1.0
log = structlog.get_logger("handover")


def event_text(name: str, data: str, number: int | None = None) -> bytes:
    """Return one server-sent event; the data has no line break."""
    mark = "" if number is None else f"id: {number}\n"
    return f"event: {name}\n{mark}data: {data}\n\n".encode()


class Handover:
    """The way from a web server, or from whoever changed something, to the listeners' process."""

    def __init__(self, address: Path | None, redis_url: str | None = None) -> None:
        """Keep where the process listens; without an address nobody does, and pages ask from time to time."""
        self.address = address
        self._announcer = Announcer(redis_url, NEWS_CHANNEL) if redis_url else None

    @property
    def is_there(self) -> bool:
        """Tell whether somebody takes connections over."""
        return self.address is not None and self.address.is_socket()

    def announce(self, topic: int) -> None:
        """Say that something changed, after the commit; whoever misses it looks by itself a moment later."""
        self._send({"topic": topic})
        if self._announcer is not None:
            self._announcer.say()

    def stream(self, connection: socket.socket, *, topic: int, first: tuple[int, str], chunked: bool) -> Response:
        """Answer with the first piece of news, and let the listeners' process send the others."""
        number, data = first

        def give_away() -> None:
            about = {"topic": topic, "seen": number, "chunked": chunked}
            if self._send(about, connection.fileno()):
                os.close(connection.detach())

        answer = Response(_news(event_text("news", data, number), give_away), mimetype="text/event-stream")
        answer.headers.update({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        return answer

    def _send(self, about: Mapping[str, object], handle: int | None = None) -> bool:
        if self.address is None:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.settimeout(PATIENCE_SECONDS)
            try:
                way.connect(str(self.address))
                socket.send_fds(way, [json.dumps(about).encode()], [] if handle is None else [handle])
            except OSError as error:
                log.warning("listeners are away", error=str(error))
                return False
        return True


def _news(first: bytes, then: Callable[[], None]) -> Iterator[bytes]:
    yield first
    then()
