"""Requests to move a meeting: offering other times, answering, and what the organiser sees of them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import attempt, current_actor, wants_json
from app.meetings.forms import AnswerMoveForm, AskToMoveForm, ReasonForm
from app.meetings.logic.moving import ANSWER_MARGIN, MOST_OFFERS
from app.meetings.models import Meeting, MoveRequest
from app.meetings.queries.moving import find_open_move, list_event_moves, list_other_times
from app.meetings.queries.people import side_of
from app.meetings.routes.blueprint import bp, managed_event, readable_meeting, slot_words, table_words
from app.meetings.routes.sentences import consequences
from app.meetings.service import moving as service
from app.meetings.service.steps import SEATED


def _own_meeting(meeting_id: int) -> Meeting:
    """Return a meeting on one of whose sides the visitor stands."""
    meeting = readable_meeting(meeting_id)
    if side_of(current_actor(), meeting) is None:
        raise NotAllowed("You belong to neither side of this meeting.")
    return meeting


@bp.route("/meetings/<int:meeting_id>/move-request", methods=["GET", "POST"])
@requires(Permission.MEETING_REQUEST)
def ask_to_move(meeting_id: int) -> ResponseReturnValue:
    """Ask the other side to move a meeting, with one to three times that suit both."""
    meeting = _own_meeting(meeting_id)
    form = AskToMoveForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.ask_to_move(
                    session, current_actor(), meeting_id=meeting_id, slot_ids=form.slot_ids.data or [],
                    reason=form.reason.data or "",
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
            meeting = _own_meeting(meeting_id)
        else:
            flash(_("Asked. Until there is an answer the meeting stays where it is."), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    page = render_template(
        "meetings/ask_to_move.html", form=form, meeting=meeting, chosen=form.slot_ids.data or [], most=MOST_OFFERS,
        when=slot_words(meeting.slot) if meeting.slot else None, is_seated=meeting.state in SEATED,
        is_too_late=meeting.slot is not None and meeting.slot.start_at - ANSWER_MARGIN <= now(),
        times=list_other_times(database.session(), meeting, current_actor().person_id or 0),
        known=_waiting(meeting), slot_words=slot_words, table_words=table_words, consequences=consequences,
    )  # fmt: skip
    return page, form.status


def _waiting(meeting: Meeting) -> MoveRequest | None:
    found = find_open_move(database.session(), meeting.id)
    return found if found is not None and found.is_open else None


@bp.route("/meetings/<int:meeting_id>/move-request/answer", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def answer_move(meeting_id: int) -> ResponseReturnValue:
    """Agree to one of the offered times."""
    _asked(meeting_id)
    form, taken = AnswerMoveForm(), None
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                change = service.accept_move(
                    session, current_actor(), meeting_id=meeting_id, slot_id=form.slot_id.data or 0
                )
        except RuleBroken as error:
            form.reject(error)
        except Conflict as error:
            if wants_json():
                raise
            taken = error
        else:
            return _moved(meeting_id, change)
    meeting = _asked(meeting_id)
    request = _waiting(meeting)
    page = render_template(
        "meetings/answer_move.html", form=form, taken=taken, meeting=meeting, request_=request, decline=ReasonForm(),
        when=slot_words(meeting.slot) if meeting.slot else None,
        free=service.still_free(database.session(), meeting, request) if request else [],
        may_accept=may(current_actor(), Permission.MEETING_PLAN, meeting) or not meeting.is_locked,
        may_plan=may(current_actor(), Permission.MEETING_PLAN, meeting),
        slot_words=slot_words, table_words=table_words, consequences=consequences,
    )  # fmt: skip
    return page, 409 if taken else form.status


def _asked(meeting_id: int) -> Meeting:
    """Return a meeting whose organiser the visitor is, or on whose asked side."""
    meeting = readable_meeting(meeting_id)
    if may(current_actor(), Permission.MEETING_PLAN, meeting):
        return meeting
    side, request = side_of(current_actor(), meeting), find_open_move(database.session(), meeting_id)
    if side is None or (request is not None and side is request.side):
        raise NotAllowed("Only the side that was asked can answer.")
    authorise(current_actor(), Permission.MEETING_ANSWER, meeting.sides)
    return meeting


def _moved(meeting_id: int, change: int | None) -> ResponseReturnValue:
    """Say that a meeting has moved; what the organiser decided can be taken back."""
    meeting = readable_meeting(meeting_id)
    words = _("Moved. Both sides are told and get a new calendar entry.")
    if change is None:
        flash(words, "success")
        return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    slug = meeting.event.slug
    flash(words, "undo:" + url_for(".undo_change", slug=slug, timetable_change_id=change))
    return redirect(url_for(".list_move_requests", slug=slug))


@bp.post("/meetings/<int:meeting_id>/move-request/decline")
@requires(Permission.MEETING_READ)
def decline_move(meeting_id: int) -> ResponseReturnValue:
    """Leave the meeting where it is, and say why."""
    meeting = _asked(meeting_id)
    slug, may_plan = meeting.event.slug, may(current_actor(), Permission.MEETING_PLAN, meeting)
    reason = (ReasonForm().reason.data or "")[:500]
    is_done = attempt(
        lambda session: service.decline_move(session, current_actor(), meeting_id=meeting_id, reason=reason),
        _("Declined. The meeting stays where it is, and the other side reads your reason."),
    )
    if not is_done:
        return redirect(url_for(".answer_move", meeting_id=meeting_id))
    if may_plan:
        return redirect(url_for(".list_move_requests", slug=slug))
    return redirect(url_for(".show_meeting", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/move-request/withdraw")
@requires(Permission.MEETING_REQUEST)
def withdraw_move(meeting_id: int) -> ResponseReturnValue:
    """Take the own request back."""
    _own_meeting(meeting_id)
    attempt(
        lambda session: service.withdraw_move(session, current_actor(), meeting_id=meeting_id),
        _("Withdrawn. The meeting stays where it is."),
    )
    return redirect(url_for(".show_meeting", meeting_id=meeting_id))


@bp.get("/events/<slug>/manage/meetings/move-requests")
@requires(Permission.MEETING_PLAN)
def list_move_requests(slug: str) -> ResponseReturnValue:
    """Show which meetings somebody would like to move, those that end soonest first."""
    event = managed_event(slug)
    rows = list_event_moves(database.session(), event.id)
    return render_template(
        "meetings/list_move_requests.html", event=event, waiting=[row for row in rows if row.is_open],
        decided=[row for row in rows if not row.is_open], slot_words=slot_words,
    )  # fmt: skip
