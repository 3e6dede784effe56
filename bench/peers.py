"""Other planners in processes of their own: the same event as a file, the same seconds, the same judge."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Final

from app.meetings.logic.engine.tables import seat
from app.meetings.logic.exchange import write_instance
from app.meetings.logic.instance import Assignment, Instance

ROOT: Final = Path(__file__).resolve().parent.parent
GRACE: Final = 120.0  # for starting up, which takes long on a busy machine
PEERS: Final = {"clingo": "bench.by_clingo", "timefold": "bench.by_timefold"}
Planned = tuple[list[Assignment], float]


def plan_with(module: str, instance: Instance, *, limit: float) -> Planned:
    """The last plan a planner told within its time; none when it told nothing, or when there are no tables for it.

    Starting up and reading the question counts as its time on the clock, but is not taken from its search.
    """
    started = monotonic()
    command = (sys.executable, "-m", module, str(limit))
    try:
        done = subprocess.run(
            command, cwd=ROOT, input=write_instance(instance), capture_output=True, text=True,
            timeout=limit + GRACE, check=False,
        )  # fmt: skip
        told = done.stdout
    except subprocess.TimeoutExpired as late:
        told = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
    plans = [line for line in told.splitlines() if line.endswith("]]")]
    slots = dict(json.loads(plans[-1])) if plans else {}
    return seat(instance, slots) or [], monotonic() - started


def installed(limit: float) -> dict[str, Callable[[Instance], Planned]]:
    """The planners that are here; one line for each that is not."""
    for name in PEERS:
        if find_spec(name) is None:
            print(f"{name} is not installed (bench/requirements-planner.txt) and left out")
    return {name: partial(plan_with, module, limit=limit) for name, module in PEERS.items() if find_spec(name)}
