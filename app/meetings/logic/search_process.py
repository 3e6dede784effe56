"""The search in a process of its own: it can be watched, and stopped at once with the best plan so far in hand.

Read as a program, this module takes tasks from standard input, one JSON line each, and answers in JSON lines.
"""

import json
import sys
from collections.abc import Generator
from dataclasses import asdict
from time import monotonic
from typing import Final

from app.meetings.logic.engine.processes import Message, Pool
from app.meetings.logic.instance import Assignment, Frame, Instance, Participant, Place, Wanted
from app.meetings.logic.levels import PlanLevel, Score
from app.meetings.logic.search import Found, Task, search

PULSE: Final = 0.25
GRACE: Final = 2.0
PATIENCE: Final = 90.0


class SearchDied(Exception):
    """The process ended before it had an answer."""


def as_message(task: Task) -> Message:
    """A task as JSON."""
    instance = asdict(task.instance)
    for each in instance["participants"]:
        each["unavailable"] = sorted(each["unavailable"])
    for each in instance["places"]:
        each["closed"] = sorted(each["closed"])
    return {
        "instance": instance, "levels": list(task.levels), "seconds": task.seconds, "seed": task.seed,
        "before": sorted(task.before.items()),
    }  # fmt: skip


def as_task(message: Message) -> Task:
    """The task of a message."""
    data = message["instance"]
    frame = data["frame"]
    instance = Instance(
        name=data["name"],
        frame=Frame(
            count=frame["count"], sessions=tuple((name, first, last) for name, first, last in frame["sessions"]),
            days=tuple((first, last) for first, last in frame["days"]),
        ),
        participants=tuple(
            Participant(**each | {"unavailable": frozenset(each["unavailable"])}) for each in data["participants"]
        ),
        meetings=tuple(Wanted(**each | {"after": tuple(each["after"])}) for each in data["meetings"]),
        places=tuple(Place(**each | {"closed": frozenset(each["closed"])}) for each in data["places"]),
    )  # fmt: skip
    return Task(
        instance=instance, levels=tuple(PlanLevel(each) for each in message["levels"]), seconds=message["seconds"],
        seed=message["seed"], before=dict(message["before"]),
    )  # fmt: skip


def _as_line(found: Found) -> Message:
    return {
        "seconds": found.seconds, "stage": found.stage,
        "rows": [[row.meeting, row.slot, row.place] for row in found.rows],
        "scores": {level.value: [score.value, score.bound] for level, score in found.scores.items()},
    }  # fmt: skip


def _as_found(line: Message) -> Found:
    return Found(
        seconds=line["seconds"], stage=PlanLevel(line["stage"]) if line["stage"] else None,
        rows=tuple(Assignment(*row) for row in line["rows"]),
        scores={PlanLevel(level): Score(*score) for level, score in line["scores"].items()},
    )  # fmt: skip


_WORKERS: Final = Pool("app.meetings.logic.search_process")


def searching(task: Task) -> Generator[Found | None]:
    """Give every better plan as it comes, and nothing about four times a second; close the iterator to stop.

    The last plan given is the answer. Time counts from the moment the process has the task, since on a busy machine it
    takes a while to start; one that does not end in time is ended.
    """
    worker = _WORKERS.ask(as_message(task))
    until, is_done = monotonic() + task.seconds + GRACE + PATIENCE, False
    try:
        while not is_done and monotonic() < until:
            line = worker.next(PULSE)
            if not worker.is_alive:
                raise SearchDied
            if line is None or line.get("begun"):
                until = until if line is None else monotonic() + task.seconds + GRACE
                yield None
                continue
            is_done = bool(line.get("done"))
            if not is_done:
                yield _as_found(line)
    finally:
        if is_done:
            _WORKERS.keep(worker)
        else:
            worker.end()


def say(message: Message) -> None:
    """Write one line to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Search until the parent closes the pipe."""
    for line in sys.stdin:
        say({"begun": True})
        search(as_task(json.loads(line)), lambda found: say(_as_line(found)))
        say({"done": True})


if __name__ == "__main__":
    main()
