"""What the engine matches and what it answers, in plain values."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Signal(StrEnum):
    """What a score of two texts is made of."""

    WORDS = "words"
    MEANING = "meaning"
    LEARNED = "learned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One side of a match: a need or an achievement, a mandate or a pitch, a paper or a person."""

    id: str
    title: str = ""
    text: str = ""
    field: str | None = None
    organisation: str | None = None
    exclude: tuple[str, ...] = ()
    open: bool = True

    @property
    def content(self) -> str:
        """Everything it says."""
        return "\n".join(part for part in (self.title, self.text) if part)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a part got its points: words that hit, or the judged pair most like this one."""

    signal: Signal
    words: tuple[str, ...] = ()
    like: tuple[str, str] | None = None
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One item for one query: the parts sum to the score; `level` is the likeliest judgement, once there are any."""

    item: str
    score: float
    parts: dict[Signal, float] = field(hash=False)
    evidence: tuple[Reason, ...] = ()
    level: int | None = None


WORDS_MOST: Final = 57.0
MEANING_MOST: Final = 43.0
MEANING_FROM: Final = -0.2
DECIMALS: Final = 4
MOST_WORDS: Final = 8
