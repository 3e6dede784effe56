"""Badges: four on a sheet with cut marks, the name so large that it is read across a table."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.qr import draw_qr
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely
from app.documents.logic.text import (
    INK,
    QUIET,
    SMALLEST,
    Prose,
    Run,
    Style,
    balanced,
    draw_block,
    draw_line,
    fitted,
    heading,
    lines_of,
)
from app.documents.logic.words import labelled, word

BADGE_WIDTH: Final = 90 * mm
BADGE_HEIGHT: Final = 130 * mm
PER_PAGE: Final = 4
NAME_SIZE: Final = 44.0
SMALLEST_NAME: Final = 36.0
LONG_NAME: Final = 18.0  # only for names of more than two full lines at the size above
MOST_NAME_LINES: Final = 2
QR_SIZE: Final = 25 * mm
BAND: Final = 28 * mm
INSET: Final = 6 * mm
ROOM: Final = BADGE_WIDTH - 2 * INSET
MARK: Final = 4 * mm
LEFT: Final = (A4[0] - 2 * BADGE_WIDTH) / 2
BOTTOM: Final = (A4[1] - 2 * BADGE_HEIGHT) / 2

EVENT: Final = Style(face=fonts.SANS_BOLD, size=13, leading=18, colour="#ffffff", align="center")
NAME: Final = Style(face=fonts.SANS_BOLD, size=NAME_SIZE, leading=54, colour=INK, align="center")
POSITION: Final = Style(size=12, leading=17, colour=INK, align="center")
ORGANISATION: Final = Style(size=13, leading=18, colour=INK, align="center")
GROUP: Final = Style(face=fonts.SANS_BOLD, size=20, leading=26, colour="#ffffff", align="center", spacing=6)
SERIAL: Final = Style(size=10, colour=QUIET, align="center")
FOOT: Final = Style(size=SMALLEST, colour=QUIET)


class Colour(StrEnum):
    """The colour that tells the groups of attendees apart at a glance."""

    guest = "#a61c1c"
    investor = "#8a6414"
    roadshow = "#14508f"
    press = "#1f6b3a"
    staff = "#4d5562"


@dataclass(frozen=True, kw_only=True)
class Badge:
    """What stands on one badge."""

    name: str
    group: str
    colour: Colour
    organisation: str = ""
    position: str = ""
    serial: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class BadgeSheets:
    """All badges of an event, in the order they are printed."""

    paper: Paper
    event: str
    badges: tuple[Badge, ...]


def print_badges(sheets: BadgeSheets) -> Printed:
    """The badges as a PDF, four on each A4 page."""
    return draw_freely(sheets.paper, A4, lambda sheet: _draw_pages(sheet, sheets), sheets)


def spaced_name(name: str) -> str:
    """A Chinese name of two characters takes the room of three."""
    letters = name.strip()
    two = len(letters) == 2 and not letters.isascii()  # noqa: PLR2004 -- the rule is about two
    return f"{letters[0]}　{letters[1]}" if two else letters


def _draw_pages(sheet: Sheet, sheets: BadgeSheets) -> None:
    paper = sheets.paper
    if not sheets.badges:
        draw_line(sheet, word(paper.lang, "nothing yet"), POSITION, A4[0] / 2, A4[1] / 2)
    made = " · ".join(part for part in (paper.version, labelled(paper.lang, "made", paper.made_text)) if part)
    for start in range(0, len(sheets.badges), PER_PAGE):
        for place, badge in enumerate(sheets.badges[start : start + PER_PAGE]):
            row, column = divmod(place, 2)
            sheet.saveState()
            sheet.translate(LEFT + column * BADGE_WIDTH, BOTTOM + (1 - row) * BADGE_HEIGHT)
            _draw_badge(sheet, sheets.event, badge)
            sheet.restoreState()
        sheet.doForm(_cut_marks(sheet))
        draw_line(sheet, made, FOOT, LEFT, 7 * mm)
        sheet.showPage()


def _draw_badge(sheet: Sheet, event: str, badge: Badge) -> None:
    sheet.doForm(_ground(sheet, badge.colour))
    title = heading(event, EVENT, ROOM, 2)
    draw_block(sheet, title, INSET, BADGE_HEIGHT - BAND / 2 - 3 * mm + title.height / 2, ROOM)
    draw_line(sheet, badge.group, GROUP, BADGE_WIDTH / 2, 4.2 * mm)
    top = draw_block(sheet, _name(badge.name), INSET, 97 * mm, ROOM)
    for text, style, lines in ((badge.position, POSITION, 1), (badge.organisation, ORGANISATION, 2)):
        if text:
            top = draw_block(sheet, heading(text, style, ROOM, lines), INSET, top - 3, ROOM)
    if badge.code:
        draw_qr(sheet, badge.code, ((BADGE_WIDTH - QR_SIZE) / 2, 18 * mm), QR_SIZE, quick=True)
    draw_line(sheet, badge.serial, SERIAL, BADGE_WIDTH / 2, 15 * mm)


def _ground(sheet: Sheet, colour: Colour) -> str:
    """The coloured bands and the place for the hole, kept once in the file for each colour."""
    name = f"badge{colour.name}"
    if not sheet.hasForm(name):
        sheet.beginForm(name, 0, 0, BADGE_WIDTH, BADGE_HEIGHT)
        sheet.setFillColor(HexColor(colour.value))
        sheet.rect(0, BADGE_HEIGHT - BAND, BADGE_WIDTH, BAND, stroke=0, fill=1)
        sheet.rect(0, 0, BADGE_WIDTH, 13 * mm, stroke=0, fill=1)
        sheet.setFillColor(HexColor("#ffffff"))
        sheet.roundRect(BADGE_WIDTH / 2 - 7 * mm, BADGE_HEIGHT - 6 * mm, 14 * mm, 3 * mm, 1.5 * mm, stroke=0, fill=1)
        sheet.endForm()
    return name


def _name(name: str) -> Prose:
    """The name as large as it fits; a very long one takes more lines at the smallest size for names."""
    shown = spaced_name(name)
    style = fitted(shown, NAME, ROOM, smallest=SMALLEST_NAME)
    lines = lines_of([Run(shown)], style, ROOM)
    if len(lines) == 1:
        return Prose(shown, _set_close(style))
    parted = shown.replace("·", "·\n", 1)
    if len(lines) >= len(lines_of([Run(parted)], style, ROOM)):
        shown = parted
    if len(lines) > MOST_NAME_LINES:
        style = fitted(shown, style, ROOM, lines=MOST_NAME_LINES, smallest=LONG_NAME)
    return balanced(shown, _set_close(style), ROOM)


@lru_cache(maxsize=64)
def _set_close(style: Style) -> Style:
    """The style of a name with its lines close together."""
    return replace(style, leading=style.size * 1.16)


def _cut_marks(sheet: Sheet) -> str:
    """Short lines outside the badges where the knife goes, and fine dots between them; kept once in the file."""
    name = "cutmarks"
    if sheet.hasForm(name):
        return name
    sheet.beginForm(name)
    sheet.setStrokeColor(HexColor("#000000"))
    sheet.setLineWidth(0.4)
    right, top = LEFT + 2 * BADGE_WIDTH, BOTTOM + 2 * BADGE_HEIGHT
    for x in (LEFT, LEFT + BADGE_WIDTH, right):
        sheet.line(x, BOTTOM - 1 * mm - MARK, x, BOTTOM - 1 * mm)
        sheet.line(x, top + 1 * mm, x, top + 1 * mm + MARK)
    for y in (BOTTOM, BOTTOM + BADGE_HEIGHT, top):
        sheet.line(LEFT - 1 * mm - MARK, y, LEFT - 1 * mm, y)
        sheet.line(right + 1 * mm, y, right + 1 * mm + MARK, y)
    sheet.setStrokeColor(HexColor("#c3ccd9"))
    sheet.setDash([1, 3])
    sheet.rect(LEFT, BOTTOM, 2 * BADGE_WIDTH, 2 * BADGE_HEIGHT)
    sheet.line(LEFT + BADGE_WIDTH, BOTTOM, LEFT + BADGE_WIDTH, top)
    sheet.line(LEFT, BOTTOM + BADGE_HEIGHT, right, BOTTOM + BADGE_HEIGHT)
    sheet.endForm()
    return name
