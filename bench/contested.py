"""Contested slots: fifty clients answer for one slot at the same moment, several rounds, on each database at hand.

    python bench/contested.py [rounds] [clients]

SQLite always; PostgreSQL when LUYAN_TEST_POSTGRES (or the server on this machine) answers. A round is oversold when
more than one client is told yes, or when anything is held twice. The number of oversold rounds has to be 0.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.core.db import Base, database  # noqa: E402 -- the path comes first
from app.factory import create_app  # noqa: E402
from tests.conftest import make_config  # noqa: E402
from tests.meetings.crowd import Click, count_booked, invite_all, press_together  # noqa: E402

SERVER = os.environ.get(  # noqa: TID251 -- a measurement is told where the server is, as tests are
    "LUYAN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


def main() -> int:
    """Run the rounds on each database; 1 when any round was oversold."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    oversold = 0
    with tempfile.TemporaryDirectory() as folder:
        oversold += measure("SQLite", f"sqlite:///{folder}/contested.db", Path(folder), rounds, clients)
        with postgres() as url:
            if url is None:
                print("PostgreSQL: no server answers, left out")
            else:
                oversold += measure("PostgreSQL", url, Path(folder), rounds, clients)
    return int(oversold > 0)


def measure(name: str, url: str, folder: Path, rounds: int, clients: int) -> int:
    """Run the rounds on one database, print a line, and return how many were oversold."""
    app = create_app(make_config(folder, url, log_level="ERROR"))
    with app.app_context():
        Base.metadata.create_all(database.engine)
    oversold, unclear, clicks = 0, 0, []
    for number in range(rounds):
        won, answers = play(app, clients, one_investor=number % 2 == 0)
        oversold += won != (1, 0) or sum(click.status < 400 for click in answers) != 1
        unclear += sum(click.status == 409 and not click.alternatives for click in answers)
        unclear += sum(click.status not in (302, 409) for click in answers)
        clicks += answers
    with app.app_context():
        database.session.remove()
        database.engine.dispose()
    took = sorted(click.seconds * 1000 for click in clicks)
    print(
        f"{name}: {rounds} rounds × {clients} clients, oversold {oversold}, refusals without alternatives {unclear}; "
        f"answer median {statistics.median(took):.0f} ms, 95 % {took[int(len(took) * 0.95)]:.0f} ms, "
        f"slowest {took[-1]:.0f} ms"
    )
    return oversold


def play(app: Flask, clients: int, *, one_investor: bool) -> tuple[tuple[int, int], list[Click]]:
    """Play one round: even rounds fight for one person, odd ones for one table."""
    with app.app_context():
        event_id, presses = invite_all(clients, one_investor=one_investor)
        database.session.remove()
    clicks = press_together(app, presses)
    with app.app_context():
        return count_booked(event_id), clicks


@contextmanager
def postgres() -> Iterator[str | None]:
    """Give a database of its own on the PostgreSQL server, or None."""
    server = make_url(SERVER)
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(plain, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        yield None
        return
    name = f"luyan_contested_{uuid.uuid4().hex[:12]}"
    connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
