"""Jobs as rows: put in by the transaction that wants them, claimed by lease, finished by token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, Update, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from structlog.contextvars import get_contextvars

from app.core.clock import now
from app.core.db import Base
from app.core.secrets import random_token

LEASE = timedelta(seconds=60)
BACKOFF = timedelta(seconds=15)


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of background work."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    run_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    lease_until: Mapped[datetime | None]
    token: Mapped[str | None]
    error: Mapped[str | None]
    done_units: Mapped[int] = mapped_column(default=0)
    all_units: Mapped[int | None]
    result: Mapped[dict[str, Any] | None]
    request_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Steps:
    """A job in three steps, for work that must not hold the database: mail, long calculations.

    `begin(session, payload)` runs in a transaction of its own and returns what the work needs, or None when there is
    nothing left to do; `work(begun)` runs without a transaction; `end(session, payload, outcome)` runs in the
    transaction that closes the job. `failed(session, payload, error, final)` may note why, and whether for good.
    A worker can die after any step and another starts from `begin`, so all of them must bear being repeated.
    """

    begin: Callable[[Session, dict[str, Any]], Any]
    work: Callable[[Any], Any]
    end: Callable[[Session, dict[str, Any], Any], None]
    failed: Callable[[Session, dict[str, Any], str, bool], None] | None = None


Handler = Callable[[Session, dict[str, Any]], object] | Steps


class Hopeless(Exception):
    """The job cannot succeed however often it is tried."""


@dataclass(frozen=True)
class Claim:
    """A job in the hands of one worker; the token fences off those whose lease ran out."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    token: str
    attempt: int
    request_id: str | None = None


def clock_of(session: Session) -> datetime:
    """Return the time by the clock of the database, which all workers share; SQLite lives on our own machine."""
    if session.get_bind().dialect.name != "postgresql":
        return now()
    moment: datetime = session.scalar(text("SELECT clock_timestamp()"))
    return moment


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
) -> int | None:
    """Put a job in; with a dedupe key that is already known nothing happens and None is returned."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Job).values(
        kind=kind, payload=payload, dedupe_key=dedupe_key, run_at=run_at or now(), state=JobState.QUEUED,
        request_id=get_contextvars().get("request_id"),
    )  # fmt: skip
    session.info["woken"] = True
    return session.scalar(row.on_conflict_do_nothing(index_elements=[Job.dedupe_key]).returning(Job.id))


def _due(moment: datetime) -> ColumnElement[bool]:
    return or_(
        (Job.state == JobState.QUEUED) & (Job.run_at <= moment),
        (Job.state == JobState.RUNNING) & (Job.lease_until < moment),
    )


def is_anything_due(session: Session) -> bool:
    """Tell whether a claim would find a job, without locking anything."""
    return session.scalar(select(Job.id).where(_due(clock_of(session))).limit(1)) is not None


def claim(
    session: Session, *, kinds: tuple[str, ...] = (), job_id: int | None = None, lease: timedelta = LEASE
) -> Claim | None:
    """Take the next due job (or the named one, if due), or one whose worker let its lease run out."""
    moment = clock_of(session)
    wanted = select(Job.id).where(_due(moment)).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
    if job_id is not None:
        wanted = wanted.where(Job.id == job_id)
    if kinds:
        wanted = wanted.where(Job.kind.in_(kinds))
    token = random_token()
    taken = session.execute(
        update(Job)
        .where(Job.id == wanted.scalar_subquery())
        .values(state=JobState.RUNNING, token=token, lease_until=moment + lease, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts, Job.request_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Claim(taken.id, taken.kind, taken.payload, token, taken.attempts, taken.request_id) if taken else None


def _held(claimed: Claim) -> Update:
    return (
        update(Job)
        .where(Job.id == claimed.job_id, Job.token == claimed.token, Job.state == JobState.RUNNING)
        .execution_options(synchronize_session=False)
    )


def _changed(session: Session, statement: Update) -> bool:
    return session.execute(statement.returning(Job.id)).first() is not None


def finish(session: Session, claimed: Claim, *, result: dict[str, Any] | None = None) -> bool:
    """Close a job in the transaction of its effects; False means the lease was lost: roll back."""
    values = {"state": JobState.DONE, "finished_at": now(), "lease_until": None, "error": None, "result": result}
    return _changed(session, _held(claimed).values(**values))


def give_up(session: Session, claimed: Claim, *, error: str, final: bool = False) -> JobState | None:
    """Note a failure and return what comes of it: QUEUED to try again after a growing pause, or FAILED for good.

    None means the lease was lost: somebody else has the job now.
    """
    limit = session.scalar(select(Job.max_attempts).where(Job.id == claimed.job_id)) or 1
    state = JobState.QUEUED if claimed.attempt < limit and not final else JobState.FAILED
    run_at = clock_of(session) + BACKOFF * (2 ** min(claimed.attempt - 1, 8))
    values = {"state": state, "run_at": run_at, "error": error[:2000], "lease_until": None, "token": None}
    return state if _changed(session, _held(claimed).values(**values)) else None


def extend(session: Session, claimed: Claim, *, done: int | None = None, of: int | None = None) -> bool:
    """Keep the lease of long work alive and note its progress."""
    values: dict[str, Any] = {"lease_until": clock_of(session) + LEASE}
    if done is not None:
        values["done_units"] = done
    if of is not None:
        values["all_units"] = of
    return _changed(session, _held(claimed).values(**values))


def count_waiting(session: Session) -> int:
    """Count jobs that are due and not yet taken."""
    return session.scalar(select(func.count()).where(Job.state == JobState.QUEUED, Job.run_at <= now())) or 0


def oldest_waiting(session: Session) -> datetime | None:
    """Return since when the longest waiting of the due jobs has been due."""
    waiting = select(Job.run_at).where(Job.state == JobState.QUEUED, Job.run_at <= now())
    return session.scalar(waiting.order_by(Job.run_at).limit(1))


def count_by_state(session: Session) -> dict[JobState, int]:
    """Count all jobs by state."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state))
    return {row[0]: row[1] for row in rows}


def try_again(session: Session, job_id: int) -> bool:
    """Put a failed job back into the queue with fresh attempts."""
    values = {"state": JobState.QUEUED, "attempts": 0, "run_at": now(), "error": None}
    again = update(Job).where(Job.id == job_id, Job.state == JobState.FAILED).values(**values).returning(Job.id)
    return session.execute(again.execution_options(synchronize_session=False)).first() is not None


def prune(session: Session, *, before: datetime) -> int:
    """Forget jobs done before a moment; their effects and the watermarks of schedules stay."""
    done = delete(Job).where(Job.state == JobState.DONE, Job.finished_at < before).returning(Job.id)
    return len(session.execute(done.execution_options(synchronize_session=False)).all())
