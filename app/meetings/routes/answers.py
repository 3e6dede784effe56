"""Answering a request, changing one's own, and moving or calling off what was agreed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import current_actor, wants_json
from app.meetings.forms import (
    AcceptMeetingForm,
    DeclineMeetingForm,
    ReasonForm,
    RequestMeetingForm,
    RescheduleMeetingForm,
)
from app.meetings.logic.states import BookingMode, MeetingState
from app.meetings.models import Meeting
from app.meetings.queries import ground
from app.meetings.queries.people import needs_to_ask, side_of
from app.meetings.routes.blueprint import any_time, bp, free_choices, readable_meeting, slot_words
from app.meetings.service import booking, requests
from app.meetings.service.requests import Asking

LATER = "later"


def _party(meeting_id: int) -> Meeting:
    """Return a meeting one of whose sides, or whose organiser, the visitor is."""
    meeting = readable_meeting(meeting_id)
    if side_of(current_actor(), meeting) is None:
        authorise(current_actor(), Permission.MEETING_PLAN, meeting)
    return meeting


def _party_of_side(meeting_id: int, *, asking: bool) -> Meeting:
    """Return a meeting on whose asking, or asked, side the visitor stands."""
    meeting = readable_meeting(meeting_id)
    side = side_of(current_actor(), meeting)
    if asking and side is not meeting.asked_by_side:
        raise NotAllowed("Only the side that asked can change a request.")
    if not asking and (side is None or side is meeting.asked_by_side):
        raise NotAllowed("Only the side that was asked can answer.")
    return meeting


@bp.route("/meetings/<int:meeting_id>/accept", methods=["GET", "POST"])
@requires(Permission.MEETING_ANSWER)
def accept_meeting(meeting_id: int) -> ResponseReturnValue:
    """Agree to meet: at the time asked for, another free one, or the first that is free."""
    meeting = _party_of_side(meeting_id, asking=False)
    form, taken = AcceptMeetingForm(), None
    if form.validate_on_submit():
        chosen = form.slot_id.data or ""
        try:
            with database.transaction() as session:
                requests.accept_meeting(
                    session, current_actor(), meeting_id=meeting_id, leave_open=chosen == LATER,
                    slot_id=int(chosen) if chosen.isdigit() else None,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        except Conflict as error:
            if wants_json():
                raise
            taken = error
        else:
            flash(_("Agreed. Both sides are told."), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    meeting = readable_meeting(meeting_id)
    free = booking.alternatives(database.session(), meeting)
    choices = free_choices(free, first=("", _("The first time that is free for both")))
    settings = ground.find_settings(database.session(), meeting.event_id)
    if settings is not None and settings.mode is BookingMode.MIXED:
        choices.append((LATER, _("Leave the time to the organiser's plan")))
    form.slot_id.choices = choices
    if form.slot_id.data is None and meeting.slot_id in {each.slot.id for each in free}:
        form.slot_id.data = str(meeting.slot_id)
    wished = slot_words(meeting.slot) if meeting.slot else None
    page = render_template("meetings/accept_meeting.html", form=form, meeting=meeting, free=free, taken=taken,
                           wished=wished, is_wish_free=meeting.slot_id in {each.slot.id for each in free})  # fmt: skip
    return page, 409 if taken else form.status


@bp.route("/meetings/<int:meeting_id>/decline", methods=["GET", "POST"])
@requires(Permission.MEETING_ANSWER)
def decline_meeting(meeting_id: int) -> ResponseReturnValue:
    """Say no, with a reason."""
    meeting = _party_of_side(meeting_id, asking=False)
    form = DeclineMeetingForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                requests.decline_meeting(
                    session, current_actor(), meeting_id=meeting_id, reason=form.reason.data or "",
                    why=form.why.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Declined. The other side reads your reason."), "success")
            return redirect(url_for(".list_my_meetings"))
    return render_template("meetings/decline_meeting.html", form=form, meeting=meeting), form.status


@bp.route("/meetings/<int:meeting_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_REQUEST)
def change_request(meeting_id: int) -> ResponseReturnValue:
    """Change the words or the time of a request nobody has answered yet."""
    meeting = _party_of_side(meeting_id, asking=True)
    form = RequestMeetingForm(obj=meeting)
    form.slot_id.choices = free_choices(booking.alternatives(database.session(), meeting), first=any_time())
    form.person_id.choices = []
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                asking = Asking(form.message.data or "", form.slot_id.data)
                requests.change_request(session, current_actor(), meeting_id=meeting_id, asking=asking)
        except RuleBroken as error:
            form.reject(error)
            meeting = readable_meeting(meeting_id)
        else:
            flash(_("Changed. The other side sees the new request."), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    return render_template("meetings/change_request.html", form=form, meeting=meeting), form.status


@bp.post("/meetings/<int:meeting_id>/withdraw")
@requires(Permission.MEETING_REQUEST)
def withdraw_request(meeting_id: int) -> ResponseReturnValue:
    """Take a request back."""
    _party_of_side(meeting_id, asking=True)
    with database.transaction() as session:
        requests.withdraw_request(session, current_actor(), meeting_id=meeting_id)
    flash(_("Withdrawn."), "success")
    return redirect(url_for(".list_my_meetings"))


@bp.post("/meetings/<int:meeting_id>/confirm")
@requires(Permission.MEETING_READ)
def confirm_meeting(meeting_id: int) -> ResponseReturnValue:
    """Say that one will be there."""
    _party(meeting_id)
    with database.transaction() as session:
        booking.confirm_meeting(session, current_actor(), meeting_id=meeting_id)
    flash(_("Confirmed. See you there."), "success")
    return redirect(url_for(".show_meeting", meeting_id=meeting_id))


@bp.route("/meetings/<int:meeting_id>/cancel", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def cancel_meeting(meeting_id: int) -> ResponseReturnValue:
    """Call an agreed meeting off, with a reason."""
    meeting = _party(meeting_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                booking.cancel_meeting(session, current_actor(), meeting_id=meeting_id, reason=form.reason.data or "")
        except RuleBroken as error:
            form.reject(error)
            meeting = readable_meeting(meeting_id)
        else:
            flash(_("Called off. Both sides are told and their calendars forget it."), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    when = slot_words(meeting.slot) if meeting.slot else None
    return render_template("meetings/cancel_meeting.html", form=form, meeting=meeting, when=when), form.status


@bp.route("/meetings/<int:meeting_id>/reschedule", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def reschedule_meeting(meeting_id: int) -> ResponseReturnValue:
    """Choose another time that is free for both sides; a side that has a time already asks the other one."""
    meeting = _party(meeting_id)
    if request.method == "GET" and needs_to_ask(current_actor(), meeting):
        return redirect(url_for(".ask_to_move", meeting_id=meeting_id))
    form, taken = RescheduleMeetingForm(), None
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                booking.move_meeting(
                    session, current_actor(), meeting_id=meeting_id, slot_id=form.slot_id.data or 0,
                    reason=form.reason.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        except Conflict as error:
            if wants_json():
                raise
            taken = error
        else:
            flash(_("Moved. Both sides are told and get a new calendar entry."), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    meeting = readable_meeting(meeting_id)
    free = [each for each in booking.alternatives(database.session(), meeting) if each.slot.id != meeting.slot_id]
    form.slot_id.choices = free_choices(free)
    may_plan = may(current_actor(), Permission.MEETING_PLAN, meeting)
    page = render_template("meetings/reschedule_meeting.html", form=form, meeting=meeting, free=free, taken=taken,
                           when=slot_words(meeting.slot) if meeting.slot else None, may_plan=may_plan,
                           is_movable=meeting.state in {MeetingState.ACCEPTED, MeetingState.SCHEDULED,
                                                        MeetingState.CONFIRMED, MeetingState.RESCHEDULED})  # fmt: skip
    return page, 409 if taken else form.status
