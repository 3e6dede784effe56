"""How good matching is where it is used: what people said about proposals, and who is shown at all."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.matching.logic.engine.exposure import gini, reached
from app.matching.logic.verdicts import Choice, DeclineReason
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest, TextVector, Verdict
from app.matching.queries.interests import WANTS
from app.matching.queries.proposals import list_open_achievements, list_open_needs, proposals_for

FIRST = 10
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
    counts = _shown(session)
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
        vectors=session.scalar(select(func.count()).select_from(TextVector)) or 0,
    )


def _shown(session: Session) -> list[int]:
    """How often each open achievement is among the first ten of a need, over the newest needs."""
    needs = list_open_needs(session)[:MOST_NEEDS_MEASURED]
    shown = Counter(
        proposal.achievement.id for rows in proposals_for(session, needs, top=FIRST).values() for proposal in rows
    )
    return [shown[row.id] for row in list_open_achievements(session)]
