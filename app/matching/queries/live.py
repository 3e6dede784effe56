"""Figures on what people decided here that need the database: experts in order, and who is left unasked."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.library.queries import list_event_needs
from app.matching.logic.engine.figures import Figure, figure, order_loss
from app.matching.logic.steps import WORTH, StepKind, Subject
from app.matching.logic.wishes import NeedSide, Wish
from app.matching.models import Interest, NeedWish
from app.matching.queries.need_cards import match_experts, wishes_about_needs
from app.matching.queries.ranking import overview
from app.matching.queries.requests import suggest_requests

LEVELS = {Wish.MUST_MEET: StepKind.WISHED_MUCH, Wish.MEET: StepKind.WISHED, Wish.NO_THANKS: StepKind.WISHED_NOT}
MOST_EVENTS = 5
Figures = dict[str, dict[str, Figure]]


def live_figures(session: Session, subject: Subject) -> Figures:
    """Return `experts` for achievements and `unasked` for pitches, where there is a case."""
    if subject is Subject.ACHIEVEMENTS:
        loss = figure(_losses(session))
        return {"untrained": {"experts": loss} if loss is not None else {}, "new": {}}
    before, after = (figure(each) for each in _unasked(session))
    if before is None or after is None:
        return {"untrained": {}, "new": {}}
    return {"untrained": {"unasked": before}, "new": {"unasked": after}}


def _losses(session: Session) -> list[float]:
    """For each need whose company liked one expert more than another: the share of wrong orders, by how far apart."""
    events = select(NeedWish.event_id).where(NeedWish.side == NeedSide.COMPANY).distinct()
    found = []
    for event_id in session.scalars(events.order_by(NeedWish.event_id.desc()).limit(MOST_EVENTS)):
        by_need: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for (need_id, person_id), wish in wishes_about_needs(session, event_id, NeedSide.COMPANY).items():
            by_need[need_id][person_id] = WORTH[LEVELS[wish]].level
        named = sorted({person_id for levels in by_need.values() for person_id in levels})
        people = list(session.scalars(select(Person).where(Person.id.in_(named)).order_by(Person.id)))
        needs = [need for need in list_event_needs(session, event_id) if need.id in by_need]
        matches = match_experts(session, needs, people)
        for need in needs:
            levels = by_need[need.id]
            scores = {person: float(matches[need.id, person][0].score) for person in levels}
            wrong, weight = order_loss(levels, scores)
            found += [wrong / weight] if weight else []
    return found


def _unasked(session: Session) -> tuple[list[float], list[float]]:
    """For each pitch of the newest event with wishes: is it left unasked by best scores alone, and by our advice?"""
    event_id = session.scalar(select(func.max(Interest.event_id)))
    matrix = overview(session, event_id) if event_id is not None else None
    if matrix is None or not matrix.participations or not matrix.pitches:
        return [], []
    plan, pitches = suggest_requests(matrix), len(matrix.pitches)
    return _shares(plan.unasked_by_score, pitches), _shares(len(plan.unasked), pitches)


def _shares(some: int, of_all: int) -> list[float]:
    return [1.0] * some + [0.0] * (of_all - some)
