"""Follow-ups: what is promised, by whom, until when, and what came of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.forms import AddFollowUpForm, UpdateFollowUpForm
from app.agreements.logic.states import FollowUpStage, FollowUpState
from app.agreements.logic.steps import FOLLOW_UP_STEPS, OPEN_FOLLOW_UPS, next_stages
from app.agreements.models.follow_up import FollowUp
from app.agreements.queries import follow_ups as queries
from app.agreements.queries.agreements import get_agreement
from app.agreements.routes.blueprint import bp
from app.agreements.service import follow_ups as service
from app.core.clock import today
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.events.queries.events import get_event, list_events_of
from app.events.queries.tasks import list_team


@bp.get("/follow-ups")
@requires(Permission.FOLLOW_UP_EDIT)
def list_follow_ups() -> ResponseReturnValue:
    """Show what is to be followed: all within reach, or one's own, of one event or all."""
    actor, session = current_actor(), database.session()
    events = list_events_of(session, actor)
    slug = request.args.get("event", "")
    chosen = next((event for event in events if event.slug == slug), None)
    wanted = queries.FollowUpFilter(
        mine=request.args.get("whose") == "mine", event_id=chosen.id if chosen else None,
        state=request.args.get("state", ""), words=request.args.get("words", ""), sort=request.args.get("sort", ""),
    )  # fmt: skip
    page = queries.list_follow_ups(
        session, actor, wanted, number=request.args.get("page", 1, type=int),
        per_page=request.args.get("per_page", 20, type=int),
    )  # fmt: skip
    return render_template(
        "agreements/list_follow_ups.html", page=page, events=events, chosen=chosen, today=today(),
        overdue=queries.count_overdue(session, actor), States=FollowUpState, open_states=OPEN_FOLLOW_UPS,
    )  # fmt: skip


def _event() -> Event | None:
    slug = request.args.get("event", "")
    return get_event(database.session(), slug) if slug else None


@bp.route("/follow-ups/new", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_EDIT)
def add_follow_up() -> ResponseReturnValue:
    """Write down something to be followed."""
    event, actor, session = _event(), current_actor(), database.session()
    number = request.args.get("agreement", "")
    agreement = get_agreement(session, number) if number else None
    for thing in (event, agreement):
        if thing is not None:
            authorise(actor, Permission.FOLLOW_UP_EDIT, thing)
    form = AddFollowUpForm()
    owner_event = event or (agreement.event if agreement else None)
    team = list_team(session, owner_event) if owner_event is not None else []
    people = {actor.person_id or 0: actor.name} | {person.id: person.name for person in team}
    form.owner_id.choices = list(people.items())
    if form.validate_on_submit():
        promise = service.Promise(
            content=form.content.data or "", due_on=form.due_on.data or today(), owner_id=form.owner_id.data,
            subject_kind="agreement" if agreement else "event",
            subject_id=agreement.id if agreement else event.id if event else None,
        )  # fmt: skip
        try:
            with database.transaction() as writing:
                service.add_follow_up(writing, actor, promise=promise, event=event, agreement=agreement)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Written down."), "success")
            return redirect(url_for(".list_follow_ups", event=owner_event.slug if owner_event else None))
    page = render_template("agreements/add_follow_up.html", form=form, event=owner_event, agreement=agreement)
    return page, form.status


@bp.route("/follow-ups/<int:follow_up_id>", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_EDIT)
def edit_follow_up(follow_up_id: int) -> ResponseReturnValue:
    """Say what has become of a follow-up."""
    follow_up = queries.get_follow_up(database.session(), follow_up_id)
    authorise(current_actor(), Permission.FOLLOW_UP_EDIT, follow_up)
    form = UpdateFollowUpForm(due_on=follow_up.due_on, row_version=str(follow_up.version))
    states = tuple(state for state in FollowUpState if state in FOLLOW_UP_STEPS[follow_up.state])
    form.offer(states, next_stages(follow_up.stage) if follow_up.stage else ())
    if form.validate_on_submit():
        try:
            _take_over(follow_up, form)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The follow-up is updated."), "success")
            return redirect(url_for(".edit_follow_up", follow_up_id=follow_up.id))
    page = render_template(
        "agreements/edit_follow_up.html", follow_up=follow_up, form=form, today=today(), open_states=OPEN_FOLLOW_UPS
    )
    return page, form.status


def _take_over(follow_up: FollowUp, form: UpdateFollowUpForm) -> None:
    """Do the one thing that was asked: a stage, a state, or another day with a note."""
    note, actor = form.result.data or "", current_actor()
    with database.transaction() as session:
        if form.stage.data:
            service.raise_stage(
                session, actor, follow_up_id=follow_up.id, stage=FollowUpStage(form.stage.data), note=note,
                version=form.seen_version,
            )  # fmt: skip
        elif form.state.data:
            service.move_follow_up(
                session, actor, follow_up_id=follow_up.id, state=FollowUpState(form.state.data), result=note,
                version=form.seen_version,
            )  # fmt: skip
        else:
            service.postpone_follow_up(
                session, actor, follow_up_id=follow_up.id, due_on=form.due_on.data or follow_up.due_on, note=note,
                version=form.seen_version,
            )  # fmt: skip
