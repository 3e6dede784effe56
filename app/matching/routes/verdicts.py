"""The queue of proposals, and what people decide about each."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import explain
from app.core.errors import RuleBroken
from app.core.permissions import Permission, may, requires
from app.core.web import current_actor
from app.matching.logic.verdicts import CHOICES_OF, Choice, DeclineReason, Said, VerdictSide
from app.matching.queries.proposals import balanced_proposals, get_need, list_open_needs
from app.matching.routes.blueprint import bp, kept_filters
from app.matching.routes.words import TELLING
from app.matching.service.verdicts import decide, take_back

SHOWN_NEEDS = 20
SHOWN_EACH = 3


@bp.get("/matching/queue")
@requires(Permission.MATCH_STEER)
def show_queue() -> ResponseReturnValue:
    """Show a technology manager the best proposals for each need looked after, to pin, hide or annotate."""
    session, actor = database.session(), current_actor()
    needs = [need for need in list_open_needs(session) if may(actor, Permission.MATCH_STEER, need)]
    page = max(request.args.get("page", 1, type=int), 1)
    shown = needs[(page - 1) * SHOWN_NEEDS : page * SHOWN_NEEDS]
    return render_template(
        "matching/show_queue.html", needs=shown, count=len(needs), page=page, pages=-(-len(needs) // SHOWN_NEEDS),
        proposals=balanced_proposals(session, shown, top=SHOWN_EACH), kept={}, **TELLING,
    )  # fmt: skip


@bp.post("/library/needs/<number>/matches/<int:achievement_id>/<side>")
@requires(Permission.LIBRARY_READ)
def decide_proposal(number: str, achievement_id: int, side: str) -> ResponseReturnValue:
    """Write down what the company or its technology manager decided; both come back to where they were."""
    chosen, reason = request.form.get("choice", ""), request.form.get("reason", "")
    if not chosen and "note" in request.form:
        chosen = Choice.NOTED.value  # whoever takes a pin back keeps the note
    if side not in set(VerdictSide) or (chosen and chosen not in CHOICES_OF[VerdictSide(side)]):
        raise RuleBroken("Please choose one of the offered answers.")
    try:
        with database.transaction() as session:
            need, actor = get_need(session, number), current_actor()
            if chosen:
                why = DeclineReason(reason) if reason in set(DeclineReason) else None
                note = request.form.get("note", "")
                said = Said(need.id, achievement_id, VerdictSide(side), Choice(chosen), why, note)
                decide(session, actor, need=need, verdict=said)
            else:
                take_back(session, actor, need=need, achievement_id=achievement_id, side=VerdictSide(side))
    except RuleBroken as error:
        if error.field is None:
            raise
        flash(explain(error), "danger")
    else:
        flash(_("Noted. It counts the next time matching learns."), "success")
    if request.form.get("from") == "queue":
        page = request.form.get("page", type=int)
        return redirect(url_for(".show_queue", page=page, _anchor=f"need-{number}"))
    return redirect(
        url_for(".rank_achievements", number=number, **kept_filters(), _anchor=f"achievement-{achievement_id}")
    )
