"""How well scores agree with judgements nobody showed them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Final

import numpy as np

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.figures import Figure, auc_figure, figure, ndcg
from app.matching.logic.engine.meaning import Embedder
from app.matching.logic.engine.reading import Numbers, Reading
from app.matching.logic.engine.synonyms import Synonyms
from app.matching.logic.engine.tagger import Known, Tagger

FOLDS: Final = 5
DEEP: Final = 200
VERY_GOOD: Final = 3.5
Pair = tuple[str, str]


def right_orders(scores: Mapping[Pair, float], judgements: Sequence[Judgement]) -> tuple[float, int]:
    """How many pairs of items judged differently for one query the scores put in the right order; ties count half."""
    right, count = 0.0, 0
    for judged in _by_query(judgements).values():
        for one, other in combinations(judged, 2):
            if one.level == other.level:
                continue
            ahead = scores[(one.query, one.item)] - scores[(other.query, other.item)]
            right += 0.5 if ahead == 0 else float((ahead > 0) == (one.level > other.level))
            count += 1
    return right, count


def _by_query(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    for each in judgements:
        found.setdefault(each.query, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model says of a pair it was not told about: score, place among all items, and the likeliest level."""

    score: float
    place: int
    level: int | None


class Trial:
    """Judgements asked one fold at a time: a model never sees what it is asked."""

    def __init__(
        self, reading: Reading, queries: Mapping[str, Entry], places: Mapping[str, int], asked: Sequence[Judgement],
        *, own_only: bool = False,
    ) -> None:  # fmt: skip
        self._reading, self._queries, self._places = reading, queries, places
        self._asked = sorted(asked, key=lambda each: (len(each.query), each.query, len(each.item), each.item))
        self._base: dict[str, Numbers] = {}
        self._own_only = own_only

    def share_right(self, learned_from: Sequence[Judgement] = ()) -> tuple[float, int]:
        """The share of pairs in the right order by a model of these judgements, and how many pairs there were."""
        scores: dict[Pair, float] = {}
        for each, model in self._questions(learned_from):
            query, place = self._queries[each.query], self._places[each.item]
            added = model.points(query, np.array([place]))[0] if model is not None else 0.0
            scores[(each.query, each.item)] = float(self._points(each.query)[place] + added)
        right, count = right_orders(scores, self._asked)
        return (right / count if count else 0.5), count

    def guesses(self, learned_from: Sequence[Judgement] = ()) -> dict[Pair, Guess]:
        """What a model of these judgements says of every pair asked, compared with all items."""
        found = {}
        every = np.arange(len(self._places))
        for (name, model), held in groupby(self._questions(learned_from), lambda asked: (asked[0].query, asked[1])):
            query, base = self._queries[name], self._points(name)
            total = base + model.points(query, every) if model is not None else base
            items = [each.item for each, _ in held]
            places = np.array([self._places[item] for item in items])
            levels = model.levels(query, places, base[places]).tolist() if model is not None else [None] * len(items)
            for item, place, level in zip(items, places, levels, strict=True):
                ahead = int((total > total[place]).sum())
                found[(name, item)] = Guess(float(total[place]), ahead + 1, level)
        return found

    def measure(self, guesses: Mapping[Pair, Guess], mutual: Mapping[Pair, bool]) -> dict[str, Figure]:
        """The figures of guesses that have a case: `gain` (nDCG@10), `found` (recall@200), `level` and `mutual`.

        `found`: the share of the very good pairs among the first two hundred of all items. `level`: 1/(1+MAE) of the
        likeliest level. `mutual`: the AUC by which the pairs both sides want stand above others both decided about.
        """
        said = {(each.query, each.item): each.level for each in self._asked}
        gains = [
            ndcg(
                np.array([guesses[(query, each.item)].score for each in judged]),
                np.array([each.level for each in judged]),
            )
            for query, judged in _by_query(self._asked).items()
            if len({each.level for each in judged}) > 1
        ]
        both = [pair for pair in said if pair in mutual]
        errors = figure([abs(guess.level - said[pair]) for pair, guess in guesses.items() if guess.level is not None])
        figures = {
            "gain": figure([gain for gain in gains if gain is not None]),
            "found": figure([float(guesses[pair].place <= DEEP) for pair in said if said[pair] >= VERY_GOOD]),
            "level": _closeness(errors) if errors is not None else None,
            "mutual": auc_figure([guesses[pair].score for pair in both], [mutual[pair] for pair in both]),
        }
        return {name: each for name, each in figures.items() if each is not None}

    def _questions(self, learned_from: Sequence[Judgement]) -> Iterator[tuple[Judgement, Decisions | None]]:
        """Every judgement with a model that was not shown it."""
        for fold in range(FOLDS):
            held = self._asked[fold::FOLDS]
            hidden = {(each.query, each.item) for each in held}
            seen = [each for each in learned_from if (each.query, each.item) not in hidden]
            usable = [each for each in seen if each.query in self._queries and each.item in self._places]
            models = self._models(usable, {each.query for each in held})
            for each in held:
                yield each, models[each.query]

    def _points(self, query: str) -> Numbers:
        """The points of all items by their texts alone."""
        if query not in self._base:
            self._base[query] = np.sum(list(self._reading.points(self._queries[query]).values()), axis=0)
        return self._base[query]

    def _models(self, seen: Sequence[Judgement], queries: set[str]) -> dict[str, Decisions | None]:
        """The model each query is asked of: of its own judgements alone where others may not be used."""
        if not self._own_only:
            return dict.fromkeys(queries, self._learn(seen))
        return {key: self._learn([each for each in seen if each.query == key]) for key in queries}

    def _learn(self, seen: Sequence[Judgement]) -> Decisions | None:
        return Decisions(self._reading, seen, self._queries, self._places) if seen else None


def _closeness(errors: Figure) -> Figure:
    """1/(1+MAE), as the contest of 2019 for technology needs counts it: 1 is every level right."""
    low, high = 1 / (1 + errors.high), 1 / (1 + errors.low)
    return Figure(1 / (1 + errors.mean), low, high, errors.cases)


def fields_right(
    known: Sequence[Known], names: Mapping[str, Sequence[str]], embedder: Embedder | None, synonyms: Synonyms
) -> Figure | None:
    """The share of texts whose field the other texts and the names of the fields put first, a fifth asked at a time."""
    right = []
    for fold in range(min(FOLDS, len(known))):
        others = [each for at, each in enumerate(known) if at % FOLDS != fold]
        held = known[fold::FOLDS]
        tags = Tagger(embedder, synonyms).fit(others, names).tag([each.text for each in held])
        right += [float(bool(of) and of[0].field == each.field) for of, each in zip(tags, held, strict=True)]
    return figure(right)
