"""The people of a pitch."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import attempt, current_actor
from app.pitches.forms.steps import InviteMemberForm
from app.pitches.logic.states import PitchRole
from app.pitches.routes.blueprint import bp, own_pitch
from app.pitches.service import drafts


@bp.route("/pitches/<number>/team", methods=["GET", "POST"])
@requires(Permission.PITCH_EDIT)
def edit_team(number: str) -> ResponseReturnValue:
    """Show the team and ask somebody to join it."""
    pitch, form = own_pitch(number), InviteMemberForm()
    if not form.is_submitted():
        form.role.data = PitchRole.CO_PRESENTER.value if pitch.presenter else PitchRole.PRESENTER.value
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                member = drafts.invite_member(
                    session,
                    current_actor(),
                    pitch_id=pitch.id,
                    login=form.login.data or "",
                    role=PitchRole(form.role.data),
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            invited = _("The invitation is on its way; the place is kept for this address.")
            flash(_("The person is on the team now.") if member.person_id else invited, "success")
            return redirect(url_for(".edit_team", number=number))
    return render_template("pitches/edit_team.html", form=form, pitch=pitch, roles=list(PitchRole)), form.status


@bp.post("/pitches/<number>/team/<int:pitch_member_id>/role")
@requires(Permission.PITCH_EDIT)
def change_role(number: str, pitch_member_id: int) -> ResponseReturnValue:
    """Give a member of the team another part."""
    pitch = own_pitch(number)
    wanted = request.form.get("role", "")
    drafts.get_member(pitch, pitch_member_id)
    if wanted in set(PitchRole):
        with database.transaction() as session:
            drafts.change_role(
                session, current_actor(), pitch_id=pitch.id, member_id=pitch_member_id, role=PitchRole(wanted)
            )
        flash(_("Saved."), "success")
    return redirect(url_for(".edit_team", number=number))


@bp.post("/pitches/<number>/team/<int:pitch_member_id>/remove")
@requires(Permission.PITCH_EDIT)
def remove_member(number: str, pitch_member_id: int) -> ResponseReturnValue:
    """Take somebody off the team."""
    pitch = own_pitch(number)
    pitch_id = pitch.id
    attempt(
        lambda session: drafts.remove_member(session, current_actor(), pitch_id=pitch_id, member_id=pitch_member_id),
        _("The person is no longer on the team."),
    )
    return redirect(url_for(".edit_team", number=number))
