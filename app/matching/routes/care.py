"""The care of matching: how good it is, what it learned, and which words mean the same."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.matching.forms import SynonymsForm
from app.matching.logic.engine.synonyms import STARTING_GROUPS
from app.matching.logic.steps import Subject
from app.matching.queries.learned import get_synonyms, list_models, list_synonyms
from app.matching.queries.quality import count_steps, quality
from app.matching.routes.blueprint import bp
from app.matching.service.learning import ask_to_learn, use_version
from app.matching.service.synonyms import remove_synonyms, write_synonyms


@bp.get("/matching/quality")
@requires(Permission.MATCH_TUNE)
def show_quality() -> ResponseReturnValue:
    """Show how well proposals were received, how evenly they are spread, and the versions of what was learned."""
    session = database.session()
    versions = [(subject, list_models(session, subject)) for subject in Subject]
    return render_template(
        "matching/show_quality.html",
        figures=quality(session),
        versions=versions,
        steps=count_steps(session),
    )


@bp.post("/matching/versions")
@requires(Permission.MATCH_TUNE)
def use_model() -> ResponseReturnValue:
    """Learn anew, or go back to an earlier version or to none."""
    wanted = request.form.get("version", "")
    with database.transaction() as session:
        if wanted == "new":
            if ask_to_learn(session, current_actor()):
                flash(_("Matching learns in the background; reload this page in a minute."), "success")
            else:
                flash(_("Nothing new to learn: it takes five decisions, one of them unknown to the newest version."))
        elif wanted == "none" or wanted.isdigit():
            named = request.form.get("subject", "")
            subject = Subject(named) if named in set(Subject) else Subject.ACHIEVEMENTS
            number = int(wanted) if wanted.isdigit() else None
            use_version(session, current_actor(), number=number, subject=subject)
            if number is not None:
                flash(_("All lists are ranked with this version from now on."), "success")
            else:
                flash(_("Stopped: these lists are ranked without what was learned."), "success")
        else:
            raise RuleBroken("Please choose one of the offered versions.")
    return redirect(url_for(".show_quality"))


@bp.get("/matching/synonyms")
@requires(Permission.MATCH_TUNE)
def show_synonyms() -> ResponseReturnValue:
    """Show the words that mean the same."""
    return render_template(
        "matching/show_synonyms.html", own_words=list_synonyms(database.session()), given=STARTING_GROUPS
    )


@bp.route("/matching/synonyms/edit", methods=["GET", "POST"])
@requires(Permission.MATCH_TUNE)
def edit_synonyms() -> ResponseReturnValue:
    """Add a group of words, or change one."""
    group_id = request.args.get("group", type=int)
    group = get_synonyms(database.session(), group_id) if group_id is not None else None
    form = SynonymsForm(obj=group)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                write_synonyms(session, current_actor(), words=form.words.data or [], group_id=group_id)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("These words are one for matching from now on."), "success")
            return redirect(url_for(".show_synonyms"))
    return render_template("matching/edit_synonyms.html", form=form, group=group), form.status


@bp.post("/matching/synonyms/<int:group_id>/remove")
@requires(Permission.MATCH_TUNE)
def drop_synonyms(group_id: int) -> ResponseReturnValue:
    """Take a group of words away."""
    with database.transaction() as session:
        remove_synonyms(session, current_actor(), group_id=group_id)
    flash(_("The group is gone."), "success")
    return redirect(url_for(".show_synonyms"))
