"""Needs and achievements: ranks from texts alone, after own decisions, and levels after training."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.figures import ndcg
from app.matching.logic.engine.meaning import Embedder
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import STARTING
from bench.match_ablation import ENGINE, Contest, Scorer
from bench.match_data import Needs, interval

Numbers = NDArray[np.float64]
DEEP = 200
BEST = 4.0
FOLDS = 5


@dataclass
class Figures:
    """What one method reaches, a value for each query or pair."""

    gains: list[float] = field(default_factory=list)
    merged: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    distinct: list[float] = field(default_factory=list)


class Bench:
    """One reading of all texts for all figures."""

    def __init__(self, needs: Needs, embedder: Embedder) -> None:
        self.needs = needs
        self.reading = Reading(needs.items, list(needs.queries.values()), embedder, STARTING)
        self._contest = Contest(needs, embedder, self.reading)
        self._judged = {query: needs.of(query) for query in needs.queries}
        first: dict[str, int] = {}
        self._first_of = [first.setdefault(item.title, at) for at, item in enumerate(needs.items)]

    def total(self, query: Entry) -> Numbers:
        """The untrained score."""
        return self._contest.engine(query)

    def gain(self, scores: Numbers, judged: list[Judgement]) -> float | None:
        """nDCG@10 over judged items."""
        places = [self.needs.places[each.item] for each in judged]
        return ndcg(scores[places], np.array([each.level for each in judged]))

    def found(self, scores: Numbers, judged: list[Judgement]) -> list[float]:
        """For each level-4 pair: is it among the first 200 of all items?"""
        top = set(np.argsort(-scores, kind="stable")[:DEEP].tolist())
        return [float(self.needs.places[each.item] in top) for each in judged if each.level == BEST]

    def cold(self) -> None:
        """Print ranks from texts alone, each method beside the engine; lines with a dash are the engine without it."""
        scorers = self._contest.scorers()
        figures = {name: self._figures(scorer) for name, scorer in scorers.items()}
        whole = figures[ENGINE].gains
        print("need → achievement, cold: nDCG@10; difference to the engine; the same with equal titles merged;")
        print("recall@200 of level-4 pairs among all items; among distinct titles")
        for name, each in figures.items():
            apart = interval([one - other for one, other in zip(each.gains, whole, strict=True)])
            shares = "   ".join(interval(found) for found in (each.merged, each.found, each.distinct))
            print(f"  {name:24} {interval(each.gains)}   {apart}   {shares}", flush=True)

    def _figures(self, scorer: Scorer) -> Figures:
        found = Figures()
        for query, judged in self._judged.items():
            scores = scorer(self.needs.queries[query])
            gain, merged = self.gain(scores, judged), self.gain(scores, self._merged(judged))
            found.gains += [] if gain is None else [gain]
            found.merged += [] if merged is None else [merged]
            found.found += self.found(scores, judged)
            found.distinct += self._found_distinct(scores, judged)
        return found

    def _merged(self, judged: list[Judgement]) -> list[Judgement]:
        """One judgement for items of the same title: the best of them."""
        best: dict[int, Judgement] = {}
        for each in sorted(judged, key=lambda one: (one.level, one.item)):
            best[self._first_of[self.needs.places[each.item]]] = each
        return list(best.values())

    def _found_distinct(self, scores: Numbers, judged: list[Judgement]) -> list[float]:
        """The same where items of one title stand in the list once."""
        order = [self._first_of[at] for at in np.argsort(-scores, kind="stable").tolist()]
        top = set(list(dict.fromkeys(order))[:DEEP])
        return [float(self._first_of[self.needs.places[each.item]] in top) for each in judged if each.level == BEST]

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
        every = np.arange(len(self.needs.items))
        levels = {
            query: model.levels(self.needs.queries[query], every, self.total(self.needs.queries[query]))
            for query in {each.query for each in test}
        }
        guesses = np.array([levels[each.query][self.needs.places[each.item]] for each in test])
        truth = np.array([each.level for each in test])
        errors = np.abs(guesses - truth)
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
