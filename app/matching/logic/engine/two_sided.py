"""Would both sides want to meet? Each side's wish is learned from who said yes to whom; the pair is as good as both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Features = Callable[[str, str], Sequence[float]]
PATIENCE: Final = 3.0
RESTRAINT: Final = 10.0
STEPS: Final = 30
CLOSE_ENOUGH: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side said about the other after seeing it: yes or no, and marks if any were given."""

    one: str
    other: str
    yes: bool
    marks: Mapping[str, float] = field(default_factory=dict, hash=False)


def both_ways(one: Numbers, other: Numbers) -> Numbers:
    """The harmonic mean: good only if both are, and zero if either is."""
    return np.asarray(2 * one * other / np.maximum(one + other, 1e-12), dtype=np.float64)


class _Habits:
    """How readily everybody says yes and is said yes to, drawn to the usual where little is known."""

    def __init__(self, answers: Iterable[Answer], marks: Sequence[str]) -> None:
        self.marks = marks
        self._given: dict[tuple[str, str], list[float]] = {}
        self._got: dict[tuple[str, str], list[float]] = {}
        self._said = list(answers)
        for each in self._said:
            for name, value in _values(each):
                self._given.setdefault((name, each.one), []).append(value)
        self._mean = {name: self._usual(name) for name in ("yes", *marks)}
        for each in self._said:
            for name, value in _values(each):
                self._got.setdefault((name, each.other), []).append(value - self._habit(name, each.one))

    def _usual(self, name: str) -> float:
        values = [value for (mark, _), given in sorted(self._given.items()) if mark == name for value in given]
        return float(np.mean(values)) if values else 0.0

    def _habit(self, name: str, one: str) -> float:
        given = self._given[(name, one)]
        return sum(given) / len(given)

    def describe(self, one: str, other: str, left_out: Answer | None = None) -> list[float]:
        """How generous one side is and how liked the other, without the answer that is to be guessed."""
        own = dict(_values(left_out)) if left_out else {}
        found = []
        for name in ("yes", *self.marks):
            given, got = self._given.get((name, one), []), self._got.get((name, other), [])
            value = own.get(name)
            mine = 0.0 if value is None else value - self._habit(name, one)
            found.append(_drawn(given, value, self._mean[name]))
            found.append(_drawn(got, None if value is None else mine, 0.0))
        return found


def _values(answer: Answer) -> list[tuple[str, float]]:
    return [("yes", float(answer.yes)), *sorted(answer.marks.items())]


def _drawn(values: Sequence[float], without: float | None, usual: float) -> float:
    """The mean of values but one, as if some usual ones had been seen before."""
    total, count = sum(values), len(values)
    if without is not None:
        total, count = total - without, count - 1
    return (total + PATIENCE * usual) / (count + PATIENCE)


class TwoSided:
    """Learns from answers how likely one side wants the other, and ranks pairs by both."""

    def __init__(self, features: Features | None = None) -> None:
        self._features = features or (lambda _one, _other: ())

    def fit(self, answers: Iterable[Answer]) -> "TwoSided":
        """Learn; each answer is guessed from all the others, so nothing is learned by heart."""
        said = sorted(answers, key=lambda each: (each.one, each.other))
        self._habits = _Habits(said, sorted({name for each in said for name in each.marks}))
        rows = np.array([self._row(each.one, each.other, each) for each in said], dtype=np.float64)
        yes = np.array([each.yes for each in said], dtype=np.float64)
        self._middle, self._spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
        self._weights = _logistic((rows - self._middle) / self._spread, yes)
        return self

    def _row(self, one: str, other: str, left_out: Answer | None = None) -> list[float]:
        return [*self._habits.describe(one, other, left_out), *self._features(one, other)]

    def wants(self, pairs: Sequence[tuple[str, str]]) -> Numbers:
        """How likely the first of each pair wants the second."""
        rows = np.array([self._row(one, other) for one, other in pairs], dtype=np.float64)
        return _sigmoid(_with_one((rows - self._middle) / self._spread) @ self._weights)

    def mutual(self, pairs: Sequence[tuple[str, str]]) -> Numbers:
        """How good each pair is for both."""
        return both_ways(self.wants(pairs), self.wants([(other, one) for one, other in pairs]))


def _with_one(rows: Numbers) -> Numbers:
    return np.hstack([np.ones((len(rows), 1)), rows])


def _sigmoid(values: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-values.clip(-30, 30))), dtype=np.float64)


def _logistic(rows: Numbers, labels: Numbers) -> Numbers:
    """Weights of a logistic regression held back by RESTRAINT; Newton's steps."""
    full = _with_one(rows)
    held = np.diag([1e-6, *([RESTRAINT] * rows.shape[1])])
    weights = np.zeros(full.shape[1])
    for _ in range(STEPS):
        chance = _sigmoid(full @ weights)
        slope = full.T @ (chance - labels) + held @ weights
        curve = (full.T * (chance * (1 - chance))) @ full + held
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    return weights
