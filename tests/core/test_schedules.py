"""Moments become jobs exactly once, whoever is killed meanwhile."""

import itertools
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.clock import CHINA, in_minutes, now
from app.core.db import database
from app.core.queue import Job
from app.core.runner import tick_all
from app.core.schedules import EPOCH, Schedule, ScheduleMark, beat, due_schedules, last_beat, tick
from config import ROOT
from tests.core.conftest import BOTH

both = pytest.mark.parametrize("own_url", BOTH, indirect=True)
NOON = datetime(2030, 6, 17, 4, 0, tzinfo=UTC)
MINUTELY = Schedule("minutely", "work", every=timedelta(minutes=1), catch_up=1000)


def slots_of(name: str) -> list[str]:
    """The slots that became jobs, by their keys."""
    keys = database.session.scalars(select(Job.dedupe_key).where(Job.kind == "work").order_by(Job.id))
    return [key.removeprefix(f"schedule:{name}:") for key in keys if key]


def mark(name: str, moment: datetime) -> None:
    """Set a watermark."""
    with database.transaction() as session:
        session.merge(ScheduleMark(name=name, watermark=moment))


@pytest.mark.parametrize("rhythm", [{}, {"every": timedelta(hours=1), "cron": "0 3 * * *"}])
def test_a_schedule_has_one_rhythm(rhythm: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either every or cron"):
        Schedule("x", "work", **rhythm)  # type: ignore[arg-type]


def test_cron_lines_speak_the_time_of_china() -> None:
    schedule = Schedule("nightly", "work", cron="15 3 * * *", catch_up=3)
    slots = schedule.slots(NOON, NOON + timedelta(days=2))
    assert [slot.astimezone(CHINA).isoformat() for slot in slots] == [
        "2030-06-18T03:15:00+08:00",
        "2030-06-19T03:15:00+08:00",
    ]


def test_after_an_outage_only_the_last_slots_are_made_up_for() -> None:
    schedule = Schedule("hourly", "work", every=timedelta(hours=1), catch_up=2)
    assert schedule.slots(NOON, NOON + timedelta(hours=9)) == [NOON + timedelta(hours=8), NOON + timedelta(hours=9)]


def test_a_slot_is_never_the_moment_of_the_watermark_itself() -> None:
    assert MINUTELY.slots(NOON, NOON) == []
    assert MINUTELY.slots(NOON - timedelta(minutes=1), NOON) == [NOON]


def test_ages_ago_is_forgotten() -> None:
    slots = Schedule("daily", "work", every=timedelta(days=1), catch_up=1000).slots(EPOCH, NOON)
    assert len(slots) == 31


@given(
    cuts=st.lists(st.integers(0, 10_000), min_size=1, max_size=20),
    every=st.integers(1, 700).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_however_the_time_is_cut_no_slot_is_missed_or_doubled(cuts: list[int], every: timedelta) -> None:
    schedule = Schedule("x", "work", every=every, catch_up=100_000)
    moments = [NOON, *(NOON + timedelta(seconds=cut) for cut in sorted(cuts))]
    pieces = [slot for after, until in itertools.pairwise(moments) for slot in schedule.slots(after, until)]
    assert pieces == schedule.slots(NOON, moments[-1])


@both
def test_a_new_schedule_starts_now(core_app: Flask) -> None:
    assert tick_all([MINUTELY]) == 0
    assert slots_of("minutely") == []
    assert abs(database.session.scalars(select(ScheduleMark.watermark)).one() - now()) < timedelta(seconds=10)


@both
def test_every_slot_since_the_watermark_becomes_one_job(core_app: Flask) -> None:
    mark("minutely", in_minutes(-5))
    assert tick_all([MINUTELY]) == 5
    assert tick_all([MINUTELY]) == 0
    slots = slots_of("minutely")
    assert len(set(slots)) == 5
    job = database.session.scalars(select(Job).limit(1)).one()
    assert (job.kind, job.payload) == ("work", {"slot": slots[0]})


@both
def test_a_watermark_that_was_set_back_doubles_nothing(core_app: Flask) -> None:
    mark("minutely", in_minutes(-5))
    tick_all([MINUTELY])
    mark("minutely", in_minutes(-10))
    tick_all([MINUTELY])
    assert max(Counter(slots_of("minutely")).values()) == 1
    assert len(slots_of("minutely")) == 10


def test_a_clock_that_runs_back_moves_no_watermark(core_app: Flask) -> None:
    tick_all([MINUTELY])
    before = database.session.scalars(select(ScheduleMark.watermark)).one()
    database.session.rollback()
    with time_machine.travel(in_minutes(-60)), database.transaction() as session:
        assert tick(session, MINUTELY) == 0
    assert database.session.scalars(select(ScheduleMark.watermark)).one() == before


def test_looking_for_what_is_due_takes_no_lock(core_app: Flask) -> None:
    mark("minutely", in_minutes(-2))
    session = database.session()
    assert due_schedules(session, [MINUTELY, Schedule("new", "work", cron="0 0 1 1 *")]) != []
    assert not session.dirty
    assert slots_of("minutely") == []


def test_a_worker_is_seen_by_its_last_beat(core_app: Flask) -> None:
    assert last_beat(database.session()) is None
    for name in ("one:1", "two:2", "one:1"):
        with database.transaction() as session:
            beat(session, name)
    seen = last_beat(database.session())
    assert seen is not None
    assert now() - seen < timedelta(seconds=10)


def start_ticking(url: str) -> subprocess.Popen[bytes]:
    """Start one more process that ticks, and wait until it does."""
    command = [sys.executable, "-m", "tests.core.processes", "tick", url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def stop_at_once(process: subprocess.Popen[bytes]) -> None:
    """Kill a process in the middle of whatever it does."""
    with process:
        process.kill()


@pytest.mark.slow
@both
def test_no_slot_is_missed_or_doubled_when_random_processes_are_killed(core_app: Flask, own_url: str) -> None:
    chance = random.Random(7)
    mark("fast", now())
    crowd = [start_ticking(own_url) for _ in range(2)]
    try:
        for _ in range(3):
            time.sleep(chance.uniform(0.2, 0.8))
            stop_at_once(crowd.pop(chance.randrange(len(crowd))))
            crowd.append(start_ticking(own_url))
        time.sleep(0.5)
    finally:
        for process in crowd:
            stop_at_once(process)
    slots = [datetime.fromisoformat(slot) for slot in slots_of("fast")]
    gaps = Counter((after - before).total_seconds() for before, after in itertools.pairwise(slots))
    assert gaps == {0.25: len(slots) - 1}
    assert len(slots) > 8
