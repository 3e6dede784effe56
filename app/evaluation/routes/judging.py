"""Juries as judges see them: invitation, declaration, score sheets on a phone, pairs."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.db import database
from app.core.display import clock_time, explain
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Permission, authorise, requires
from app.core.secrets import random_token
from app.core.web import attempt, current_actor, wants_json
from app.evaluation.logic.catalogue import LEAST_COMMENT
from app.evaluation.logic.conflicts import STANDING, Relation
from app.evaluation.logic.pairwise import next_pair
from app.evaluation.logic.states import OPEN_SHEETS, PanelState, SeatState, SheetState
from app.evaluation.models import PanelSeat
from app.evaluation.queries.panels import get_panel, get_seat, list_choices, list_seats_of
from app.evaluation.queries.ties import list_declared_ties
from app.evaluation.routes.blueprint import bp, named
from app.evaluation.service import judging
from app.evaluation.service import ties as service
from app.evaluation.service.outcomes import barred_targets
from app.evaluation.service.recusal import automatic_conflicts


def own_seat(seat_id: int) -> PanelSeat:
    """Return a seat that is the visitor's own."""
    seat = get_seat(database.session(), seat_id)
    authorise(current_actor(), Permission.REVIEW_WRITE, seat)
    if seat.state is SeatState.RESERVE:
        raise NotFound("There is no such seat.")
    g.zone = ZoneInfo(seat.panel.event.zone)
    return seat


@bp.get("/my/jury")
@requires(Permission.REVIEW_WRITE)
def list_my_panels() -> ResponseReturnValue:
    """List the juries one was asked to join."""
    person_id = current_actor().person_id
    return render_template(
        "evaluation/list_my_panels.html",
        seats=list_seats_of(database.session(), person_id),
        ties=list_declared_ties(database.session(), person_id or 0),
        relations=STANDING,
        SheetState=SheetState,
    )


@bp.post("/my/jury/ties")
@requires(Permission.REVIEW_WRITE)
def declare_tie() -> ResponseReturnValue:
    """Declare a tie to an institution that speaks against judging its projects."""
    relation, until = request.form.get("relation", ""), request.form.get("until", "")
    if relation not in set(Relation):
        raise NotFound("There is no such relation.")
    attempt(
        lambda session: service.declare_tie(
            session,
            current_actor(),
            organisation=request.form.get("organisation", ""),
            relation=Relation(relation),
            until=_day(until),
        ),
        _("Declared. You do not judge projects of this institution."),
    )
    return redirect(url_for(".list_my_panels"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@bp.get("/my/jury/<int:panel_seat_id>")
@requires(Permission.REVIEW_WRITE)
def show_duty(panel_seat_id: int) -> ResponseReturnValue:
    """Show a judge what comes next: answer, declare, score."""
    seat = own_seat(panel_seat_id)
    return render_template(
        "evaluation/show_duty.html",
        seat=seat,
        panel=seat.panel,
        named=named,
        barred=barred_targets(seat),
        reasons={each.target_id: each.relation for each in seat.conflicts},
        sheets={sheet.target_id: sheet for sheet in seat.sheets},
        is_scoring=seat.panel.state is PanelState.SCORING,
    )


@bp.post("/my/jury/<int:panel_seat_id>/answer")
@requires(Permission.REVIEW_WRITE)
def answer_invitation(panel_seat_id: int) -> ResponseReturnValue:
    """Say yes or no to an invitation."""
    seat = own_seat(panel_seat_id)
    accepts = request.form.get("accepts") == "yes"
    attempt(
        lambda session: judging.answer_invitation(
            session, current_actor(), seat_id=seat.id, accepts=accepts, reason=request.form.get("reason", "")
        ),
        _("Thank you. Please declare your conflicts of interest next.") if accepts else _("Thank you for telling us."),
    )
    return redirect(url_for(".show_duty", panel_seat_id=seat.id))


@bp.route("/my/jury/<int:panel_seat_id>/declaration", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def declare_conflicts(panel_seat_id: int) -> ResponseReturnValue:
    """Declare for each target whether something speaks against oneself; only then files open."""
    seat = own_seat(panel_seat_id)
    panel = get_panel(database.session(), seat.panel_id)
    if request.method == "POST":
        declared = {}
        for target in panel.targets:
            relation = request.form.get(f"relation-{target.id}", "")
            if relation in set(Relation):
                declared[target.id] = (Relation(relation), request.form.get(f"note-{target.id}", ""))
        done = attempt(
            lambda session: judging.declare(session, current_actor(), seat_id=seat.id, declared=declared),
            _("Thank you. The files of what you judge are open now."),
        )
        if done:
            return redirect(url_for(".show_duty", panel_seat_id=seat.id))
    return render_template(
        "evaluation/declare_conflicts.html",
        seat=seat,
        panel=panel,
        hits=automatic_conflicts(database.session(), panel, seat) if seat.declared_at is None else {},
        relations=list(Relation),
    )


@bp.route("/my/jury/<int:panel_seat_id>/targets/<int:panel_target_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def score_target(panel_seat_id: int, panel_target_id: int) -> ResponseReturnValue:
    """Score one target; sent again after a lost connection, the same sheet arrives once."""
    seat = own_seat(panel_seat_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _take_sheet(seat, panel_target_id)
        except RuleBroken as error:
            errors = {error.field or "": explain(error)}
            if wants_json():
                return jsonify(error=explain(error), field=error.field), 422
    return _sheet_page(seat, panel_target_id, errors)


def _take_sheet(seat: PanelSeat, target_id: int) -> ResponseReturnValue:
    values: dict[str, Any] = {
        "seat_id": seat.id,
        "target_id": target_id,
        "points": {each.code: _points(each.code) for each in seat.panel.indicator_set.criteria},
        "comment": request.form.get("comment", ""),
    }
    with database.transaction() as session:
        if request.form.get("submit"):
            sheet = judging.submit_sheet(session, current_actor(), key=request.form.get("key", "")[:64], **values)
        else:
            sheet = judging.save_sheet(session, current_actor(), **values)
    if wants_json():
        return jsonify(state=sheet.state.value, total=sheet.total, saved_at=clock_time(now()))
    flash(_("Handed in.") if sheet.state is SheetState.SUBMITTED else _("Saved."), "success")
    return redirect(url_for(".show_duty", panel_seat_id=seat.id))


def _points(code: str) -> float | None:
    text = request.form.get(code, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return -1.0
    return value if round(value, 1) == value else -1.0


def _sheet_page(seat: PanelSeat, target_id: int, errors: dict[str, str]) -> ResponseReturnValue:
    target = next((each for each in seat.panel.targets if each.id == target_id), None)
    if target is None:
        raise NotFound("This is not judged by your panel.")
    if seat.declared_at is None or target.id in barred_targets(seat):
        flash(_("Please declare your conflicts of interest first."), "warning")
        return redirect(url_for(".show_duty", panel_seat_id=seat.id))
    sheet = next((each for each in seat.sheets if each.target_id == target.id), None)
    page = render_template(
        "evaluation/score_target.html",
        seat=seat,
        panel=seat.panel,
        target=target,
        sheet=sheet,
        named=named,
        errors=errors,
        typed=request.form,
        key=random_token()[:24],
        least=LEAST_COMMENT,
        can_score=seat.panel.state is PanelState.SCORING and (sheet is None or sheet.state in OPEN_SHEETS),
    )
    return page, 422 if errors else 200


@bp.route("/my/jury/<int:panel_seat_id>/pairs", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def compare_pairs(panel_seat_id: int) -> ResponseReturnValue:
    """Compare two at a time, until every pair was seen."""
    seat = own_seat(panel_seat_id)
    if request.method == "POST":
        attempt(
            lambda session: judging.choose_between(
                session,
                current_actor(),
                seat_id=seat.id,
                winner_id=request.form.get("winner", 0, int),
                loser_id=request.form.get("loser", 0, int),
            ),
            _("Noted."),
        )
        return redirect(url_for(".compare_pairs", panel_seat_id=seat.id))
    if seat.declared_at is None:
        flash(_("Please declare your conflicts of interest first."), "warning")
        return redirect(url_for(".show_duty", panel_seat_id=seat.id))
    judged = [target for target in seat.panel.targets if target.id not in barred_targets(seat)]
    done = [
        (each.first_id, each.second_id)
        for each in list_choices(database.session(), seat.panel_id)
        if each.seat_id == seat.id
    ]
    pair = next_pair([target.id for target in judged], done)
    by_id = {target.id: target for target in judged}
    return render_template(
        "evaluation/compare_pairs.html",
        seat=seat,
        panel=seat.panel,
        pair=[by_id[key] for key in pair] if pair else [],
        done=len(done),
        all=len(judged) * (len(judged) - 1) // 2,
        is_scoring=seat.panel.state is PanelState.SCORING,
    )
