"""The grid of people and slots: read at once, moved by mouse, finger or keyboard, judged by the server."""

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import clock_time, day
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.meetings.queries import ground
from app.meetings.queries.grid import Row, Sheet, list_places, read_sheet
from app.meetings.routes.blueprint import bp, managed_event, managed_meeting, said
from app.meetings.service import by_hand

PER_PAGE = 50


@bp.get("/events/<slug>/manage/meetings/grid")
@requires(Permission.MEETING_PLAN)
def show_grid(slug: str) -> ResponseReturnValue:
    """Show people and slots; without script page by page, with script all at once."""
    event = managed_event(slug)
    session = database.session()
    sheet = read_sheet(session, event.id)
    page = max(request.args.get("page", 1, type=int), 1)
    words = request.args.get("q", "").strip()
    people = [each for each in sheet.people if words in each["name"] or words in each["house"]]
    shown = people[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "meetings/show_grid.html", event=event, people=shown, total=len(people), page=page, words=words,
        slots=ground.list_slots(session, event.id), cells=_cells(sheet), last=-(-len(people) // PER_PAGE),
    )  # fmt: skip


def _cells(sheet: Sheet) -> dict[tuple[int, int], Row]:
    return {(each[side], each["slot"]): each for each in sheet.meetings for side in ("one", "other")}


@bp.get("/events/<slug>/manage/meetings/grid.json")
@requires(Permission.MEETING_PLAN)
def read_grid(slug: str) -> ResponseReturnValue:
    """Answer with everything the grid shows."""
    event = managed_event(slug)
    session = database.session()
    sheet = read_sheet(session, event.id)
    slots = [
        {"id": each.id, "time": clock_time(each.start_at), "day": day(each.start_at)}
        for each in ground.list_slots(session, event.id)
    ]
    return jsonify(people=sheet.people, meetings=sheet.meetings, away=sheet.away, slots=slots)


@bp.get("/events/<slug>/manage/meetings/<int:meeting_id>/places")
@requires(Permission.MEETING_PLAN)
def list_meeting_places(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Answer for every slot whether a meeting can go there, and what stands in the way."""
    event = managed_event(slug)
    meeting = managed_meeting(event, meeting_id)
    found = list_places(database.session(), meeting)
    return jsonify(places={slot: [said(*reason) for reason in reasons] for slot, reasons in found.items()})


@bp.post("/events/<slug>/manage/meetings/<int:meeting_id>/drag")
@requires(Permission.MEETING_PLAN)
def drag_meeting(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Put a meeting where it was dropped; the answer says how to take it back."""
    event = managed_event(slug)
    managed_meeting(event, meeting_id)
    with database.transaction() as session:
        meeting, change = by_hand.move_by_hand(
            session, current_actor(), meeting_id=meeting_id, slot_id=request.form.get("slot_id", 0, type=int)
        )
    table = meeting.table.name if meeting.table else ""
    when = clock_time(meeting.slot.start_at) if meeting.slot else ""
    return jsonify(
        message=_("Moved to %(time)s, %(table)s. Both sides are told.", time=when, table=table), slot=meeting.slot_id,
        table=table, undo=url_for(".undo_change", slug=slug, timetable_change_id=change),
    )  # fmt: skip
