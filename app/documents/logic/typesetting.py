"""Typesetting: a font and a width for every character, and the lines that characters make at a width."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from app.documents.logic import fonts
from app.documents.logic.breaking import FREE, line_ends, strength
from app.documents.logic.pen import TIGHT, Stretch

_LOOK: Final = itemgetter(0, 1, 2, 4)  # face, size, colour and tightness of a span
_QUOTES: Final = re.compile("([‘’“”])")
_WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Span(NamedTuple):
    """A number of characters in a row that look alike."""

    face: str
    size: float
    colour: str
    length: int
    tight: bool = False


class Measured(NamedTuple):
    """Text as it is drawn, with the width of every character and the spans that look alike."""

    text: str
    widths: list[float]
    spans: Sequence[Span]


NOTHING: Final = Measured("", [], ())


class Line(NamedTuple):
    """One line of a paragraph, ready to be drawn; what every drawing needs of it is worked out once."""

    text: str
    stretches: tuple[Stretch, ...]
    width: float
    tallest: float
    last: bool = True
    first: bool = True


@lru_cache(maxsize=4096)
def measured(text: str, face: str, size: float, colour: str, spacing: float) -> Measured:
    """Text of one style, measured; papers say the same names and words again and again."""
    cleaned = fonts.clean(text)
    widths = fonts.advances(cleaned, face)
    if None in widths:
        return _pieced(cleaned, face, (size, colour, spacing))
    if _QUOTES.search(cleaned) and not _WIDE.search(cleaned):
        return _with_narrow_quotes(cleaned, face, (size, colour, spacing))
    return Measured(
        cleaned,
        [width * size + spacing for width in widths if width is not None],
        (Span(face, size, colour, len(cleaned)),) if cleaned else (),
    )


def _with_narrow_quotes(text: str, face: str, style: tuple[float, str, float]) -> Measured:
    """Text without Chinese characters: its quotation marks take half the room they have between Chinese ones."""
    size, colour, spacing = style
    pieces = [piece for piece in _QUOTES.split(text) if piece]
    spans = [Span(face, size, colour, len(piece), bool(_QUOTES.match(piece))) for piece in pieces]
    widths = [
        fonts.advance(char, face) * size * (TIGHT if span.tight else 1.0) + spacing
        for piece, span in zip(pieces, spans, strict=True)
        for char in piece
    ]
    return Measured(text, widths, spans)


def _pieced(text: str, wanted: str, style: tuple[float, str, float]) -> Measured:
    """Text with characters that other fonts have to draw; one that no font has is named by its code."""
    size, colour, spacing = style
    shown: list[str] = []
    faces: list[str] = []
    for char in text:
        face = fonts.pick(char, wanted) if char != "\n" else wanted
        signs = char if face else f"〔U+{ord(char):04X}〕"
        shown += signs
        faces += [face or wanted] * len(signs)
    widths = [
        0.0 if char == "\n" else fonts.advance(char, face) * size + spacing
        for char, face in zip(shown, faces, strict=True)
    ]
    spans = tuple(Span(face, size, colour, len(list(group))) for face, group in groupby(faces))
    return Measured("".join(shown), widths, spans)


def joined(parts: Sequence[Measured]) -> Measured:
    """Several pieces of a paragraph as one."""
    if len(parts) == 1:
        return parts[0]
    widths: list[float] = []
    for part in parts:
        widths += part.widths
    spans = [span for part in parts for span in part.spans]
    return Measured("".join([part.text for part in parts]), widths, _merged(spans))


def cut(whole: Measured, room: float, first_room: float) -> tuple[Line, ...]:
    """The lines of one or more paragraphs; the first line of each may have less room."""
    lines: list[Line] = []
    start = 0
    for text in whole.text.split("\n"):
        part = between(whole, start, start + len(text))
        start += len(text) + 1
        width = sum(part.widths)
        if text and width <= first_room and not text[-1].isspace():
            lines.append(_line(part, width))
            continue
        ends = line_ends(text, part.widths, room, first_room)
        for number, (begin, end) in enumerate(ends):
            piece = between(part, begin, end)
            lines.append(_line(piece, sum(piece.widths), last=number == len(ends) - 1, first=number == 0))
    return tuple(lines)


def cut_between_words(whole: Measured, count: int, room: float) -> tuple[Line, ...] | None:
    """So many lines of a heading, about equally long, that part no word; None if there is no such cut."""
    text, total = whole.text, sum(whole.widths)
    places = [at for at in word_ends(text) if strength(text, at) >= FREE]
    ends = [0]
    for number in range(1, count):
        wanted = total * number / count
        later = [at for at in places if at > ends[-1]]
        if not later:
            return None
        ends.append(min(later, key=lambda at: abs(sum(whole.widths[:at]) - wanted)))
    ends.append(len(text))
    pieces = [_trimmed(between(whole, start, end)) for start, end in pairwise(ends)]
    widths = [sum(piece.widths) for piece in pieces]
    if not all(0 < width <= room for width in widths):
        return None
    return tuple(
        _line(piece, width, last=number == count, first=number == 1)
        for number, (piece, width) in enumerate(zip(pieces, widths, strict=True), start=1)
    )


def _trimmed(part: Measured) -> Measured:
    """A line without the spaces at its ends."""
    start = len(part.text) - len(part.text.lstrip())
    return between(part, start, max(len(part.text.rstrip()), start))


@lru_cache(maxsize=256)
def word_ends(text: str) -> tuple[int, ...]:
    """Where the words of a text end, except the last one."""
    import rjieba  # noqa: PLC0415 -- loads a dictionary, which only headings of several lines need

    return tuple(accumulate([len(word) for word in rjieba.cut(text)]))[:-1]


def unbroken(whole: Measured) -> Line:
    """Everything on one line."""
    return _line(whole, sum(whole.widths))


def between(whole: Measured, start: int, end: int) -> Measured:
    """A part of measured text."""
    if start == 0 and end == len(whole.text):
        return whole
    spans: list[Span] = []
    at = 0
    for span in whole.spans:
        length = min(at + span.length, end) - max(at, start)
        if length > 0:
            spans.append(span._replace(length=length))
        at += span.length
    return Measured(whole.text[start:end], whole.widths[start:end], spans)


def _line(part: Measured, width: float, *, last: bool = True, first: bool = True) -> Line:
    stretches: list[Stretch] = []
    at = 0
    for face, size, colour, length, tight in part.spans:
        stretches.append(Stretch(face, size, colour, part.text[at : at + length], tight))
        at += length
    tallest = max([span.size for span in part.spans], default=0.0)
    return Line(part.text, tuple(stretches), width, tallest, last, first)


def _merged(spans: Iterable[Span]) -> list[Span]:
    return [
        Span(face, size, colour, sum([span.length for span in group]), tight)
        for (face, size, colour, tight), group in groupby(spans, key=_LOOK)
    ]
