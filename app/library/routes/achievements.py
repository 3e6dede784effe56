"""Pages of achievements."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, authorise, may, public, requires
from app.core.web import current_actor
from app.library.forms import AddAchievementForm
from app.library.logic import (
    ACHIEVEMENT_NEEDS_REASON,
    ACHIEVEMENT_SHOWN,
    ACHIEVEMENT_TRANSITIONS,
    FIELDS,
    AchievementState,
    PocState,
)
from app.library.models import Achievement, PocProject
from app.library.queries import SHOWN, find_page, get_achievement, list_fields, list_poc_of_achievement
from app.library.routes.blueprint import bp, list_owners, read_filter, see, take_step
from app.library.service import entries as service


@bp.get("/library/achievements")
@public
def list_achievements() -> ResponseReturnValue:
    """List achievements with search and filters."""
    actor, wanted = current_actor(), read_filter()
    states = (
        list(AchievementState) if wanted.desk else [state for state in AchievementState if state in SHOWN[Achievement]]
    )
    return render_template(
        "library/list_achievements.html",
        page=find_page(database.session(), actor, Achievement, wanted),
        fields=list_fields(database.session(), Achievement),
        states=states,
        desk=wanted.desk,
        may_add=may(actor, Permission.LIBRARY_EDIT),
        may_sort=may(actor, Permission.LIBRARY_TRIAGE),
    )


@bp.get("/library/achievements/<number>")
@public
def show_achievement(number: str) -> ResponseReturnValue:
    """Show one achievement as far as the visitor may see it."""
    entry, actor = get_achievement(database.session(), number), current_actor()
    own, detailed = see(entry)
    return render_template(
        "library/show_achievement.html",
        entry=entry,
        own=own,
        detailed=detailed,
        may_edit=service.may_edit(actor, entry),
        steps=_steps(entry) if own else [],
        needs_reason=ACHIEVEMENT_NEEDS_REASON,
        proofs=_proofs(entry),
        may_apply=entry.state in ACHIEVEMENT_SHOWN and may(actor, Permission.POC_EDIT, entry),
    )


def _proofs(entry: Achievement) -> list[PocProject]:
    """Return the proofs of concept that this person may know of: all of the own side, of others what was reported."""
    rows = list_poc_of_achievement(database.session(), entry.id)
    actor = current_actor()
    return [row for row in rows if row.state is PocState.COMPLETED or may(actor, Permission.POC_READ, row)]


def _steps(entry: Achievement) -> list[AchievementState]:
    """Return the steps this person may take now."""
    actor = current_actor()
    onward = [state for state in AchievementState if state in ACHIEVEMENT_TRANSITIONS[entry.state]]
    if entry.state_before_freeze is not None:
        onward.append(entry.state_before_freeze)
    triage = may(actor, Permission.LIBRARY_TRIAGE, entry)
    return [state for state in onward if triage or state in service.OWNER_STEPS]


@bp.route("/library/achievements/new", methods=["GET", "POST"])
@requires(Permission.LIBRARY_EDIT)
def add_achievement() -> ResponseReturnValue:
    """Enter a new achievement."""
    form = AddAchievementForm(owners=list_owners())
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                entry = service.add_achievement(
                    session, current_actor(), values=form.written(), organisation_id=form.owner_id
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Kept as a draft. Submit it when it is complete."), "success")
            return redirect(url_for(".show_achievement", number=entry.number))
    return render_template("library/add_achievement.html", form=form, fields=FIELDS, entry=None), form.status


@bp.route("/library/achievements/<number>/edit", methods=["GET", "POST"])
@requires(Permission.LIBRARY_EDIT)
def edit_achievement(number: str) -> ResponseReturnValue:
    """Change an achievement."""
    entry = get_achievement(database.session(), number)
    authorise(current_actor(), Permission.LIBRARY_EDIT, entry)
    form = AddAchievementForm(owners=list_owners())
    if not form.is_submitted():
        form.show(entry)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                changed = get_achievement(session, number)
                service.edit_entry(
                    session, current_actor(), entry=changed, values=form.written(), version=form.seen_version
                )
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_achievement", number=number))
    return render_template("library/add_achievement.html", form=form, fields=FIELDS, entry=entry), form.status


@bp.post("/library/achievements/<number>/step")
@requires(Permission.LIBRARY_EDIT)
def move_achievement(number: str) -> ResponseReturnValue:
    """Take an achievement one step further."""
    take_step(number, read=get_achievement, move=service.move_achievement, states=AchievementState)
    return redirect(url_for(".show_achievement", number=number))
