"""Text on paper: paragraphs that break lines by Chinese rules and find a font for every character."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final, Literal, NamedTuple

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from app.documents.logic import fonts
from app.documents.logic.pen import write
from app.documents.logic.typesetting import NOTHING, Line, Measured, cut, cut_between_words, joined, measured, unbroken

SMALLEST: Final = 9.0
INK: Final = "#1d273b"
QUIET: Final = "#5b6678"

_BASELINE: Final = 0.88  # the share of a Chinese character that stands above the baseline
_WIDEST_GAP: Final = 0.15  # of a character: a line that would need wider gaps is not stretched
_WORDY: Final = 0.08  # so many spaces in a character make a line of words
_WIDEST_WORD_GAP: Final = 0.6

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True)
class Style:
    """How a paragraph looks; sizes in points, indent in characters."""

    face: str = fonts.SANS
    size: float = 10.5
    leading: float = 16.0
    colour: str = INK
    align: Align = "left"
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    spacing: float = 0.0

    @cached_property
    def look(self) -> "Look":
        """What of the style decides about characters and line ends."""
        return Look(self.face, self.size, self.colour, self.spacing, self.indent * self.size)

    @cached_property
    def _hash(self) -> int:
        return hash((*self.look, self.leading, self.align, self.before, self.after))

    def __hash__(self) -> int:
        """Worked out once: styles are looked up for every line."""
        return self._hash


class Look(NamedTuple):
    """The part of a style that the width of a text depends on."""

    face: str
    size: float
    colour: str
    spacing: float
    indent: float


class Run(NamedTuple):
    """A piece of text within a paragraph that may look different from the rest."""

    text: str
    face: str | None = None
    colour: str | None = None
    size: float | None = None


def lines_of(runs: Iterable[Run], style: Style, width: float) -> tuple[Line, ...]:
    """Cut a paragraph into the lines that fit a width."""
    return _lines(tuple(runs), style.look, width)


@lru_cache(maxsize=4096)
def _lines(runs: tuple[Run, ...], look: Look, width: float) -> tuple[Line, ...]:
    return cut(_measured(runs, look), width, width - look.indent)


@lru_cache(maxsize=1024)
def _unbroken(text: str, look: Look) -> Line:
    return unbroken(_measured((Run(text.replace("\n", " ")),), look))


def _measured(runs: Sequence[Run], look: Look) -> Measured:
    return joined(
        [
            measured(text, face or look.face, size or look.size, colour or look.colour, look.spacing)
            for text, face, colour, size in runs
        ]
        or [NOTHING]
    )


_FRESH: Final = vars(Flowable())


class Prose(Flowable):
    """A paragraph of one or more styles, for a page, a table cell or a fixed place."""

    def __init__(self, runs: str | Sequence[Run], style: Style, lines: Sequence[Line] | None = None) -> None:
        """Keep the text; lines that were cut before are drawn as they are."""
        self.__dict__.update(_FRESH)  # what the base class sets one by one; a book holds tens of thousands of these
        self.runs = (Run(runs),) if isinstance(runs, str) else tuple(runs)
        self.style = style
        self.spaceBefore = style.before
        self.spaceAfter = style.after
        self._lines: Sequence[Line] = lines or ()
        self._fixed = lines is not None
        self._wrapped_for = -1.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """Break the lines for a width; answer the size needed."""
        if not self._fixed and aW != self._wrapped_for:
            self._lines = _lines(self.runs, self.style.look, aW)
            self._wrapped_for = aW
        self.width = aW
        self.height = len(self._lines) * self.style.leading
        return aW, self.height

    def lines(self, width: float) -> Sequence[Line]:
        """The lines at a width."""
        self.wrap(width, 0)
        return self._lines

    def minWidth(self) -> float:  # noqa: N802 -- ReportLab's name
        """The least width this can be drawn in: one wide character."""
        return self.style.size * 2

    def split(self, aW: float, aH: float, /) -> list[Flowable]:  # noqa: N803 -- ReportLab's names
        """Two parts at a page break, never leaving a single line behind where three could be parted better."""
        self.wrap(aW, aH)
        count, fitting = len(self._lines), int((aH + 0.01) // self.style.leading)
        if count - fitting == 1 and count > 2:  # noqa: PLR2004 -- a lone last line takes another with it
            fitting -= 1
        if fitting <= 0 or (fitting == 1 and count > 2):  # noqa: PLR2004 -- so does a lone first one
            return []
        if fitting >= count:
            return [self]
        top = replace(self.style, after=0)
        rest = replace(self.style, before=0)
        return [Prose(self.runs, top, self._lines[:fitting]), Prose(self.runs, rest, self._lines[fitting:])]

    def draw(self) -> None:
        """Draw every line at its place."""
        self.draw_at(self.canv, 0, self.height)

    def draw_at(self, canvas: Canvas, x: float, top: float) -> None:
        """Draw every line below a height, at a distance from the left; the width is that of the last wrap."""
        for line in self._lines:
            self._draw_line(canvas, line, x, top)
            top -= self.style.leading

    def _draw_line(self, canvas: Canvas, line: Line, x: float, top: float) -> None:
        style = self.style
        if not line.text:
            return
        indent = style.indent * style.size if line.first else 0.0
        gap, left, word_gap = style.spacing, indent, 0.0
        if style.align != "left":
            slack = self.width - indent - line.width
            if style.align == "center":
                left += (slack + style.spacing) / 2
            elif style.align == "right":
                left += slack
            elif not line.last:
                stretch, word_gap = _stretched(line.text, slack, style.size)
                gap += stretch
        tallest = line.tallest
        write(
            canvas, line.stretches, (x + left, top - (style.leading - tallest) / 2 - _BASELINE * tallest), gap, word_gap
        )


def _stretched(text: str, slack: float, size: float) -> tuple[float, float]:
    """By how much the gaps between characters, or between words where a line is of Latin letters, become wider."""
    spaces = text.count(" ")
    if spaces >= len(text) * _WORDY:
        between_words = slack / spaces
        return (0.0, between_words) if between_words <= _WIDEST_WORD_GAP * size else (0.0, 0.0)
    stretch = slack / max(len(text) - 1, 1)
    return (stretch, 0.0) if stretch <= _WIDEST_GAP * size else (0.0, 0.0)


def draw_block(canvas: Canvas, prose: Prose, x: float, top: float, width: float) -> float:
    """Draw a paragraph below a height; answer the height it ends at."""
    _, height = prose.wrap(width, 0)
    prose.draw_at(canvas, x, top)
    return top - height


def draw_line(canvas: Canvas, text: str, style: Style, x: float, y: float) -> None:
    """Write one unbroken line on a baseline, placed by the alignment of its style."""
    line = _unbroken(text, style.look)
    width = line.width - style.spacing
    shift = {"center": width / 2, "right": width}.get(style.align, 0.0)
    write(canvas, line.stretches, (x - shift, y), style.spacing)


def fitted(text: str, style: Style, width: float, lines: int = 1, smallest: float = SMALLEST) -> Style:
    """The style, made smaller until the text takes so few lines, but never below the smallest size."""
    size = style.size
    while size > smallest and len(lines_of([Run(text)], style, width)) > lines:
        size = max(size - 0.5, smallest)
        style = replace(style, size=size, leading=style.leading / style.size * size)
    return style


@lru_cache(maxsize=2048)
def heading(text: str, style: Style, width: float, lines: int = 1) -> Prose:
    """A centred heading in so few lines, if it can be made small enough; worked out once and drawn often."""
    prose = balanced(text, fitted(text, style, width, lines), width)
    prose.wrap(width, 0)
    return prose


def balanced(text: str, style: Style, width: float) -> Prose:
    """A centred heading whose lines are about equally long and part no word, with no more than the width demands."""
    runs = [Run(text)]
    count = len(lines_of(runs, style, width))
    if count > 1 and "\n" not in text:
        by_words = cut_between_words(_measured(runs, style.look), count, width)
        if by_words:
            return Prose(runs, style, by_words)
    narrow, wide = 0.0, width
    while count > 1 and wide - narrow > 1:
        middle = (narrow + wide) / 2
        if len(lines_of(runs, style, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return Prose(runs, style, lines_of(runs, style, wide))
