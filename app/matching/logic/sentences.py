"""What a better sentence changes: where an achievement stands for each need as it is written, and as it might be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.matching.logic.engine.entries import Entry, Signal
from app.matching.logic.engine.reading import Numbers, Reading
from app.matching.logic.engine.synonyms import Synonyms

MOST_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of an achievement for one need among `of`, now and with other words; `gained` hit only then."""

    query: str
    now: int
    then: int
    of: int
    words: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def climbs(self) -> int:
        """By how many places it comes nearer to the top; less than zero: it falls."""
        return self.now - self.then


def standings(
    written: Entry, changed: Entry, others: Sequence[Entry], queries: Sequence[Entry], *, synonyms: Synonyms
) -> list[Standing]:
    """The needs it is nearest to in either wording, nearest first; words alone decide, for both wordings alike."""
    reading = Reading([written, changed, *others], [], None, synonyms, keep=False)
    found: list[tuple[float, Standing]] = []
    for query in queries:
        points = reading.points(query)[Signal.WORDS]
        best = float(points[:2].max())
        if best > 0:
            found.append((best, _standing(reading, query, points)))
    return [each for _, each in sorted(found, key=lambda pair: (-pair[0], pair[1].query))[:MOST_SHOWN]]


def _standing(reading: Reading, query: Entry, points: Numbers) -> Standing:
    others = points[2:]
    before, after = reading.words_hit(query, 0), reading.words_hit(query, 1)
    return Standing(
        query=query.id,
        now=1 + int((others > points[0]).sum()),
        then=1 + int((others > points[1]).sum()),
        of=1 + len(others),
        words=after,
        gained=tuple(word for word in after if word not in before),
    )
