"""The run sheet of the day: who sits where now, who did not come, and who takes the free slot."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.clock import now, today
from app.core.db import database
from app.core.display import zone
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.matching.logic.wishes import WishSide
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.day import list_stand_ins
from app.meetings.queries.meetings import CALLED_OFF, list_event_meetings
from app.meetings.routes.blueprint import bp, managed_event, managed_meeting, table_words
from app.meetings.service import day as service

S = MeetingState
MISSED = frozenset({S.NO_SHOW_INVESTOR, S.NO_SHOW_PROJECT})


@bp.get("/events/<slug>/manage/meetings/day")
@requires(Permission.MEETING_PLAN)
def show_day(slug: str) -> ResponseReturnValue:
    """Show today's meetings by slot, or the first day's before the event."""
    event = managed_event(slug)
    rows = [each for each in list_event_meetings(database.session(), event.id)
            if each.slot is not None and each.state not in CALLED_OFF | {S.REQUESTED}]  # fmt: skip
    days = sorted({each.slot.start_at.astimezone(zone()).date() for each in rows if each.slot})
    chosen = request.args.get("on") or today(zone()).isoformat()
    shown = next((day for day in days if day.isoformat() == chosen), days[0] if days else None)
    mine = [each for each in rows if each.slot and each.slot.start_at.astimezone(zone()).date() == shown]
    stand_ins = {each.id: list_stand_ins(database.session(), each) for each in mine
                 if each.state in MISSED and each.slot and each.slot.end_at > now()}  # fmt: skip
    return render_template(
        "meetings/show_day.html", event=event, days=days, shown=shown, slots=_by_slot(mine), stand_ins=stand_ins,
        moment=now(), grace=service.GRACE, S=S, WishSide=WishSide, table_words=table_words,
    )  # fmt: skip


def _by_slot(rows: list[Meeting]) -> list[tuple[Meeting, list[Meeting]]]:
    """Group meetings by slot; the first of each names the time."""
    found: list[tuple[Meeting, list[Meeting]]] = []
    for each in rows:
        if not found or found[-1][0].slot_id != each.slot_id:
            found.append((each, []))
        found[-1][1].append(each)
    return found


def _back(slug: str) -> Response:
    return redirect(url_for(".show_day", slug=slug, on=request.form.get("on") or None))


@bp.post("/events/<slug>/manage/meetings/<int:meeting_id>/begin")
@requires(Permission.MEETING_PLAN)
def begin_meeting(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Note that both sides sit down."""
    managed_meeting(managed_event(slug), meeting_id)
    with database.transaction() as session:
        service.begin_meeting(session, current_actor(), meeting_id=meeting_id)
    flash(_("Begun."), "success")
    return _back(slug)


@bp.post("/events/<slug>/manage/meetings/<int:meeting_id>/end")
@requires(Permission.MEETING_PLAN)
def end_meeting(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Note that a talk is over."""
    managed_meeting(managed_event(slug), meeting_id)
    with database.transaction() as session:
        service.end_meeting(session, current_actor(), meeting_id=meeting_id)
    flash(_("Over. Both sides can now write down the result."), "success")
    return _back(slug)


@bp.post("/events/<slug>/manage/meetings/<int:meeting_id>/no-show")
@requires(Permission.MEETING_PLAN)
def note_no_show(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Note that one side did not come."""
    managed_meeting(managed_event(slug), meeting_id)
    side = WishSide.PITCH if request.form.get("side") == WishSide.PITCH else WishSide.INVESTOR
    with database.transaction() as session:
        service.note_no_show(session, current_actor(), meeting_id=meeting_id, side=side)
    flash(_("Noted. If somebody else wants to meet and is free, the slot can be offered below."), "success")
    return _back(slug)


@bp.post("/events/<slug>/manage/meetings/<int:meeting_id>/refill")
@requires(Permission.MEETING_PLAN)
def refill_meeting(slug: str, meeting_id: int) -> ResponseReturnValue:
    """Give a missed slot to another pair."""
    managed_meeting(managed_event(slug), meeting_id)
    with database.transaction() as session:
        service.refill_slot(
            session, current_actor(), meeting_id=meeting_id, pitch_number=request.form.get("pitch", ""),
            investor_id=request.form.get("investor", 0, type=int),
        )  # fmt: skip
    flash(_("Filled. Both sides are told."), "success")
    return _back(slug)
