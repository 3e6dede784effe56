"""Candidates from an index: which tokens are worth asking for, and how near each candidate is."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.index import HALF_FULL, OTHER_WORDS, TITLE_SHARE
from app.matching.logic.engine.synonyms import TERM, Synonyms
from app.matching.logic.engine.tokens import PAIR, SINGLE, tokens_in

ALL: Final = ""
MOST_ASKED: Final = 24
MOST_FOUND: Final = 6_000
FEWEST_ASKED: Final = 4
LONGEST_TOKEN: Final = 60
USUAL_TOKENS: Final = 40
USUAL_RARITY: Final = 6.0
_UNSAFE: Final = re.compile(r"\W")


def stored_token(token: str) -> str:
    """A token as the databases store it: letters, digits and _ only; pairs of characters stand beside words."""
    return _UNSAFE.sub("_", token.removeprefix(PAIR))[:LONGEST_TOKEN]


def stored_tokens(text: str) -> set[str]:
    """The tokens of an item in the index."""
    kept = (token for token in tokens_in(text) if not token.startswith((SINGLE, TERM)))
    return {stored for token in kept if (stored := stored_token(token)).strip("_")}


@dataclass(frozen=True)
class Ask:
    """A query for an index: how much each token counts, and how telling it is."""

    weights: Mapping[str, float]
    rarity: Mapping[str, float]
    counts: Mapping[str, int]

    def worth_asking(self) -> list[str]:
        """The tokens that tell most, as long as they do not find too much."""
        known = [token for token in self.weights if self.counts.get(token)]
        chosen: list[str] = []
        found = 0
        for token in sorted(known, key=lambda each: (-self.weights[each] * self.rarity[each], each)):
            found += self.counts[token]
            if len(chosen) >= FEWEST_ASKED and (found > MOST_FOUND or len(chosen) >= MOST_ASKED):
                break
            chosen.append(token)
        return chosen

    def nearness(self, tokens: Iterable[str]) -> float:
        """How much of the query an item says, from 0 to 1, as the word signal sees it."""
        said = set(tokens)
        both = said & self.weights.keys()
        shared = sum(self.weights[token] * self.rarity[token] for token in both)
        other = (len(said) - len(both)) * USUAL_RARITY**2
        strength = shared / sqrt(OTHER_WORDS * USUAL_TOKENS * USUAL_RARITY**2 + other)
        return strength / (strength + HALF_FULL)


def tokens_of_query(query: Entry, synonyms: Synonyms) -> dict[str, float]:
    """The tokens of a query with their share, title and all it says apart; other names of its terms count too."""
    found: dict[str, float] = {}
    for share, text in ((TITLE_SHARE, query.title), (1 - TITLE_SHARE, query.content)):
        counts = Counter({stored_token(t): n for t, n in tokens_in(text).items() if not t.startswith(SINGLE)})
        for name in synonyms.other_names(text):
            counts.update(stored_token(token) for token in tokens_in(name) if not token.startswith((SINGLE, PAIR)))
        length = sqrt(sum((1 + log(count)) ** 2 for count in counts.values())) or 1.0
        for token, count in counts.items():
            if token.strip("_"):
                found[token] = found.get(token, 0.0) + share * (1 + log(count)) / length
    return found


def ask_for(weights: Mapping[str, float], counts: Mapping[str, int]) -> Ask:
    """Weigh the tokens of a query by how rare they are among all items."""
    size = counts.get(ALL, 0)
    rarity = {token: log((size + 1) / (counts.get(token, 0) + 0.5)) for token in weights}
    rarity = {token: max(value, 0.0) for token, value in rarity.items()}
    length = sqrt(sum((weights[token] * rarity[token]) ** 2 for token in weights)) or 1.0
    return Ask({token: weights[token] * rarity[token] / length for token in weights}, rarity, counts)
