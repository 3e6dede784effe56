"""The process that holds the connections of pages that wait: real sockets, no browser."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from werkzeug import Response

from app.core import listeners as core
from app.core.handover import EVERYTHING, Handover
from app.core.listeners import Listeners

STAGE = 7


class News:
    """What the database would say."""

    def __init__(self) -> None:
        self.now: dict[int, tuple[int, str]] = {STAGE: (1, "one")}
        self.is_away = False

    def look(self, asked: Mapping[int, int]) -> dict[int, tuple[int, str]]:
        if self.is_away:
            raise OSError("the database is away")
        return {topic: self.now[topic] for topic, seen in asked.items() if self.now[topic][0] != seen}


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def address() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="luyan-") as folder:  # the name of such a socket has to be short
        yield Path(folder) / "door"


@pytest.fixture
def listeners(address: Path, news: News) -> Iterator[Listeners]:
    made = Listeners(address, news.look)
    yield made
    made.close()
    while _browsers:
        _browsers.pop().close()


_browsers: list[socket.socket] = []


def join(listeners: Listeners, door: Handover, *, seen: int = 1, chunked: bool = False) -> socket.socket:
    """A browser that waits, handed over as the web server does it; what it got first is read already."""
    browser, connection = socket.socketpair()
    _browsers.append(browser)
    browser.settimeout(5)
    answer = door.stream(connection, topic=STAGE, first=(seen, "first"), chunked=chunked)
    assert isinstance(answer, Response)
    first, *others = list(answer.response)
    assert first == f"event: news\nid: {seen}\ndata: first\n\n".encode()
    assert (others, connection.fileno()) == ([], -1)  # given away: the web server holds it no longer
    listeners.step(1)
    return browser


def serve(listeners: Listeners) -> None:
    listeners.step(0)
    listeners.tell_news()


def test_what_is_new_reaches_everybody_who_waits(listeners: Listeners, address: Path, news: News) -> None:
    door = Handover(address)
    one, two = join(listeners, door), join(listeners, door, chunked=True)
    news.now[STAGE] = (2, "two")
    door.announce(STAGE)
    serve(listeners)
    said = b"event: news\nid: 2\ndata: two\n\n"
    assert one.recv(999) == said
    assert two.recv(999) == b"%x\r\n%b\r\n" % (len(said), said)
    serve(listeners)  # told once
    one.settimeout(0.05)
    with pytest.raises(TimeoutError):
        one.recv(999)


def test_who_comes_late_gets_what_it_missed(listeners: Listeners, address: Path, news: News) -> None:
    door = Handover(address)
    join(listeners, door)
    news.now[STAGE] = (5, "five")
    serve(listeners)
    assert join(listeners, door, seen=4).recv(999) == b"event: news\nid: 5\ndata: five\n\n"


def test_who_leaves_is_forgotten(listeners: Listeners, address: Path) -> None:
    browser = join(listeners, Handover(address))
    assert len(listeners) == 1
    browser.close()
    listeners.step(1)
    assert len(listeners) == 0


def test_who_cannot_keep_up_is_let_go_and_holds_up_nobody(listeners: Listeners, address: Path, news: News) -> None:
    door = Handover(address)
    slow, quick = join(listeners, door), join(listeners, door)
    for number in range(2, 40):
        news.now[STAGE] = (number, "x" * 60_000)
        serve(listeners)
        while quick.recv(99_999)[-2:] != b"\n\n":
            pass
    assert len(listeners) == 1
    slow.close()


def test_a_database_that_is_away_ends_nobodys_wait(listeners: Listeners, address: Path, news: News) -> None:
    browser = join(listeners, Handover(address))
    news.is_away = True
    serve(listeners)
    news.is_away, news.now[STAGE] = False, (3, "three")
    serve(listeners)
    assert b"three" in browser.recv(999)


def test_a_lost_nudge_costs_one_look(address: Path, news: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(core, "BEAT_SECONDS", 0.2)
    ended, made = threading.Event(), Listeners(address, news.look)
    thread = threading.Thread(target=made.run, args=[ended])
    thread.start()
    try:
        browser, connection = socket.socketpair()
        browser.settimeout(5)
        list(Handover(address).stream(connection, topic=STAGE, first=(1, "one"), chunked=False).response)
        news.now[STAGE] = (2, "two")  # nobody says so
        heard = b""
        while b"beat" not in heard or b"two" not in heard:
            heard += browser.recv(999)
    finally:
        ended.set()
        thread.join(timeout=5)
        browser.close()
    assert not thread.is_alive()


def test_without_a_process_nothing_is_handed_over(tmp_path: Path) -> None:
    assert not Handover(None).is_there
    gone = Handover(tmp_path / "nobody")
    assert not gone.is_there
    browser, connection = socket.socketpair()
    list(gone.stream(connection, topic=STAGE, first=(1, "one"), chunked=False).response)
    assert connection.fileno() >= 0  # still with the web server, which ends the answer in its own way
    gone.announce(EVERYTHING)
    for each in (browser, connection):
        each.close()


def test_a_nudge_about_nothing_in_particular_asks_for_everything(
    listeners: Listeners, address: Path, news: News
) -> None:
    browser = join(listeners, Handover(address))
    news.now[STAGE] = (2, json.dumps({"a": 1}))
    Handover(address).announce(EVERYTHING)
    serve(listeners)
    assert b'{"a": 1}' in browser.recv(999)
