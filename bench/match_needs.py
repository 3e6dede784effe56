"""Needs and achievements: ranks from texts alone, after own decisions, and levels after training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import Entry, Signal
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import Embedder
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import STARTING
from bench.match_data import Needs, interval, ndcg, reciprocal_ranks
from bench.match_plain import Plain

Numbers = NDArray[np.float64]
Scorer = Callable[[Entry], Numbers]
DEEP = 200
BEST = 4.0
FOLDS = 5


class Bench:
    """One reading of all texts for all figures."""

    def __init__(self, needs: Needs, embedder: Embedder) -> None:
        self.needs = needs
        self.reading = Reading(needs.items, list(needs.queries.values()), embedder, STARTING)
        self._plain = Plain([item.content for item in needs.items])
        self._judged = {query: needs.of(query) for query in needs.queries}

    def total(self, query: Entry) -> Numbers:
        """The untrained score."""
        return np.asarray(np.sum(list(self.reading.points(query).values()), axis=0), dtype=np.float64)

    def scorers(self) -> dict[str, Scorer]:
        """Everything that ranks without decisions."""
        points, plain = self.reading.points, self._plain
        return {
            "BM25, title": lambda query: plain.bm25(query.title),
            "BM25, all": lambda query: plain.bm25(query.content),
            "TF-IDF, title": lambda query: plain.tf_idf(query.title),
            "untuned hybrid": lambda query: reciprocal_ranks(plain.bm25(query.title), points(query)[Signal.MEANING]),
            "words alone": lambda query: points(query)[Signal.WORDS],
            "meaning alone": lambda query: points(query)[Signal.MEANING],
            "fused by ranks": lambda query: reciprocal_ranks(*points(query).values()),
            "engine": self.total,
        }

    def gain(self, scores: Numbers, judged: list[Judgement]) -> float | None:
        """nDCG@10 over judged items."""
        places = [self.needs.places[each.item] for each in judged]
        return ndcg(scores[places], np.array([each.level for each in judged]))

    def found(self, scores: Numbers, judged: list[Judgement]) -> list[float]:
        """For each level-4 pair: is it among the first 200 of all items?"""
        top = set(np.argsort(-scores, kind="stable")[:DEEP].tolist())
        return [float(self.needs.places[each.item] in top) for each in judged if each.level == BEST]

    def cold(self) -> None:
        """Print ranks from texts alone."""
        print("need → achievement, cold: nDCG@10, recall@200 of level-4 pairs")
        for name, scorer in self.scorers().items():
            gains: list[float] = []
            found: list[float] = []
            for query, judged in self._judged.items():
                scores = scorer(self.needs.queries[query])
                gain = self.gain(scores, judged)
                gains += [] if gain is None else [gain]
                found += self.found(scores, judged)
            print(f"  {name:20} {interval(gains)}   {interval(found)}", flush=True)

    def own(self, counts: tuple[int, ...] = (0, 1, 5, 20), seeds: int = 3, least: int = 30) -> None:
        """Print nDCG@10 on what is left after so many own decisions; the rest is the same for all counts."""
        print(f"the same after own decisions (needs with at least {least} judgements, {seeds} draws)")
        big = {query: judged for query, judged in self._judged.items() if len(judged) >= least}
        for count in counts:
            gains: list[float] = []
            for query, judged in big.items():
                for seed in range(seeds):
                    order = np.random.default_rng(seed).permutation(len(judged))
                    own, rest = [judged[at] for at in order[:count]], [judged[at] for at in order[max(counts) :]]
                    gain = self.gain(self.trained(query, own), rest)
                    gains += [] if gain is None else [gain]
            print(f"  {count:3d} decisions        {interval(gains)}", flush=True)

    def trained(self, query: str, decisions: list[Judgement]) -> Numbers:
        """The score with decisions."""
        entry = self.needs.queries[query]
        if not decisions:
            return self.total(entry)
        model = Decisions(self.reading, decisions, self.needs.queries, self.needs.places)
        return self.total(entry) + model.points(entry, np.arange(len(self.needs.items)))

    def contest(self) -> None:
        """Print the score of the contest: trained on its training pairs, asked about its test pairs."""
        pairs = list(zip(self.needs.judgements, self.needs.splits, strict=True))
        train = [each for each, split in pairs if split == "train"]
        test = [each for each, split in pairs if split != "train"]
        model = Decisions(self.reading, train, self.needs.queries, self.needs.places)
        levels = {}
        for query in {each.query for each in test}:
            entry = self.needs.queries[query]
            score = self.total(entry) + model.points(entry, np.arange(len(self.needs.items)))
            levels[query] = [model.level(float(each)) for each in score]
        guesses = np.array([levels[each.query][self.needs.places[each.item]] for each in test])
        truth = np.array([each.level for each in test])
        errors = np.abs(np.clip(np.round(guesses), 1, BEST) - truth)
        print(
            f"contest score 1/(1+MAE), trained: {1 / (1 + errors.mean()):.4f}; MAE {interval(list(errors))}", flush=True
        )

    def trained_by_others(self) -> None:
        """Print nDCG@10 of needs nobody decided about, after training on the others."""
        names = sorted(self._judged)
        gains: list[float] = []
        for fold in range(FOLDS):
            held = set(names[fold::FOLDS])
            train = [each for each in self.needs.judgements if each.query not in held]
            model = Decisions(self.reading, train, self.needs.queries, self.needs.places)
            for query in sorted(held):
                entry = self.needs.queries[query]
                scores = self.total(entry) + model.points(entry, np.arange(len(self.needs.items)))
                gain = self.gain(scores, self._judged[query])
                gains += [] if gain is None else [gain]
        print(f"cold needs after training on other needs ({FOLDS} folds by need): {interval(gains)}", flush=True)
