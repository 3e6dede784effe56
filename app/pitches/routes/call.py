"""The public call, starting a pitch, and the list of one's own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, may, public, requires
from app.core.web import current_actor
from app.events.queries.programme_public import check_visible
from app.pitches.forms.writing import StartPitchForm
from app.pitches.logic.call import call_state, days_left
from app.pitches.queries.pitches import count_by_state, find_organisation_of, list_pitches_of, list_public_pitches
from app.pitches.routes.blueprint import bp, show_event
from app.pitches.service import drafts


@bp.get("/events/<slug>/call")
@public
def show_call(slug: str) -> ResponseReturnValue:
    """Show the call for pitches, until when, and who is on stage already."""
    event, actor, moment = show_event(slug), current_actor(), now()
    state = call_state(moment, opens=event.call_opens_at, closes=event.call_closes_at, text=event.call_text)
    mine = [p for p in list_pitches_of(database.session(), actor.person_id) if p.event_id == event.id] if (
        actor.person_id
    ) else []  # fmt: skip
    if not mine:
        check_visible(database.session(), actor, event)
    return render_template(
        "pitches/show_call.html",
        event=event,
        state=state,
        mine=mine,
        days=days_left(moment, event.call_closes_at) if event.call_closes_at else None,
        pitches=list_public_pitches(database.session(), event.id),
        counts=count_by_state(database.session(), event.id) if may(actor, Permission.PITCH_TRIAGE, event) else {},
    )


@bp.route("/events/<slug>/pitches/new", methods=["GET", "POST"])
@requires(Permission.PITCH_CREATE)
def start_pitch(slug: str) -> ResponseReturnValue:
    """Begin a pitch with its title and team organisation."""
    event, actor = show_event(slug), current_actor()
    check_visible(database.session(), actor, event)
    form = StartPitchForm()
    if not form.is_submitted() and actor.person_id is not None:
        form.organisation_name.data = find_organisation_of(database.session(), actor.person_id)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                pitch = drafts.start_pitch(
                    session,
                    actor,
                    event=event,
                    title=form.title.data or "",
                    organisation_name=form.organisation_name.data or "",
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Your draft is kept. Write at your own pace; it is saved as you type."), "success")
            return redirect(url_for(".edit_pitch", number=pitch.number))
    state = call_state(now(), opens=event.call_opens_at, closes=event.call_closes_at, text=event.call_text)
    return render_template("pitches/start_pitch.html", form=form, event=event, state=state), form.status


@bp.get("/my/pitches")
@requires(Permission.PITCH_EDIT)
def list_my_pitches() -> ResponseReturnValue:
    """Show the pitches on whose team one is, and what each needs next."""
    person_id = current_actor().person_id
    pitches = list_pitches_of(database.session(), person_id) if person_id else []
    return render_template("pitches/list_my_pitches.html", pitches=pitches)
