"""Two-sided matches on published meetings, and requests spread so that nobody is left unasked."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from math import isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.assignment import spread
from app.matching.logic.engine.figures import auc
from app.matching.logic.engine.two_sided import Answer, TwoSided
from bench.match_proof import Limits, most_weight

Numbers = NDArray[np.float64]
Row = dict[str, str]
Plan = list[tuple[int, int]]
MARKS = ("like", "attr", "sinc", "intel", "fun", "amb", "shar", "prob")
HABITS = (
    "sports", "tvsports", "exercise", "dining", "museums", "art", "hiking", "gaming", "clubbing", "reading", "tv",
    "theater", "movies", "concerts", "music", "shopping", "yoga",
)  # fmt: skip
SELF = ("attr3_1", "sinc3_1", "intel3_1", "fun3_1", "amb3_1", "date", "go_out", "goal")
FOLDS = 5
ASKED = 3
MOST_ASKED = (None, 12, 9, 6, 4, 3)


def number(text: str) -> float:
    """A number, or not a number."""
    return float(text) if text not in ("", "NA") else float("nan")


class Meetings:
    """All meetings of both directions."""

    def __init__(self, folder: Path) -> None:
        with gzip.open(folder / "speed_dating.csv.gz", "rt", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["pid"] not in ("", "NA")]
        self.rows = {(str(int(number(row["iid"]))), str(int(number(row["pid"])))): row for row in rows}
        self.pairs = [pair for pair, row in self.rows.items() if row["gender"] == "1" and pair[::-1] in self.rows]
        self.matches = np.array([number(self.rows[pair]["match"]) for pair in self.pairs])
        self.waves = {pair: self.rows[pair]["wave"] for pair in self.pairs}
        self._people = {one: row for (one, _), row in self.rows.items()}
        self._means = {name: _mean(self._people.values(), name) for name in (*HABITS, *SELF, "age")}

    def answer(self, one: str, other: str) -> Answer:
        """What one said about the other."""
        row = self.rows[(one, other)]
        marks = {name: number(row[name]) for name in MARKS if not isnan(number(row[name]))}
        return Answer(one, other, row["dec"] == "1", marks)

    def known(self, person: str, name: str) -> float:
        """What a person said about itself before."""
        value = number(self._people[person][name])
        return self._means[name] if isnan(value) else value

    def features(self, one: str, other: str) -> Sequence[float]:
        """What is known of a pair before it meets."""
        row = self.rows[(one, other)]
        side = 1.0 if row["gender"] == "1" else 0.0
        gap = self.known(one, "age") - self.known(other, "age")
        apart = np.mean([abs(self.known(one, name) - self.known(other, name)) for name in HABITS])
        alike = number(row["int_corr"])
        said = [self.known(other, name) for name in SELF]
        return [side, abs(gap), side * gap, float(apart), 0.2 if isnan(alike) else alike, *said]


def _mean(rows: object, name: str) -> float:
    values = [number(row[name]) for row in rows]  # type: ignore[attr-defined]
    return float(np.nanmean(values))


def two_sided(folder: Path) -> None:
    """Print how well matches are foretold from the other meetings of both people (5 folds over pairs)."""
    meetings = Meetings(folder)
    folds = np.random.default_rng(0).integers(0, FOLDS, len(meetings.pairs))
    guesses: dict[str, Numbers] = {}
    for fold in range(FOLDS):
        train = [pair for pair, at in zip(meetings.pairs, folds, strict=True) if at != fold]
        asked = [pair for pair, at in zip(meetings.pairs, folds, strict=True) if at == fold]
        answers = [meetings.answer(*each) for pair in train for each in (pair, pair[::-1])]
        bare = [Answer(each.one, each.other, each.yes) for each in answers]
        full, habits = TwoSided(meetings.features).fit(answers), TwoSided().fit(bare)
        plain = TwoSided(meetings.features).fit(bare)
        for name, found in {
            "one side only": full.wants(asked),
            "both, who says yes alone": habits.mutual(asked),
            "both, with what is known before": plain.mutual(asked),
            "both, product": full.wants(asked) * full.wants([pair[::-1] for pair in asked]),
            "engine (harmonic mean, with marks)": full.mutual(asked),
        }.items():
            guesses.setdefault(name, np.zeros(len(folds)))[folds == fold] = found
    print("two-sided match, AUC")
    for name, found in guesses.items():
        print(f"  {name:36} {_interval(found, meetings.matches)}", flush=True)


def _interval(scores: Numbers, labels: Numbers) -> str:
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(labels), len(labels)) for _ in range(300)]
    low, high = np.quantile([auc(scores[draw], labels[draw]) for draw in draws], [0.025, 0.975])
    return f"{auc(scores, labels):.4f} [{low:.3f}–{high:.3f}]"


def agenda(folder: Path) -> None:
    """Print who is left unasked when everybody asks for three, and what spreading the requests costs.

    The weight of a plan stands beside that of wishes alone, beside what no plan can exceed that leaves nobody unasked
    (proved by prices, match_proof), and beside the best plan under the same capacities that may leave people unasked.
    """
    waves = _weights_of_waves(Meetings(folder))
    everyone = sum(weights.shape[1] for weights in waves)
    wishes = [_wishes_alone(weights) for weights in waves]
    alone = _weight(waves, wishes)
    print("requests, three each: who of the other side is left unasked; weight of the plan as a share of …")
    print("                                 unasked   wishes alone   proved ceiling   best under the same capacities")
    print(f"  {'by wish alone':28} {_unasked(waves, wishes) / everyone:9.1%} {1:14.1%}")
    for most in MOST_ASKED:
        free = [spread(weights, each_asks=ASKED, each_is_asked=0, most_asked=most) for weights in waves]
        plans = [spread(weights, each_asks=ASKED, most_asked=most) for weights in waves]
        limits = Limits(ASKED, each_is_asked=1, most_asked=most)
        top = sum(most_weight(weights, limits) for weights in waves)
        weight, name = _weight(waves, plans), "nobody above " + str(most) if most else "spread"
        print(
            f"  {name:28} {_unasked(waves, plans) / everyone:9.1%} {weight / alone:14.1%} {weight / top:16.4%} "
            f"{weight / _weight(waves, free):18.1%} (which leaves {_unasked(waves, free) / everyone:.1%} unasked)",
            flush=True,
        )


def _weights_of_waves(meetings: Meetings) -> list[Numbers]:
    """How good each pair is for both, one table for each evening."""
    answers = [meetings.answer(*each) for pair in meetings.pairs for each in (pair, pair[::-1])]
    model = TwoSided(meetings.features).fit(answers)
    found = []
    for wave in sorted(set(meetings.waves.values()), key=float):
        pairs = [pair for pair in meetings.pairs if meetings.waves[pair] == wave]
        men, women = sorted({one for one, _ in pairs}), sorted({other for _, other in pairs})
        weights = np.zeros((len(men), len(women)))
        for (one, other), value in zip(pairs, model.mutual(pairs), strict=True):
            weights[men.index(one), women.index(other)] = value
        found.append(weights)
    return found


def _wishes_alone(weights: Numbers) -> Plan:
    """Everybody asks the three it fits best."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :ASKED]
    return [(row, int(column)) for row, best in enumerate(order) for column in best]


def _weight(waves: Sequence[Numbers], plans: Sequence[Plan]) -> float:
    return float(sum(weights[pair] for weights, plan in zip(waves, plans, strict=True) for pair in plan))


def _unasked(waves: Sequence[Numbers], plans: Sequence[Plan]) -> int:
    return sum(
        weights.shape[1] - len({column for _, column in plan}) for weights, plan in zip(waves, plans, strict=True)
    )
