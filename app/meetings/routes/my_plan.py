"""What a participant sees of the plan: own meetings to answer, own wishes that are not met and why, and standing by."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.db import database
from app.core.errors import NotAllowed, NotFound
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.meetings.logic.states import FeedbackKind
from app.meetings.queries.changes import is_on_standby
from app.meetings.queries.my_plan import find_shown_plan, list_feedback, read_my_plan
from app.meetings.queries.overview import read_names
from app.meetings.queries.people import find_standing
from app.meetings.queries.shares import read_share_now
from app.meetings.routes.blueprint import bp, event_of, managed_event
from app.meetings.routes.sentences import in_one_sentence
from app.meetings.service import feedback


@bp.get("/events/<slug>/my-plan")
@requires(Permission.MEETING_READ)
def show_my_plan(slug: str) -> ResponseReturnValue:
    """Show a person the own part of the plan, with reasons for wishes that are not met."""
    event, session = event_of(slug), database.session()
    person_id = current_actor().person_id or 0
    standing = find_standing(session, event, person_id)
    if not standing.takes_part:
        raise NotAllowed("You take part in no meetings of this event.")
    plan, names = find_shown_plan(session, event.id), read_names(session, event)
    mine = read_my_plan(names, plan, person_id) if plan else None
    answers = {
        (each.pitch_id, each.investor_id): each
        for each in (list_feedback(session, plan.id) if plan else [])
        if each.person_id == person_id
    }
    return render_template(
        "meetings/show_my_plan.html", event=event, plan=plan, mine=mine, names=names, person_id=person_id,
        answers=answers, FeedbackKind=FeedbackKind, in_one_sentence=in_one_sentence,
        is_standing_by=is_on_standby(session, event.id, person_id),
        share=None if mine else read_share_now(session, event, standing),
    )  # fmt: skip


@bp.post("/events/<slug>/my-plan")
@requires(Permission.MEETING_READ)
def answer_plan(slug: str) -> ResponseReturnValue:
    """Say whether a provisional meeting fits."""
    event = event_of(slug)
    pair = (request.form.get("pitch", 0, type=int), request.form.get("investor", 0, type=int))
    kind = next((each for each in FeedbackKind if each == request.form.get("kind")), FeedbackKind.FITS)
    with database.transaction() as session:
        plan = find_shown_plan(session, event.id)
        if plan is None:
            raise NotFound("There is no such plan.")
        feedback.answer_plan(
            session, current_actor(), plan=plan, pair=pair, kind=kind, note=request.form.get("note", "")[:200]
        )
    flash(_("Noted. The organiser sees your answer."), "success")
    return redirect(url_for(".show_my_plan", slug=slug))


@bp.post("/events/<slug>/standby")
@requires(Permission.MEETING_READ)
def stand_by(slug: str) -> ResponseReturnValue:
    """Go on the standby list, or leave it."""
    event, is_here = event_of(slug), request.form.get("here") == "1"
    with database.transaction() as session:
        feedback.stand_by(session, current_actor(), event=event, is_here=is_here)
    here = _("You are on the standby list: a time that falls free can become a meeting, and you are told at once.")
    flash(here if is_here else _("You are no longer on the standby list."), "success")
    return redirect(url_for(".show_my_plan", slug=slug))


@bp.post("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/show")
@requires(Permission.MEETING_PLAN)
def share_plan(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Show a plan to participants for feedback, or end the round."""
    event = managed_event(slug)
    is_shown = request.form.get("shown") == "1"
    act = feedback.show_to_participants if is_shown else feedback.hide_from_participants
    with database.transaction() as session:
        act(session, current_actor(), event=event, plan_id=meeting_plan_id)
    shown = _("Participants can now look at their meetings and answer.")
    flash(shown if is_shown else _("The feedback round is over."), "success")
    return redirect(url_for(".show_plan", slug=slug, meeting_plan_id=meeting_plan_id))


@bp.post("/events/<slug>/manage/meetings/plans/<int:meeting_plan_id>/adopt")
@requires(Permission.MEETING_PLAN)
def adopt_feedback(slug: str, meeting_plan_id: int) -> ResponseReturnValue:
    """Take the answers of participants over into the next plan."""
    event = managed_event(slug)
    with database.transaction() as session:
        count = feedback.adopt_feedback(session, current_actor(), event=event, plan_id=meeting_plan_id)
    flash(ngettext("One answer is taken over. Please make a new plan.",
                   "%(num)d answers are taken over. Please make a new plan.", count), "success")  # fmt: skip
    return redirect(url_for(".show_planner", slug=slug))
