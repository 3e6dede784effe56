"""Where a line of Chinese text may end, by the rules of Chinese typesetting."""

import re
from collections.abc import Sequence
from typing import Final

# No line starts with one of these …
CLOSERS: Final = frozenset("，。、：；？！》”’）】〉」』〕〗…—～·％‰℃,.:;?!)]}%")
# … and none ends with one of these.
OPENERS: Final = frozenset("（《“‘【〈「『〔〖([{￥¥＄$№")

_WORD: Final = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff_@#&+*/\\=~^'’.,:%\-\u2010-\u2013]")
_UNITS: Final = re.compile(
    r"(?:万亿元|亿元|万元|千元|百元|亿|万|元|年|月|日|号|时|分钟|分|秒|小时|人|名|位|项|家|个|件|次|场|轮|期|层|楼|页|周岁|岁|公里|平方米|米|吨|千克|克|%)"
)
_NUMBER_BEFORE: Final = re.compile(r"[0-9](?:余|多)?(?:万亿|万|亿)?$")
FREE: Final = 3
MOST_ALONE: Final = 4
_LOOK_BACK: Final = 12


def strength(text: str, index: int) -> int:
    """How good a break before ``text[index]`` is: 3 free, 2 splits an amount or a compound, 1 a word, 0 forbidden."""
    before, after = text[index - 1], text[index]
    if after in CLOSERS or after.isspace() or _ends_open(text, index):
        return 0
    if before.isspace():
        return FREE
    if _WORD.match(before) and _WORD.match(after):
        return 2 if before in "-/" and after.isalpha() else 1
    return 2 if _splits_amount(text, index) else FREE


def line_ends(
    text: str, widths: Sequence[float], room: float, first_room: float | None = None
) -> list[tuple[int, int]]:
    """Cut a paragraph into lines as (start, end) that fit the room; spaces at the ends of lines are left out."""
    lines: list[tuple[int, int]] = []
    start, length = 0, len(text)
    while start < length:
        limit = first_room if first_room is not None and not lines else room
        end = _fill(text, widths, start, limit)
        lines.append((start, _trimmed(text, start, end)))
        start = end
        while start < length and text[start].isspace():
            start += 1
    return _accompanied(text, widths, lines, room) or [(0, 0)]


def _accompanied(
    text: str, widths: Sequence[float], lines: list[tuple[int, int]], room: float
) -> list[tuple[int, int]]:
    """The lines, the last of which is not one character alone: it takes another with it where a break allows."""
    if len(lines) < 2:  # noqa: PLR2004 -- one line has none before it
        return lines
    (first, before), (start, end) = lines[-2:]
    if sum(1 for char in text[start:end] if char not in CLOSERS) > 1:
        return lines
    for cut in range(before - 1, max(first + MOST_ALONE, before - MOST_ALONE), -1):
        if strength(text, cut) == FREE and sum(widths[cut:end]) <= room:
            return [*lines[:-2], (first, _trimmed(text, first, cut)), (cut, end)]
    return lines


def _fill(text: str, widths: Sequence[float], start: int, room: float) -> int:
    """The end of the line that begins at ``start``: the last good break that fits."""
    used, end = 0.0, start
    while end < len(text) and (used + widths[end] <= room + 0.01 or text[end].isspace()):
        used += widths[end]
        end += 1
    end = max(end, start + 1)
    if end >= len(text):
        return end
    for level in range(FREE, 0, -1):
        for index in range(end, start, -1):
            if strength(text, index) >= level:
                return index
    return end


def _ends_open(text: str, index: int) -> bool:
    while index and text[index - 1].isspace():
        index -= 1
    return bool(index) and text[index - 1] in OPENERS


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _splits_amount(text: str, index: int) -> bool:
    """Would a break here part 180 from 万元, or 万 from 元?"""
    before = text[max(0, index - _LOOK_BACK) : index]
    if not _NUMBER_BEFORE.search(before):
        return False
    return bool(_UNITS.match(text, index)) or text[index] in "余多"
