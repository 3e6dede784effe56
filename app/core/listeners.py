"""The third process: one thread that holds the connections of everybody who waits for news, and sends it to all."""

import json
import resource
import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.core.db import database
from app.core.handover import EVERYTHING, NEWS_CHANNEL, Handover, event_text
from app.core.serving import leave
from app.core.wakeup import listen
from config import Config

POLL_SECONDS = 1.0  # a nudge that got lost costs no more than this
BEAT_SECONDS = 10.0  # a page that hears nothing for longer connects anew
DATAGRAM = 4096
# What is new: for each topic the revision its listeners have, to the ones that have a newer one, with the text.
Look = Callable[[Mapping[int, int]], Mapping[int, tuple[int, str]]]
log = structlog.get_logger("listeners")


@dataclass(eq=False, slots=True)
class Listener:
    """One browser that waits."""

    connection: socket.socket
    topic: int
    seen: int
    is_chunked: bool


class Listeners:
    """Everybody who waits, by topic, and how news reaches them."""

    def __init__(self, address: Path, look: Look) -> None:
        """Open the door through which web servers hand connections over."""
        address.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._door.bind(str(address))
        address.chmod(0o600)
        self._door.settimeout(0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._door, selectors.EVENT_READ)
        self._look = look
        self._by_topic: dict[int, set[Listener]] = {}
        self._known: dict[int, tuple[int, str]] = {}
        self._asked: set[int] = set()

    def __len__(self) -> int:
        """Return how many wait."""
        return sum(len(group) for group in self._by_topic.values())

    def run(self, ended: threading.Event) -> None:
        """Serve until ended."""
        next_poll = next_beat = time.monotonic()
        while not ended.is_set():
            self.step(max(min(next_poll, next_beat) - time.monotonic(), 0))
            moment = time.monotonic()
            if self._asked or moment >= next_poll:
                self.tell_news()
                next_poll = moment + POLL_SECONDS
            if moment >= next_beat:
                for topic in list(self._by_topic):
                    self._send(topic, event_text("beat", str(self._known.get(topic, (0, ""))[0])))
                next_beat = moment + BEAT_SECONDS
        self.close()

    def step(self, seconds: float) -> None:
        """Wait for newcomers, nudges and people who leave, for so long at most."""
        for key, _events in self._selector.select(seconds):
            if key.data is None:
                self._open_door()
            else:
                self._see_off(key.data)

    def tell_news(self) -> None:
        """Ask what is new, and send it to whoever has not seen it."""
        self._asked.clear()
        asked = {topic: self._known.get(topic, (0, ""))[0] for topic in self._by_topic}
        if not asked:
            return
        try:
            found = self._look(asked)
        except Exception:  # the database may be away for a while; those who wait go on waiting
            log.exception("cannot look for news")
            return
        for topic, news in found.items():
            self._known[topic] = news
            self._send_news(topic)

    def close(self) -> None:
        """Let everybody go; their browsers come back by themselves."""
        for group in list(self._by_topic.values()):
            for listener in list(group):
                self._drop(listener)
        self._selector.close()
        self._door.close()

    def _open_door(self) -> None:
        while True:
            try:
                text, handles, _flags, _address = socket.recv_fds(self._door, DATAGRAM, 1)
            except BlockingIOError:
                return
            about: dict[str, Any] = json.loads(text)
            topic = int(about["topic"])
            if handles:
                self._take(Listener(socket.socket(fileno=handles[0]), topic, about["seen"], about["chunked"]))
            elif topic == EVERYTHING or topic in self._by_topic:
                self._asked.add(topic)

    def _take(self, listener: Listener) -> None:
        listener.connection.settimeout(0)
        self._by_topic.setdefault(listener.topic, set()).add(listener)
        self._selector.register(listener.connection, selectors.EVENT_READ, listener)
        known = self._known.get(listener.topic)
        if known is None or known[0] < listener.seen:
            self._asked.add(listener.topic)
        elif known[0] > listener.seen:
            self._send_to(listener, event_text("news", known[1], known[0]))
            listener.seen = known[0]

    def _see_off(self, listener: Listener) -> None:
        try:
            said = listener.connection.recv(DATAGRAM)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self._drop(listener)

    def _send_news(self, topic: int) -> None:
        number, text = self._known[topic]
        behind = {listener for listener in self._by_topic.get(topic, ()) if listener.seen != number}
        self._send(topic, event_text("news", text, number), behind)
        for listener in behind:
            listener.seen = number

    def _send(self, topic: int, said: bytes, to: set[Listener] | None = None) -> None:
        for listener in list(self._by_topic.get(topic, ()) if to is None else to):
            self._send_to(listener, said)

    def _send_to(self, listener: Listener, said: bytes) -> None:
        """Send at once or not at all: who cannot keep up is let go, and gets the present state on coming back."""
        piece = b"%x\r\n%b\r\n" % (len(said), said) if listener.is_chunked else said
        try:
            is_sent = listener.connection.send(piece) == len(piece)
        except OSError:
            is_sent = False
        if not is_sent:
            self._drop(listener)

    def _drop(self, listener: Listener) -> None:
        group = self._by_topic.get(listener.topic, set())
        group.discard(listener)
        if not group:
            self._by_topic.pop(listener.topic, None)
            self._known.pop(listener.topic, None)
        with suppress(KeyError, ValueError):
            self._selector.unregister(listener.connection)
        listener.connection.close()


def allow_many_connections() -> None:
    """Let this process hold as many connections as the system lets it."""
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def run_listeners(app: Flask, ended: threading.Event) -> None:
    """Serve whoever waits, until ended; Redis passes on what other machines changed."""
    config: Config = app.extensions["luyan_config"]
    if config.listener_socket is None:
        raise click.ClickException("LISTENER_SOCKET says where web servers hand over their connections.")
    allow_many_connections()
    look: Look = app.extensions["look_for_news"]

    def look_and_rest(asked: Mapping[int, int]) -> Mapping[int, tuple[int, str]]:
        try:
            return look(asked)
        finally:
            database.session.remove()

    listeners = Listeners(config.listener_socket, look_and_rest)
    if config.redis_url:
        nudge = Handover(config.listener_socket)
        ears = (config.redis_url, lambda: nudge.announce(EVERYTHING), ended)
        threading.Thread(target=listen, args=ears, kwargs={"channel": NEWS_CHANNEL}, daemon=True).start()
    listeners.run(ended)
    config.listener_socket.unlink(missing_ok=True)


@click.command("listen")
@with_appcontext
def command() -> None:
    """Hold the connections of pages that wait for news, until stopped."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: ended.set())
    run_listeners(current_app._get_current_object(), ended)  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's own way
    leave()
