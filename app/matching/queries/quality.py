"""How good matching is where it is used: what people said about proposals, and who is shown at all."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.matching.logic.engine.exposure import balanced, gini, reached
from app.matching.logic.steps import WORTH, StepKind
from app.matching.logic.verdicts import Choice, DeclineReason
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest, TextVector, Verdict
from app.matching.queries.interests import WANTS
from app.matching.queries.proposals import Comparison, list_open_needs, list_open_profiles, points_for
from app.matching.queries.steps import told_about_achievements, told_about_pitches

FIRST = 10
AMONG = 30
MOST_NEEDS_MEASURED = 100


@dataclass(frozen=True)
class Quality:
    """The figures of the quality page; a share is None where nothing was counted."""

    choices: dict[Choice, int]
    reasons: dict[DeclineReason, int]
    liked_share: float | None
    wishes: int
    wanted_share: float | None
    mutual: int
    needs: int
    achievements: int
    gini: float
    reached: float
    gini_balanced: float
    reached_balanced: float
    price_of_balance: float
    vectors: int


def quality(session: Session) -> Quality:
    """Return the figures of today."""
    choices = Counter(session.scalars(select(Verdict.choice)))
    reasons = Counter(reason for reason in session.scalars(select(Verdict.reason)) if reason is not None)
    liked = choices[Choice.INTERESTED] + choices[Choice.PINNED]
    judged = liked + choices[Choice.DECLINED] + choices[Choice.HIDDEN]
    wishes = session.execute(select(Interest.investor_id, Interest.pitch_id, Interest.side, Interest.wish)).all()
    wanted = {(row.investor_id, row.pitch_id, row.side) for row in wishes if row.wish in WANTS}
    mutual = {(one, pitch) for one, pitch, side in wanted if side is WishSide.PITCH}
    counts, evener, price = _shown(session)
    return Quality(
        choices={choice: choices[choice] for choice in Choice},
        reasons={reason: reasons[reason] for reason in DeclineReason},
        liked_share=liked / judged if judged else None,
        wishes=len(wishes),
        wanted_share=sum(row.wish is not Wish.NO_THANKS for row in wishes) / len(wishes) if wishes else None,
        mutual=sum((one, pitch) in mutual for one, pitch, side in wanted if side is WishSide.INVESTOR),
        needs=len(list_open_needs(session)),
        achievements=len(counts),
        gini=gini(counts),
        reached=reached(counts),
        gini_balanced=gini(evener),
        reached_balanced=reached(evener),
        price_of_balance=price,
        vectors=session.scalar(select(func.count()).select_from(TextVector)) or 0,
    )


@dataclass(frozen=True)
class StepCount:
    """How often a kind of step was taken, and what it weighs in learning."""

    kind: StepKind
    level: float
    weight: float
    count: int


def count_steps(session: Session) -> list[StepCount]:
    """Return the steps that teach, the lightest first."""
    counts = Counter(each.kind for each in (*told_about_achievements(session), *told_about_pitches(session)))
    rows = [StepCount(kind, worth.level, worth.weight, counts[kind.value]) for kind, worth in WORTH.items()]
    return sorted(rows, key=lambda row: row.weight)


def _shown(session: Session) -> tuple[list[int], list[int], float]:
    """How often each open achievement is among the first ten of the newest needs: by points, balanced, and the price.

    The price is how many points of a hundred the shown ones have less on average when they are balanced.
    """
    needs = list_open_needs(session)[:MOST_NEEDS_MEASURED]
    lists = points_for(Comparison(session, needs), needs, top=AMONG)
    points = {(need, item): score for need, rows in lists.items() for item, score in rows}
    plain = [(need, item) for need, rows in lists.items() for item, _ in rows[:FIRST]]
    even = [(need, item) for need, items in balanced(lists, top=FIRST).items() for item in items]
    lost = sum(points[pair] for pair in plain) - sum(points[pair] for pair in even)
    ids = [each.id for each in list_open_profiles(session)]
    counts = [Counter(item for _, item in shown) for shown in (plain, even)]
    return [counts[0][each] for each in ids], [counts[1][each] for each in ids], lost / max(len(plain), 1)
