"""Waking workers over Redis: who puts a job in says so, and who runs jobs hurries.

Redis carries nothing but the nudge. Without it, workers look for themselves twice a second.
"""

import threading
import time
from collections.abc import Callable

import redis
import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

CHANNEL = "luyan:jobs"
PAUSE_SECONDS = 10.0
log = structlog.get_logger("wakeup")


def listen(
    url: str,
    wake: Callable[[], None],
    ended: threading.Event,
    *,
    pause: float = PAUSE_SECONDS,
    channel: str = CHANNEL,
) -> None:
    """Wake whenever somebody says so on a channel, until ended; come back after a pause when Redis is away."""
    while not ended.is_set():
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=3) as client, client.pubsub() as heard:
                heard.subscribe(channel)
                wake()  # for what was put in while nobody listened
                while not ended.is_set():
                    if heard.get_message(ignore_subscribe_messages=True, timeout=1.0):
                        wake()
        except redis.RedisError as error:
            log.warning("redis is away", error=str(error))
            ended.wait(pause)


class Announcer:
    """Says on Redis that there is something new; after a failure it keeps quiet for a while: nobody waits for it."""

    def __init__(self, url: str, channel: str = CHANNEL) -> None:
        """Keep a client that never waits long."""
        self._channel = channel
        self._client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._quiet_until = 0.0

    def after_commit(self, session: Session) -> None:
        """Tell the workers, once the outermost transaction with jobs in it is committed."""
        if session.in_nested_transaction() or not session.info.pop("woken", False):
            return
        self.say()

    def say(self) -> None:
        """Nudge whoever listens on the channel."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            self._client.publish(self._channel, "new")
        except redis.RedisError as error:
            self._quiet_until = time.monotonic() + PAUSE_SECONDS
            log.warning("redis is away", error=str(error))


def announce_on(url: str) -> Announcer:
    """Say on Redis after each commit of this process that put jobs in."""
    announcer = Announcer(url)
    event.listen(Session, "after_commit", announcer.after_commit)
    return announcer
