"""Table tents for the rostrum, and the order in which its seats are filled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.names import set_name
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely, page_count_line
from app.documents.logic.text import INK, QUIET, SMALLEST, Style, draw_block, draw_line, heading
from app.documents.logic.words import labelled, word

FACE_WIDTH: Final = 200 * mm
FACE_HEIGHT: Final = 100 * mm
NAME: Final = Style(face=fonts.SERIF_BOLD, size=110, leading=128, colour=INK, align="center")
WANTED_NAME: Final = 72.0  # what a tent has at least, unless a name is longer than a line of this size
NAME_ROOM: Final = 66 * mm
ORGANISATION: Final = Style(face=fonts.SERIF, size=20, leading=28, colour=QUIET, align="center")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Tent:
    """The name on a table tent, and if wished the organisation below it."""

    name: str
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class TableTents:
    """All table tents of an event, in the order they are printed."""

    paper: Paper
    tents: tuple[Tent, ...]


def rostrum_order(ranked: Sequence[T]) -> list[T]:
    """The seats from left to right as the audience sees them, given the people by rank.

    Rank 1 sits in the centre, rank 2 at the left hand of rank 1, rank 3 at the right hand, and so on outwards. With
    an even number, ranks 1 and 2 share the centre, again with rank 2 at the left hand. The left hand of somebody who
    faces the audience is its right-hand side.
    """
    return [*ranked[2::2][::-1], *ranked[:1], *ranked[1::2]] if ranked else []


def print_table_tents(tents: TableTents) -> Printed:
    """The tents as a PDF, one on each A4 page, folded in the middle."""
    return draw_freely(tents.paper, A4, lambda sheet: _draw_pages(sheet, tents), tents)


def _draw_pages(sheet: Sheet, tents: TableTents) -> None:
    if not tents.tents:
        empty = replace(ORGANISATION, size=12)
        draw_line(sheet, word(tents.paper.lang, "nothing yet"), empty, A4[0] / 2, A4[1] / 2)
        page_count_line(sheet, A4[0] - 32 * mm, 12 * mm)
    for tent in tents.tents:
        _draw_tent(sheet, tent)


def _draw_tent(sheet: Sheet, tent: Tent) -> None:
    """Both faces, upside down to each other, with the fold between and cut marks around."""
    width, height = A4
    left, fold = (width - FACE_WIDTH) / 2, height / 2
    sheet.saveState()
    sheet.translate(left, fold - FACE_HEIGHT)
    _draw_face(sheet, tent)
    sheet.restoreState()
    sheet.saveState()
    sheet.translate(left + FACE_WIDTH, fold + FACE_HEIGHT)
    sheet.rotate(180)
    _draw_face(sheet, tent)
    sheet.restoreState()
    sheet.saveState()
    sheet.setStrokeColor(HexColor("#c3ccd9"))
    sheet.setLineWidth(0.5)
    sheet.rect(left, fold - FACE_HEIGHT, FACE_WIDTH, 2 * FACE_HEIGHT)
    sheet.setDash([4, 3])
    sheet.line(left, fold, left + FACE_WIDTH, fold)
    sheet.restoreState()
    paper = sheet.paper
    made = " · ".join(part for part in (paper.version, labelled(paper.lang, "made", paper.made_text)) if part)
    draw_line(sheet, made, Style(size=SMALLEST, colour=QUIET), left, 12 * mm)
    page_count_line(sheet, width - left - 22 * mm, 12 * mm)
    sheet.showPage()


def _draw_face(sheet: Sheet, tent: Tent) -> None:
    room = FACE_WIDTH - 16 * mm
    name = set_name(tent.name, NAME, room, NAME_ROOM, WANTED_NAME)
    organisation = heading(tent.organisation, ORGANISATION, room, 2) if tent.organisation else None
    height = name.wrap(room, 0)[1] + (organisation.wrap(room, 0)[1] + 6 if organisation else 0)
    top = draw_block(sheet, name, 8 * mm, FACE_HEIGHT / 2 + height / 2, room)
    if organisation:
        draw_block(sheet, organisation, 8 * mm, top - 6, room)
