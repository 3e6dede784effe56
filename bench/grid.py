"""The planner's pages at a large fair: publishing, pages, and the grid of people × slots in Chromium, frame by frame.

    python bench/grid.py [--people 2000] [--seconds 30] [--folder DIR] [--only publish pages grid]

A fair of bench/events.py is put into a database, planned twice as the worker plans it, and the first plan is published,
then the second. Printed: seconds and statements of publishing (the service call alone), of each page with its size, and
for the grid while it scrolls and while a meeting is dragged the 95th percentile of the time between frames beside the
processor time of the page's main thread in a frame (all of it, and its scripts; this does not depend on what else the
machine does). A drag also counts how often the clash of the column under the pointer was not shown within the same
frame. Goals: 33 ms a frame (30 a second), no late clash. With `--folder` the database is kept and used again.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy import select

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.accounts.models import Account  # noqa: E402 -- the path comes first
from app.accounts.service import start_sign_in  # noqa: E402
from app.core.db import Base, database  # noqa: E402
from app.events.queries.events import get_event  # noqa: E402
from app.factory import create_app  # noqa: E402
from app.meetings.models import MeetingPlan  # noqa: E402
from app.meetings.service.planning import publish_plan  # noqa: E402
from bench.fair import INVESTOR, ORGANISER, SLUG, TEAM, build_fair, organiser_of_fair, plan_fair  # noqa: E402
from bench.grid_frames import measure_grid  # noqa: E402
from bench.usage import processor_seconds  # noqa: E402
from tests.conftest import make_config  # noqa: E402

PARTS = ("publish", "pages", "grid")
BASE = f"/events/{SLUG}/manage/meetings"


@dataclass
class Cost:
    """What a piece of work took."""

    seconds: float = 0.0
    processor: float = 0.0
    statements: int = 0

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.seconds:7.2f} s ({self.processor:6.2f} s of a processor), {self.statements:6d} statements"


def main() -> int:
    """Build, plan and measure; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2000, choices=(500, 2000, 10000))
    parser.add_argument("--seconds", type=int, default=30, help="for each of the two plans")
    parser.add_argument("--folder", type=Path, help="keep the database here, and use it again")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--profile", action="store_true", help="say where publishing spends its time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        is_new = not (folder / "fair.db").exists()
        app = create_app(make_config(folder, f"sqlite:///{folder / 'fair.db'}", log_level="ERROR"))
        with app.app_context():
            if is_new:
                enter(options.people, options.seconds)
            publish_both(is_profiled=options.profile) if "publish" in options.only else None
        if "pages" in options.only:
            look_at_pages(app)
        missed = "grid" in options.only and not show_grid(app)
        with app.app_context():
            database.session.remove()
            database.engine.dispose()
    return int(missed)


def enter(people: int, seconds: int) -> None:
    """Build the fair and plan it twice."""
    Base.metadata.create_all(database.engine)
    with measured() as cost, database.transaction() as session:
        build_fair(session, people)
    print(f"{'fair entered':34}{cost}", flush=True)
    for number, name in enumerate(("one", "two")):
        with measured() as cost:
            plan_id = plan_fair(name=name, seconds=seconds, seed=number)
        plan = database.session().get_one(MeetingPlan, plan_id)
        print(f"{f'plan {name}: {len(plan.assignments)} meetings':34}{cost}", flush=True)
        database.session.remove()


def publish_both(*, is_profiled: bool) -> None:
    """Publish every version that is ready, oldest first; the second moves most of what the first has set."""
    session = database.session()
    ready = session.scalars(select(MeetingPlan.id).where(MeetingPlan.status == "ready").order_by(MeetingPlan.id)).all()
    database.session.remove()
    for plan_id in ready:
        profile = cProfile.Profile()
        with measured() as cost, database.transaction() as session:
            event, actor = get_event(session, SLUG), organiser_of_fair(session)
            if is_profiled:
                profile.enable()
            done = publish_plan(session, actor, event=event, plan_id=plan_id)
            profile.disable()
        words = f"published: +{len(done.added)} ~{len(done.moved)} -{len(done.dropped)} !{len(done.clashes)}"
        print(f"{words:34}{cost}", flush=True)
        if is_profiled:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(25)


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure what happens inside: time, processor, statements."""
    cost, start, processor = Cost(), time.perf_counter(), processor_seconds()

    def count(*_said: object) -> None:
        cost.statements += 1

    listening.listen(database.engine, "before_cursor_execute", count)
    try:
        yield cost
    finally:
        listening.remove(database.engine, "before_cursor_execute", count)
        cost.seconds, cost.processor = time.perf_counter() - start, processor_seconds() - processor


def look_at_pages(app: Flask) -> None:
    """Open each page twice, and print the second time."""
    with app.app_context():
        plan_id = database.session().scalar(select(MeetingPlan.id).order_by(MeetingPlan.id.desc()).limit(1))
    pages = {
        ORGANISER: (
            BASE, f"{BASE}/plans/{plan_id}", f"{BASE}/compare", f"{BASE}/timetable", f"{BASE}/print", f"{BASE}/grid",
            f"{BASE}/grid.json", f"{BASE}/day", f"{BASE}/changes", f"{BASE}/changes/1", f"{BASE}/replan",
        ),
        TEAM: (f"/events/{SLUG}/my-plan", "/my/meetings", "/start"),
        INVESTOR: (f"/events/{SLUG}/my-plan", "/my/meetings", "/start"),
    }  # fmt: skip
    for email, addresses in pages.items():
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = sign_in(app, email), True
        for address in addresses:
            for _twice in range(2):
                with app.app_context(), measured() as cost:
                    answer = client.get(address)
            words = f"{answer.status_code} {address.replace(f'/events/{SLUG}', '…')}"
            print(f"{words:34}{cost}, {len(answer.data) / 1024:7.0f} kB", flush=True)


def sign_in(app: Flask, email: str) -> str:
    """Open a sign-in and return the secret that names it."""
    with app.app_context(), database.transaction() as session:
        return start_sign_in(session, session.scalars(select(Account).where(Account.email == email)).one())


def show_grid(app: Flask) -> bool:
    """Measure the grid and tell whether it is fluid enough."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = sign_in(app, ORGANISER), True
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if kept is None:
        raise RuntimeError("the browser has no session")
    return measure_grid(app, f"{BASE}/grid", (kept.key, kept.value))


if __name__ == "__main__":
    sys.exit(main())
