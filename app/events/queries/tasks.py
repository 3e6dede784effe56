"""Reading the checklist of an event."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Membership, Person
from app.core.errors import NotFound
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import TaskState
from app.events.models.event import Event, EventTask


def list_tasks(
    session: Session,
    event_id: int,
    *,
    state: str = "",
    owner_id: int | None = None,
    today: date | None = None,
) -> list[EventTask]:
    """Return the tasks of an event by due day; `overdue` is asked of the day, not stored."""
    rows = select(EventTask).where(EventTask.event_id == event_id)
    if state == "overdue" and today:
        rows = rows.where(EventTask.state == TaskState.OPEN, EventTask.due_on < today)
    elif state in set(TaskState):
        rows = rows.where(EventTask.state == TaskState(state))
    if owner_id:
        rows = rows.where(EventTask.owner_id == owner_id)
    loaded = rows.options(joinedload(EventTask.owner), joinedload(EventTask.event))
    return list(session.scalars(loaded.order_by(EventTask.due_on, EventTask.offset_days, EventTask.id)))


def get_task(session: Session, task_id: int) -> EventTask:
    """Return a task with its event."""
    found = session.scalar(
        select(EventTask)
        .where(EventTask.id == task_id)
        .options(joinedload(EventTask.event), joinedload(EventTask.owner))
    )
    if found is None:
        raise NotFound("There is no such task.")
    return found


def list_team(session: Session, event: Event) -> list[Person]:
    """Return the owner and everybody who helps to run an event."""
    members = select(Membership.person_id).where(
        Membership.scope_kind == ScopeKind.EVENT,
        Membership.scope_id == event.id,
        Membership.revoked_at.is_(None),
        Membership.role.in_([Role.EVENT_ORGANISER, Role.CHECK_IN_HELPER]),
    )
    people = select(Person).where((Person.id == event.owner_id) | Person.id.in_(members))
    return list(session.scalars(people.order_by(Person.sort_key, Person.id)))
