"""Reading a pitch: what each visitor sees, the undertaking, named readers, and who looked."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, may, public, requires
from app.core.web import current_actor
from app.events.logic.states import Visibility
from app.pitches.forms.steps import AcceptNdaForm, NameReaderForm
from app.pitches.logic.nda import NDA_TEXT, NDA_VERSION
from app.pitches.logic.states import TRANSITIONS, PitchState
from app.pitches.logic.visibility import RANK, PitchField, field_level, hidden_fields, is_protected, visible_fields
from app.pitches.models import Pitch
from app.pitches.queries.access import find_access, is_team, list_access, list_views, viewer_level
from app.pitches.queries.pitches import list_steps
from app.pitches.routes.blueprint import bp, own_pitch, show_known
from app.pitches.service import access, drafts, slides, steps

READING_MINUTES = 30


def reading_level(pitch: Pitch) -> Visibility:
    """Return up to which level this browser sees the pitch: confidential parts only after saying so."""
    actor = current_actor()
    level = viewer_level(database.session(), actor, pitch)
    if RANK[level] < RANK[Visibility.AFTER_NDA] or is_team(actor, pitch) or _has_opened(pitch):
        return level
    return Visibility.REGISTERED


def _has_opened(pitch: Pitch) -> bool:
    opened = session.get("opened", {}).get(str(pitch.id), 0)
    return bool(now().timestamp() - opened < READING_MINUTES * 60)


@bp.get("/pitches/<number>")
@public
def show_pitch(number: str) -> ResponseReturnValue:
    """Show a pitch as far as the visitor may see it."""
    pitch, actor = show_known(number), current_actor()
    most, level = viewer_level(database.session(), actor, pitch), reading_level(pitch)
    team = is_team(actor, pitch)
    insider = team or may(actor, Permission.PITCH_TRIAGE, pitch)
    return render_template(
        "pitches/show_pitch.html",
        pitch=pitch,
        shown=visible_fields(pitch, level),
        hidden=hidden_fields(pitch, level),
        levels={part: field_level(pitch, part) for part in PitchField},
        level=level,
        can_open=RANK[level] < RANK[most] and RANK[most] >= RANK[Visibility.AFTER_NDA],
        can_accept=may(actor, Permission.PITCH_READ, pitch) and may(actor, Permission.INTEREST_EXPRESS),
        team=team,
        insider=insider,
        protected=is_protected(pitch),
        history=list_steps(database.session(), pitch.id) if insider else [],
        gaps=steps.list_gaps(pitch) if team else [],
        may_write=drafts.may_write(actor, pitch),
        takes_slides=slides.takes_slides(actor, pitch),
        onward=TRANSITIONS[pitch.state],
        PitchState=PitchState,
    )


@bp.post("/pitches/<number>/open")
@requires(Permission.PITCH_READ)
def open_confidential(number: str) -> ResponseReturnValue:
    """Open the confidential parts for half an hour; the team sees who did."""
    pitch = show_known(number)
    with database.transaction() as writing:
        allowed = access.open_confidential(writing, current_actor(), pitch=pitch)
    if allowed:
        session["opened"] = {**session.get("opened", {}), str(pitch.id): int(now().timestamp())}
    else:
        flash(_("These parts open after you accept the undertaking, or when the team names you."), "warning")
    return redirect(url_for(".show_pitch", number=number))


@bp.route("/pitches/<number>/nda", methods=["GET", "POST"])
@requires(Permission.PITCH_READ)
def accept_nda(number: str) -> ResponseReturnValue:
    """Read the undertaking and accept it for this pitch."""
    pitch, actor = show_known(number), current_actor()
    authorise(actor, Permission.PITCH_READ, pitch)
    form = AcceptNdaForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                access.accept_nda(writing, actor, pitch_id=pitch.id)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Accepted and recorded. You can open the confidential parts now."), "success")
            return redirect(url_for(".show_pitch", number=number))
    known = find_access(database.session(), pitch.id, actor.person_id or 0, Visibility.AFTER_NDA)
    page = render_template(
        "pitches/accept_nda.html", form=form, pitch=pitch, text=NDA_TEXT, text_version=NDA_VERSION, known=known
    )
    return page, form.status


@bp.route("/pitches/<number>/readers", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def edit_readers(number: str) -> ResponseReturnValue:
    """Show who may read the confidential parts and who did; name readers."""
    pitch = own_pitch(number)
    form = NameReaderForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                access.name_reader(writing, current_actor(), pitch_id=pitch.id, login=form.login.data or "")
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("This person can read everything now and has been told."), "success")
            return redirect(url_for(".edit_readers", number=number))
    page = render_template(
        "pitches/edit_readers.html",
        form=form,
        pitch=pitch,
        readers=list_access(database.session(), pitch.id),
        views=list_views(database.session(), pitch.id),
    )
    return page, form.status


@bp.post("/pitches/<number>/readers/<int:pitch_access_id>/withdraw")
@requires(Permission.PITCH_EDIT)
def withdraw_access(number: str, pitch_access_id: int) -> ResponseReturnValue:
    """End somebody's access at once."""
    pitch = own_pitch(number)
    with database.transaction() as writing:
        access.withdraw_access(writing, current_actor(), pitch_id=pitch.id, access_id=pitch_access_id)
    flash(_("The access has ended."), "success")
    return redirect(url_for(".edit_readers", number=number))
