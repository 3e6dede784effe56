"""Pages that text flows through: margins, running head and foot, headings with bookmarks, contents."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import BaseDocTemplate, NextPageTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable, PageBreak
from reportlab.platypus.frames import Frame

from app.documents.logic import fonts
from app.documents.logic.pen import colour_of
from app.documents.logic.sheet import Paper, Printed, Sheet, missing_in, page_count_line, sheet_maker, sparing_collector
from app.documents.logic.text import QUIET, SMALLEST, Prose, Run, Style, draw_line
from app.documents.logic.words import word

NAVY: Final = "#123a6b"
RED: Final = "#a61c1c"
RULE: Final = "#c3ccd9"
PALE: Final = "#eef3f9"

FOOT: Final = Style(size=SMALLEST, colour=QUIET)


@dataclass(frozen=True)
class Margins:
    """The distances of the text from the edges of a sheet, in millimetres."""

    top: float = 26
    left: float = 20
    right: float = 20
    bottom: float = 22


PLAIN: Final = Margins()
OFFICIAL: Final = Margins(top=37, left=28, right=26, bottom=35)  # GB/T 9704-2012
WIDE: Final = Margins(top=28, left=35, right=37, bottom=26)  # the same, turned for a table across the page


@dataclass(frozen=True)
class Look:
    """How the pages of a document are set: their margins, their foot, their turn, and a cover drawn by hand."""

    margins: Margins = PLAIN
    official: bool = False
    cover: Callable[[Sheet], None] | None = None
    wide: bool = False
    ground: Callable[[Sheet], None] | None = None  # drawn below the text of every page: whose copy this is


def printed(paper: Paper, story: Sequence[Flowable], look: Look, said: object = ()) -> Printed:
    """Flow a story through pages and finish the document."""
    target = io.BytesIO()
    margins = look.margins
    size = size_of(look)
    width, height = size
    frame = Frame(
        margins.left * mm,
        margins.bottom * mm,
        width - (margins.left + margins.right) * mm,
        height - (margins.top + margins.bottom) * mm,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document = BaseDocTemplate(target, pagesize=size, lang="", title=paper.title)
    foot = _official_foot if look.official else _head_and_foot
    body = PageTemplate("body", [frame], onPage=_drawn(look.ground, foot))
    cover = PageTemplate("cover", [frame], onPage=_drawn(look.cover))
    document.addPageTemplates([cover, body] if look.cover else [body])
    opening: list[Flowable] = [NextPageTemplate("body"), PageBreak()] if look.cover else []
    sheets: list[Sheet] = []

    def open_sheet(*arguments: object, **options: object) -> Sheet:
        sheet = sheet_maker(paper)(*arguments, **options)
        sheets.append(sheet)
        return sheet

    with sparing_collector():
        document.build([*opening, *story], canvasmaker=cast("type[Canvas]", open_sheet))
    return Printed(target.getvalue(), sheets[-1].pages, missing_in(said, paper.title))


def text_width(look: Look) -> float:
    """The width that text has on a page."""
    return size_of(look)[0] - (look.margins.left + look.margins.right) * mm


def size_of(look: Look) -> tuple[float, float]:
    """The size of a page."""
    return landscape(A4) if look.wide else A4


def _drawn(
    by_hand: Callable[[Sheet], None] | None, foot: Callable[[Canvas, object], None] | None = None
) -> Callable[[Canvas, object], None]:
    def draw(canvas: Canvas, document: object) -> None:
        if by_hand is not None:
            by_hand(cast("Sheet", canvas))
        if foot is not None:
            foot(canvas, document)

    return draw


def _head_and_foot(canvas: Canvas, _: object) -> None:
    sheet = cast("Sheet", canvas)
    paper = sheet.paper
    width, height = A4
    left, right = PLAIN.left * mm, width - PLAIN.right * mm
    sheet.saveState()
    sheet.setStrokeColor(colour_of(RULE))
    sheet.setLineWidth(0.6)
    sheet.line(left, height - 19 * mm, right, height - 19 * mm)
    sheet.line(left, 16 * mm, right, 16 * mm)
    head = shortened(paper.title, FOOT, right - left - 40 * mm)
    draw_line(sheet, head, FOOT, left, height - 17 * mm)
    draw_line(sheet, paper.version, _to_right(FOOT), right, height - 17 * mm)
    draw_line(sheet, paper.number, FOOT, left, 11 * mm)
    page_count_line(sheet, width / 2, 11 * mm)
    draw_line(sheet, f"{word(paper.lang, 'made')} {paper.made_text}", _to_right(FOOT), right, 11 * mm)
    sheet.restoreState()


def _official_foot(canvas: Canvas, _: object) -> None:
    """The foot of public documents: the number at the outer side, as GB/T 9704 asks; the rest below it."""
    sheet = cast("Sheet", canvas)
    paper = sheet.paper
    width, height = cast("Any", sheet)._pagesize  # noqa: SLF001 -- ReportLab has no other name for it
    margins, line = (OFFICIAL, 26 * mm) if width < height else (WIDE, 19 * mm)
    left, right = margins.left * mm, width - margins.right * mm
    number = sheet.pages + 1
    style = Style(face=fonts.SERIF, size=14)
    sheet.saveState()
    if number % 2:
        draw_line(sheet, f"— {number} —", _to_right(style), right - 14, line)
    else:
        draw_line(sheet, f"— {number} —", style, left + 14, line)
    draw_line(sheet, " · ".join(part for part in (paper.number, paper.version) if part), FOOT, left, 14 * mm)
    page_count_line(sheet, width / 2, 14 * mm)
    draw_line(sheet, f"{word(paper.lang, 'made')} {paper.made_text}", _to_right(FOOT), right, 14 * mm)
    sheet.restoreState()


@lru_cache(maxsize=16)
def _to_right(style: Style) -> Style:
    return Style(face=style.face, size=style.size, colour=style.colour, align="right")


@lru_cache(maxsize=256)
def shortened(text: str, style: Style, width: float) -> str:
    """The text, cut with an ellipsis if it does not fit one line; only for running heads."""
    flat = text.replace("\n", " ")
    if len(Prose(flat, style).lines(width)) == 1:
        return flat
    return f"{Prose(flat, style).lines(width - style.size)[0].text}…"


class Heading(Prose):
    """A heading with a bookmark, an entry in the outline and a place in the contents."""

    def __init__(self, text: str, key: str, style: Style, level: int = 0, *, entry: str = "") -> None:
        """Keep the words of the heading, and those of its entry in the outline where they differ."""
        super().__init__([Run(text)], style)
        self.text, self.key, self.level = entry or text, key, level

    def draw(self) -> None:
        """Draw the heading and note where it stands."""
        sheet = cast("Sheet", self.canv)
        sheet.bookmarkHorizontal(self.key, 0, self.height + 6)
        sheet.addOutlineEntry(self.text, self.key, self.level, closed=False)
        sheet.note_place(self.key)
        super().draw()


class Contents(Flowable):
    """One line of the contents: a title, dots, and the page where its heading will stand."""

    def __init__(self, text: str, key: str, level: int = 0) -> None:
        super().__init__()
        self.key, self.level = key, level
        self.style = Style(size=11 if level == 0 else 10, colour="#1d273b" if level == 0 else QUIET)
        self.text = text

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """One line across the page."""
        self.width, self.height = aW, 24.0 if self.level == 0 else 20.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw the line; a click leads to the heading."""
        sheet = cast("Sheet", self.canv)
        shift = self.level * 16.0
        line = Prose(shortened(self.text, self.style, self.width - shift - 50), self.style).lines(self.width)[0]
        draw_line(sheet, line.text, self.style, shift, 7)
        sheet.saveState()
        sheet.setStrokeColor(colour_of(RULE))
        sheet.setLineWidth(0.8)
        sheet.setDash([0.8, 3])
        sheet.line(shift + line.width + 8, 9, self.width - 26, 9)
        sheet.restoreState()
        sheet.promise_page_of(self.key, self.width, 7, _to_right(self.style))
        sheet.linkRect("", self.key, (0, 0, self.width, self.height), relative=1, thickness=0)
