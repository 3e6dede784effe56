"""Indicator sets: taken from the catalogue, changed in a new edition, frozen once used."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.evaluation.logic.catalogue import CATALOGUE, FULL_MARKS
from app.evaluation.models import Criterion, IndicatorSet
from app.evaluation.queries.panels import find_last_edition, get_set
from app.events.models.event import Event


def adopt_set(session: Session, event: Event, code: str) -> IndicatorSet:
    """Return the newest edition of a set, taken from the catalogue when it is used for the first time."""
    found = find_last_edition(session, event.id, code)
    if found is not None:
        return found
    template = CATALOGUE.get(code)
    if template is None:
        raise NotFound("There is no such indicator set.")
    made = IndicatorSet(
        event=event, code=code, kind=template.kind, name=template.name, name_en=template.name_en,
        source=template.source,
        criteria=[
            Criterion(
                position=position, code=each.code, name=each.name, name_en=each.name_en, points=each.points,
                guide=each.guide or None,
            )
            for position, each in enumerate(template.indicators)
        ],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def weigh_anew(session: Session, actor: Actor, *, set_id: int, points: Mapping[str, int]) -> IndicatorSet:
    """Give the criteria other weights: in place while nobody has used the set, else as a new edition."""
    old = get_set(session, set_id)
    authorise(actor, Permission.EVALUATION_RUN, old)
    if set(points) != {each.code for each in old.criteria} or any(value < 1 for value in points.values()):
        raise RuleBroken("Every criterion needs at least one point.")
    if sum(points.values()) != FULL_MARKS:
        raise RuleBroken("The points must add up to 100; now they are %(sum)d.", sum=sum(points.values()))
    last = find_last_edition(session, old.event_id, old.code)
    if last is None or last.id != old.id:
        raise RuleBroken("There is a newer edition. Please change that one.")
    target = _next_edition(session, old) if old.frozen_at else old
    for criterion in target.criteria:
        criterion.points = points[criterion.code]
    session.flush()
    return target


def freeze(indicator_set: IndicatorSet) -> None:
    """Let nobody change a set any more, since a panel scores with it."""
    indicator_set.frozen_at = indicator_set.frozen_at or now()


def _next_edition(session: Session, old: IndicatorSet) -> IndicatorSet:
    made = IndicatorSet(
        event=old.event, code=old.code, edition=old.edition + 1, kind=old.kind, name=old.name, name_en=old.name_en,
        source=old.source,
        criteria=[
            Criterion(
                position=each.position, code=each.code, name=each.name, name_en=each.name_en, points=each.points,
                guide=each.guide,
            )
            for each in old.criteria
        ],
    )  # fmt: skip
    session.add(made)
    return made
