"""Names set as large as a place allows: they part between given and family name, never within one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from app.documents.logic.text import SMALLEST, Prose, Style
from app.documents.logic.typesetting import measured, word_ends

MOST_LINES: Final = 4
CLOSE: Final = 1.16  # the leading of names of several lines, as a share of their size
MOST_WORD: Final = 14  # a part of more characters is no name of a person: it may part between words
MOST_PARTS: Final = 16
FAIR: Final = 0.5  # of the wanted size: what is smaller parts at hyphens too
_BETWEEN_NAMES: Final = re.compile(r"[ ·•・]*[^ ·•・]+[ ·•・]*")
_WITHIN_NAMES: Final = re.compile(r"[ ·•・\-]*[^ ·•・\-]+[ ·•・\-]*")


def spaced_name(name: str) -> str:
    """A Chinese name of two characters takes the room of three."""
    letters = name.strip()
    two = len(letters) == 2 and not letters.isascii()  # noqa: PLR2004 -- the rule is about two
    return f"{letters[0]}　{letters[1]}" if two else letters


def set_name(name: str, style: Style, room: float, height: float, wanted: float) -> Prose:
    """The name on one line if that can be of the wanted size, else on the number of lines that makes it largest."""
    shown = spaced_name(name)
    lines, size = [shown], _size([shown], style, room, height)
    for pattern, enough in ((_BETWEEN_NAMES, wanted), (_WITHIN_NAMES, wanted * FAIR)):
        parts = _parts(shown, pattern) if size < enough else []
        for count in range(2, min(MOST_LINES, len(parts)) + 1):
            parted = min(_parted(parts, count), key=lambda lines: _unevenness(lines, style))
            if _size(parted, style, room, height) > size:
                lines, size = parted, _size(parted, style, room, height)
    size = max(int(size * 2) / 2, SMALLEST)
    prose = Prose("\n".join(lines), _sized(style, size))
    prose.wrap(room, 0)
    return prose


@lru_cache(maxsize=256)
def _sized(style: Style, size: float) -> Style:
    return replace(style, size=size, leading=size * CLOSE)


def _size(lines: Sequence[str], style: Style, room: float, height: float) -> float:
    """How large the lines can be within a width and a height, at most as large as the style says."""
    widest = max(_width(line, style) for line in lines)
    return min(style.size, style.size * room / max(widest, 0.01), height / (len(lines) * CLOSE))


def _unevenness(lines: Sequence[str], style: Style) -> tuple[float, float]:
    widths = [_width(line, style) for line in lines]
    return max(widths), sum(width * width for width in widths)


def _width(line: str, style: Style) -> float:
    return sum(measured(line, style.face, style.size, style.colour, style.spacing).widths)


def _parts(name: str, pattern: re.Pattern[str]) -> list[str]:
    """The pieces between which a name may part, each with the dot, hyphen or space that ends it."""
    parts: list[str] = []
    for part in pattern.findall(name):
        is_name = part.isascii() or len(part) <= MOST_WORD
        ends = (0, len(part)) if is_name else (0, *word_ends(part), len(part))
        parts += [part[start:end] for start, end in pairwise(ends)]
    return parts if len(parts) <= MOST_PARTS else [*parts[: MOST_PARTS - 1], "".join(parts[MOST_PARTS - 1 :])]


def _parted(parts: Sequence[str], count: int) -> list[list[str]]:
    """Every way to set the parts on so many lines."""
    total = len(parts)
    return [
        ["".join(parts[start:end]).strip() for start, end in pairwise((0, *cuts, total))]
        for cuts in combinations(range(1, total), count - 1)
    ]
