"""From ratings to places: two decimals, and ties by a rule that was known beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from hashlib import sha256

from app.evaluation.logic.methods import Rating

CENT = Decimal("0.01")


class TieRule(StrEnum):
    """What decides between equal results."""

    SHARED = "shared"
    CRITERIA = "criteria"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Placed:
    """A target with its place, its result to two decimals, and its uncertainty."""

    target: int
    place: int
    value: Decimal
    error: Decimal
    judges: int


def two_decimals(value: float) -> Decimal:
    """A number as it is announced: 89.995 reads 90.00."""
    return Decimal(repr(round(value, 9))).quantize(CENT, ROUND_HALF_UP)


def place_all(
    ratings: Mapping[int, Rating],
    rule: TieRule,
    *,
    criteria: Mapping[int, tuple[float, ...]] | None = None,
    seed: str = "",
) -> list[Placed]:
    """Targets from the first to the last place; equal ones by the rule, and else side by side.

    `criteria` holds of each target its averages by criterion, the weightiest first.
    """
    by_criteria = criteria or {}

    def decides(target: int) -> tuple[object, ...]:
        if rule is TieRule.CRITERIA:
            return tuple(-two_decimals(value) for value in by_criteria.get(target, ()))
        if rule is TieRule.LOT:
            return (sha256(f"{seed}:{target}".encode()).hexdigest(),)
        return ()

    keys = {target: (-two_decimals(rating.value), decides(target)) for target, rating in ratings.items()}
    ordered = sorted(ratings, key=lambda target: (*keys[target], target))
    placed: list[Placed] = []
    for number, target in enumerate(ordered, start=1):
        is_tied = bool(placed) and keys[placed[-1].target] == keys[target]
        rating = ratings[target]
        placed.append(Placed(
            target, placed[-1].place if is_tied else number, two_decimals(rating.value), two_decimals(rating.error),
            rating.judges,
        ))  # fmt: skip
    return placed
