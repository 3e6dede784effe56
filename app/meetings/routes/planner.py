"""The organiser's start page of meetings: what is wished, what is planned, and a new plan."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.meetings.forms import PlanForm
from app.meetings.logic.sizes import times_for_everybody
from app.meetings.logic.states import HOLDS_A_SLOT, MeetingState
from app.meetings.queries import ground
from app.meetings.queries.meetings import count_meetings
from app.meetings.queries.moving import count_open_moves
from app.meetings.queries.overview import Names, Wishes, read_names, read_wishes
from app.meetings.queries.planning import list_plans
from app.meetings.routes.blueprint import bp, managed_event
from app.meetings.service import running

MOST_PAIRS, MOST_NAMES = 1500, 20


@bp.get("/events/<slug>/manage/meetings")
@requires(Permission.MEETING_PLAN)
def show_planner(slug: str) -> ResponseReturnValue:
    """Show wishes, meetings and plans of an event, and what to do next."""
    event = managed_event(slug)
    return _page(event, PlanForm())


def _page(event: Event, form: PlanForm) -> str:
    session = database.session()
    wishes, names = read_wishes(session, event), read_names(session, event)
    counts = count_meetings(session, event.id)
    slots = ground.list_slots(session, event.id)
    tables = ground.list_tables(session, event.id, is_open=True)
    return render_template(
        "meetings/show_planner.html", event=event, form=form, wishes=wishes, numbers=wishes.count(), names=names,
        slots=slots, tables=tables, blocks=ground.list_blocks(session, event.id), plans=list_plans(session, event.id),
        settings=ground.find_settings(session, event.id), booked=sum(counts.get(state, 0) for state in HOLDS_A_SLOT),
        asked=counts.get(MeetingState.REQUESTED, 0), accepted=counts.get(MeetingState.ACCEPTED, 0),
        least=times_for_everybody(len(names.investors), len(names.pitches), len(tables)),
        to_move=count_open_moves(session, event.id), wanted_most=_wanted_most(wishes, names),
    )  # fmt: skip


def _wanted_most(wishes: Wishes, names: Names) -> list[tuple[str, int]]:
    """Return who is wished most where there are too many pairs for a table that anybody could read."""
    if len(names.pitches) * len(names.investors) <= MOST_PAIRS:
        return []
    return wishes.most_wished(names)[:MOST_NAMES]


@bp.post("/events/<slug>/manage/meetings/plans")
@requires(Permission.MEETING_PLAN)
def run_planner(slug: str) -> ResponseReturnValue:
    """Ask for a new plan."""
    event = managed_event(slug)
    form = PlanForm()
    if not form.validate_on_submit():
        return _page(event, form), form.status
    try:
        with database.transaction() as session:
            plan = running.start_plan(session, current_actor(), event=event, wanted=form.wanted())
    except RuleBroken as error:
        form.reject(error)
        return _page(event, form), form.status
    flash(_("The planner is at work. This page shows the plan when it is ready."), "success")
    return redirect(url_for(".show_plan", slug=slug, meeting_plan_id=plan.id))
