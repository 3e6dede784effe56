"""Pages of proofs of concept: apply, write the papers of a gate, decide, look back."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import database
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, may, public, requires
from app.core.web import attempt, current_actor
from app.library.forms import GATE_FORMS, ApplicationForm, DeciderForm, DueForm, GateForm, VerdictForm
from app.library.logic import PocDeed, PocStage, PocState, PocVerdict
from app.library.models import PocProject, PocRecord
from app.library.queries import (
    get_achievement,
    get_poc_project,
    list_completed_poc,
    list_own_poc,
    list_poc_centres_to_ask,
    list_poc_deciders,
    list_poc_records,
)
from app.library.routes.blueprint import bp
from app.library.service import proof_of_concept as service

DEEDS = ("decider", "due")
DECISIONS = frozenset(PocDeed(verdict.value) for verdict in PocVerdict)


@dataclass(frozen=True)
class HandedIn:
    """One version of the papers of a gate: what was handed in, what had changed, and what was decided on it."""

    number: int
    record: PocRecord
    changed: list[str]
    decision: PocRecord | None = None


def versions_of(records: list[PocRecord]) -> dict[PocStage, list[HandedIn]]:
    """Return what was handed in at each gate, the newest version first, from the history with its newest line first."""
    found: dict[PocStage, list[HandedIn]] = {}
    for row in reversed(records):
        versions = found.setdefault(row.stage, [])
        if row.deed is PocDeed.HANDED_IN:
            before = versions[0].record.content if versions else row.content
            changed = [name for name, value in row.content.items() if value != before.get(name)]
            versions.insert(0, HandedIn(len(versions) + 1, row, changed))
        elif row.deed in DECISIONS and versions:
            versions[0] = replace(versions[0], decision=row)
    return found


@bp.get("/library/proof-of-concept")
@public
def list_poc_projects() -> ResponseReturnValue:
    """List what was proved, and to whoever has a part in them the proofs that are under way."""
    actor, session = current_actor(), database.session()
    own = list_own_poc(session, actor) if actor.is_signed_in else []
    return render_template(
        "library/list_poc_projects.html", own=own, completed=list_completed_poc(session), today=today()
    )


@bp.route("/library/achievements/<number>/proof-of-concept", methods=["GET", "POST"])
@requires(Permission.POC_EDIT)
def apply_for_proof(number: str) -> ResponseReturnValue:
    """Apply for a proof of concept of an achievement."""
    session, actor = database.session(), current_actor()
    achievement = get_achievement(session, number)
    authorise(actor, Permission.POC_EDIT, achievement)
    centres = [(str(each.id), each.name) for each in list_poc_centres_to_ask(session)]
    form = ApplicationForm(centres=centres)
    if not form.is_submitted():
        form.trl_before.data = str(achievement.trl or "")
    if form.validate_on_submit():
        try:
            with database.transaction() as writing:
                project = service.apply_for_proof(
                    writing, actor, achievement=get_achievement(writing, number),
                    organisation_id=int(form.organisation_id.data or 0), values=form.written(),
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Kept as a draft. Hand it in when it is complete."), "success")
            return redirect(url_for(".show_poc_project", poc_number=project.number))
    return render_template("library/apply_for_proof.html", form=form, achievement=achievement), form.status


@bp.get("/library/proof-of-concept/<poc_number>")
@requires(Permission.POC_READ)
def show_poc_project(poc_number: str) -> ResponseReturnValue:
    """Show a proof of concept with its gates, what may be done now, and its history."""
    return _page(_readable(poc_number))


def _readable(poc_number: str) -> PocProject:
    project = get_poc_project(database.session(), poc_number)
    authorise(current_actor(), Permission.POC_READ, project)
    return project


def _page(project: PocProject, **forms: Any) -> ResponseReturnValue:
    actor, session = current_actor(), database.session()
    people = [(str(each.id), each.name) for each in list_poc_deciders(session, project)]
    gate = project.gate
    shown = {
        "verdict_form": VerdictForm(formdata=None),
        "decider_form": DeciderForm(people=people, formdata=None, person_id=str(gate.decider_id or "")),
        "due_form": DueForm(formdata=None, due_on=gate.due_on),
    } | forms
    shown["verdict_form"].row_version.data = str(project.version)
    is_team = may(actor, Permission.POC_EDIT, project.team())
    records = list_poc_records(session, project.id)
    page = render_template(
        "library/show_poc_project.html", project=project, today=today(), is_team=is_team,
        is_desk=may(actor, Permission.POC_DECIDE, project.desk()) and project.is_running,
        is_judge=may(actor, Permission.POC_DECIDE, project.judges()) and project.state is PocState.SUBMITTED,
        missing=service.missing_of(project) if is_team else [], records=records,
        versions=versions_of(records), **shown,
    )  # fmt: skip
    return page, max([form.status for form in forms.values()], default=200)


@bp.route("/library/proof-of-concept/<poc_number>/papers", methods=["GET", "POST"])
@requires(Permission.POC_EDIT)
def write_gate(poc_number: str) -> ResponseReturnValue:
    """Write what the gate that was reached asks for."""
    project = get_poc_project(database.session(), poc_number)
    authorise(current_actor(), Permission.POC_EDIT, project.team())
    form: GateForm = GATE_FORMS[project.stage]()
    if not form.is_submitted():
        form.show(project)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.write_gate(
                    session, current_actor(), project=get_poc_project(session, poc_number), values=form.written(),
                    version=form.seen_version,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_poc_project", poc_number=poc_number))
    return render_template("library/write_gate.html", form=form, project=project), form.status


@bp.post("/library/proof-of-concept/<poc_number>/hand-in")
@requires(Permission.POC_EDIT)
def hand_in_gate(poc_number: str) -> ResponseReturnValue:
    """Hand the papers of a gate in."""
    authorise(current_actor(), Permission.POC_EDIT, get_poc_project(database.session(), poc_number).team())
    attempt(
        lambda session: service.hand_in(
            session, current_actor(), project=get_poc_project(session, poc_number),
            version=request.form.get("row_version", type=int),
        ),
        _("Handed in. The centre decides."),
    )  # fmt: skip
    return redirect(url_for(".show_poc_project", poc_number=poc_number))


@bp.post("/library/proof-of-concept/<poc_number>/withdraw")
@requires(Permission.POC_EDIT)
def withdraw_proof(poc_number: str) -> ResponseReturnValue:
    """Give a proof of concept up."""
    authorise(current_actor(), Permission.POC_EDIT, get_poc_project(database.session(), poc_number).team())
    attempt(
        lambda session: service.withdraw_proof(
            session,
            current_actor(),
            project=get_poc_project(session, poc_number),
            reason=request.form.get("reason", ""),
        ),
        _("Withdrawn."),
    )
    return redirect(url_for(".show_poc_project", poc_number=poc_number))


@bp.post("/library/proof-of-concept/<poc_number>/decision")
@requires(Permission.POC_DECIDE)
def decide_gate(poc_number: str) -> ResponseReturnValue:
    """Decide at a gate."""
    project = get_poc_project(database.session(), poc_number)
    authorise(current_actor(), Permission.POC_DECIDE, project.judges())
    form = VerdictForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                service.decide_gate(
                    session, current_actor(), project=get_poc_project(session, poc_number),
                    verdict=PocVerdict(form.verdict.data), reason=form.reason.data or "", version=form.seen_version,
                )  # fmt: skip
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Decided. The team is told."), "success")
            return redirect(url_for(".show_poc_project", poc_number=poc_number))
    return _page(get_poc_project(database.session(), poc_number), verdict_form=form)


@bp.post("/library/proof-of-concept/<poc_number>/desk/<deed>")
@requires(Permission.POC_DECIDE)
def steer_gate(poc_number: str, deed: str) -> ResponseReturnValue:
    """Name who decides at a gate, or move the day until which it waits."""
    project = get_poc_project(database.session(), poc_number)
    authorise(current_actor(), Permission.POC_DECIDE, project.desk())
    if deed not in DEEDS:
        raise NotFound("There is no such step.")
    people = [(str(each.id), each.name) for each in list_poc_deciders(database.session(), project)]
    form = DeciderForm(people=people) if deed == "decider" else DueForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                _steer(session, get_poc_project(session, poc_number), form)
        except RuleBroken as error:
            form.reject(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show_poc_project", poc_number=poc_number))
    return _page(get_poc_project(database.session(), poc_number), **{f"{deed}_form": form})


def _steer(session: Session, project: PocProject, form: DeciderForm | DueForm) -> None:
    if isinstance(form, DeciderForm):
        service.name_decider(session, current_actor(), project=project, person_id=int(form.person_id.data))
    else:
        due_on, reason = form.due_on.data or today(), form.reason.data or ""
        service.move_due(session, current_actor(), project=project, due_on=due_on, reason=reason)
