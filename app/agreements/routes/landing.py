"""The landing board: what became of the frameworks that were signed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.agreements.forms import MilestoneForm
from app.agreements.logic.landing import Light
from app.agreements.logic.states import LandingStage
from app.agreements.queries.landing import find_milestone, list_landings, list_milestones
from app.agreements.routes.agreement import readable_agreement
from app.agreements.routes.blueprint import bp
from app.agreements.service.landing import MilestoneInput, plan_milestone
from app.core.clock import today
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import current_actor
from app.events.queries.events import get_event


@bp.get("/events/<slug>/manage/landing")
@requires(Permission.FOLLOW_UP_EDIT)
def show_landing(slug: str) -> ResponseReturnValue:
    """Show the frameworks of an event by the step they have reached, with a light for each."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), Permission.FOLLOW_UP_EDIT, event)
    rows = list_landings(database.session(), event.id, today())
    return render_template(
        "agreements/show_landing.html", event=event, rows=rows, stages=LandingStage, Light=Light, today=today()
    )


@bp.route("/agreements/<number>/landing", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_EDIT)
def edit_landing(number: str) -> ResponseReturnValue:
    """Plan the steps of a landing and note that they are reached."""
    agreement = readable_agreement(number, Permission.FOLLOW_UP_EDIT)
    session = database.session()
    stage = request.values.get("stage", "")
    chosen = find_milestone(session, agreement.id, LandingStage(stage)) if stage in set(LandingStage) else None
    form = MilestoneForm(obj=chosen)
    if form.validate_on_submit():
        content = MilestoneInput(
            stage=LandingStage(form.stage.data), due_on=form.due_on.data or today(), unit=form.unit.data or "",
            district=form.district.data or "", done_on=form.done_on.data, note=form.note.data or "",
        )  # fmt: skip
        try:
            with database.transaction() as writing:
                plan_milestone(writing, current_actor(), agreement_id=agreement.id, content=content)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".edit_landing", number=number))
    milestones, event = list_milestones(session, agreement.id), agreement.event
    sees_board = event is not None and may(current_actor(), Permission.FOLLOW_UP_EDIT, event)
    page = render_template(
        "agreements/edit_landing.html", agreement=agreement, form=form, milestones=milestones, today=today(),
        sees_board=sees_board,
    )  # fmt: skip
    return page, form.status
