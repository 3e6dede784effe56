"""What people decide about proposals, and what matching learns from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.steps import StepKind, Told, judgements, told


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
    INTRODUCED = "introduced"


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
    VerdictSide.MANAGER: frozenset({Choice.PINNED, Choice.HIDDEN, Choice.NOTED, Choice.INTRODUCED}),
}
STEPS: Final = {
    Choice.INTERESTED: StepKind.FOUND_GOOD,
    Choice.DECLINED: StepKind.DECLINED,
    Choice.PINNED: StepKind.PINNED,
    Choice.HIDDEN: StepKind.HIDDEN,
    Choice.INTRODUCED: StepKind.INTRODUCED,
}
STAYS_FIRST: Final = frozenset({Choice.PINNED, Choice.INTRODUCED})


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict in plain values."""

    need: int
    achievement: int
    side: VerdictSide
    choice: Choice
    reason: DeclineReason | None = None
    note: str = ""


def step_of(said: Said) -> StepKind | None:
    """The step a verdict is, as far as texts can teach it; None where it says nothing about them.

    A decline for the price, the place or the maturity is no word against the subject.
    """
    if said.choice is Choice.DECLINED and said.reason is not DeclineReason.OTHER_SUBJECT:
        return None
    return STEPS.get(said.choice)


def told_from(verdicts: list[Said]) -> list[Told]:
    """What verdicts say, one step for each pair: where both sides spoke, the company counts."""
    found: dict[tuple[int, int], Told] = {}
    order = {VerdictSide.MANAGER: 0, VerdictSide.COMPANY: 1}
    for said in sorted(verdicts, key=lambda each: (each.need, each.achievement, order[each.side])):
        kind = step_of(said)
        if kind is not None:
            found[(said.need, said.achievement)] = told(said.need, said.achievement, kind)
    return list(found.values())


def judgements_from(verdicts: list[Said]) -> list[Judgement]:
    """What can be learned from verdicts alone."""
    return judgements(told_from(verdicts))


def takes_away(said: Said) -> bool:
    """Does this verdict keep the achievement out of the list of its need?"""
    return said.choice in {Choice.HIDDEN, Choice.DECLINED}
