"""Ranked lists for investors, teams and companies, and the organiser's matrix."""

from collections.abc import Iterable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import database
from app.core.errors import NotFound
from app.core.permissions import Permission, authorise, may, requires
from app.core.web import current_actor
from app.events.queries.events import get_event
from app.events.queries.programme_public import check_visible
from app.investors.models import InvestorParticipation
from app.investors.queries import find_own_participation, find_participation
from app.library.logic import NEED_SHOWN, shows_details
from app.library.models import Need
from app.matching.logic.verdicts import DeclineReason
from app.matching.logic.wishes import Wish
from app.matching.queries import ranking
from app.matching.queries.interests import mutual_pairs, wishes_of_investor, wishes_of_pitch
from app.matching.queries.met import investors_met, pitches_met
from app.matching.queries.needs import is_past
from app.matching.queries.proposals import get_need, proposals_for
from app.matching.queries.requests import suggest_requests
from app.matching.routes.blueprint import bp, kept_filters
from app.matching.routes.words import TELLING, exclusion
from app.pitches.queries.pitches import get_pitch_by_number

MET = ("met", "new")


def _participation(event_id: int) -> InvestorParticipation | None:
    wanted = request.args.get("investor", type=int)
    if wanted is not None:
        return find_participation(database.session(), event_id, wanted)
    return find_own_participation(database.session(), event_id, current_actor().person_id or 0)


def _choices(fields: Iterable[str | None]) -> list[tuple[str, str]]:
    """What a list can be filtered by."""
    return [(field, field) for field in sorted({field for field in fields if field})]


@bp.get("/events/<slug>/matches/pitches")
@requires(Permission.MATCH_READ)
def rank_pitches(slug: str) -> ResponseReturnValue:
    """Show an investor the pitches of an event, best first, with reasons."""
    session = database.session()
    event = get_event(session, slug)
    participation = _participation(event.id)
    if participation is None:
        check_visible(session, current_actor(), event)
        return render_template("matching/rank_pitches.html", event=event, participation=None, rows=[], **TELLING)
    investor = participation.investor
    authorise(current_actor(), Permission.MATCH_READ, investor)
    rows = ranking.rank_pitches(session, event.id, investor)
    field = request.args.get("field", "")
    wishes = wishes_of_investor(session, event.id, investor.id)
    wish, before = request.args.get("wish", ""), request.args.get("before", "")
    is_own = may(current_actor(), Permission.INTEREST_EXPRESS, investor)
    met = pitches_met(session, investor.id, (row.pitch.id for row in rows), tells=is_own)
    shown = [
        row
        for row in rows
        if (not field or row.pitch.field == field)
        and (not wish or (wishes.get(row.pitch.id) == wish if wish != "none" else row.pitch.id not in wishes))
        and (before not in MET or (row.pitch.id in met) == (before == "met"))
    ]
    return render_template(
        "matching/rank_pitches.html", event=event, participation=participation, investor=investor, rows=shown,
        count=len(rows), fields=_choices(row.pitch.field for row in rows), wishes=wishes,
        mutual=mutual_pairs(session, event.id), choices=list(Wish), met=met, kept=kept_filters(), **TELLING,
    )  # fmt: skip


@bp.get("/pitches/<number>/investors")
@requires(Permission.MATCH_READ)
def rank_investors(number: str) -> ResponseReturnValue:
    """Show a team the investors of its event, best first, with reasons."""
    session = database.session()
    pitch = get_pitch_by_number(session, number)
    authorise(current_actor(), Permission.MATCH_READ, pitch)
    rows = ranking.rank_investors(session, pitch)
    ids = [row.participation.investor_id for row in rows]
    met = investors_met(session, pitch.id, ids, person_id=current_actor().person_id)
    wishes = wishes_of_pitch(session, pitch.id)
    kind, wish, before = (request.args.get(name, "") for name in ("kind", "wish", "before"))
    shown = [
        row
        for row in rows
        if (not kind or row.participation.investor.kind == kind)
        and (not wish or wishes.get(row.participation.investor_id, "none") == wish)
        and (before not in MET or (row.participation.investor_id in met) == (before == "met"))
    ]
    return render_template(
        "matching/rank_investors.html", pitch=pitch, event=pitch.event, rows=shown, count=len(rows), met=met,
        kinds=sorted({row.participation.investor.kind for row in rows}), wishes=wishes,
        mutual=mutual_pairs(session, pitch.event_id), choices=list(Wish), kept=kept_filters(), **TELLING,
    )  # fmt: skip


def _check_open(need: Need, *, is_own: bool) -> None:
    """Reasons tell what a need says, so the list is found by those who may read the need."""
    if not is_own and (
        need.state not in NEED_SHOWN or not shows_details(need.visibility, is_signed_in=True, is_own=False)
    ):
        raise NotFound("There is no such need.")


@bp.get("/library/needs/<number>/matches")
@requires(Permission.LIBRARY_READ)
def rank_achievements(number: str) -> ResponseReturnValue:
    """Show which achievements could answer a need, best first, with the words that hit."""
    session = database.session()
    need = get_need(session, number)
    actor = current_actor()
    authorise(actor, Permission.LIBRARY_READ, need)
    _check_open(need, is_own=may(actor, Permission.LIBRARY_EDIT, need) or may(actor, Permission.LIBRARY_TRIAGE, need))
    may_answer, may_steer = may(actor, Permission.INTEREST_EXPRESS, need), may(actor, Permission.MATCH_STEER, need)
    order, field, answer = (request.args.get(name, "") for name in ("order", "field", "answer"))
    is_inside = may_answer or may_steer  # what was decided, and the filter by it, are for those two alone
    found = proposals_for(session, [need], everything=True, vary=order == "varied", inside=is_inside)[need.id]
    rows = [row for row in found if not row.is_away]
    shown = [
        row
        for row in rows
        if (not field or row.achievement.field == field)
        and (not answer or not is_inside or (row.company.choice if row.company else "none") == answer)
    ]
    return render_template(
        "matching/rank_achievements.html", need=need, order=order, rows=shown, count=len(rows),
        away=[row for row in found if row.is_away], is_past=is_past(need),
        fields=_choices(row.achievement.field for row in rows),
        answered=is_inside and any(row.company for row in rows), reasons_to_decline=list(DeclineReason),
        may_answer=may_answer, may_steer=may_steer, kept=kept_filters(), **TELLING,
    )  # fmt: skip


@bp.get("/events/<slug>/manage/matching")
@requires(Permission.MATCH_OVERVIEW)
def show_overview(slug: str) -> ResponseReturnValue:
    """Show the organiser investors by pitches: how well they fit, and who wants whom."""
    session = database.session()
    event = get_event(session, slug)
    authorise(current_actor(), Permission.MATCH_OVERVIEW, event)
    matrix = ranking.overview(session, event.id)
    plan = suggest_requests(matrix) if matrix.participations and matrix.pitches else None
    pair = matrix.find_pair(request.args.get("investor", type=int), request.args.get("pitch", type=int))
    return render_template(
        "matching/show_overview.html", event=event, matrix=matrix, plan=plan, pair=pair, exclusion=exclusion, **TELLING
    )
