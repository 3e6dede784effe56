"""What a participant sees: all meetings, one meeting, asking for one, and what came of it."""

from datetime import datetime
from itertools import groupby

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.display import day, label
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import current_actor
from app.events.logic.exchange_ics import Mailbox
from app.matching.logic.wishes import WishSide
from app.meetings.forms import RecordOutcomeForm, RequestMeetingForm
from app.meetings.logic.states import BookingMode, MeetingOutcome, MeetingState
from app.meetings.models import Meeting
from app.meetings.queries import ground, meetings, people, round_tables
from app.meetings.queries.availability import list_free
from app.meetings.queries.calendar import meeting_invitation
from app.meetings.queries.moving import list_moves, open_moves_of
from app.meetings.queries.my_plan import list_my_events
from app.meetings.routes.blueprint import (
    any_time,
    bp,
    event_of,
    free_choices,
    readable_meeting,
    slot_words,
    table_words,
)
from app.meetings.service import day as day_service
from app.meetings.service import requests
from app.meetings.service.requests import Asking

S = MeetingState


@bp.get("/my/meetings")
@requires(Permission.MEETING_READ)
def list_my_meetings() -> ResponseReturnValue:
    """Show a person's meetings: to answer, agreed by day, and past."""
    actor = current_actor()
    rows = meetings.list_my_meetings(database.session(), actor.person_id or 0)
    sides = {row.id: people.side_of(actor, row) for row in rows}
    agreed = [row for row in rows if row.state in meetings.AGREED and row.slot is not None]
    page = {
        "to_answer": [r for r in rows if r.state is S.REQUESTED and sides[r.id] is not r.asked_by_side],
        "asked": [r for r in rows if r.state is S.REQUESTED and sides[r.id] is r.asked_by_side],
        "waiting": [row for row in rows if row.state in meetings.AGREED and row.slot is None],
        "days": [(name, list(group)) for name, group in groupby(agreed, lambda row: day(_start(row)))],
        "over": [row for row in reversed(rows) if row.state in meetings.OVER],
        "called_off": [row for row in reversed(rows) if row.state in meetings.CALLED_OFF],
    }
    tables = round_tables.list_my_tables(database.session(), actor.person_id or 0)
    moves = open_moves_of(database.session(), [row.id for row in agreed])
    to_move = [row for row in agreed if row.id in moves and sides[row.id] not in {None, moves[row.id].side}]
    return render_template("meetings/list_my_meetings.html", **page, sides=sides,
                           moves=moves, to_move=to_move, slot_words=slot_words, tables=tables,
                           title_of=round_tables.title_of, place_of=round_tables.place_of,
                           mine=list_my_events(database.session(), actor.person_id or 0))  # fmt: skip


def _start(meeting: Meeting) -> datetime | None:
    return meeting.slot.start_at if meeting.slot else None


@bp.get("/meetings/<int:meeting_id>")
@requires(Permission.MEETING_READ)
def show_meeting(meeting_id: int) -> ResponseReturnValue:
    """Show one meeting with its history and what can be done with it."""
    meeting = readable_meeting(meeting_id)
    actor = current_actor()
    side = people.side_of(actor, meeting)
    wished = None
    if meeting.state is S.REQUESTED and meeting.slot is not None:
        wished = slot_words(meeting.slot)
    moves = list_moves(database.session(), meeting.id)
    return render_template(
        "meetings/show_meeting.html", meeting=meeting, side=side, moves=[each for each in moves if not each.is_open],
        open_move=next((each for each in moves if each.is_open), None), must_ask=people.needs_to_ask(actor, meeting),
        wished=wished, S=S, WishSide=WishSide,
        steps=meetings.list_steps(database.session(), meeting.id), slot_words=slot_words, table_words=table_words,
        is_mine=side is not None, is_over=meeting.slot is not None and meeting.slot.end_at <= now(),
        is_asked=side is not None and side is not meeting.asked_by_side, MOVABLE=meetings.MOVABLE,
        may_plan=may(actor, Permission.MEETING_PLAN, meeting),
        may_read_minutes=may(actor, Permission.MEETING_MINUTES, meeting.sides)
        or may(actor, Permission.MEETING_PLAN, meeting),
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/invitation.ics")
@requires(Permission.MEETING_READ)
def download_invitation(meeting_id: int) -> ResponseReturnValue:
    """Hand out the calendar entry of a meeting; of a called-off one its withdrawal."""
    meeting = readable_meeting(meeting_id)
    address = url_for(".show_meeting", meeting_id=meeting.id, _external=True)
    sender = Mailbox(name=meeting.event.title, address="noreply@luyan.invalid")
    text = meeting_invitation(database.session(), meeting.id, address=address, sender=sender)
    if text is None or meeting.state is S.REQUESTED:
        abort(404)
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting.id}.ics"'
    return answer


@bp.route("/events/<slug>/meetings/new", methods=["GET", "POST"])
@requires(Permission.MEETING_REQUEST)
def request_meeting(slug: str) -> ResponseReturnValue:
    """Ask a team or an investor to meet."""
    event, actor = event_of(slug), current_actor()
    standing = people.find_standing(database.session(), event, actor.person_id)
    if not standing.takes_part:
        if may(actor, Permission.INVESTOR_EDIT):
            raise NotAllowed("Take part in this event with your institution first; then you can ask for meetings.")
        raise NotAllowed("You take part in no meetings of this event.")
    own_seat = standing.participation.investor_id if standing.participation else 0
    own_pitch = standing.pitches[0].number if standing.pitches else ""
    pair = people.get_pair(
        database.session(), event, number=request.values.get("pitch") or own_pitch,
        investor_id=request.values.get("investor", 0, type=int) or own_seat,
    )  # fmt: skip
    side = people.side_of_pair(actor, pair.pitch, pair.investor)
    if side is None or not people.may_know(database.session(), actor, pair.pitch):
        raise NotAllowed("You belong to neither side of this meeting.")
    form = RequestMeetingForm()
    _offer_times(form, pair, side)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                asking = Asking(form.message.data or "", form.slot_id.data, form.person_id.data)
                meeting = requests.request_meeting(session, actor, pair=pair, asking=asking)
        except RuleBroken as error:
            form.reject(error)
            pair = people.get_pair(database.session(), event, number=pair.pitch.number, investor_id=pair.investor.id)
        else:
            flash(_("Asked. You will be told as soon as there is an answer."), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting.id))
    settings = ground.find_settings(database.session(), event.id)
    found = meetings.find_open_meeting(
        database.session(), event_id=event.id, pitch_id=pair.pitch.id, investor_id=pair.investor.id
    )
    page = render_template("meetings/request_meeting.html", form=form, event=event, pair=pair, side=side,
                           settings=settings, found=found, own=standing.pitches,
                           BookingMode=BookingMode, WishSide=WishSide)  # fmt: skip
    return page, form.status


def _offer_times(form: RequestMeetingForm, pair: people.Pair, side: WishSide) -> None:
    session = database.session()
    mine = people.team_of(pair.pitch) if side is WishSide.PITCH else people.house_of(session, pair.participation)
    form.person_id.choices = [(person.id, person.name) for person in mine]
    presenter, seat = pair.pitch.presenter, pair.participation.representative_id
    both = {person for person in (presenter.person_id if presenter else None, seat) if person is not None}
    form.slot_id.choices = free_choices(list_free(session, pair.event, both), first=any_time())


@bp.route("/meetings/<int:meeting_id>/outcome", methods=["GET", "POST"])
@requires(Permission.MEETING_MINUTES)
def record_outcome(meeting_id: int) -> ResponseReturnValue:
    """Write down how a meeting ended and what follows."""
    meeting = readable_meeting(meeting_id)
    authorise(current_actor(), Permission.MEETING_MINUTES, meeting)
    form = RecordOutcomeForm(obj=meeting)
    if form.validate_on_submit():
        result = day_service.Result(
            MeetingOutcome(form.outcome.data), form.minutes_text.data or "", form.next_step.data or "",
            form.next_on.data,
        )  # fmt: skip
        try:
            with database.transaction() as session:
                day_service.record_outcome(session, current_actor(), meeting_id=meeting_id, result=result)
        except RuleBroken as error:
            form.reject(error)
            meeting = readable_meeting(meeting_id)
        else:
            flash(_("Recorded: %(result)s.", result=label(result.outcome)), "success")
            return redirect(url_for(".show_meeting", meeting_id=meeting_id))
    return render_template("meetings/record_outcome.html", form=form, meeting=meeting), form.status
