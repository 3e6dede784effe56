"""Writing a pitch, handing it in, taking it back."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.display import clock_time
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.library.logic import FIELDS
from app.pitches.forms.steps import ReasonForm
from app.pitches.forms.writing import EditPitchForm
from app.pitches.logic.call import call_state
from app.pitches.logic.states import PitchState, may_become
from app.pitches.logic.visibility import PitchField, field_level, is_protected
from app.pitches.models import Pitch
from app.pitches.routes.blueprint import bp, most_megabytes, own_pitch
from app.pitches.service import drafts, steps


@bp.route("/pitches/<number>/edit", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def edit_pitch(number: str) -> ResponseReturnValue:
    """Write a pitch section by section."""
    pitch = own_pitch(number)
    if not drafts.may_write(current_actor(), pitch):
        flash(_("This pitch can no longer be changed."), "warning")
        return redirect(url_for(".show_pitch", number=number))
    form = EditPitchForm()
    if not form.is_submitted():
        form.show(pitch)
    elif "add_use_of_funds" in request.form:
        form.use_of_funds.append_entry()
    elif form.validate():
        try:
            _save(pitch, form)
        except RuleBroken as error:
            form.reject(error)
        else:
            return _after_saving(pitch)
    return _written(pitch, form), form.status


def _after_saving(pitch: Pitch) -> ResponseReturnValue:
    if "submit" in request.form:
        return redirect(url_for(".submit_pitch", number=pitch.number))
    flash(_("Saved."), "success")
    return redirect(url_for(".show_pitch", number=pitch.number))


def _save(pitch: Pitch, form: EditPitchForm) -> Pitch:
    with database.transaction() as session:
        return drafts.save_draft(
            session, current_actor(), pitch_id=pitch.id, values=form.written(), version=form.seen_version
        )


def _written(pitch: Pitch, form: EditPitchForm) -> str:
    found = steps.list_gaps(pitch)
    return render_template(
        "pitches/edit_pitch.html", form=form, pitch=pitch, fields=FIELDS, gaps=found, most_mb=most_megabytes(),
        protected=is_protected(pitch),
    )  # fmt: skip


@bp.post("/pitches/<number>/draft")
@requires(Permission.PITCH_EDIT)
def save_draft(number: str) -> ResponseReturnValue:
    """Keep what was typed so far; the page calls this while somebody writes."""
    pitch = own_pitch(number)
    form = EditPitchForm()
    if not form.validate_on_submit():
        errors = {name: str(texts) for name, texts in form.errors.items()}
        return jsonify(errors=errors), 422
    saved = _save(pitch, form)
    return jsonify(saved_at=clock_time(now()), version=saved.version)


@bp.route("/pitches/<number>/submit", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def submit_pitch(number: str) -> ResponseReturnValue:
    """Look at what is missing and who will see what, then hand the pitch in."""
    pitch = own_pitch(number)
    form = ReasonForm()
    form.row_version.data = form.row_version.data or str(pitch.version)
    if request.method == "POST":
        try:
            with database.transaction() as session:
                steps.submit_pitch(session, current_actor(), pitch_id=pitch.id, version=form.seen_version)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Submitted. You will be told as soon as the organiser has checked it."), "success")
            return redirect(url_for(".show_pitch", number=number))
    event = pitch.event
    page = render_template(
        "pitches/submit_pitch.html",
        form=form,
        pitch=pitch,
        gaps=steps.list_gaps(pitch),
        levels=[(part, field_level(pitch, part)) for part in PitchField],
        protected=is_protected(pitch),
        can_submit=may_become(pitch.state, PitchState.SUBMITTED),
        state=call_state(now(), opens=event.call_opens_at, closes=event.call_closes_at, text=event.call_text),
    )
    return page, form.status


@bp.post("/pitches/<number>/discard")
@requires(Permission.PITCH_EDIT)
def discard_draft(number: str) -> ResponseReturnValue:
    """Throw away a draft that was never handed in."""
    pitch = own_pitch(number)
    try:
        with database.transaction() as session:
            drafts.discard_draft(session, current_actor(), pitch_id=pitch.id)
    except RuleBroken as error:
        raise NotAllowed(error.message) from error
    flash(_("The draft was thrown away."), "success")
    return redirect(url_for(".list_my_pitches"))


@bp.route("/pitches/<number>/withdraw", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def withdraw_pitch(number: str) -> ResponseReturnValue:
    """Take a pitch back, after reading what follows."""
    pitch = own_pitch(number)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                steps.withdraw_pitch(
                    session,
                    current_actor(),
                    pitch_id=pitch.id,
                    reason=form.reason.data or "",
                    version=form.seen_version,
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("The pitch is withdrawn; the organiser has been told."), "success")
            return redirect(url_for(".show_pitch", number=number))
    sentence = " ".join(_sentences(form))
    page = render_template("pitches/withdraw_pitch.html", form=form, pitch=pitch, error=sentence,
                           can_withdraw=may_become(pitch.state, PitchState.WITHDRAWN))  # fmt: skip
    return page, form.status


def _sentences(form: Any) -> list[str]:  # noqa: ANN401 -- a form
    return [str(text) for texts in form.errors.values() for text in texts]
