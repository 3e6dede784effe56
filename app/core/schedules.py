"""Schedules: moments that become jobs, each exactly once, whoever is alive at the time.

Every worker ticks. A tick locks the watermark of a schedule, puts in one job per slot from there to now, and moves the
watermark in the same transaction; the key of the job names the slot. So no leader is needed, and nothing is missed or
doubled when a worker dies (docs/operations.md).
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import CHINA, now
from app.core.db import Base
from app.core.queue import clock_of, enqueue

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORGOTTEN = timedelta(days=31)


class ScheduleMark(Base):
    """Up to which moment the slots of one schedule have been turned into jobs."""

    __tablename__ = "schedule_mark"
    name: Mapped[str] = mapped_column(primary_key=True)
    watermark: Mapped[datetime]


class WorkerBeat(Base):
    """The last sign of life of a worker process."""

    __tablename__ = "worker_beat"
    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


@dataclass(frozen=True)
class Schedule:
    """A job of one kind at regular moments: `every` so often, or by a `cron` line in China's time.

    `catch_up` is how many missed slots are made up for after an outage; older ones are dropped. One is right for work
    that looks at the present state anyway.
    """

    name: str
    kind: str
    every: timedelta | None = None
    cron: str | None = None
    catch_up: int = 1
    payload: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a schedule that has no rhythm, or two."""
        if (self.every is None) is (self.cron is None):
            raise ValueError(f"schedule {self.name}: give either every or cron")

    def slots(self, after: datetime, until: datetime) -> list[datetime]:
        """Return the slots after a moment and up to another, at most the last `catch_up` of them."""
        after = max(after, until - FORGOTTEN)
        found = self._every(after) if self.every else self._cron(after)
        kept: deque[datetime] = deque(maxlen=self.catch_up)
        for slot in found:
            if slot > until:
                break
            kept.append(slot)
        return list(kept)

    def _every(self, after: datetime) -> Iterator[datetime]:
        step = self.every or FORGOTTEN
        slot = EPOCH + step * ((after - EPOCH) // step)
        while True:
            slot += step
            yield slot

    def _cron(self, after: datetime) -> Iterator[datetime]:
        trigger = CronTrigger.from_crontab(self.cron, timezone=CHINA)
        slot = after
        while found := trigger.get_next_fire_time(None, slot + timedelta(microseconds=1)):
            slot = found.astimezone(UTC)
            yield slot


def due_schedules(session: Session, schedules: Iterable[Schedule]) -> list[Schedule]:
    """Return the schedules with a slot since their watermark, and those seen for the first time; locks nothing."""
    marks = {mark.name: mark.watermark for mark in session.scalars(select(ScheduleMark))}
    moment = clock_of(session)
    return [each for each in schedules if each.name not in marks or each.slots(marks[each.name], moment)]


def tick(session: Session, schedule: Schedule) -> int:
    """Turn the slots since the watermark into jobs and move it; a new schedule starts now."""
    moment = clock_of(session)
    mark = session.scalar(select(ScheduleMark).where(ScheduleMark.name == schedule.name).with_for_update())
    if mark is None:
        session.add(ScheduleMark(name=schedule.name, watermark=moment))
        return 0
    session.refresh(mark)
    slots = schedule.slots(mark.watermark, moment)
    for slot in slots:
        payload = {**schedule.payload, "slot": slot.isoformat()}
        enqueue(session, schedule.kind, payload, dedupe_key=f"schedule:{schedule.name}:{slot.isoformat()}")
    mark.watermark = max(mark.watermark, moment)
    return len(slots)


def beat(session: Session, name: str) -> None:
    """Note that a worker is alive."""
    session.merge(WorkerBeat(name=name, seen_at=now()))


def last_beat(session: Session) -> datetime | None:
    """Return when any worker was last seen."""
    return session.scalar(select(WorkerBeat.seen_at).order_by(WorkerBeat.seen_at.desc()).limit(1))
