"""The published judgements as the engine reads them, and the figures computed from ranks."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.figures import figure

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Needs:
    """Needs, achievements and who judged which pair how."""

    queries: dict[str, Entry]
    items: list[Entry]
    places: dict[str, int]
    judgements: list[Judgement]
    splits: list[str]

    def of(self, query: str) -> list[Judgement]:
        """The judgements about one need."""
        return [each for each in self.judgements if each.query == query]


def read_needs(folder: Path) -> Needs:
    """Read the technology contest."""
    lines = (folder / "bdci_needs.jsonl").read_text(encoding="utf-8").splitlines()
    needs = [json.loads(line) for line in lines]
    queries = {row["req"]: Entry(id=row["req"], title=row["title"], text=row["content"]) for row in needs}
    with (folder / "bdci_pairs.tsv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    titles = {row["ach"]: row["ach_kw"] for row in pairs}
    items = [Entry(id=ach, title=titles[ach]) for ach in sorted(titles)]
    return Needs(
        queries,
        items,
        {item.id: at for at, item in enumerate(items)},
        [Judgement(row["req"], row["ach"], float(row["level"])) for row in pairs],
        [row["split"] for row in pairs],
    )


def interval(values: list[float], seed: int = 0) -> str:
    """The mean of values, and where it lies in 95 of 100 resamples."""
    found = figure(values, seed)
    return f"{found.mean:.4f} [{found.low:.3f}–{found.high:.3f}]" if found is not None else "nothing counted"


def reciprocal_ranks(*signals: Numbers, first: int | None = None) -> Numbers:
    """Reciprocal rank fusion, as everybody does it; what is not among the first of a signal gets nothing from it."""
    found = np.zeros(len(signals[0]))
    for signal in signals:
        ranks = np.argsort(np.argsort(-signal, kind="stable"), kind="stable")
        found += np.where(ranks < (len(ranks) if first is None else first), 1 / (61 + ranks), 0.0)
    return found
