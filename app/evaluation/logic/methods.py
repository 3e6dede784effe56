"""From scores to a rating: mean, median, trimmed mean, standardised scores; and what each of them leaves uncertain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean, median, pstdev, stdev
from typing import Final

# Of each target the total that each judge gave; whoever did not score it is not there.
Scores = Mapping[int, Mapping[int, float]]
T_MEAN, T_SPREAD = 50.0, 10.0
LEAST_TO_TRIM: Final = 3


class Method(StrEnum):
    """How the scores of a panel become one number."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    STANDARDISED = "standardised"
    PAIRWISE = "pairwise"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a target is worth, how uncertain that is (one standard error), and how many judges it rests on."""

    value: float
    error: float
    judges: int


def trimmed_mean(values: Sequence[float]) -> float:
    """The mean without one highest and one lowest; of fewer than three, the mean of all."""
    kept = sorted(values)[1:-1] if len(values) >= LEAST_TO_TRIM else values
    return fmean(kept)


def standard_error(values: Sequence[float]) -> float:
    """How far the mean of so many values may lie from that of endlessly many judges."""
    return stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0


_OF_ONE_TARGET: Final[dict[Method, Callable[[Sequence[float]], float]]] = {
    Method.MEAN: fmean,
    Method.MEDIAN: median,
    Method.TRIMMED: trimmed_mean,
}


def rate(method: Method, scores: Scores) -> dict[int, Rating]:
    """Rate every target that anybody scored."""
    scored: Scores = {target: given for target, given in scores.items() if given}
    if method is Method.STANDARDISED:
        scored = standardised(scored)
        method = Method.MEAN
    of_one = _OF_ONE_TARGET[method]
    return {
        target: Rating(of_one(list(given.values())), standard_error(list(given.values())), len(given))
        for target, given in scored.items()
    }


def standardised(scores: Scores) -> dict[int, dict[int, float]]:
    """The scores as each judge meant them: 50 is the judge's own average, 10 points are one standard deviation.

    Harsh and lenient judges, and those who use more or less of the scale, weigh the same; a judge who gave everybody
    the same says nothing, and counts as average everywhere.
    """
    by_judge: dict[int, list[float]] = {}
    for given in scores.values():
        for judge, value in given.items():
            by_judge.setdefault(judge, []).append(value)
    average = {judge: fmean(values) for judge, values in by_judge.items()}
    spread = {judge: pstdev(values) for judge, values in by_judge.items()}

    def of(judge: int, value: float) -> float:
        if spread[judge] <= abs(average[judge]) * 1e-9:
            return T_MEAN
        return T_MEAN + T_SPREAD * (value - average[judge]) / spread[judge]

    return {target: {judge: of(judge, value) for judge, value in given.items()} for target, given in scores.items()}
