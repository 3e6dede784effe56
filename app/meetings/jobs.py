"""Meetings in the background: the planner, requests that expire, meetings that begin and end."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.db import database
from app.core.queue import Handler, Steps
from app.core.schedules import Schedule
from app.events.queries.events import get_event_by_id
from app.meetings.logic.check import Violation, violations
from app.meetings.logic.levels import PlanLevel, Score
from app.meetings.logic.obstacles import Explained, explain_all
from app.meetings.logic.search import Found, Task
from app.meetings.logic.search_process import searching
from app.meetings.logic.what_if import WhatIf, changed, gain, worth_only
from app.meetings.models import MeetingPlan
from app.meetings.queries.planning import Question, build_question, find_run
from app.meetings.service.day import expire_requests, turn_clock
from app.meetings.service.moving import expire_moves
from app.meetings.service.running import JOB, finish_plan, is_stop_asked, note_failure, note_progress
from app.meetings.service.weighing import JOB as WEIGHING
from app.meetings.service.weighing import note_answers

NOTE_EVERY: Final = 0.8
WEIGH_SECONDS: Final = 6.0


@dataclass(frozen=True)
class Begun:
    """A question and how to search it."""

    plan_id: int
    question: Question
    task: Task


@dataclass(frozen=True)
class Answered:
    """A question, the best plan found, why wishes are left out, and what the independent judge says about it."""

    question: Question
    found: Found
    explained: list[Explained]
    broken: list[Violation]


def begin_plan(session: Session, payload: dict[str, Any]) -> Begun | None:
    """Read what the planner has to know."""
    row, run = session.get(MeetingPlan, payload["plan_id"]), find_run(session, payload["plan_id"])
    if row is None or run is None or row.status != "queued":
        return None
    event = get_event_by_id(session, payload["event_id"])
    question = build_question(session, event, is_for_everybody=run.is_for_everybody)
    levels = tuple(PlanLevel(each) for each in run.levels)
    task = Task(
        instance=question.instance, levels=levels, seconds=float(run.seconds), seed=run.seed, before=question.standing
    )
    return Begun(row.id, question, task)


def work_out(begun: Begun) -> Answered:
    """Search without holding the database, noting the progress now and then, and let the judge look at the result."""
    found = _follow(begun)
    instance = begun.question.instance
    return Answered(begun.question, found, explain_all(instance, found.rows), violations(instance, found.rows))


def _follow(begun: Begun) -> Found:
    """The last plan reported until the search is over or somebody stops it."""
    best, noted, last = Found(seconds=0.0, stage=None), 0.0, 0.0
    steps = searching(begun.task)
    for step in steps:
        best = step or best
        if monotonic() - last < NOTE_EVERY or not best.scores:
            continue
        last = monotonic()
        if _note(begun.plan_id, best if best.seconds > noted else None):
            steps.close()
            break
        noted = best.seconds
    return best


def _note(plan_id: int, found: Found | None) -> bool:
    """Write the progress down, in a transaction of its own; answers whether to stop."""
    with database.transaction() as session:
        if found is None:
            return is_stop_asked(session, plan_id)
        return note_progress(session, plan_id=plan_id, found=found)


def end_plan(session: Session, payload: dict[str, Any], outcome: Answered) -> None:
    """Keep the plan."""
    finish_plan(
        session, plan_id=payload["plan_id"], question=outcome.question, found=outcome.found,
        explained=outcome.explained, broken=outcome.broken,
    )  # fmt: skip


def fail_plan(session: Session, payload: dict[str, Any], _error: str, final: bool) -> None:  # noqa: FBT001 -- the queue calls it so
    """Tell the organiser that no plan came of it."""
    if final:
        note_failure(session, plan_id=payload["plan_id"])


def begin_weighing(session: Session, payload: dict[str, Any]) -> Begun | None:
    """Read the event as it stands."""
    plan = session.get(MeetingPlan, payload["plan_id"])
    if plan is None or (plan.measures.get("what_if") or {}).get("state") != "queued":
        return None
    run = find_run(session, plan.id)
    event = get_event_by_id(session, payload["event_id"])
    question = build_question(session, event, is_for_everybody=run is not None and run.is_for_everybody)
    return Begun(plan.id, question, Task(instance=worth_only(question.instance), seconds=WEIGH_SECONDS))


def weigh(begun: Begun) -> list[dict[str, Any]]:
    """Plan the event as it is and after each change, and compare; each answer is kept as soon as it is there."""
    rows: list[dict[str, Any]] = []
    now = _worth(begun.task)
    for what in WhatIf:
        instance = changed(begun.task.instance, what)
        if instance is None:
            continue
        then = _worth(replace(begun.task, instance=instance))
        found = gain(now[0], then[0], can_lose=what is WhatIf.ONE_TABLE_LESS)
        rows.append({"what": what.value, **asdict(found), "planned": [now[1], then[1]]})
        with database.transaction() as session:
            note_answers(session, plan_id=begun.plan_id, rows=rows, state="queued")
    return rows


def _worth(task: Task) -> tuple[Score, int]:
    """The worth of the best plan with its bound, and how many meetings it holds; other aims are not waited for."""
    best = Found(seconds=0.0, stage=None)
    steps = searching(task)
    for step in steps:
        if step is not None and step.stage not in {PlanLevel.MUST_MEET, PlanLevel.WEIGHT} and best.scores:
            steps.close()
            break
        best = step or best
    return best.scores.get(PlanLevel.WEIGHT, Score(0)), len(best.rows)


def end_weighing(session: Session, payload: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Keep all answers."""
    note_answers(session, plan_id=payload["plan_id"], rows=rows, state="done")


def fail_weighing(session: Session, payload: dict[str, Any], _error: str, final: bool) -> None:  # noqa: FBT001 -- the queue calls it so
    """Say that no answer came."""
    if final:
        note_answers(session, plan_id=payload["plan_id"], rows=[], state="failed")


def expire_meeting_requests(session: Session, _payload: dict[str, Any]) -> dict[str, Any]:
    """Close requests that nobody answered in time."""
    return {"expired": len(expire_requests(session))}


def expire_move_requests(session: Session, _payload: dict[str, Any]) -> dict[str, Any]:
    """Close requests to move a meeting that nobody answered in time."""
    return {"expired": expire_moves(session)}


def turn_meeting_clock(session: Session, _payload: dict[str, Any]) -> dict[str, Any]:
    """Let meetings begin and end."""
    return {"moved": turn_clock(session)}


JOBS: Final[dict[str, Handler]] = {
    JOB: Steps(begin=begin_plan, work=work_out, end=end_plan, failed=fail_plan),
    WEIGHING: Steps(begin=begin_weighing, work=weigh, end=end_weighing, failed=fail_weighing),
    "expire_meeting_requests": expire_meeting_requests,
    "expire_move_requests": expire_move_requests,
    "turn_meeting_clock": turn_meeting_clock,
}
SCHEDULES: Final = (
    Schedule("expire_meeting_requests", "expire_meeting_requests", every=timedelta(minutes=10)),
    Schedule("expire_move_requests", "expire_move_requests", every=timedelta(minutes=1)),
    Schedule("turn_meeting_clock", "turn_meeting_clock", every=timedelta(minutes=1)),
)
