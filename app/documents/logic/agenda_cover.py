"""The cover of an agenda book: the event, its host chain in the given order, date and place."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.layout import NAVY, RED
from app.documents.logic.sheet import Lang, Sheet
from app.documents.logic.text import INK, QUIET, Prose, Style, balanced, draw_block, draw_line, fitted
from app.documents.logic.words import labelled, word

Role = Literal["guidance", "host", "undertaker", "co_organiser", "supporter"]

WIDTH: Final = A4[0]
HEIGHT: Final = A4[1]
INSET: Final = 24 * mm
LABEL_WIDTH: Final = 104.0  # room for "Co-organised by"
LOWEST: Final = 50 * mm
GAP: Final = 5.0
SIZES: Final = (12.0, 11.0, 10.0, 9.0)

TITLE: Final = Style(face=fonts.SERIF_BOLD, size=32, leading=46, colour=NAVY, align="center")
KIND: Final = Style(face=fonts.SERIF, size=22, leading=34, colour=RED, align="center", spacing=8)
LABEL: Final = Style(face=fonts.SANS_BOLD, size=11.5, leading=20, colour=NAVY)
VALUE: Final = Style(size=11.5, leading=20, colour=INK)


@dataclass(frozen=True)
class Host:
    """An organisation and its part in the event; the order of the hosts is the order on the cover."""

    role: Role
    name: str


def draw_cover(
    sheet: Sheet,
    event: str,
    hosts: tuple[Host, ...],
    when_and_where: tuple[str, str],
    *,
    kind: str = "",
    note: str = "",
) -> None:
    """Draw the first page of a book: an agenda book unless another kind is named; a note says whose copy it is."""
    lang = sheet.paper.lang
    sheet.saveState()
    _frame(sheet)
    width = WIDTH - 2 * INSET
    title = fitted(event, TITLE, width, lines=3, smallest=18)
    top = draw_block(sheet, balanced(event, title, width), INSET, HEIGHT - 66 * mm, width)
    _rule(sheet, top - 12)
    style = replace(KIND, spacing=8 if lang == "zh" else 1)
    below = draw_block(sheet, Prose(kind or word(lang, "agenda book"), style), INSET, top - 26, width)
    if note:
        quiet = replace(LABEL, align="center", colour=QUIET)
        for line in note.split("\n"):
            below = draw_block(sheet, balanced(line, quiet, width), INSET, below - 4, width)
    rows = _rows(lang, hosts, when_and_where)
    _draw_rows(sheet, rows, width, top - 90)
    foot = Style(size=9.5, colour=QUIET, align="center")
    paper = sheet.paper
    parts = (paper.version, labelled(lang, "made", paper.made_text))
    draw_line(sheet, "　".join(part for part in parts if part), foot, WIDTH / 2, 30 * mm)
    sheet.restoreState()


def _rows(lang: Lang, hosts: tuple[Host, ...], when_and_where: tuple[str, str]) -> list[tuple[str, str]]:
    rows = [
        (word(lang, role), "\n".join(host.name for host in group))
        for role, group in groupby(hosts, key=lambda host: host.role)
    ]
    date, place = when_and_where
    return [*rows, (word(lang, "date"), date or "—"), *([(word(lang, "place"), place)] if place else [])]


def _value_width(width: float) -> float:
    return width - LABEL_WIDTH - 16 * mm


def _draw_rows(sheet: Sheet, rows: list[tuple[str, str]], width: float, highest: float) -> None:
    """Draw the host chain above the foot, smaller if it is long, but never below the smallest size."""
    for size in SIZES:
        label, value = replace(LABEL, size=size, leading=size * 1.74), replace(VALUE, size=size, leading=size * 1.74)
        blocks = [(Prose(name, label), Prose(text, value)) for name, text in rows]
        total = sum(block.wrap(_value_width(width), 0)[1] + GAP for _, block in blocks)
        if LOWEST + total <= highest:
            break
    start = max(min(LOWEST + total, highest), LOWEST + total - 12 * mm)
    for name, block in blocks:
        draw_block(sheet, name, INSET + 8 * mm, start, LABEL_WIDTH)
        start = draw_block(sheet, block, INSET + 8 * mm + LABEL_WIDTH, start, _value_width(width)) - GAP


def _frame(sheet: Sheet) -> None:
    """Bands at the edges and a fine frame: sober, and recognisable on a table."""
    sheet.setFillColor(HexColor(NAVY))
    sheet.rect(0, HEIGHT - 18 * mm, WIDTH, 18 * mm, stroke=0, fill=1)
    sheet.rect(0, 0, WIDTH, 9 * mm, stroke=0, fill=1)
    sheet.setFillColor(HexColor(RED))
    sheet.rect(0, HEIGHT - 20 * mm, WIDTH, 2 * mm, stroke=0, fill=1)
    sheet.rect(0, 9 * mm, WIDTH, 1 * mm, stroke=0, fill=1)


def _rule(sheet: Sheet, y: float) -> None:
    middle = WIDTH / 2
    sheet.setStrokeColor(HexColor(RED))
    sheet.setLineWidth(1)
    sheet.line(middle - 70, y, middle - 7, y)
    sheet.line(middle + 7, y, middle + 70, y)
    sheet.setFillColor(HexColor(RED))
    sheet.saveState()
    sheet.translate(middle, y)
    sheet.rotate(45)
    sheet.rect(-2.6, -2.6, 5.2, 5.2, stroke=0, fill=1)
    sheet.restoreState()
