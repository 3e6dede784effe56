"""The organiser's overview of an event."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now, today
from app.core.db import database
from app.core.display import day_and_time, label
from app.core.permissions import Permission, may, requires
from app.core.web import current_actor
from app.events.logic.registration import duplicates
from app.events.logic.states import EventState, RegistrationState
from app.events.logic.steps import OVER, PATH, EventCheck, next_state
from app.events.models.event import Event
from app.events.queries.events import get_event_by_id, list_stops
from app.events.queries.programme import has_release
from app.events.queries.registration import (
    count_attendance,
    count_people_in_series,
    count_states,
    list_entries,
    places_of,
)
from app.events.queries.tasks import list_tasks, list_team
from app.events.routes.blueprint import bp
from app.events.routes.guide import event_for, is_guided, step_links
from app.events.service.hosts import in_print_order
from app.events.service.states import list_missing, permission_for

SOON = 5
FIX = {
    EventCheck.SUMMARY: "events.edit_event",
    EventCheck.PLACE: "events.edit_time_and_place",
    EventCheck.OWNER: "events.hand_over_event",
    EventCheck.HOST: "events.edit_hosts",
    EventCheck.GROUPS: "events.edit_groups",
    EventCheck.CAPACITY: "events.edit_groups",
    EventCheck.VENUE_CAPACITY: "events.edit_time_and_place",
    EventCheck.PERIOD: "events.edit_groups",
    EventCheck.FUTURE: "events.edit_time_and_place",
    EventCheck.NEW_DATE: "events.change_state",
    EventCheck.CHECKED_IN: "events.show_check_in",
    EventCheck.CHECKLIST: "events.list_tasks",
}


@dataclass(frozen=True)
class Hint:
    """A sentence with the address where something can be done about it."""

    text: str
    url: str
    tone: str = "warning"


def fixes(event: Event, checks: list[EventCheck]) -> list[Hint]:
    """Return what is missing, each with the page where it is put right."""
    return [Hint(label(check), url_for(FIX[check], slug=event.slug)) for check in checks]


def next_step(event: Event, missing: list[EventCheck]) -> Hint | None:
    """Return what to do next: what is missing, else the next state."""
    target = next_state(event.state)
    if target is None:
        return None
    waiting = _until_the_clock(event)
    if waiting is not None:
        return waiting
    if missing:
        return fixes(event, missing)[0]
    if not _may_take(event, target):
        text = _("The centre looks at the event and decides. You will be told.")
        return Hint(text, url_for(".review_event", slug=event.slug), "success")
    return Hint(
        _("Everything is ready for “%(state)s”.", state=label(target)),
        url_for(".change_state", slug=event.slug, to=target.value),
        "success",
    )


def _may_take(event: Event, target: EventState) -> bool:
    return may(current_actor(), permission_for(event.state, target), event)


def _until_the_clock(event: Event) -> Hint | None:
    """Return what to do while the next state comes by itself at its time."""
    moment, slug = now(), event.slug
    closes = event.registration_closes_at or event.start_at
    if event.state is EventState.REGISTRATION_OPEN and moment < closes:
        text = _("Registration runs until %(time)s and then closes by itself.", time=day_and_time(closes))
        return Hint(text, url_for(".list_registrations", slug=slug), "success")
    if event.state is EventState.REGISTRATION_CLOSED and moment < event.start_at:
        text = _("The event begins by itself on %(time)s. Get the door ready.", time=day_and_time(event.start_at))
        return Hint(text, url_for(".show_check_in", slug=slug), "success")
    if event.state is EventState.LIVE and moment < event.end_at:
        return Hint(_("The event is running. Check people in."), url_for(".show_check_in", slug=slug), "success")
    return None


@bp.get("/events/<slug>/manage")
@requires(Permission.EVENT_READ)
def show_workspace(slug: str) -> ResponseReturnValue:
    """Show where an event stands, what to do next, and what is wrong."""
    event = event_for(slug, Permission.EVENT_READ)
    session = database.session()
    missing = list_missing(session, event, next_state(event.state))
    tasks = list_tasks(session, event.id, state="open")
    counts = count_states(session, event.id)
    stops = list_stops(session, event.id)
    return render_template(
        "events/show_workspace.html",
        event=event,
        path=PATH,
        at=PATH.index(event.state) + 1 if event.state in PATH else 0,
        next=next_step(event, missing),
        problems=_problems(event, missing, counts),
        counts=counts,
        places=places_of(session, event.id),
        attendance=count_attendance(session, event.id),
        tasks=tasks[:SOON],
        late=[task for task in tasks if task.is_overdue(today())],
        hosts=in_print_order(event.organisers),
        team=list_team(session, event),
        stops=stops,
        people_in_series=count_people_in_series(session, event.id) if stops else 0,
        source=get_event_by_id(session, event.cloned_from_id) if event.cloned_from_id else None,
        RegistrationState=RegistrationState,
        actor=current_actor(),
    )


def _problems(event: Event, missing: list[EventCheck], counts: dict[RegistrationState, int]) -> list[Hint]:
    """Return everything that needs somebody's attention."""
    found = fixes(event, missing)
    session = database.session()
    late = list_tasks(session, event.id, state="overdue", today=today())
    if late and event.state not in (EventState.ARCHIVED, EventState.CANCELLED):
        found.append(
            Hint(
                _("%(num)d tasks are overdue", num=len(late)), url_for(".list_tasks", slug=event.slug, state="overdue")
            )
        )
    if counts.get(RegistrationState.SUBMITTED):
        text = _("%(num)d registrations wait for a decision", num=counts[RegistrationState.SUBMITTED])
        found.append(Hint(text, url_for(".list_registrations", slug=event.slug, state="submitted")))
    if event.state not in OVER and not has_release(session, event.id):
        found.append(Hint(_("The programme is not public yet"), url_for(".show_board", slug=event.slug)))
    doubles = len(duplicates(list_entries(session, event.id)))
    if doubles:
        text = _("%(num)d registrations look like doubles", num=doubles)
        found.append(Hint(text, url_for(".merge_registrations", slug=event.slug)))
    return found


@bp.get("/events/<slug>/manage/review")
@requires(Permission.EVENT_EDIT)
def review_event(slug: str) -> ResponseReturnValue:
    """Show everything that was written down, and what is missing before the next state."""
    event = event_for(slug, Permission.EVENT_EDIT)
    target = next_state(event.state)
    return render_template(
        "events/review_event.html",
        event=event,
        hosts=in_print_order(event.organisers),
        problems=fixes(event, list_missing(database.session(), event, target)),
        target=target,
        may_go_on=target is not None and _may_take(event, target),
        steps=step_links(event),
        guided=is_guided(),
    )
