"""What people decide about proposals, and what matching learns from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.matching.logic.engine.feedback import Judgement


class VerdictSide(StrEnum):
    """Who decided: the company that has the need, or the technology manager who looks after it."""

    COMPANY = "company"
    MANAGER = "manager"


class Choice(StrEnum):
    """What was decided about a proposal."""

    INTERESTED = "interested"
    DECLINED = "declined"
    PINNED = "pinned"
    HIDDEN = "hidden"
    NOTED = "noted"


class DeclineReason(StrEnum):
    """Why a proposal does not help."""

    OTHER_SUBJECT = "other_subject"
    NOT_MATURE = "not_mature"
    TOO_DEAR = "too_dear"
    TOO_FAR = "too_far"
    OTHER = "other"


class ModelState(StrEnum):
    """Whether a version of what was learned is in use."""

    ACTIVE = "active"
    RETIRED = "retired"
    REFUSED = "refused"


CHOICES_OF: Final = {
    VerdictSide.COMPANY: frozenset({Choice.INTERESTED, Choice.DECLINED}),
    VerdictSide.MANAGER: frozenset({Choice.PINNED, Choice.HIDDEN, Choice.NOTED}),
}
WORST, BEST, GOOD = 1.0, 4.0, 3.5


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict in plain values."""

    need: int
    achievement: int
    side: VerdictSide
    choice: Choice
    reason: DeclineReason | None = None
    note: str = ""


def level_of(said: Said) -> float | None:
    """How good the texts fit according to a verdict; None where it says nothing about them.

    A decline for the price, the place or the maturity is no word against the subject.
    """
    if said.choice is Choice.DECLINED:
        return WORST if said.reason is DeclineReason.OTHER_SUBJECT else None
    return {Choice.INTERESTED: GOOD, Choice.PINNED: BEST, Choice.HIDDEN: WORST}.get(said.choice)


def judgements_from(verdicts: list[Said]) -> list[Judgement]:
    """What can be learned, one judgement for each pair: where both sides spoke, the company counts."""
    found: dict[tuple[int, int], Judgement] = {}
    order = {VerdictSide.MANAGER: 0, VerdictSide.COMPANY: 1}
    for said in sorted(verdicts, key=lambda each: (each.need, each.achievement, order[each.side])):
        level = level_of(said)
        if level is not None:
            found[(said.need, said.achievement)] = Judgement(str(said.need), str(said.achievement), level)
    return list(found.values())


def takes_away(said: Said) -> bool:
    """Does this verdict keep the achievement out of the list of its need?"""
    return said.choice in {Choice.HIDDEN, Choice.DECLINED}
