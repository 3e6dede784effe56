"""Asking the planner, following its search, and keeping what it found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox, queue
from app.core.clock import now
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.meetings.facts import PlanMade
from app.meetings.logic.check import Violation
from app.meetings.logic.explain import Unplanned
from app.meetings.logic.levels import USUAL, Levels, PlanLevel, is_sensible
from app.meetings.logic.obstacles import Explained, Obstacle, by_cause
from app.meetings.logic.plan import PlanStatus
from app.meetings.logic.search import Found
from app.meetings.models import MeetingPlan, PlanRun
from app.meetings.queries.ground import find_settings, list_slots, list_tables
from app.meetings.queries.planning import Question, find_run, get_plan, next_plan_number

JOB: Final = "plan_meetings"
MOST_POINTS: Final = 240
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the organiser asks of a run: a name, levels in order, seconds, and whether everybody meets everybody."""

    name: str = ""
    levels: Levels = USUAL
    seconds: int = 20
    seed: int = 0
    is_for_everybody: bool = False


def start_plan(session: Session, actor: Actor, *, event: Event, wanted: Wanted | None = None) -> MeetingPlan:
    """Ask for a plan; a worker calculates it."""
    authorise(actor, Permission.MEETING_PLAN, event)
    wanted = wanted or Wanted()
    if find_settings(session, event.id) is None or not list_slots(session, event.id):
        raise RuleBroken("There are no slots yet. Please add a block first.")
    if not list_tables(session, event.id, is_open=True):
        raise RuleBroken("There are no tables yet. Please add some first.")
    if not is_sensible(wanted.levels):
        raise RuleBroken(
            "Put musts before wishes, wishes before waits and tables, and name each aim once.", field="level_1"
        )
    number = next_plan_number(session, event.id)
    plan = MeetingPlan(
        event_id=event.id, number=number, name=wanted.name.strip() or f"v{number}", status="queued", assignments=[],
        unplanned=[], measures={}, before=[], made_by=actor.person_id,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    session.add(PlanRun(
        plan_id=plan.id, levels=[level.value for level in wanted.levels], seconds=wanted.seconds, seed=wanted.seed,
        is_for_everybody=wanted.is_for_everybody, points=[],
    ))  # fmt: skip
    plan.job_id = queue.enqueue(session, JOB, {"plan_id": plan.id, "event_id": event.id}, dedupe_key=f"plan:{plan.id}")
    write_audit(session, "meeting.plan_started", kind="meeting_plan", row_id=plan.id, event_id=event.id)
    return plan


def stop_plan(session: Session, actor: Actor, *, event: Event, plan_id: int) -> None:
    """Ask a running search to stop; its best plan so far becomes the version."""
    authorise(actor, Permission.MEETING_PLAN, event)
    plan = get_plan(session, event.id, plan_id)
    run = find_run(session, plan.id)
    if plan.status != "queued" or run is None:
        raise Conflict("This search is over already.")
    run.stop_asked_at = now()
    session.flush()
    write_audit(session, "meeting.plan_stopped", kind="meeting_plan", row_id=plan.id, event_id=event.id)


def note_progress(session: Session, *, plan_id: int, found: Found) -> bool:
    """Write down how far a search is; answers whether somebody asked it to stop."""
    run = find_run(session, plan_id)
    if run is None:
        return True
    run.points = thin([*run.points, point_of(found)])
    session.flush()
    return run.stop_asked_at is not None


def is_stop_asked(session: Session, plan_id: int) -> bool:
    """Tell whether somebody asked a search to stop."""
    run = find_run(session, plan_id)
    return run is None or run.stop_asked_at is not None


def point_of(found: Found) -> Row:
    """Return what is known at one moment of a search, as a row."""
    return {
        "seconds": found.seconds, "stage": found.stage, "planned": len(found.rows),
        "scores": {level.value: [score.value, score.bound] for level, score in found.scores.items()},
    }  # fmt: skip


def thin(points: Sequence[Row]) -> list[Row]:
    """Return at most so many points, the first and the last among them; moments at which nothing changed go first."""
    kept = [
        each
        for number, each in enumerate(points)
        if number in {0, len(points) - 1} or {**each, "seconds": 0} != {**points[number - 1], "seconds": 0}
    ]
    while len(kept) > MOST_POINTS:
        kept = [*kept[:-1:2], kept[-1]]
    return kept


def finish_plan(
    session: Session, *, plan_id: int, question: Question, found: Found, explained: Iterable[Explained],
    broken: Iterable[Violation],
) -> MeetingPlan:  # fmt: skip
    """Keep the answer of the planner; one that breaks a rule is kept as failed and never shown as a plan."""
    plan = session.get_one(MeetingPlan, plan_id)
    faults = [str(each.rule) for each in broken]
    plan.status = "failed" if faults or not found.scores else "ready"
    plan.made_at = now()
    plan.assignments = [] if faults else [
        _assignment(question, row.meeting, row.slot, row.place) for row in found.rows
    ]  # fmt: skip
    plan.unplanned = [_unplanned(question, each) for each in explained]
    wanted = sum(not talk.voices.is_refused for talk in question.talks.values())
    plan.measures = {
        "status": _status(question, found).value, "faults": faults, "wanted": wanted, "seconds": found.seconds,
        "values": {level.value: score.value for level, score in found.scores.items()},
        "bounds": {level.value: score.bound for level, score in found.scores.items()},
    }  # fmt: skip
    note_progress(session, plan_id=plan_id, found=found)
    session.flush()
    outbox.record(session, PlanMade(plan.id, plan.event_id))
    return plan


def _status(question: Question, found: Found) -> PlanStatus:
    must, weight = (found.scores.get(level) for level in (PlanLevel.MUST_MEET, PlanLevel.WEIGHT))
    if must is None or must.value < sum(each.mandatory for each in question.instance.meetings):
        return PlanStatus.INCOMPLETE
    return PlanStatus.OPTIMAL if weight is not None and weight.is_proved else PlanStatus.FEASIBLE


def note_failure(session: Session, *, plan_id: int) -> None:
    """Note that a plan could not be calculated."""
    plan = session.get(MeetingPlan, plan_id)
    if plan is not None and plan.status == "queued":
        plan.status, plan.measures = "failed", {"faults": ["not_calculated"]}


def _assignment(question: Question, number: int, slot: int, place: int) -> Row:
    talk = question.talks[number]
    return {
        "pitch": talk.pitch_id, "investor": talk.investor_id, "presenter": talk.presenter_id,
        "representative": talk.representative_id, "slot": question.slots[slot], "table": place,
        "must": talk.voices.is_mandatory, "mutual": talk.voices.is_mutual, "weight": talk.voices.weight,
        "fixed": talk.is_fixed, "voices": [talk.voices.investor, talk.voices.pitch],
    }  # fmt: skip


def _unplanned(question: Question, explained: Explained) -> Row:
    each: Unplanned = explained.unplanned
    talk = question.talks[each.meeting]
    return {
        "pitch": talk.pitch_id, "investor": talk.investor_id, "presenter": talk.presenter_id,
        "representative": talk.representative_id, "reason": each.reason.value,
        "people": list(each.participants), "slots": [question.slots[slot] for slot in each.slots],
        "instead": [[question.talks[m].pitch_id, question.talks[m].investor_id] for m in each.instead],
        "must": talk.voices.is_mandatory, "weight": talk.voices.weight,
        "voices": [talk.voices.investor, talk.voices.pitch],
        "obstacles": _causes(question, explained.obstacles), "remedies": _causes(question, explained.remedies),
    }  # fmt: skip


def _causes(question: Question, obstacles: Iterable[Obstacle]) -> list[list[Any]]:
    """Return kind, person and slots of each cause."""
    grouped = by_cause(obstacles)
    return [[kind, person, [question.slots[slot] for slot in slots]] for (kind, person), slots in grouped.items()]
