"""How far two sides came together, and what each step is worth: a signature says more than a click."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.matching.logic.engine.feedback import Judgement


class Subject(StrEnum):
    """What is learned about: achievements for needs, or pitches for investors."""

    ACHIEVEMENTS = "achievements"
    PITCHES = "pitches"


class StepKind(StrEnum):
    """A step of two sides towards each other, or away."""

    WISHED = "wished"
    WISHED_MUCH = "wished_much"
    WISHED_NOT = "wished_not"
    FOUND_GOOD = "found_good"
    PINNED = "pinned"
    HIDDEN = "hidden"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_INTEREST = "no_interest"
    FOLLOW_UP = "follow_up"
    CONFIDENTIAL = "confidential"
    DUE_DILIGENCE = "due_diligence"
    INTRODUCED = "introduced"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Worth:
    """The level a step stands for, from 1 (does not fit) to 4, and how much it weighs."""

    level: float
    weight: float


# Set by hand: the costlier a step is for those who take it, the more it weighs. A wish weighs one.
WORTH: Final = {
    StepKind.WISHED: Worth(3.0, 1.0),
    StepKind.WISHED_MUCH: Worth(3.5, 1.5),
    StepKind.WISHED_NOT: Worth(1.0, 1.0),
    StepKind.FOUND_GOOD: Worth(3.5, 1.0),
    StepKind.PINNED: Worth(4.0, 1.5),
    StepKind.HIDDEN: Worth(1.0, 1.5),
    StepKind.ASKED: Worth(3.0, 1.5),
    StepKind.ACCEPTED: Worth(3.5, 2.0),
    StepKind.DECLINED: Worth(1.0, 2.0),
    StepKind.NO_INTEREST: Worth(1.0, 3.0),
    StepKind.FOLLOW_UP: Worth(3.5, 3.0),
    StepKind.CONFIDENTIAL: Worth(4.0, 3.5),
    StepKind.DUE_DILIGENCE: Worth(4.0, 3.5),
    StepKind.INTRODUCED: Worth(4.0, 4.0),
    StepKind.SIGNED: Worth(4.0, 6.0),
}
GOOD_FROM: Final = 2.5
TOWARDS: Final = frozenset(kind for kind, worth in WORTH.items() if worth.level > GOOD_FROM)


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """One step in plain values; `side` alone may know of it, and an empty one means both do."""

    query: int
    item: int
    kind: str
    side: str
    level: float
    weight: float


def told(query: int, item: int, kind: StepKind, side: str = "") -> Told:
    """A step with what it is worth today."""
    return Told(query, item, kind.value, side, WORTH[kind].level, WORTH[kind].weight)


def judgements(steps: Iterable[Told]) -> list[Judgement]:
    """One judgement for each pair: the mean of its steps by weight, with all their weight."""
    found: dict[tuple[int, int], list[Told]] = {}
    for step in sorted(steps):
        found.setdefault((step.query, step.item), []).append(step)
    return [
        Judgement(str(query), str(item), round(_mean(of_pair), 4), weight=sum(step.weight for step in of_pair))
        for (query, item), of_pair in found.items()
    ]


def both_decided(steps: Iterable[Told]) -> dict[tuple[str, str], bool]:
    """Of the pairs about which both sides took steps of their own: do both want it, by all they did?"""
    known = list(steps)
    mine, theirs = ([each for each in known if each.side in ("", side)] for side in ("investor", "pitch"))
    own = {(str(each.query), str(each.item)) for each in known if each.side == "investor"}
    own &= {(str(each.query), str(each.item)) for each in known if each.side == "pitch"}
    level = [{(each.query, each.item): each.level for each in judgements(side)} for side in (mine, theirs)]
    return {pair: all(of[pair] > GOOD_FROM for of in level) for pair in sorted(own)}


def _mean(steps: list[Told]) -> float:
    return sum(step.level * step.weight for step in steps) / sum(step.weight for step in steps)
