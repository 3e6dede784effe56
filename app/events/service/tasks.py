"""The checklist of an event: laid out at the start, moved with the event, ticked off."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.checklist import CHECKLIST, FIRST_OFFSET, LAST_OFFSET, TaskCode, due_on
from app.events.logic.states import TaskState
from app.events.models.event import Event, EventTask
from app.events.queries.events import get_event_by_id
from app.events.queries.tasks import get_task, list_team


def first_day(event: Event) -> date:
    """Return the first day of an event in its own zone."""
    return event.start_at.astimezone(ZoneInfo(event.zone)).date()


def fill_checklist(session: Session, event: Event) -> None:
    """Lay out the standard tasks of an event, all with its owner."""
    rows: dict[TaskCode, EventTask] = {}
    for template in CHECKLIST:
        row = EventTask(
            event_id=event.id,
            name=template.code.value,
            code=template.code.value,
            offset_days=template.offset,
            due_on=due_on(first_day(event), template.offset),
            owner_id=event.owner_id,
        )
        rows[template.code] = row
    session.add_all(rows.values())
    session.flush()
    for template in CHECKLIST:
        if template.after:
            rows[template.code].depends_on_id = rows[template.after].id
    session.flush()


def move_checklist(session: Session, event: Event) -> None:
    """Give every open task its new day after the event moved."""
    for task in session.scalars(select(EventTask).where(EventTask.event_id == event.id)):
        if task.state is TaskState.OPEN:
            task.due_on = due_on(first_day(event), task.offset_days)
    session.flush()


def mark_task(session: Session, actor: Actor, *, task_id: int, state: TaskState, note: str | None = None) -> EventTask:
    """Tick a task off, skip it, or open it again."""
    task = get_task(session, task_id)
    authorise(actor, Permission.TASK_EDIT, task)
    if state is TaskState.DONE and task.depends_on_id:
        before = get_task(session, task.depends_on_id)
        if before.state is TaskState.OPEN:
            raise RuleBroken("Finish “%(name)s” first.", name=before.template or before.name)
    task.state = state
    task.done_at = None if state is TaskState.OPEN else now()
    if note is not None:
        task.note = note or None
    if state is TaskState.OPEN:
        task.due_on = due_on(first_day(task.event), task.offset_days)
    session.flush()
    return task


def add_task(
    session: Session, actor: Actor, *, event_id: int, name: str, offset: int, owner_id: int | None = None
) -> EventTask:
    """Add a task of one's own to a checklist."""
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.TASK_EDIT, event)
    if not FIRST_OFFSET <= offset <= LAST_OFFSET:
        raise RuleBroken("A task lies between 60 days before and 180 days after the first day.", field="offset")
    task = EventTask(
        event_id=event.id,
        name=tidy(name),
        offset_days=offset,
        due_on=due_on(first_day(event), offset),
        owner_id=_member(session, event, owner_id),
    )
    session.add(task)
    session.flush()
    return task


def assign_task(session: Session, actor: Actor, *, task_id: int, owner_id: int) -> EventTask:
    """Give a task to somebody of the team."""
    task = get_task(session, task_id)
    authorise(actor, Permission.TASK_EDIT, task)
    task.owner_id = _member(session, task.event, owner_id)
    session.flush()
    return task


def _member(session: Session, event: Event, person_id: int | None) -> int:
    if person_id is None:
        return event.owner_id
    if person_id not in {person.id for person in list_team(session, event)}:
        raise RuleBroken("This person is not on the team of the event.", field="owner_id")
    return person_id
