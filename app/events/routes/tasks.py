"""The checklist of an event."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import today
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import attempt, current_actor
from app.events.forms.setup import AddTaskForm
from app.events.logic.states import TaskState
from app.events.models.event import EventTask
from app.events.queries.tasks import get_task, list_team
from app.events.queries.tasks import list_tasks as read_tasks
from app.events.routes.blueprint import bp
from app.events.routes.guide import event_for
from app.events.service import tasks


@bp.route("/events/<slug>/manage/tasks", methods=["GET", "POST"])
@requires(Permission.TASK_EDIT)
def list_tasks(slug: str) -> ResponseReturnValue:
    """Show the checklist with what is late, and add a task."""
    event = event_for(slug, Permission.TASK_EDIT)
    session = database.session()
    team = list_team(session, event)
    form = AddTaskForm(team=[(person.id, person.name) for person in team], owner_id=event.owner_id)
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                tasks.add_task(
                    writing,
                    current_actor(),
                    event_id=event.id,
                    name=form.name.data or "",
                    offset=form.offset.data or 0,
                    owner_id=form.owner_id.data,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The task is on the checklist."), "success")
            return redirect(url_for(".list_tasks", slug=slug))
    wanted, owner = request.args.get("state", ""), request.args.get("owner", None, int)
    everything = read_tasks(session, event.id)
    page = render_template(
        "events/list_tasks.html",
        event=event,
        form=form,
        team=team,
        tasks=read_tasks(session, event.id, state=wanted, owner_id=owner, today=today()),
        names={task.id: task for task in everything},
        done=sum(task.state is not TaskState.OPEN for task in everything),
        total=len(everything),
        today=today(),
        states=TaskState,
    )
    return page, form.status


def _kept_filter() -> dict[str, Any]:
    """Return the filter of the list from which a task was marked."""
    return {name: request.form[name] for name in ("state", "owner") if request.form.get(name)}


def _task_for(slug: str, task_id: int) -> EventTask:
    event_for(slug, Permission.TASK_EDIT)
    task = get_task(database.session(), task_id)
    authorise(current_actor(), Permission.TASK_EDIT, task)
    return task


@bp.post("/events/<slug>/manage/tasks/<int:task_id>/mark")
@requires(Permission.TASK_EDIT)
def mark_task(slug: str, task_id: int) -> ResponseReturnValue:
    """Tick a task off, skip it, or open it again; the last step can be taken back."""
    task = _task_for(slug, task_id)
    before = task.state
    wanted = request.values.get("to", "")
    state = TaskState(wanted) if wanted in set(TaskState) else TaskState.DONE
    task_id = task.id
    if attempt(lambda session: tasks.mark_task(session, current_actor(), task_id=task_id, state=state)):
        back = url_for(".mark_task", slug=slug, task_id=task_id, to=before.value)
        words = {TaskState.DONE: _("Done."), TaskState.SKIPPED: _("Skipped."), TaskState.OPEN: _("Open again.")}
        flash(words[state], f"undo:{back}")
    return redirect(url_for(".list_tasks", slug=slug, **_kept_filter()))


@bp.post("/events/<slug>/manage/tasks/<int:task_id>/assign")
@requires(Permission.TASK_EDIT)
def assign_task(slug: str, task_id: int) -> ResponseReturnValue:
    """Give a task to somebody of the team."""
    task = _task_for(slug, task_id)
    with database.transaction() as session:
        tasks.assign_task(session, current_actor(), task_id=task.id, owner_id=request.form.get("owner_id", 0, int))
    flash(_("Saved."), "success")
    return redirect(url_for(".list_tasks", slug=slug))
