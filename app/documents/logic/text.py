"""Text on paper: paragraphs that break lines by Chinese rules and find a font for every character."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final, Literal, NamedTuple

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from app.documents.logic import fonts
from app.documents.logic.breaking import line_ends
from app.documents.logic.pen import Stretch, write

SMALLEST: Final = 9.0
INK: Final = "#1d273b"
QUIET: Final = "#5b6678"

_LOOK: Final = itemgetter(1, 2, 3)  # face, size and colour of a glyph
_BASELINE: Final = 0.88  # the share of a Chinese character that stands above the baseline
_WIDEST_GAP: Final = 0.15  # of a character: a line that would need wider gaps is not stretched

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


@dataclass(frozen=True)
class Run:
    """A piece of text within a paragraph that may look different from the rest."""

    text: str
    face: str | None = None
    colour: str | None = None
    size: float | None = None


class Glyph(NamedTuple):
    """One character with the face, size and colour it is drawn in."""

    char: str
    face: str
    size: float
    colour: str
    width: float


@dataclass(frozen=True)
class Line:
    """One line of a paragraph, ready to be drawn; what every drawing needs of it is worked out once."""

    glyphs: tuple[Glyph, ...]
    last: bool
    first: bool
    width: float
    tallest: float
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(stretch.text for stretch in self.stretches)


def line_of(glyphs: Sequence[Glyph], *, last: bool = True, first: bool = True) -> Line:
    """Characters as one line."""
    width = sum([glyph.width for glyph in glyphs])
    tallest = max([glyph.size for glyph in glyphs], default=0.0)
    return Line(tuple(glyphs), last, first, width, tallest, stretches_of(glyphs))


def stretches_of(glyphs: Sequence[Glyph]) -> tuple[Stretch, ...]:
    """Characters as stretches that look alike."""
    return tuple(
        Stretch(face, size, colour, "".join([glyph.char for glyph in group]))
        for (face, size, colour), group in groupby(glyphs, key=_LOOK)
    )


def glyphs_of(runs: Sequence[Run], style: Style) -> list[Glyph]:
    """The characters of a paragraph in drawable form; one that no font has is named by its code."""
    found: list[Glyph] = []
    for run in runs:
        look = (run.face or style.face, run.size or style.size, run.colour or style.colour, style.spacing)
        found += _glyphs(run.text, *look)
    return found


@lru_cache(maxsize=4096)
def _glyphs(text: str, wanted: str, size: float, colour: str, spacing: float) -> tuple[Glyph, ...]:
    """The characters of one stretch of text; papers say the same names and words again and again."""
    found: list[Glyph] = []
    for char in fonts.clean(text):
        if char == "\n":
            found.append(Glyph(char, wanted, size, colour, 0.0))
            continue
        face = fonts.pick(char, wanted)
        for shown in char if face else f"〔U+{ord(char):04X}〕":
            drawn = face or wanted
            found.append(Glyph(shown, drawn, size, colour, fonts.advance(shown, drawn) * size + spacing))
    return tuple(found)


def lines_of(runs: Sequence[Run], style: Style, width: float) -> list[Line]:
    """Cut a paragraph into the lines that fit a width."""
    return list(_lines(tuple(runs), style, width))


@lru_cache(maxsize=4096)
def _lines(runs: tuple[Run, ...], style: Style, width: float) -> tuple[Line, ...]:
    lines: list[Line] = []
    first_room = width - style.indent * style.size
    for part in _paragraphs(glyphs_of(runs, style)):
        whole = line_of(part)
        if part and whole.width <= first_room and not part[-1].char.isspace():
            lines.append(whole)
            continue
        text = "".join([glyph.char for glyph in part])
        ends = line_ends(text, [glyph.width for glyph in part], width, first_room)
        for number, (start, end) in enumerate(ends):
            lines.append(line_of(part[start:end], last=number == len(ends) - 1, first=number == 0))
    return tuple(lines)


def _paragraphs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    parts: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if glyph.char == "\n":
            parts.append([])
        else:
            parts[-1].append(glyph)
    return parts


class Prose(Flowable):
    """A paragraph of one or more styles, for a page, a table cell or a fixed place."""

    def __init__(self, runs: str | Sequence[Run], style: Style, lines: Sequence[Line] | None = None) -> None:
        super().__init__()
        self.runs = [Run(runs)] if isinstance(runs, str) else list(runs)
        self.style = style
        self.spaceBefore = style.before
        self.spaceAfter = style.after
        self._lines: list[Line] = list(lines or [])
        self._fixed = lines is not None
        self._wrapped_for = -1.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """Break the lines for a width; answer the size needed."""
        if not self._fixed and aW != self._wrapped_for:
            self._lines = lines_of(self.runs, self.style, aW)
            self._wrapped_for = aW
        self.width = aW
        self.height = len(self._lines) * self.style.leading
        return aW, self.height

    def lines(self, width: float) -> list[Line]:
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
        if not line.glyphs:
            return
        indent = style.indent * style.size if line.first else 0.0
        gap, left = style.spacing, indent
        if style.align != "left":
            slack = self.width - indent - line.width
            if style.align == "center":
                left += (slack + style.spacing) / 2
            elif style.align == "right":
                left += slack
            elif not line.last:
                stretch = slack / max(len(line.glyphs) - 1, 1)
                gap += stretch if stretch <= _WIDEST_GAP * style.size else 0
        tallest = line.tallest
        write(canvas, line.stretches, (x + left, top - (style.leading - tallest) / 2 - _BASELINE * tallest), gap)


def draw_block(canvas: Canvas, prose: Prose, x: float, top: float, width: float) -> float:
    """Draw a paragraph below a height; answer the height it ends at."""
    _, height = prose.wrap(width, 0)
    prose.drawOn(canvas, x, top - height)
    return top - height


def draw_line(canvas: Canvas, text: str, style: Style, x: float, y: float) -> None:
    """Write one unbroken line on a baseline, placed by the alignment of its style."""
    line = _unbroken(text, style)
    width = line.width - style.spacing
    shift = {"center": width / 2, "right": width}.get(style.align, 0.0)
    write(canvas, line.stretches, (x - shift, y), style.spacing)


@lru_cache(maxsize=1024)
def _unbroken(text: str, style: Style) -> Line:
    return line_of(glyphs_of([Run(text.replace("\n", " "))], style))


def fitted(text: str, style: Style, width: float, lines: int = 1, smallest: float = SMALLEST) -> Style:
    """The style, made smaller until the text takes so few lines, but never below the smallest size."""
    size = style.size
    while size > smallest and len(lines_of([Run(text)], style, width)) > lines:
        size = max(size - 0.5, smallest)
        style = replace(style, size=size, leading=style.leading / style.size * size)
    return style


def balanced(text: str, style: Style, width: float) -> Prose:
    """A centred heading whose lines are about equally long, with no more lines than the width demands."""
    runs = [Run(text)]
    count = len(lines_of(runs, style, width))
    narrow, wide = 0.0, width
    while count > 1 and wide - narrow > 1:
        middle = (narrow + wide) / 2
        if len(lines_of(runs, style, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return Prose(runs, style, lines_of(runs, style, wide))
