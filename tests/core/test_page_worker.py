"""gunicorn's threads let go of a connection that was given away, and of no other."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from app.core.page_worker import PageWorker


@pytest.fixture
def worker() -> Any:  # noqa: ANN401 -- gunicorn ships no types
    made = PageWorker.__new__(PageWorker)
    made.nr_conns = 2
    return made


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    yield one, other
    one.close()
    other.close()


def give_away(connection: socket.socket) -> int:
    return connection.detach()


def test_a_connection_that_was_given_away_is_counted_as_done_and_stays_open(
    worker: Any,  # noqa: ANN401 -- gunicorn ships no types
    pair: tuple[socket.socket, socket.socket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser, connection = pair

    def serve(_self: object, _request: object, conn: Any) -> bool:  # noqa: ANN401
        worker.kept = socket.socket(fileno=give_away(conn.sock))
        conn.sock.send(b"end of the answer")
        return True

    monkeypatch.setattr(ThreadWorker, "handle_request", serve)
    conn = SimpleNamespace(sock=connection)
    assert worker.handle_request(None, conn) is False
    worker.finish_request(conn, None)
    assert worker.nr_conns == 1
    worker.kept.send(b"news")
    assert browser.recv(9) == b"news"
    worker.kept.close()


def test_other_failures_of_sockets_are_not_hidden(
    worker: Any,  # noqa: ANN401 -- gunicorn ships no types
    pair: tuple[socket.socket, socket.socket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> bool:
        raise BrokenPipeError

    monkeypatch.setattr(ThreadWorker, "handle_request", fail)
    with pytest.raises(BrokenPipeError):
        worker.handle_request(None, SimpleNamespace(sock=pair[1]))
