"""Moving an event from state to state, and handing it over."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import label
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.events.forms.setup import ChangeStateForm, HandOverEventForm
from app.events.logic.states import EventState
from app.events.logic.steps import STEPS, WITH_NEW_DATE, needs_reason
from app.events.queries.events import get_event
from app.events.routes.blueprint import bp
from app.events.routes.guide import consequences_elsewhere, event_for
from app.events.service import events
from app.events.service.states import Step, consequences_of, list_missing, permission_for
from app.events.service.states import change_state as take_step

CALLING_OFF = (EventState.CANCELLED, EventState.POSTPONED)


@bp.route("/events/<slug>/manage/state", methods=["GET", "POST"], defaults={"to": ""})
@bp.route("/events/<slug>/manage/state/<to>", methods=["GET", "POST"])
@requires(Permission.EVENT_READ)
def change_state(slug: str, to: str) -> ResponseReturnValue:
    """Choose a step, see what follows from it, and take it."""
    session = database.session()
    event = event_for(slug, Permission.EVENT_READ)
    if not to:
        choices = [(state, list_missing(session, event, state)) for state in STEPS[event.state]]
        return render_template("events/change_state.html", event=event, choices=choices, permission_for=permission_for)
    target = EventState(to) if to in {str(state) for state in STEPS[event.state]} else abort(404)
    authorise(current_actor(), permission_for(event.state, target), event)
    form = ChangeStateForm(row_version=str(event.version))
    form.reason.flags.required = needs_reason(event.state, target)
    if form.validate_on_submit():
        step = Step(target, form.reason.data, form.start_at.data, form.end_at.data)
        try:
            with database.transaction() as writing:
                take_step(writing, current_actor(), event_id=event.id, step=step, version=form.seen_version)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The event is now “%(state)s”.", state=label(target)), "success")
            return redirect(url_for(".show_workspace", slug=slug))
        event = get_event(database.session(), slug)
    counted = consequences_of(session, event, target)
    if target in CALLING_OFF:
        counted += consequences_elsewhere(session, event.id)
    page = render_template(
        "events/change_state.html",
        event=event,
        target=target,
        form=form,
        consequences=[_(words, num=number) for words, number in counted],
        problems=list_missing(session, event, target),
        with_reason=needs_reason(event.state, target),
        with_date=(event.state, target) in WITH_NEW_DATE,
        is_hard=target in CALLING_OFF,
    )
    return page, form.status


@bp.route("/events/<slug>/manage/hand-over", methods=["GET", "POST"])
@requires(Permission.EVENT_EDIT)
def hand_over_event(slug: str) -> ResponseReturnValue:
    """Give an event to another owner."""
    event = event_for(slug, Permission.EVENT_EDIT)
    form = HandOverEventForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                event = events.hand_over(session, current_actor(), event_id=event.id, login=form.login.data or "")
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("%(name)s owns the event now; you stay on the team.", name=event.owner.name), "success")
            return redirect(url_for(".show_workspace", slug=slug))
    return render_template("events/hand_over_event.html", form=form, event=event), form.status
