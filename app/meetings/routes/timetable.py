"""The timetable as it stands, and meetings that the organiser moves, keeps or adds by hand."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor, wants_json
from app.events.models.event import Event
from app.investors.queries import list_participations
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.forms import MoveMeetingForm, ScheduleMeetingForm
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries import ground
from app.meetings.queries.feedback import why_not
from app.meetings.queries.meetings import MOVABLE, list_bare, list_meetings
from app.meetings.queries.overview import Names, build_grid, read_names
from app.meetings.queries.people import get_pair
from app.meetings.routes.blueprint import bp, managed_event, managed_meeting, slot_words, table_words
from app.meetings.service import booking, by_hand
from app.meetings.service.planning import current_rows
from app.pitches.queries.pitches import list_event_pitches

S = MeetingState
LINES = 200


@bp.get("/events/<slug>/manage/meetings/timetable")
@requires(Permission.MEETING_PLAN)
def show_timetable(slug: str) -> ResponseReturnValue:
    """Show the meetings of an event as a list that can be searched, by person or by table; of many the first ones."""
    event = managed_event(slug)
    session = database.session()
    view, words = request.args.get("by", "list"), request.args.get("q", "").strip()
    lines = max(request.args.get("lines", LINES, type=int), LINES)
    names = read_names(session, event)
    found = _found(event, names, words) if view == "list" else []
    rows = [] if view == "list" else current_rows(session, event.id)
    settings = ground.find_settings(session, event.id)
    return render_template(
        "meetings/show_timetable.html", event=event, view=view, names=names, MOVABLE=MOVABLE, words=words,
        meetings=list_meetings(session, found[:lines]), grid=build_grid(names, rows, by_table=view == "tables"),
        total=len(found), lines=lines, slot_words=slot_words, table_words=table_words, most=LINES,
        is_published=settings is not None and settings.published_plan_id is not None, S=S,
    )  # fmt: skip


def _found(event: Event, names: Names, words: str) -> list[int]:
    """Return the keys of the meetings in which a name or a title holds some words, by time."""
    found = []
    for each in list_bare(database.session(), event.id, states=MOVABLE | {S.IN_PROGRESS, S.REQUESTED}):
        house = names.investors[each.investor_id].organisation
        people = (names.people[each.presenter_id].name, names.people[each.representative_id].name)
        told = (names.pitches[each.pitch_id].title, house.name, house.short_name or "", *people)
        if not words or any(words in text for text in told):
            found.append(each.id)
    return found


@bp.post("/events/<slug>/manage/meetings/<int:meeting_id>/lock")
@requires(Permission.MEETING_PLAN)
def lock_meeting(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Keep a meeting where it is when the rest is planned again, or set it free."""
    event = managed_event(slug)
    managed_meeting(event, meeting_id)
    locked = request.form.get("locked") == "1"
    with database.transaction() as session:
        booking.lock_meeting(session, current_actor(), meeting_id=meeting_id, is_locked=locked)
    if wants_json():
        return jsonify(locked=locked)
    words = _("Planning again leaves this meeting where it is.")
    flash(words if locked else _("Planning again may move this meeting."),
          "success")  # fmt: skip
    return redirect(url_for(".show_timetable", slug=slug, by=request.form.get("by") or None))


def _move_form(event: Event, meeting: Meeting) -> MoveMeetingForm:
    form = MoveMeetingForm(slot_id=meeting.slot_id, table_id=meeting.table_id)
    session = database.session()
    form.slot_id.choices = [(slot.id, slot_words(slot)) for slot in ground.list_slots(session, event.id)]
    form.table_id.choices = _table_choices(event)
    return form


def _table_choices(event: Event) -> list[tuple[int | str, str]]:
    tables = ground.list_tables(database.session(), event.id, is_open=True)
    return [("", _("Any free table")), *((each.id, table_words(each)) for each in tables)]


@bp.route("/events/<slug>/manage/meetings/<int:meeting_id>/move", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def move_meeting(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Put a meeting somewhere else by hand; the page says at once what stands in the way."""
    event = managed_event(slug)
    meeting = managed_meeting(event, meeting_id)
    form, taken = _move_form(event, meeting), None
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                _meeting, change = by_hand.move_by_hand(
                    session, current_actor(), meeting_id=meeting_id, slot_id=form.slot_id.data,
                    table_id=form.table_id.data, reason=form.reason.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        except Conflict as error:
            if wants_json():
                raise
            taken = error
        else:
            undo = url_for(".undo_change", slug=slug, timetable_change_id=change)
            flash(_("Moved. Both sides are told and get a new calendar entry."), f"undo:{undo}")
            return redirect(url_for(".show_timetable", slug=slug))
    meeting = managed_meeting(event, meeting_id)
    page = render_template(
        "meetings/move_meeting.html", event=event, meeting=meeting, form=form, taken=taken, slot_words=slot_words,
        free=booking.alternatives(database.session(), meeting), is_movable=meeting.state in MOVABLE,
        reasons=_reasons(meeting, form.slot_id.data, form.table_id.data),
    )  # fmt: skip
    return page, 409 if taken else form.status


def _reasons(meeting: Meeting, slot_id: int | None, table_id: int | None) -> list[tuple[str, dict[str, object]]]:
    if slot_id is None or (slot_id, table_id) == (meeting.slot_id, meeting.table_id):
        return []
    return why_not(database.session(), meeting, slot_id=slot_id, table_id=table_id)


@bp.get("/events/<slug>/manage/meetings/<int:meeting_id>/check")
@requires(Permission.MEETING_PLAN)
def check_move(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Say what stands in the way of a time and table, while the organiser is choosing."""
    event = managed_event(slug)
    meeting = managed_meeting(event, meeting_id)
    slot_id, table_id = request.args.get("slot_id", type=int), request.args.get("table_id", type=int)
    return render_template("meetings/_move_check.html", reasons=_reasons(meeting, slot_id, table_id), slot_id=slot_id)


def _offer_pairs(form: ScheduleMeetingForm, event: Event) -> None:
    session = database.session()
    pitches = list_event_pitches(session, event.id, OPEN_PITCHES)
    form.pitch_id.choices = [(pitch.number, pitch.title) for pitch in pitches]
    form.investor_id.choices = [
        (each.investor_id, each.investor.organisation.name) for each in list_participations(session, event.id)
    ]
    form.slot_id.choices = [(slot.id, slot_words(slot)) for slot in ground.list_slots(session, event.id)]
    form.table_id.choices = _table_choices(event)


@bp.route("/events/<slug>/manage/meetings/add", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def schedule_meeting(slug: str) -> ResponseReturnValue:
    """Put a pair on the timetable by hand."""
    event = managed_event(slug)
    form, taken = ScheduleMeetingForm(), None
    _offer_pairs(form, event)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                pair = get_pair(session, event, number=form.pitch_id.data, investor_id=form.investor_id.data)
                booking.schedule_by_hand(
                    session, current_actor(), pair=pair, slot_id=form.slot_id.data, table_id=form.table_id.data
                )
        except RuleBroken as error:
            form.reject(error)
        except Conflict as error:
            if wants_json():
                raise
            taken = error
        else:
            flash(_("On the timetable. Both sides are told."), "success")
            return redirect(url_for(".show_timetable", slug=slug))
    page = render_template("meetings/schedule_meeting.html", event=managed_event(slug), form=form, taken=taken)
    return page, 409 if taken else form.status
