"""Whom to ask about a paper, and which of 67 fields a text belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.figures import order_loss
from app.matching.logic.engine.meaning import Embedder, Vectors
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import NO_SYNONYMS
from app.matching.logic.engine.tagger import Known, Tagger
from bench.match_data import interval
from bench.match_experts import expertise, likeness_of_papers

Numbers = NDArray[np.float64]
PROFILES = range(1, 11)


def experts(folder: Path, embedder: Embedder) -> None:
    """Print the loss of expert finding: the share of wrongly ordered pairs, weighed by how far apart they are."""
    data = json.loads((folder / "expert_gold.json").read_text(encoding="utf-8"))
    papers = [Entry(id=key, title=each["title"], text=each.get("abstract") or "") for key, each in
              sorted(data["papers"].items())]  # fmt: skip
    places = {paper.id: at for at, paper in enumerate(papers)}
    reading = Reading(papers, [], embedder, NO_SYNONYMS)
    every = range(len(papers))
    words, meaning = reading.alike_in_words(every, every), reading.alike_in_meaning(every, every)
    print("expert finding, loss (mean over 10 profiles)")
    for name, alike in {
        "words alone": words,
        "meaning alone": meaning,
        "engine": likeness_of_papers(words, meaning),
    }.items():
        for how, best in {"best paper": 1, "experts.expertise": 0}.items():
            losses = [_loss(data, places, alike, str(profile), best) for profile in PROFILES]
            each = {person: float(np.mean([loss[person] for loss in losses])) for person in losses[0]}
            pooled = np.mean([loss["all"] for loss in losses])
            people = [value for person, value in each.items() if person != "all"]
            print(f"  {name + ', ' + how:34} {pooled:.4f}; by person {interval(people)}", flush=True)


def _loss(
    data: Mapping[str, Any], places: Mapping[str, int], alike: Numbers, profile: str, best: int
) -> dict[str, float]:
    found: dict[str, float] = {}
    wrong_all = weight_all = 0.0
    for person, known in data["refs"].items():
        own = [places[paper] for paper in data["prof"][person][profile] if paper in places]
        scores = {paper: _score(alike[places[paper]][own], best) for paper in known}
        wrong, weight = order_loss(known, scores)
        found[person] = wrong / weight if weight else 0.0
        wrong_all, weight_all = wrong_all + wrong, weight_all + weight
    return found | {"all": wrong_all / weight_all}


def _score(likeness: Numbers, best: int) -> float:
    return float(likeness.max()) if best else expertise(likeness)


class NamesUnread:
    """An embedder that never read what fields are called."""

    def __init__(self, inner: Embedder, names: Mapping[str, Sequence[str]]) -> None:
        self._inner, self.name = inner, inner.name
        self._names = {each for said in names.values() for each in said}

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        """One row for each text, of zeros for a name."""
        rows = self._inner.embed(texts, asks=asks)
        return rows * np.array([text not in self._names for text in texts], dtype=np.float32).reshape(-1, 1)


def tagging(folder: Path, embedder: Embedder) -> None:
    """Print how many texts get the right one of 67 fields, from few examples of each; a dash: the engine without it."""
    held = _texts(folder / "csldcp_dev_few_all.jsonl")
    truth = [label for _, label in held]
    print(f"field tagging, {len(set(truth))} classes, {len(held)} held texts: share right")
    for name in ("csldcp_train_0", "csldcp_train_few_all"):
        known = [Known(text, field, title=text) for text, field in _texts(folder / f"{name}.jsonl")]
        names = {field: field.split("/") for field in {each.field for each in known}}
        for how, model, said in (
            ("names alone, by words", None, names),
            ("words alone", None, names),
            ("- names", embedder, {}),
            ("- meaning of names", NamesUnread(embedder, names), names),
            ("engine", embedder, names),
        ):
            examples = [] if how.startswith("names alone") else known
            tags = Tagger(model).fit(examples, said).tag([text for text, _ in held])
            right = [float(bool(each) and each[0].field == other) for each, other in zip(tags, truth, strict=True)]
            print(f"  {len(known)} examples, {how:22} {interval(right)}", flush=True)


def _texts(path: Path) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["content"], row["label"]) for row in rows]
