"""Badges: four on a sheet with cut marks, the name so large that it is read across a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.qr import draw_qr
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely
from app.documents.logic.text import INK, QUIET, SMALLEST, Prose, Style, balanced, draw_block, draw_line, fitted
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
MARK: Final = 4 * mm

EVENT: Final = Style(face=fonts.SANS_BOLD, size=13, leading=18, colour="#ffffff", align="center")
NAME: Final = Style(face=fonts.SANS_BOLD, size=NAME_SIZE, leading=54, colour=INK, align="center")
POSITION: Final = Style(size=12, leading=17, colour=INK, align="center")
ORGANISATION: Final = Style(size=13, leading=18, colour=INK, align="center")
GROUP: Final = Style(face=fonts.SANS_BOLD, size=20, leading=26, colour="#ffffff", align="center", spacing=6)


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
    if not sheets.badges:
        draw_line(
            sheet, word(sheets.paper.lang, "nothing yet"), replace(POSITION, align="center"), A4[0] / 2, A4[1] / 2
        )
    for start in range(0, len(sheets.badges), PER_PAGE):
        _draw_page(sheet, sheets, sheets.badges[start : start + PER_PAGE])


def _draw_page(sheet: Sheet, sheets: BadgeSheets, badges: Sequence[Badge]) -> None:
    left, bottom = (A4[0] - 2 * BADGE_WIDTH) / 2, (A4[1] - 2 * BADGE_HEIGHT) / 2
    for place, badge in enumerate(badges):
        row, column = divmod(place, 2)
        sheet.saveState()
        sheet.translate(left + column * BADGE_WIDTH, bottom + (1 - row) * BADGE_HEIGHT)
        _draw_badge(sheet, sheets.event, badge)
        sheet.restoreState()
    _draw_cut_marks(sheet, left, bottom)
    foot = Style(size=SMALLEST, colour=QUIET)
    paper = sheets.paper
    made = " · ".join(part for part in (paper.version, labelled(paper.lang, "made", paper.made_text)) if part)
    draw_line(sheet, made, foot, left, 7 * mm)
    sheet.showPage()


def _draw_badge(sheet: Sheet, event: str, badge: Badge) -> None:
    room, middle = BADGE_WIDTH - 2 * INSET, BADGE_WIDTH / 2
    sheet.setFillColor(HexColor(badge.colour.value))
    sheet.rect(0, BADGE_HEIGHT - BAND, BADGE_WIDTH, BAND, stroke=0, fill=1)
    sheet.rect(0, 0, BADGE_WIDTH, 13 * mm, stroke=0, fill=1)
    heading = fitted(event, EVENT, room, lines=2)
    title = balanced(event, heading, room)
    height = title.wrap(room, 0)[1]
    draw_block(sheet, title, INSET, BADGE_HEIGHT - BAND / 2 - 3 * mm + height / 2, room)
    sheet.setFillColor(HexColor("#ffffff"))
    sheet.roundRect(middle - 7 * mm, BADGE_HEIGHT - 6 * mm, 14 * mm, 3 * mm, 1.5 * mm, stroke=0, fill=1)
    draw_line(sheet, badge.group, GROUP, middle, 4.2 * mm)
    top = _draw_name(sheet, badge.name, room)
    if badge.position:
        position = fitted(badge.position, POSITION, room, lines=1)
        top = draw_block(sheet, balanced(badge.position, position, room), INSET, top - 3, room)
    if badge.organisation:
        organisation = fitted(badge.organisation, ORGANISATION, room, lines=2)
        draw_block(sheet, balanced(badge.organisation, organisation, room), INSET, top - 3, room)
    _draw_code(sheet, badge)


def _draw_name(sheet: Sheet, name: str, room: float) -> float:
    """The name as large as it fits; a very long one takes more lines at the smallest size for names."""
    shown = spaced_name(name)
    style = fitted(shown, NAME, room, smallest=SMALLEST_NAME)
    parted = shown.replace("·", "·\n", 1)
    if 1 < len(Prose(shown, style).lines(room)) >= len(Prose(parted, style).lines(room)):
        shown = parted
    if len(Prose(shown, style).lines(room)) > MOST_NAME_LINES:
        style = fitted(shown, style, room, lines=MOST_NAME_LINES, smallest=LONG_NAME)
    return draw_block(sheet, balanced(shown, replace(style, leading=style.size * 1.16), room), INSET, 97 * mm, room)


def _draw_code(sheet: Sheet, badge: Badge) -> None:
    middle = BADGE_WIDTH / 2
    if badge.code:
        draw_qr(sheet, badge.code, (middle - QR_SIZE / 2, 18 * mm), QR_SIZE, quick=True)
    draw_line(sheet, badge.serial, Style(size=10, colour=QUIET, align="center"), middle, 15 * mm)


def _draw_cut_marks(sheet: Sheet, left: float, bottom: float) -> None:
    """Short lines outside the badges where the knife goes, and fine dots between them."""
    sheet.saveState()
    sheet.setStrokeColor(HexColor("#000000"))
    sheet.setLineWidth(0.4)
    right, top = left + 2 * BADGE_WIDTH, bottom + 2 * BADGE_HEIGHT
    for x in (left, left + BADGE_WIDTH, right):
        sheet.line(x, bottom - 1 * mm - MARK, x, bottom - 1 * mm)
        sheet.line(x, top + 1 * mm, x, top + 1 * mm + MARK)
    for y in (bottom, bottom + BADGE_HEIGHT, top):
        sheet.line(left - 1 * mm - MARK, y, left - 1 * mm, y)
        sheet.line(right + 1 * mm, y, right + 1 * mm + MARK, y)
    sheet.setStrokeColor(HexColor("#c3ccd9"))
    sheet.setDash([1, 3])
    sheet.rect(left, bottom, 2 * BADGE_WIDTH, 2 * BADGE_HEIGHT)
    sheet.line(left + BADGE_WIDTH, bottom, left + BADGE_WIDTH, top)
    sheet.line(left, bottom + BADGE_HEIGHT, right, bottom + BADGE_HEIGHT)
    sheet.restoreState()
