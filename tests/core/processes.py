"""Processes that tests start beside their own: python -m tests.core.processes tick|add|count|tell <database or folder>.

They know nothing but core, so they start in no time.
"""

import base64
import sys
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.core import monitor
from app.core.db import database
from app.core.numbers import NumberSeries
from app.core.runner import safely, tick_all
from app.core.schedules import Schedule
from app.core.secrets import use_key
from app.core.web import protect
from config import Config

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
FAST = Schedule("fast", "work", every=timedelta(seconds=0.25), catch_up=1000)


def core_on(url: str) -> Flask:
    """Build an application of nothing but core."""
    app = Flask("core")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 20}, DEMO_MODE=False)
    use_key(KEY)
    database.bind_app(app)
    return app


def tick(url: str) -> None:
    """Do nothing but tick, until killed."""
    app = core_on(url)
    say("ready")
    while True:
        safely(app, lambda: tick_all([FAST]))


def add(url: str, times: int = 25) -> None:
    """Read a number, think, and write it one higher, many times."""
    app = core_on(url)
    for _ in range(times):
        with app.app_context(), database.transaction() as session:
            session.scalars(select(NumberSeries).with_for_update()).one().last += 1


def count(folder: str, *, tell: bool) -> None:
    """Answer three requests, and tell what all processes of the folder have counted."""
    url = f"sqlite:///{folder}/numbers.db"
    app = core_on(url)
    app.extensions["luyan_config"] = Config(
        _env_file=None, secret_key="s" * 40, data_key=KEY, database_url=url, data_dir=Path(folder),  # type: ignore[arg-type, call-arg]
        prometheus_multiproc_dir=Path(folder),
    )  # fmt: skip
    protect(app)
    monitor.measure_requests(app)
    app.register_blueprint(monitor.bp)
    for _ in range(3):
        app.test_client().get("/healthz")
    say(app.test_client().get("/metrics").text if tell else "")


def say(words: str) -> None:
    """Tell whoever started us, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    what, where = sys.argv[1:3]
    if what == "tick":
        tick(where)
    elif what == "add":
        add(where)
    else:
        count(where, tell=what == "tell")
