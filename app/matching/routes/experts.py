"""Experts for a need, best first, and asking them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.display import label
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import attempt, current_actor
from app.library.logic import NEED_SHOWN, ExpertState
from app.library.service.entries import ask_expert as ask
from app.library.service.entries import release_expert as release
from app.matching.queries.experts import rank_experts as rank
from app.matching.queries.proposals import get_need
from app.matching.routes.blueprint import bp
from app.matching.routes.words import TELLING

LONGEST_NOTE = 500


@bp.get("/library/needs/<number>/experts")
@requires(Permission.EXPERT_ASK)
def rank_experts(number: str) -> ResponseReturnValue:
    """Show who could help with a need, best first with reasons, and what those said who were asked."""
    session = database.session()
    need = get_need(session, number)
    authorise(current_actor(), Permission.EXPERT_ASK, need)
    rows = rank(session, need)
    state = request.args.get("state", "")
    shown = [row for row in rows if not state or (row.asked.state.value if row.asked else "none") == state]
    return render_template(
        "matching/rank_experts.html", need=need, rows=shown, count=len(rows),
        states=[("none", _("Not asked")), *((each.value, label(each)) for each in ExpertState)],
        asked=sum(row.asked is not None for row in rows),
        accepted=sum(row.asked is not None and row.asked.state is ExpertState.ACCEPTED for row in rows),
        may_ask=need.state in NEED_SHOWN, may_match=may(current_actor(), Permission.LIBRARY_READ, need),
        **TELLING,
    )  # fmt: skip


@bp.post("/library/needs/<number>/experts/<int:person_id>/ask")
@requires(Permission.EXPERT_ASK)
def ask_expert(number: str, person_id: int) -> ResponseReturnValue:
    """Ask somebody to help with a need."""
    note = request.form.get("note", "")[:LONGEST_NOTE]
    attempt(
        lambda session: ask(session, current_actor(), need=get_need(session, number), person_id=person_id, note=note),
        _("Asked. The answer will stand here, and you are told."),
    )
    return redirect(f"{url_for('.rank_experts', number=number)}#expert-{person_id}")


@bp.post("/library/needs/<number>/experts/<int:person_id>/release")
@requires(Permission.EXPERT_ASK)
def release_expert(number: str, person_id: int) -> ResponseReturnValue:
    """Take a request back that was not answered yet."""
    attempt(
        lambda session: release(session, current_actor(), need=get_need(session, number), person_id=person_id),
        _("Taken back. The expert is told."),
    )
    return redirect(f"{url_for('.rank_experts', number=number)}#expert-{person_id}")
