"""Saying how much one side wants to meet the other."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import database
from app.core.errors import RuleBroken
from app.core.permissions import Permission, requires
from app.core.web import attempt, current_actor
from app.matching.logic.wishes import Wish, WishSide
from app.matching.routes.blueprint import bp, kept_filters
from app.matching.service import wishes as service
from app.pitches.queries.pitches import get_pitch_by_number


@bp.post("/pitches/<number>/interest/<int:investor_id>/<side>")
@requires(Permission.INTEREST_EXPRESS)
def express_interest(number: str, investor_id: int, side: str) -> ResponseReturnValue:
    """Say, change or take back one side's wish."""
    wish = request.form.get("wish", "")
    if side not in set(WishSide) or (wish and wish not in set(Wish)):
        raise RuleBroken("Please choose one of the offered wishes.")
    pair = service.Pair(number, investor_id, WishSide(side))
    attempt(
        lambda session: service.say_wish(session, current_actor(), pair=pair, wish=Wish(wish) if wish else None),
        _("Noted. Only your side and the organiser can see it."),
    )
    pitch = get_pitch_by_number(database.session(), number)
    if WishSide(side) is WishSide.INVESTOR:
        back = kept_filters() | {"slug": pitch.event.slug, "investor": investor_id}
        return redirect(url_for(".rank_pitches", **back, _anchor=f"pitch-{pitch.number}"))
    return redirect(
        url_for(".rank_investors", number=pitch.number, **kept_filters(), _anchor=f"investor-{investor_id}")
    )
