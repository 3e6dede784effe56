"""Juries as their organiser sees them: set up, filled, opened, closed, revealed, corrected."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import day, language, time_range
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import attempt, current_actor
from app.documents.models import Document
from app.documents.queries import list_documents_about
from app.evaluation.forms import AddPanelForm, InviteJudgeForm
from app.evaluation.logic.catalogue import CATALOGUE
from app.evaluation.logic.conflicts import Relation
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.logic.states import PanelState, SheetState, judges_needed
from app.evaluation.models import Panel
from app.evaluation.queries.panels import list_choices, list_corrections, list_judgeable, list_outcomes
from app.evaluation.queries.panels import list_panels as find_panels
from app.evaluation.routes.blueprint import bp, named, own_event, own_panel
from app.evaluation.service import corrections, panels, recusal
from app.evaluation.service.outcomes import barred_targets, count_judges, panel_size
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.queries.programme import list_sessions

REPORT = "evaluation_report:"  # the kind of a document, followed by what was judged
STEPS = {"open": panels.open_panel, "close": panels.close_panel, "reveal": panels.reveal_panel}


@bp.get("/events/<slug>/manage/jury")
@requires(Permission.EVALUATION_RUN)
def list_panels(slug: str) -> ResponseReturnValue:
    """List the juries of an event."""
    event = own_event(slug)
    return render_template("evaluation/list_panels.html", event=event, panels=find_panels(database.session(), event.id))


@bp.route("/events/<slug>/manage/jury/new", methods=["GET", "POST"])
@requires(Permission.EVALUATION_RUN)
def add_panel(slug: str) -> ResponseReturnValue:
    """Set up a jury."""
    event = own_event(slug)
    pitches = [(pitch.id, f"{pitch.number} {pitch.title}") for pitch in list_judgeable(database.session(), event.id)]
    sets = [(each.code, each.name_en if language() == "en" else each.name) for each in CATALOGUE.values()]
    sittings = [
        (str(each.id), f"{each.title} {date_and_range(each)}") for each in list_sessions(database.session(), event.id)
        if each.start_at is not None
    ]  # fmt: skip
    form = AddPanelForm(
        sets=sets, pitches=pitches, sessions=sittings, method=Method.TRIMMED.value, tie_rule=TieRule.CRITERIA.value
    )
    if not form.is_submitted():
        form.pitch_ids.data = [key for key, _text in pitches]
    if form.validate_on_submit():
        plan = panels.PanelPlan(
            title=form.title.data or "",
            set_code=form.set_code.data,
            method=Method(form.method.data),
            tie_rule=TieRule(form.tie_rule.data),
            quorum=form.quorum.data or 0,
            pitch_ids=form.pitch_ids.data or (),
            achievement_numbers=form.achievement_numbers.data or (),
            session_id=int(form.session_id.data) if form.session_id.data else None,
        )
        try:
            with database.transaction() as session:
                panel = panels.set_up_panel(session, current_actor(), event=event, plan=plan)
        except RuleBroken as error:
            form.reject(error)
        else:
            return redirect(url_for(".show_panel", slug=event.slug, panel_id=panel.id))
    return render_template("evaluation/add_panel.html", event=event, form=form), form.status


def date_and_range(each: EventSession) -> str:
    """Return when a session takes place, in words."""
    return f"{day(each.start_at)} {time_range(each.start_at, each.end_at)}"


@bp.get("/events/<slug>/manage/jury/<int:panel_id>")
@requires(Permission.EVALUATION_RUN)
def show_panel(slug: str, panel_id: int) -> ResponseReturnValue:
    """Show a jury: who judges what, how far it is, and after the lock the result; scores only after the lock."""
    event, panel = own_panel(slug, panel_id)
    session = database.session()
    return render_template("evaluation/show_panel.html", **_panel_context(event, panel), form=InviteJudgeForm(),
                           outcomes=list_outcomes(session, panel.id), reports=_reports(event))  # fmt: skip


def _reports(event: Event) -> dict[int, Document]:
    """Return the newest evaluation report of each target in the language of the page."""
    lang = "en" if language() == "en" else "zh"
    made = list_documents_about(database.session(), "event", event.id)
    return {
        int(row.kind.partition(":")[2]): row
        for row in reversed(made)
        if row.kind.startswith(REPORT) and row.language == lang
    }


def _panel_context(event: Event, panel: Panel) -> dict[str, Any]:
    session = database.session()
    is_locked = panel.state in (PanelState.CLOSED, PanelState.REVEALED)
    return {
        "event": event,
        "panel": panel,
        "named": named,
        "size": panel_size(panel),
        "needed": judges_needed(panel_size(panel), panel.quorum),
        "counted": count_judges(panel, list_choices(session, panel.id)),
        "barred": {seat.id: barred_targets(seat) for seat in panel.seats},
        "sits": f"{panel.sitting.title} {date_and_range(panel.sitting)}" if panel.sitting else None,
        "titles": {target.id: target.title for target in panel.targets},
        "relations": list(Relation),
        "is_locked": is_locked,
        "SheetState": SheetState,
        "sheets": [(seat, sheet) for seat in panel.seats for sheet in seat.sheets if is_locked],
        "corrections": list_corrections(session, panel.id),
    }


@bp.post("/events/<slug>/manage/jury/<int:panel_id>/judges")
@requires(Permission.EVALUATION_RUN)
def invite_judge(slug: str, panel_id: int) -> ResponseReturnValue:
    """Ask somebody to judge, or keep somebody in reserve."""
    event, panel = own_panel(slug, panel_id)
    form = InviteJudgeForm()
    attempt(
        lambda session: panels.seat_judge(
            session, current_actor(), panel_id=panel.id, login=form.login.data or "", is_reserve=form.is_reserve.data
        ),
        _("The person is on the panel."),
    )
    return _back(event, panel.id)


@bp.post("/events/<slug>/manage/jury/<int:panel_id>/<step>")
@requires(Permission.EVALUATION_RUN)
def step_panel(slug: str, panel_id: int, step: str) -> ResponseReturnValue:
    """Let judges score, lock the scores, or reveal the result."""
    event, panel = own_panel(slug, panel_id)
    deed = STEPS.get(step)
    if deed is None:
        raise NotFound("There is no such step.")
    attempt(lambda session: deed(session, current_actor(), panel_id=panel.id), _("Done."))
    return _back(event, panel.id)


@bp.post("/events/<slug>/manage/jury/<int:panel_id>/recuse")
@requires(Permission.EVALUATION_RUN)
def recuse_judge(slug: str, panel_id: int) -> ResponseReturnValue:
    """Note a conflict of interest that was found late."""
    event, panel = own_panel(slug, panel_id)
    relation = request.form.get("relation", "")
    if relation not in set(Relation):
        raise NotFound("There is no such relation.")
    before = list_outcomes(database.session(), panel.id)
    attempt(
        lambda session: recusal.recuse_late(
            session,
            current_actor(),
            panel_id=panel.id,
            seat_id=request.form.get("seat_id", 0, int),
            target_id=request.form.get("target_id", 0, int),
            relation=Relation(relation),
            note=request.form.get("note", ""),
        ),
        _("The judge no longer judges this one; compare the results before and after below.") if before else _("Done."),
    )
    return _back(event, panel.id)


@bp.post("/events/<slug>/manage/jury/<int:panel_id>/sheets/<int:score_sheet_id>/<deed>")
@requires(Permission.EVALUATION_RUN)
def change_sheet(slug: str, panel_id: int, score_sheet_id: int, deed: str) -> ResponseReturnValue:
    """Give a sheet back before the lock, or propose other points after it."""
    event, panel = own_panel(slug, panel_id)
    if deed not in ("return", "correct") or score_sheet_id not in _sheet_ids(panel):
        raise NotFound("There is no such score sheet.")
    reason = request.form.get("reason", "")
    if deed == "return":
        attempt(
            lambda session: corrections.return_sheet(session, current_actor(), sheet_id=score_sheet_id, reason=reason),
            _("The judge can change the sheet and hand it in again."),
        )
    else:
        codes = [each.code for each in panel.indicator_set.criteria]
        points = {code: request.form.get(code, -1.0, float) for code in codes}
        attempt(
            lambda session: corrections.propose_correction(
                session, current_actor(), sheet_id=score_sheet_id, points=points, reason=reason
            ),
            _("Proposed. A second person has to agree before anything changes."),
        )
    return _back(event, panel.id)


@bp.post("/events/<slug>/manage/jury/<int:panel_id>/corrections/<int:score_correction_id>")
@requires(Permission.EVALUATION_RUN)
def decide_correction(slug: str, panel_id: int, score_correction_id: int) -> ResponseReturnValue:
    """Agree to a correction as the second person, or refuse it."""
    event, panel = own_panel(slug, panel_id)
    if score_correction_id not in {each.id for each in list_corrections(database.session(), panel.id)}:
        raise NotFound("There is no such correction.")
    approves = request.form.get("approves") == "yes"
    attempt(
        lambda session: corrections.decide_correction(
            session, current_actor(), correction_id=score_correction_id, approves=approves
        ),
        _("Corrected; the result was worked out anew.") if approves else _("Refused; nothing changed."),
    )
    return _back(event, panel.id)


def _sheet_ids(panel: Panel) -> set[int]:
    return {sheet.id for seat in panel.seats for sheet in seat.sheets}


def _back(event: Event, panel_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_panel", slug=event.slug, panel_id=panel_id))
