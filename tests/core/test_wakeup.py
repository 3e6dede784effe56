"""Redis only wakes workers: with it they hurry, without it they still do everything."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.core import queue, runner
from app.core.db import database
from app.core.queue import Job, JobState
from app.core.runner import Work, Worker
from app.core.wakeup import CHANNEL, Announcer, announce_on, listen
from tests.core.conftest import BOTH
from tests.core.work import put, wait_for

NOBODY_THERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def announcing() -> Iterator[Callable[[str], Announcer]]:
    """Announce on some Redis, and stop doing so afterwards."""
    made: list[Announcer] = []

    def announce(url: str) -> Announcer:
        made.append(announce_on(url))
        return made[-1]

    yield announce
    for announcer in made:
        event.remove(Session, "after_commit", announcer.after_commit)


def state(job_id: int) -> JobState:
    """Where a job stands now."""
    database.session.rollback()
    return database.session.scalars(select(Job.state).where(Job.id == job_id)).one()


@pytest.mark.redis
@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_a_worker_is_woken_when_a_job_is_committed(
    core_app: Flask, redis_url: str, announcing: Callable[[str], Announcer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "IDLE_SECONDS", 60)
    announcing(redis_url)
    worker = Worker(core_app, Work({"work": lambda *_: None}), threads=1, redis_url=redis_url)
    worker.start()
    try:
        with redis.Redis.from_url(redis_url) as client:
            assert wait_for(lambda: client.pubsub_numsub(CHANNEL)[0][1] == 1)
        time.sleep(0.5)  # the runner sleeps now, and would for a minute
        job_id = put()
        assert wait_for(lambda: state(job_id) is JobState.DONE, seconds=10)
    finally:
        worker.stop()


@pytest.mark.redis
def test_nothing_is_said_before_the_commit_or_of_what_was_undone(
    core_app: Flask, redis_url: str, announcing: Callable[[str], Announcer]
) -> None:
    announcing(redis_url)
    with redis.Redis.from_url(redis_url) as client, client.pubsub() as channel:
        channel.subscribe(CHANNEL)
        assert channel.get_message(timeout=5)["type"] == "subscribe"

        def heard() -> bool:
            return channel.get_message(timeout=0.2) is not None

        with database.transaction() as session:
            with session.begin_nested():
                queue.enqueue(session, "work", {})
            assert not heard()
        assert heard()
        with database.transaction() as session:
            session.execute(select(1))
        assert not heard()


@pytest.mark.redis
def test_losing_redis_does_not_stop_the_work(
    core_app: Flask, redis_url: str, announcing: Callable[[str], Announcer]
) -> None:
    announcing(redis_url)
    worker = Worker(core_app, Work({"work": lambda *_: None}), threads=1, redis_url=redis_url)
    worker.start()
    try:
        with redis.Redis.from_url(redis_url) as client:
            assert wait_for(lambda: client.pubsub_numsub(CHANNEL)[0][1] == 1)
            for each in client.client_list(_type="pubsub"):
                client.client_kill_filter(_id=each["id"])
        job_id = put()
        assert wait_for(lambda: state(job_id) is JobState.DONE)
    finally:
        assert worker.stop()


@pytest.mark.redis
def test_a_listener_comes_back_after_redis_was_away(redis_url: str) -> None:
    woken, ended = threading.Semaphore(0), threading.Event()
    thread = threading.Thread(target=listen, args=(redis_url, woken.release, ended), kwargs={"pause": 0.05})
    thread.start()
    try:
        assert woken.acquire(timeout=10)  # what came before anybody listened
        with redis.Redis.from_url(redis_url) as client:
            for each in client.client_list(_type="pubsub"):
                client.client_kill_filter(_id=each["id"])
            assert woken.acquire(timeout=10)
            client.publish(CHANNEL, "jobs")
            assert woken.acquire(timeout=10)
    finally:
        ended.set()
        thread.join()


def test_without_redis_jobs_are_put_in_and_run_all_the_same(
    core_app: Flask, announcing: Callable[[str], Announcer], capsys: pytest.CaptureFixture[str]
) -> None:
    announcing(NOBODY_THERE)
    worker = Worker(core_app, Work({"work": lambda *_: None}), threads=1, redis_url=NOBODY_THERE)
    worker.start()
    try:
        jobs = [put() for _ in range(3)]
        assert wait_for(lambda: all(state(job_id) is JobState.DONE for job_id in jobs))
    finally:
        assert worker.stop()


def test_after_a_failure_nobody_waits_for_redis_again_for_a_while(
    core_app: Flask, announcing: Callable[[str], Announcer], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []
    announcer = announcing(NOBODY_THERE)

    def publish(*_: object) -> None:
        tried.append(1)
        raise redis.ConnectionError("away")

    monkeypatch.setattr(announcer._client, "publish", publish)
    for _ in range(3):
        put()
    assert len(tried) == 1
