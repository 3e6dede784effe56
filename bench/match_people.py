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
from app.matching.logic.engine.two_sided import Answer, TwoSided
from bench.match_data import auc

Numbers = NDArray[np.float64]
Row = dict[str, str]
MARKS = ("like", "attr", "sinc", "intel", "fun", "amb", "shar", "prob")
HABITS = (
    "sports", "tvsports", "exercise", "dining", "museums", "art", "hiking", "gaming", "clubbing", "reading", "tv",
    "theater", "movies", "concerts", "music", "shopping", "yoga",
)  # fmt: skip
SELF = ("attr3_1", "sinc3_1", "intel3_1", "fun3_1", "amb3_1", "date", "go_out", "goal")
FOLDS = 5
ASKED = 3
PLANS = ("by wish alone", "spread", "at most 6 times", "spread, at most 6 times")


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
    """Print who is left unasked when everybody asks for three, and what spreading the requests costs."""
    meetings = Meetings(folder)
    answers = [meetings.answer(*each) for pair in meetings.pairs for each in (pair, pair[::-1])]
    model = TwoSided(meetings.features).fit(answers)
    unasked, everyone = dict.fromkeys(PLANS, 0), 0
    kept = dict.fromkeys(PLANS, 0.0)
    for wave in sorted(set(meetings.waves.values()), key=float):
        pairs = [pair for pair in meetings.pairs if meetings.waves[pair] == wave]
        men, women = sorted({one for one, _ in pairs}), sorted({other for _, other in pairs})
        weights = np.zeros((len(men), len(women)))
        for (one, other), value in zip(pairs, model.mutual(pairs), strict=True):
            weights[men.index(one), women.index(other)] = value
        top = [set(np.argsort(-row, kind="stable")[:ASKED].tolist()) for row in weights]
        everyone += len(women)
        plans = {
            "by wish alone": [(row, column) for row, chosen in enumerate(top) for column in chosen],
            "spread": spread(weights, each_asks=ASKED),
            "at most 6 times": spread(weights, each_asks=ASKED, each_is_asked=0, most_asked=2 * ASKED),
            "spread, at most 6 times": spread(weights, each_asks=ASKED, most_asked=2 * ASKED),
        }
        for name, plan in plans.items():
            kept[name] += sum(weights[pair] for pair in plan)
            unasked[name] += len(women) - len({column for _, column in plan})
    print("requests, three each: who of the other side is left unasked, and the weight of the plan beside wishes alone")
    for name, weight in kept.items():
        print(
            f"  {name:26} {unasked[name] / everyone:6.1%} unasked, {weight / kept['by wish alone']:6.1%} of the weight"
        )
    held = kept["spread, at most 6 times"] / kept["at most 6 times"]
    print(f"  where nobody can be asked more than 6 times, spreading keeps {held:.1%} of the weight", flush=True)
