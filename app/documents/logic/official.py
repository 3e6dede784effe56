"""The layout of public documents after GB/T 9704-2012: 22 lines of 28 characters, and the four levels of headings."""

from collections.abc import Sequence
from typing import Final

from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, Spacer

from app.documents.logic import fonts
from app.documents.logic.grid import Grid
from app.documents.logic.layout import OFFICIAL, WIDE, Heading, Look, text_width
from app.documents.logic.sheet import Lang
from app.documents.logic.text import QUIET, Prose, Style, balanced, draw_block, fitted
from app.documents.logic.words import word

LOOK: Final = Look(margins=OFFICIAL, official=True)
WIDTH: Final = text_width(LOOK)
ACROSS: Final = Look(margins=WIDE, official=True, wide=True)
CHARACTERS: Final = 28
LINES: Final = 22
SIZE: Final = 15.75  # 三号 as printers cut it: 28 of them fill 156 mm
LEADING: Final = 28.95
TITLE: Final = Style(face=fonts.SERIF_BOLD, size=22, leading=34, align="center", after=6)
SUBTITLE: Final = Style(face=fonts.SERIF, size=14, leading=24, align="center", colour=QUIET, after=14)
FIRST: Final = Style(face=fonts.SANS_BOLD, size=SIZE, leading=LEADING, before=8, after=2)
SECOND: Final = Style(face=fonts.SERIF_BOLD, size=SIZE, leading=LEADING, indent=2)
BODY: Final = Style(face=fonts.SERIF, size=SIZE, leading=LEADING, align="justify", indent=2)
CLOSING: Final = Style(face=fonts.SERIF, size=SIZE, leading=LEADING, align="right")
SMALL: Final = Style(size=9, leading=14, colour=QUIET, before=4)
SMALLEST_CLOSING: Final = 14.0
CLOSING_GAP: Final = 4 * SIZE  # the date of a public document stands four characters from the right
HEADING_ROOM: Final = 120.0
MOST_KEPT: Final = 6  # parts of a last chapter that stay together; of a longer one only the end does


def opening(title: str, subtitle: str = "") -> list[Flowable]:
    """The title of a public document, and below it what kind of paper this is."""
    lines: list[Flowable] = [balanced(title, TITLE, WIDTH)]
    return [*lines, Prose(subtitle, SUBTITLE)] if subtitle else lines


def chapter(text: str, key: str, parts: Sequence[Flowable]) -> list[Flowable]:
    """A heading of the first level with a bookmark, on the page on which its text begins."""
    return [CondPageBreak(HEADING_ROOM), Heading(text, key, FIRST), *parts]


def section(text: str, key: str, parts: Sequence[Flowable]) -> list[Flowable]:
    """A heading of the second level with a bookmark."""
    return [CondPageBreak(HEADING_ROOM), Heading(text, key, SECOND, 1), *parts]


def paragraphs(texts: Sequence[str]) -> list[Flowable]:
    """Paragraphs of the body, two characters indented."""
    return [Prose(text, BODY) for text in texts if text]


class Closing(Flowable):
    """The last lines of a public document; they stay on one page."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.lines = list(lines)
        self._blocks: list[Prose] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """A blank line, and then each by itself; a long name is a little smaller and takes two lines."""
        room = aW - CLOSING_GAP
        self._blocks = [Prose(line, fitted(line, CLOSING, room, smallest=SMALLEST_CLOSING)) for line in self.lines]
        heights = [block.wrap(room, 0)[1] for block in self._blocks]
        self.width, self.height = aW, LEADING + sum(heights)
        return self.width, self.height

    def draw(self) -> None:
        """Draw the lines four characters from the right."""
        room, top = self.width - CLOSING_GAP, self.height - LEADING
        for block in self._blocks:
            top = draw_block(self.canv, block, 0, top, room)


def ended(last: Sequence[Flowable], who: str, date: str) -> list[Flowable]:
    """The last chapter with the closing lines, so that these never stand on a page without text.

    What follows the last table stays with them; a chapter without a table does so as a whole, if it is short.
    """
    tables = [number for number, part in enumerate(last) if isinstance(part, Grid)]
    start = tables[-1] + 1 if tables and tables[-1] + 1 < len(last) else 0
    if len(last) - start > MOST_KEPT:
        start = len(last) - 1
    kept = [part for part in last[start:] if not isinstance(part, CondPageBreak)]
    return [*last[:start], KeepTogether([*kept, *closing(who, date)])]


def defined(sources: Sequence[str], lang: Lang) -> list[Flowable]:
    """What the figures of a report count and where they come from, in small print above the closing lines."""
    if not sources:
        return []
    lines = "\n".join(f"{number}. {source}" for number, source in enumerate(sources, start=1))
    return [Spacer(1, 10), Prose(f"{word(lang, 'source')}\n{lines}", SMALL)]


def closing(who: str, date: str) -> list[Flowable]:
    """Who answers for the document, and its date, at the right as the standard asks."""
    if not who and not date:
        return []
    return [Closing([text for text in (who, date) if text])]


def numbered(number: int, text: str, *, english: bool) -> str:
    """A heading of the first level: 一、… in Chinese, 1. … in English."""
    return f"{number}. {text}" if english else f"{chinese(number)}、{text}"


def chinese(number: int) -> str:
    """A number below a hundred in words: 三, 十二, 二十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return digits[ones]
    return f"{'' if tens == 1 else digits[tens]}十{digits[ones] if ones else ''}"
