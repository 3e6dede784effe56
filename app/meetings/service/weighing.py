"""“What if”: asking the planner what changes to an event would be worth, and keeping its answers with a plan."""

from typing import Any, Final

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import queue
from app.core.errors import Conflict
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.meetings.models import MeetingPlan
from app.meetings.queries.planning import get_plan

JOB: Final = "weigh_changes"
Row = dict[str, Any]


def ask_what_if(session: Session, actor: Actor, *, event: Event, plan_id: int) -> None:
    """Ask what more tables, slots, days and caps would be worth; a worker calculates it."""
    authorise(actor, Permission.MEETING_PLAN, event)
    plan = get_plan(session, event.id, plan_id)
    if plan.status in {"queued", "failed"}:
        raise Conflict("This plan is not finished.")
    known = plan.measures.get("what_if") or {}
    if known.get("state") == "queued":
        raise Conflict("This is being calculated already.")
    turn = int(known.get("turn", 0)) + 1
    plan.measures = {**plan.measures, "what_if": {"state": "queued", "turn": turn, "rows": []}}
    session.flush()
    payload = {"plan_id": plan.id, "event_id": event.id}
    queue.enqueue(session, JOB, payload, dedupe_key=f"what-if:{plan.id}:{turn}")
    write_audit(session, "meeting.what_if_asked", kind="meeting_plan", row_id=plan.id, event_id=event.id)


def note_answers(session: Session, *, plan_id: int, rows: list[Row], state: str) -> None:
    """Keep what is known so far: `state` is queued, done or failed."""
    plan = session.get_one(MeetingPlan, plan_id, populate_existing=True)
    known = plan.measures.get("what_if") or {}
    plan.measures = {**plan.measures, "what_if": {**known, "state": state, "rows": rows}}
    session.flush()
