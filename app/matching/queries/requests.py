"""Who should ask whom at an event, so that both would want it and nobody is left unasked."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.investors.models import InvestorParticipation
from app.matching.logic.engine.assignment import spread
from app.matching.logic.engine.two_sided import Answer, TwoSided
from app.matching.logic.wishes import Wish, WishSide
from app.matching.queries.interests import WANTS
from app.matching.queries.ranking import Overview
from app.pitches.models import Pitch

EACH_ASKS: Final = 3
ENOUGH_WISHES: Final = 30
NEVER: Final = float("nan")


@dataclass(frozen=True)
class Suggested:
    """The pitches one investor is advised to ask."""

    participation: InvestorParticipation
    pitches: list[Pitch]


@dataclass(frozen=True)
class Suggestions:
    """A whole plan: every pitch that may be asked about is; `learned` says whether wishes taught it."""

    rows: list[Suggested]
    unasked: list[Pitch]
    unasked_by_score: int
    learned: bool


def suggest_requests(matrix: Overview) -> Suggestions:
    """Spread three requests of each investor over the pitches of the event."""
    weights, learned = _weights(matrix)
    plan = spread(weights, each_asks=EACH_ASKS)
    asked = {column for _, column in plan}
    by_score = {
        int(column)
        for row in weights
        for column in np.argsort(-np.nan_to_num(row, nan=-1.0), kind="stable")[:EACH_ASKS]
        if np.isfinite(row[column])
    }
    return Suggestions(
        rows=[
            Suggested(one, [matrix.pitches[column] for row, column in plan if row == at])
            for at, one in enumerate(matrix.participations)
        ],
        unasked=[pitch for column, pitch in enumerate(matrix.pitches) if column not in asked],
        unasked_by_score=len(matrix.pitches) - len(by_score),
        learned=learned,
    )


def _weights(matrix: Overview) -> tuple[np.ndarray, bool]:
    """How good each pair is: by what both said where they said it, else by the fit, or by what others' wishes teach."""
    answers = [
        _answer(one, pitch, side, wish)
        for (one, pitch), wishes in sorted(matrix.wishes.items())
        for side, wish in wishes.items()
    ]
    says_both = len({answer.yes for answer in answers}) > 1
    model = TwoSided(_Fit(matrix)).fit(answers) if len(answers) >= ENOUGH_WISHES and says_both else None
    weights = np.full((len(matrix.participations), len(matrix.pitches)), NEVER)
    for row, one in enumerate(matrix.participations):
        for column, pitch in enumerate(matrix.pitches):
            key = (one.investor_id, pitch.id)
            wishes = matrix.wishes.get(key, {})
            if matrix.scores[key].excluded is not None or Wish.NO_THANKS in wishes.values():
                continue
            if len(wishes) == len(WishSide):
                weights[row, column] = 1.0
            elif model is not None:
                weights[row, column] = model.mutual([(f"i{key[0]}", f"p{key[1]}")])[0]
            else:
                weights[row, column] = float(matrix.scores[key].score) / 100
    return weights, model is not None


def _answer(investor: int, pitch: int, side: WishSide, wish: Wish) -> Answer:
    one, other = f"i{investor}", f"p{pitch}"
    return Answer(one, other, wish in WANTS) if side is WishSide.INVESTOR else Answer(other, one, wish in WANTS)


class _Fit:
    """The fit of a pair, as what is known before anybody says a word."""

    def __init__(self, matrix: Overview) -> None:
        self._scores = {
            frozenset((f"i{one}", f"p{pitch}")): float(match.score) / 100
            for (one, pitch), match in matrix.scores.items()
        }

    def __call__(self, one: str, other: str) -> list[float]:
        return [self._scores.get(frozenset((one, other)), 0.0)]
