"""Planning again on the day, the change log, and taking changes back."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor, wants_json
from app.events.models.event import Event
from app.events.queries.programme import list_sessions
from app.meetings.forms import ReplanForm
from app.meetings.logic.compare import Pair, Place, compare
from app.meetings.logic.states import ChangeKind
from app.meetings.queries import changes as queries
from app.meetings.queries import ground
from app.meetings.queries.meetings import MOVABLE, list_event_meetings
from app.meetings.queries.overview import read_names
from app.meetings.routes.blueprint import bp, managed_event, table_words
from app.meetings.service import replanning
from app.meetings.service.replanning import Incident

Row = dict[str, Any]


def _form(event: Event) -> ReplanForm:
    session = database.session()
    form = ReplanForm(kind=request.args.get("kind"), person_id=request.args.get("person", type=int))
    people: dict[tuple[str, int], str] = {}
    for each in list_event_meetings(session, event.id, states=MOVABLE):
        houses = ((each.presenter, each.pitch.title), (each.representative, each.investor.organisation.name))
        people |= {(person.sort_key, person.id): f"{person.name} · {house}" for person, house in houses}
    form.person_id.choices = [("", "—"), *((key[1], words) for key, words in sorted(people.items()))]
    form.table_id.choices = [("", "—"), *((each.id, table_words(each))
                                          for each in ground.list_tables(session, event.id, is_open=True))]  # fmt: skip
    form.session_id.choices = [("", "—"), *((each.id, each.title) for each in list_sessions(session, event.id))]
    return form


@bp.route("/events/<slug>/manage/meetings/replan", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def replan_day(slug: str) -> ResponseReturnValue:
    """Say what happened; the page then shows the least disturbing timetable before anything changes."""
    event = managed_event(slug)
    form = _form(event)
    if form.validate_on_submit():
        incident = Incident(
            kind=ChangeKind(form.kind.data), person_id=form.person_id.data, table_id=form.table_id.data,
            session_id=form.session_id.data, until=form.until.data,
        )  # fmt: skip
        try:
            with database.transaction() as session:
                change = replanning.propose_change(session, current_actor(), event=event, incident=incident)
        except RuleBroken as error:
            form.reject(error)
        else:
            return redirect(url_for(".show_change", slug=slug, timetable_change_id=change.id))
    event = managed_event(slug)
    standby = queries.list_standby(database.session(), event.id)
    return render_template("meetings/replan_day.html", event=event, form=form, standby=len(standby)), form.status


@bp.get("/events/<slug>/manage/meetings/changes")
@requires(Permission.MEETING_PLAN)
def list_changes(slug: str) -> ResponseReturnValue:
    """Show what was done to the timetable, newest first."""
    event = managed_event(slug)
    found = queries.list_changes(database.session(), event.id)
    return render_template("meetings/list_changes.html", event=event, changes=found)


@bp.get("/events/<slug>/manage/meetings/changes/<int:timetable_change_id>")
@requires(Permission.MEETING_PLAN)
def show_change(slug: str, timetable_change_id: int) -> ResponseReturnValue:
    """Show who moves, who loses a meeting and who gets one, before or after it is done."""
    event = managed_event(slug)
    session = database.session()
    change = queries.get_change(session, event.id, timetable_change_id)
    before = {(row["pitch"], row["investor"]): row for row in change.before}
    after = {(row["pitch"], row["investor"]): row for row in change.after}
    found = compare(_places(before), _places(after))
    retimed = [pair for pair in found.moved if before[pair]["slot"] != after[pair]["slot"]]
    return render_template(
        "meetings/show_change.html", event=event, change=change, names=read_names(session, event), before=before,
        after=after, moved=retimed, reseated=[pair for pair in found.moved if pair not in retimed],
        dropped=found.dropped, added=found.added,
    )  # fmt: skip


def _places(rows: dict[Pair, Row]) -> dict[Pair, Place]:
    """Return when and where each pair sits."""
    return {pair: (row["slot"], row["table"]) for pair, row in rows.items()}


@bp.post("/events/<slug>/manage/meetings/changes/<int:timetable_change_id>/apply")
@requires(Permission.MEETING_PLAN)
def apply_change(slug: str, timetable_change_id: int) -> ResponseReturnValue:
    """Do what was proposed."""
    event = managed_event(slug)
    with database.transaction() as session:
        done = replanning.apply_change(session, current_actor(), event=event, change_id=timetable_change_id)
    words = _("Done: %(moved)d moved, %(dropped)d called off, %(added)d new. Everybody touched is told once.",
              moved=len(done.moved), dropped=len(done.dropped), added=len(done.added))  # fmt: skip
    flash(words, "undo:" + url_for(".undo_change", slug=slug, timetable_change_id=timetable_change_id))
    _warn(len(done.clashes))
    return redirect(url_for(".show_day", slug=slug))


@bp.post("/events/<slug>/manage/meetings/changes/<int:timetable_change_id>/undo")
@requires(Permission.MEETING_PLAN)
def undo_change(slug: str, timetable_change_id: int) -> ResponseReturnValue:
    """Put everybody back."""
    event = managed_event(slug)
    with database.transaction() as session:
        done = replanning.undo_change(session, current_actor(), event=event, change_id=timetable_change_id)
    if wants_json():
        return jsonify(clashes=len(done.clashes))
    flash(_("Taken back. Everybody touched is told once."), "success")
    _warn(len(done.clashes))
    return redirect(url_for(".list_changes", slug=slug))


def _warn(clashes: int) -> None:
    if clashes:
        flash(ngettext("One meeting could not go where it should: its time was taken meanwhile.",
                       "%(num)d meetings could not go where they should: their times were taken meanwhile.", clashes),
              "warning")  # fmt: skip
