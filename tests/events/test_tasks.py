"""The checklist: laid out from the first day, moved with the event, ticked off in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import RuleBroken
from app.core.permissions import Role, ScopeKind
from app.events.logic.checklist import CHECKLIST, TaskCode, distance, due_on
from app.events.logic.details import TimeAndPlace
from app.events.logic.states import TaskState
from app.events.models.event import Event, EventTask
from app.events.queries.tasks import list_tasks
from app.events.service.events import edit_time_and_place
from app.events.service.tasks import add_task, assign_task, fill_checklist, mark_task
from tests.factories import DAY, make_account, make_event, make_membership, make_person, organiser_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def event(session: Session) -> Event:
    made = make_event(session, slug="wz")
    fill_checklist(session, made)
    return made


def task_of(session: Session, event: Event, code: TaskCode) -> EventTask:
    return next(task for task in list_tasks(session, event.id) if task.code == code)


def test_the_table_runs_from_sixty_days_before_to_half_a_year_after() -> None:
    offsets = [template.offset for template in CHECKLIST]
    assert (offsets[0], offsets[-1]) == (-60, 180)
    assert offsets == sorted(offsets)
    assert {template.code for template in CHECKLIST} == set(TaskCode)


def test_a_task_comes_after_what_it_depends_on() -> None:
    places = {template.code: number for number, template in enumerate(CHECKLIST)}
    assert [t.code for t in CHECKLIST if t.after and places[t.after] >= places[t.code]] == []


@pytest.mark.parametrize(("offset", "text"), [(-60, "T−60"), (0, "T"), (7, "T+7")])
def test_distances_are_written_as_organisers_write_them(offset: int, text: str) -> None:
    assert distance(offset) == text


def test_due_days_count_in_the_zone_of_the_event(session: Session) -> None:
    event = make_event(session, start_at=DAY.replace(hour=20))
    fill_checklist(session, event)
    assert task_of(session, event, TaskCode.EVENT_DAY).due_on == date(2030, 6, 18)
    assert due_on(date(2030, 6, 18), -60) == date(2030, 4, 19)


def test_open_tasks_move_with_the_event_and_done_ones_stay(session: Session, event: Event) -> None:
    actor = organiser_of(event)
    theme = mark_task(session, actor, task_id=task_of(session, event, TaskCode.THEME).id, state=TaskState.DONE)
    later = TimeAndPlace(DAY + timedelta(days=10), DAY + timedelta(days=10, hours=8), city="温州")
    edit_time_and_place(session, actor, event_id=event.id, where=later, version=event.version)
    assert theme.due_on == date(2030, 4, 18)
    assert task_of(session, event, TaskCode.ROOMS).due_on == date(2030, 4, 28)
    mark_task(session, actor, task_id=theme.id, state=TaskState.OPEN)
    assert (theme.due_on, theme.done_at) == (date(2030, 4, 28), None)


def test_a_task_waits_for_the_one_before(session: Session, event: Event) -> None:
    actor = organiser_of(event)
    approval = task_of(session, event, TaskCode.APPROVAL)
    with pytest.raises(RuleBroken) as refusal:
        mark_task(session, actor, task_id=approval.id, state=TaskState.DONE)
    assert refusal.value.values == {"name": TaskCode.THEME}
    mark_task(session, actor, task_id=task_of(session, event, TaskCode.THEME).id, state=TaskState.SKIPPED)
    assert mark_task(session, actor, task_id=approval.id, state=TaskState.DONE, note="批文").note == "批文"


def test_overdue_is_asked_of_the_day(session: Session, event: Event) -> None:
    day = date(2030, 4, 19)
    late = list_tasks(session, event.id, state="overdue", today=day)
    assert {task.offset_days for task in late} == {-60}
    assert all(task.is_overdue(day) for task in late)
    assert list_tasks(session, event.id, state="overdue", today=date(2030, 4, 18)) == []


def test_tasks_belong_to_the_team(session: Session, event: Event) -> None:
    actor, helper, stranger = organiser_of(event), make_person(session), make_person(session)
    make_membership(session, helper, Role.CHECK_IN_HELPER, ScopeKind.EVENT, event.id)
    task = add_task(session, actor, event_id=event.id, name=" 订花 ", offset=-2)
    assert (task.name, task.owner_id, task.due_on) == ("订花", event.owner_id, date(2030, 6, 15))
    assert assign_task(session, actor, task_id=task.id, owner_id=helper.id).owner_id == helper.id
    assert [row.name for row in list_tasks(session, event.id, owner_id=helper.id)] == ["订花"]
    with pytest.raises(RuleBroken):
        assign_task(session, actor, task_id=task.id, owner_id=stranger.id)
    with pytest.raises(RuleBroken):
        add_task(session, actor, event_id=event.id, name="太早", offset=-61)


def test_the_page_filters_marks_and_takes_back(
    client: FlaskClient, session: Session, sign_in: SignIn, event: Event
) -> None:
    make_membership(session, event.owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    make_membership(session, make_person(session), Role.CHECK_IN_HELPER, ScopeKind.EVENT, event.id)
    browser = sign_in(client, make_account(session, event.owner))
    task = task_of(session, event, TaskCode.THEME)
    mark = f"/events/wz/manage/tasks/{task.id}/mark"
    assert mark in browser.get("/events/wz/manage/tasks?state=open").get_data(as_text=True)
    answer = browser.post(mark, data={"to": "done", "state": "open"})
    assert answer.location == "/events/wz/manage/tasks?state=open"
    assert task.state is TaskState.DONE
    assert f'action="{mark}"' not in browser.get("/events/wz/manage/tasks?state=open").get_data(as_text=True)
    browser.post(f"{mark}?to=open")
    assert task.state is TaskState.OPEN
    approval = task_of(session, event, TaskCode.APPROVAL)
    browser.post(f"/events/wz/manage/tasks/{approval.id}/mark", data={"to": "done"})
    assert approval.state is TaskState.OPEN
    browser.post(f"/events/wz/manage/tasks/{task.id}/assign", data={"owner_id": str(event.owner_id)})
    answer = browser.post(
        "/events/wz/manage/tasks", data={"name": "订花", "offset": "500", "owner_id": str(event.owner_id)}
    )
    assert (answer.status_code, "订花" in answer.get_data(as_text=True)) == (422, True)
    assert browser.post("/events/wz/manage/tasks/999999/mark").status_code == 404
