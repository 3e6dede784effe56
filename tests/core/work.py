"""Jobs by hand: put one in, look at it, and at what jobs have left behind."""

import socket
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import queue
from app.core.clock import in_minutes
from app.core.db import database
from app.core.numbers import NumberSeries
from app.core.queue import Job


def put(kind: str = "work", **more: Any) -> int:
    """Put a job in and commit."""
    with database.transaction() as session:
        job_id = queue.enqueue(session, kind, more.pop("payload", {}), **more)
    assert job_id is not None
    return job_id


def row(job_id: int) -> Job:
    """Read a job afresh."""
    database.session.rollback()
    database.session.expire_all()
    return database.session.get_one(Job, job_id)


def effects() -> list[str]:
    """What jobs have left in the database."""
    database.session.rollback()
    return list(database.session.scalars(select(NumberSeries.prefix).order_by(NumberSeries.id)))


def leave_trace(session: Session, payload: dict[str, Any]) -> None:
    """A job with an effect."""
    session.add(NumberSeries(prefix=payload.get("prefix", "XX"), year=2030))


def lose_lease(session: Session, _payload: dict[str, Any]) -> None:
    """While we worked, our lease ran out and somebody else took the job."""
    leave_trace(session, {"prefix": "LATE"})
    session.execute(update(Job).values(token="somebody else", lease_until=in_minutes(1)))


def wait_for(what: Callable[[], object], seconds: float = 10) -> bool:
    """Look again and again until it is so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return False


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
