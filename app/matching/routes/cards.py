"""Saying whom one wants to meet: card by card with keys and thumb, or as one list with a form."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core.db import database
from app.core.display import explain, label
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Permission, may, requires
from app.core.web import current_actor
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.investors.logic import InvestorKind
from app.matching.logic.cards import find_place
from app.matching.logic.wishes import Wish, WishSide
from app.matching.queries.cards import Candidate, Voice, VoiceKind, list_candidates, list_voices_of
from app.matching.queries.interests import most_must_meets
from app.matching.routes.blueprint import bp
from app.matching.routes.words import TELLING
from app.matching.service import need_wishes as needs
from app.matching.service import wishes as service

KEPT = ("voice", "group", "wish", "view")


def may_wish_at(event: Event) -> bool:
    """Tell the page of an event whether its visitor can say there whom to meet."""
    actor = current_actor()
    return may(actor, Permission.INTEREST_EXPRESS) and bool(list_voices_of(database.session(), actor, event.id))


def _voices(slug: str) -> tuple[Event, list[Voice], Voice]:
    """Return an event, the visitor's voices there, and the one chosen."""
    event = get_event(database.session(), slug)
    voices = list_voices_of(database.session(), current_actor(), event.id)
    if not voices:
        if may(current_actor(), Permission.INVESTOR_EDIT):
            raise NotAllowed("Take part in this event with your institution first; then you can say whom to meet.")
        raise NotAllowed("You take part in no meetings of this event.")
    return event, voices, next((each for each in voices if each.key == request.values.get("voice")), voices[0])


def _group_key(candidate: Candidate) -> str:
    return str(candidate.group or "")


def _groups(candidates: list[Candidate]) -> list[tuple[str, str]]:
    """Return what the candidates can be filtered by: fields of pitches, kinds of investors."""
    found = {_group_key(each): each.group for each in candidates if each.group}
    return sorted(
        (key, label(group) if isinstance(group, InvestorKind) else str(group)) for key, group in found.items()
    )


def _filtered(candidates: list[Candidate], *, by_wish: bool) -> list[Candidate]:
    group, wish = request.args.get("group", ""), request.args.get("wish", "") if by_wish else ""
    return [
        each
        for each in candidates
        if (not group or _group_key(each) == group) and (not wish or (each.wish or "none") == wish)
    ]


@bp.get("/events/<slug>/cards")
@requires(Permission.INTEREST_EXPRESS)
def show_cards(slug: str) -> ResponseReturnValue:
    """Show candidates one at a time, best first, or all of them as a list with one form."""
    event, voices, voice = _voices(slug)
    if request.args.get("view") == "list":
        return _list_page(event, voices, voice, {}), 200
    candidates = list_candidates(database.session(), event.id, voice)
    shown = _filtered(candidates, by_wish=False)
    decided = {each.key for each in shown if each.wish}
    place = find_place(
        [each.key for each in shown], decided, at=request.args.get("at", ""), after=request.args.get("after", "")
    )
    by_key = {each.key: each for each in candidates}
    card = by_key.get(place.shown or "")
    return render_template(
        "matching/show_cards.html", card=card, place=place, done=len(decided), total=len(shown),
        last=by_key.get(request.args.get("last", "")), was=request.args.get("was", ""),
        number=shown.index(card) + 1 if card in shown else 0, **_common(event, voices, voice, candidates),
    ), 200  # fmt: skip


def _common(event: Event, voices: list[Voice], voice: Voice, candidates: list[Candidate]) -> dict[str, Any]:
    must = sum(each.wish is Wish.MUST_MEET for each in candidates)
    counts = {wish: sum(each.wish is wish for each in candidates) for wish in Wish}
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)} | {"voice": voice.key}
    return {
        "event": event, "voices": voices, "voice": voice, "kinds": _groups(candidates), "choices": voice.choices,
        "must": must, "most": most_must_meets(database.session(), event.id), "counts": counts,
        "kept": kept, "all": len(candidates), **TELLING,
    }  # fmt: skip


def _list_page(event: Event, voices: list[Voice], voice: Voice, typed: dict[str, str], error: str = "") -> str:
    candidates = list_candidates(database.session(), event.id, voice)
    shown = _filtered(candidates, by_wish=True)
    return render_template(
        "matching/save_cards.html", rows=shown, typed=typed, error=error, total=len(shown),
        done=sum(each.wish is not None for each in shown), **_common(event, voices, voice, candidates),
    )  # fmt: skip


@bp.post("/events/<slug>/cards")
@requires(Permission.INTEREST_EXPRESS)
def save_cards(slug: str) -> ResponseReturnValue:
    """Save a whole list of wishes; all of them, or none if a rule is broken."""
    event, voices, voice = _voices(slug)
    candidates = list_candidates(database.session(), event.id, voice)
    typed = {each.key: request.form[f"wish-{each.key}"] for each in candidates if f"wish-{each.key}" in request.form}
    changed = [each for each in candidates if each.key in typed and typed[each.key] != (each.wish or "")]
    said = [(each, Wish(typed[each.key]) if typed[each.key] in voice.choices else None) for each in changed]
    try:
        with database.transaction() as session:
            for each, wish in sorted(said, key=lambda pair: pair[1] is Wish.MUST_MEET):
                _say(session, event, voice, each, wish)
    except RuleBroken as error:
        event, voices, voice = _voices(slug)
        return _list_page(event, voices, voice, typed, explain(error)), 422
    flash(ngettext("One wish saved.", "%(num)d wishes saved.", len(said)) if said else _("Nothing changed."), "success")
    return _back(slug, voice, view="list")


def _say(session: Session, event: Event, voice: Voice, card: Candidate, wish: Wish | None) -> None:
    """Hand a wish to the domain that keeps wishes of this kind."""
    actor = current_actor()
    if voice.kind is VoiceKind.EXPERT:
        needs.wish_for_need(session, actor, event=event, number=card.key, wish=wish)
    elif voice.need is not None and voice.kind is VoiceKind.NEED_EXPERTS:
        needs.wish_for_expert(session, actor, number=voice.need.number, person_id=int(card.key), wish=wish)
    elif voice.need is not None:
        needs.wish_for_achievement(session, actor, number=voice.need.number, achievement_id=int(card.key), wish=wish)
    elif voice.investor is not None:
        pair = service.Pair(card.key, voice.investor.id, WishSide.INVESTOR)
        service.say_wish(session, actor, pair=pair, wish=wish)
    elif voice.pitch is not None:
        pair = service.Pair(voice.pitch.number, int(card.key), WishSide.PITCH)
        service.say_wish(session, actor, pair=pair, wish=wish)


def _back(slug: str, voice: Voice, **more: str) -> Response:
    """Return to the cards with the filters of the page that was sent."""
    kept: dict[str, Any] = {name: request.values[name] for name in ("group", "wish") if request.values.get(name)}
    return redirect(url_for(".show_cards", slug=slug, **kept | more, voice=voice.key))


@bp.post("/events/<slug>/cards/wish")
@requires(Permission.INTEREST_EXPRESS)
def answer_card(slug: str) -> ResponseReturnValue:
    """Keep what was said to one card and show the next; taking it back leads to the same card again."""
    event, _all, voice = _voices(slug)
    key, wish = request.values.get("card", ""), request.values.get("said", "")
    is_undo = request.values.get("undo") == "1"
    candidates = list_candidates(database.session(), event.id, voice)
    card = next((each for each in candidates if each.key == key), None)
    if card is None or (wish and wish not in voice.choices):
        raise RuleBroken("Please choose one of the offered wishes.")
    try:
        with database.transaction() as session:
            _say(session, event, voice, card, Wish(wish) if wish else None)
    except RuleBroken as error:
        flash(explain(error), "error")
        return _back(slug, voice, at=key)
    if is_undo:
        return _back(slug, voice, at=key)
    return _back(slug, voice, after=key, last=key, was=card.wish or "")
