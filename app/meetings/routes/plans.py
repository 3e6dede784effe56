"""One version of the plan: searched, watched, stopped, looked at, published and taken back."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.display import label
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.meetings.logic.explain import WhyNot
from app.meetings.logic.levels import USUAL, PlanLevel
from app.meetings.logic.plan import PlanStatus
from app.meetings.logic.what_if import WhatIf
from app.meetings.models import MeetingPlan, PlanRun
from app.meetings.queries import ground
from app.meetings.queries.my_plan import list_feedback
from app.meetings.queries.overview import build_grid, compare_with_now, is_outdated, people_told, read_names
from app.meetings.queries.planning import find_run, get_plan, list_plans
from app.meetings.queries.shares import average_share, list_shares
from app.meetings.routes.blueprint import bp, managed_event
from app.meetings.routes.sentences import in_one_sentence, level_rows, side_by_side, what_would_help
from app.meetings.service import planning, running, weighing

PER_PAGE, LINES, MOST_CHANGES = 20, 60, 100


def _plan(event: Event, plan_id: int) -> MeetingPlan:
    return get_plan(database.session(), event.id, plan_id)


@bp.get("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>")
@requires(Permission.MEETING_PLAN)
def show_plan(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Show a plan: its search, its aims, what it would change, and every wish it could not meet, with the reason."""
    event = managed_event(slug)
    plan, session = _plan(event, meeting_plan_id), database.session()
    names, run = read_names(session, event), find_run(session, meeting_plan_id)
    comparison = compare_with_now(session, event, plan.assignments)
    by_table = request.args.get("by") == "tables"
    shown = max(request.args.get("wishes", PER_PAGE, type=int), PER_PAGE)
    lines = max(request.args.get("lines", LINES, type=int), LINES)
    shares = list_shares(names, plan)
    return render_template(
        "meetings/show_plan.html", event=event, plan=plan, names=names, comparison=comparison, WhatIf=WhatIf,
        grid=build_grid(names, plan.assignments, by_table=by_table), by_table=by_table, WhyNot=WhyNot, shown=shown,
        lines=lines, placed={(row["pitch"], row["investor"]): row for row in plan.assignments}, most=MOST_CHANGES,
        told=people_told(names, comparison, plan.assignments), is_outdated=is_outdated(plan, names), run=run,
        status=PlanStatus(plan.measures["status"]) if plan.measures.get("status") else None,
        levels=_levels(plan, run), points=_curve(run), others=[each for each in list_plans(session, event.id)
                                                               if each.id != plan.id and each.status != "queued"],
        feedback=list_feedback(session, plan.id), in_one_sentence=in_one_sentence, what_would_help=what_would_help,
        shares=shares, average=average_share(shares),
    )  # fmt: skip


def _levels(plan: MeetingPlan, run: PlanRun | None) -> list[dict[str, Any]]:
    order = run.levels if run else [level.value for level in USUAL]
    if plan.status == "queued" and run is not None and run.points:
        scores = run.points[-1]["scores"]
        return level_rows(order, {key: each[0] for key, each in scores.items()},
                          {key: each[1] for key, each in scores.items()})  # fmt: skip
    return level_rows(order, plan.measures.get("values", {}), plan.measures.get("bounds", {}))


def _curve(run: PlanRun | None) -> list[list[float | None]]:
    """Return how best plan and bound came together: seconds, worth of wishes, bound; the first aims may come before."""
    points = [each for each in run.points if PlanLevel.WEIGHT in each["scores"]] if run else []
    return [[each["seconds"], *each["scores"][PlanLevel.WEIGHT]] for each in points]


@bp.get("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/progress")
@requires(Permission.MEETING_PLAN)
def show_plan_progress(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Say how far the search is."""
    event = managed_event(slug)
    plan, run = _plan(event, meeting_plan_id), find_run(database.session(), meeting_plan_id)
    last = run.points[-1] if run and run.points else None
    stage = _("Waiting for a worker") if last is None else _("Finishing")
    if last is not None and last["stage"]:
        stage = label(PlanLevel(last["stage"]))
    return jsonify(
        done=plan.status != "queued", url=url_for(".show_plan", slug=slug, meeting_plan_id=plan.id), stage=stage,
        seconds=last["seconds"] if last else 0, limit=run.seconds if run else 0, points=_curve(run),
        planned=last["planned"] if last else 0, levels=_levels(plan, run),
        is_stopping=run is not None and run.stop_asked_at is not None,
    )  # fmt: skip


@bp.post("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/stop")
@requires(Permission.MEETING_PLAN)
def stop_plan(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Be content with the best plan so far."""
    event = managed_event(slug)
    with database.transaction() as session:
        running.stop_plan(session, current_actor(), event=event, plan_id=meeting_plan_id)
    flash(_("The search stops; its best plan so far is being checked."), "success")
    return redirect(url_for(".show_plan", slug=slug, meeting_plan_id=meeting_plan_id))


@bp.post("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/what-if")
@requires(Permission.MEETING_PLAN)
def ask_what_if(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Ask what more tables, times, days and meetings per person would be worth."""
    event = managed_event(slug)
    with database.transaction() as session:
        weighing.ask_what_if(session, current_actor(), event=event, plan_id=meeting_plan_id)
    return redirect(url_for(".show_plan", slug=slug, meeting_plan_id=meeting_plan_id, _anchor="what-if"))


@bp.get("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/what-if")
@requires(Permission.MEETING_PLAN)
def show_what_if_progress(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Say how many changes are weighed."""
    event = managed_event(slug)
    found = _plan(event, meeting_plan_id).measures.get("what_if") or {}
    back = url_for(".show_plan", slug=slug, meeting_plan_id=meeting_plan_id, _anchor="what-if")
    done = found.get("state") != "queued"
    return jsonify(value=len(found.get("rows", ())), max=len(WhatIf), done=done, url=back)


@bp.post("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/publish")
@requires(Permission.MEETING_PLAN)
def publish_plan(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Make a plan the timetable."""
    event = managed_event(slug)
    with database.transaction() as session:
        done = planning.publish_plan(session, current_actor(), event=event, plan_id=meeting_plan_id)
    words = _("Published: %(added)d new, %(moved)d moved, %(dropped)d called off.",
              added=len(done.added), moved=len(done.moved), dropped=len(done.dropped))  # fmt: skip
    flash(words, "undo:" + url_for(".undo_publish", slug=slug))
    if done.clashes:
        flash(ngettext("One meeting was left out: its time was taken meanwhile.",
                       "%(num)d meetings were left out: their times were taken meanwhile.", len(done.clashes)),
              "warning")  # fmt: skip
    return redirect(url_for(".show_timetable", slug=slug))


@bp.post("/events/<slug>/manage/meetings/undo")
@requires(Permission.MEETING_PLAN)
def undo_publish(slug: str) -> ResponseReturnValue:
    """Go back to the timetable before the last plan."""
    event = managed_event(slug)
    with database.transaction() as session:
        done = planning.undo_publish(session, current_actor(), event=event)
    flash(_("Taken back: %(dropped)d meetings are off the timetable again, %(moved)d are back where they were.",
            dropped=len(done.dropped), moved=len(done.moved)), "success")  # fmt: skip
    return redirect(url_for(".show_planner", slug=slug))


@bp.get("/events/<slug>/manage/meetings/compare")
@requires(Permission.MEETING_PLAN)
def compare_plans(slug: str) -> ResponseReturnValue:
    """Show two versions side by side: how they score, and which meetings differ."""
    event = managed_event(slug)
    session = database.session()
    plans = [each for each in list_plans(session, event.id) if each.status not in {"queued", "failed"}]
    chosen = [request.args.get(name, type=int) for name in ("one", "other")]
    known = {each.id for each in plans}
    usual = [each.id for each in plans[1::-1]] if len(plans) > 1 else []
    sides_wanted = [key if key in known else (usual[at] if usual else None) for at, key in enumerate(chosen)]
    one, other = (None if key is None else get_plan(session, event.id, key) for key in sides_wanted)
    names = read_names(session, event)
    sides = None if one is None or other is None else planning.compare_versions(one, other)
    return render_template(
        "meetings/compare_plans.html", event=event, most=MOST_CHANGES, plans=plans, one=one, other=other,
        names=names, sides=sides,
        placed=[{(row["pitch"], row["investor"]): row for row in each.assignments} if each else {}
                for each in (one, other)],
        aims=[] if one is None or other is None else side_by_side(
            *(_levels(each, find_run(session, each.id)) for each in (one, other))
        ),
    )  # fmt: skip


@bp.get("/events/<slug>/manage/meetings/print")
@requires(Permission.MEETING_PLAN)
def print_timetable(slug: str) -> ResponseReturnValue:
    """Show the timetable for paper: by table and by person."""
    event = managed_event(slug)
    session = database.session()
    names, rows = read_names(session, event), planning.current_rows(session, event.id)
    settings = ground.find_settings(session, event.id)
    published = settings.published_plan_id if settings else None
    return render_template(
        "meetings/print_timetable.html", event=event, names=names, people=build_grid(names, rows),
        tables=build_grid(names, rows, by_table=True), count=len(rows),
        plan=get_plan(session, event.id, published) if published else None,
    )  # fmt: skip
