"""Badges: four on a sheet with cut marks, the name so large that it is read across a table."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.names import set_name
from app.documents.logic.qr import draw_qr
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely, page_count_line
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
WANTED_NAME: Final = 36.0  # what a badge has at least, unless a name is longer than a line of this size
SMALL_LINE: Final = 10.5
NAME_TOP: Final = 98 * mm
NAME_ROOM: Final = 38 * mm
QR_TOP: Final = 44 * mm
GAP: Final = 3.0
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
GROUP_IN_ENGLISH: Final = replace(GROUP, spacing=0)
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


def _draw_pages(sheet: Sheet, sheets: BadgeSheets) -> None:
    paper = sheets.paper
    if not sheets.badges:
        draw_line(sheet, word(paper.lang, "nothing yet"), POSITION, A4[0] / 2, A4[1] / 2)
        page_count_line(sheet, A4[0] - LEFT - 22 * mm, 7 * mm)
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
        page_count_line(sheet, A4[0] - LEFT - 22 * mm, 7 * mm)
        sheet.showPage()


def _draw_badge(sheet: Sheet, event: str, badge: Badge) -> None:
    sheet.doForm(_ground(sheet, badge.colour))
    title = heading(event, EVENT, ROOM, 2)
    draw_block(sheet, title, INSET, BADGE_HEIGHT - BAND / 2 - 3 * mm + title.height / 2, ROOM)
    draw_line(sheet, badge.group, _group(badge.group), BADGE_WIDTH / 2, 4.2 * mm)
    said = ((badge.position, POSITION, 1), (badge.organisation, ORGANISATION, 2))
    below = [_below(text, style, lines) for text, style, lines in said if text]
    room = min(NAME_TOP - QR_TOP - sum(block.height + GAP for block in below) - GAP, NAME_ROOM)
    top = draw_block(sheet, set_name(badge.name, NAME, ROOM, room, WANTED_NAME), INSET, NAME_TOP, ROOM) - GAP
    for block in below:
        top = draw_block(sheet, block, INSET, top - GAP, ROOM)
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


@lru_cache(maxsize=64)
def _group(text: str) -> Style:
    """How the name of a group looks: Chinese characters stand apart, and a long name is smaller."""
    return fitted(text, GROUP_IN_ENGLISH if text.isascii() else GROUP, ROOM)


@lru_cache(maxsize=2048)
def _below(text: str, style: Style, lines: int) -> Prose:
    """What stands below the name, smaller where it is long; a very long one gets a line more."""
    small = replace(style, size=SMALL_LINE, leading=SMALL_LINE * 1.35)
    fits = len(lines_of([Run(text)], small, ROOM - SMALL_LINE)) <= lines
    found = heading(text, style, ROOM, lines) if fits else balanced(text, small, ROOM)
    found.wrap(ROOM, 0)
    return found


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
