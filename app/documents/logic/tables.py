"""Tables on paper: a head that returns on every page, cells that break lines by Chinese rules."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from reportlab.platypus.flowables import Flowable
from reportlab.platypus.tables import Table, TableStyle

from app.documents.logic import fonts
from app.documents.logic.grid import Grid, Ruling
from app.documents.logic.layout import NAVY, PALE, RULE
from app.documents.logic.text import Prose, Run, Style

CELL: Final = Style(size=9.5, leading=14.5)
HEAD: Final = Style(face=fonts.SANS_BOLD, size=9.5, leading=14.5, colour="#ffffff")
EMPTY: Final = "—"
NO_OTHER_FONT: Final = ("FONTNAME", (0, 0), (-1, -1), fonts.SANS)  # or Helvetica enters the file without its outlines

RULED: Final = Ruling(head=NAVY, band=PALE, line=RULE, frame=NAVY)
QUIETLY: Final = Ruling(left=2, right=2, top=3.5, bottom=3.5, line=RULE, thickness=0.4)
LABEL: Final = Style(face=fonts.SANS_BOLD, size=9.5, leading=15.5, colour=NAVY)
VALUE: Final = replace(CELL, leading=15.5)

LONG_WORD: Final = re.compile(r"[A-Za-z\u00c0-\u024f0-9.,()@&'’+%]{4,}-?")  # a hyphen or slash may end a line
LEAST: Final = 56.0  # a column gives nothing below this width
MOST_OF_ALL: Final = 0.3  # no word gets more of a table

Cell = str | Prose


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    bold: Sequence[int] = (),
    centred: Sequence[int] = (),
) -> Grid:
    """A ruled table; bold and centred name columns, and a column takes from the others what its longest word needs."""
    styles = [_column_style(number, tuple(bold), tuple(centred)) for number in range(len(head))]
    first = [Prose(text, replace(HEAD, align=style.align)) for text, style in zip(head, styles, strict=True)]
    body = [[_cell(cell, style) for cell, style in zip(row, styles, strict=True)] for row in rows]
    return Grid([first, *body], _roomy(head, rows, widths, bold), RULED, heads=1)


def facts(pairs: Sequence[tuple[str, Cell]], width: float, label_width: float = 74.0) -> Grid:
    """A quiet list of labels and values without a head."""
    rows = [[Prose(name, LABEL), _cell(value, VALUE)] for name, value in pairs]
    return Grid(rows, [label_width, width - label_width], QUIETLY)


def beside(left: Flowable, right: Sequence[Flowable], width: float, left_width: float) -> Table:
    """A drawing with text at its right side."""
    table = Table([[[left], list(right)]], colWidths=[left_width, width - left_width])
    table.setStyle(
        TableStyle([NO_OTHER_FONT, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
    )
    return table


def _roomy(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float], bold: Sequence[int]
) -> list[float]:
    """The widths, changed only where a word would have to be broken: what is missing comes from who has most."""
    most = sum(widths) * MOST_OF_ALL
    needs = []
    for number, (name, width) in enumerate(zip(head, widths, strict=True)):
        face = fonts.SANS_BOLD if number in bold else CELL.face
        need = _longest(name, fonts.SANS_BOLD)
        for row in rows:
            cell = row[number]
            if isinstance(cell, str) and LONG_WORD.search(cell):
                need = max(need, _longest(cell, face))
        needs.append(min(need, most) if need > width else 0.0)
    missing = sum(need - width for need, width in zip(needs, widths, strict=True) if need)
    if not missing:
        return list(widths)
    spare = [0.0 if need else max(width - LEAST, 0.0) for need, width in zip(needs, widths, strict=True)]
    share = min(missing / (sum(spare) or 1.0), 1.0)
    given = share * sum(spare) / missing
    return [
        width + (need - width) * given if need else width - room * share
        for need, width, room in zip(needs, widths, spare, strict=True)
    ]


@lru_cache(maxsize=4096)
def _longest(text: str, face: str) -> float:
    """What the longest word of a cell needs, with the padding beside it."""
    words = LONG_WORD.findall(text)
    padding = RULED.left + RULED.right + 0.5
    return max(
        (sum(width or 0.0 for width in fonts.advances(each, face)) for each in words), default=0.0
    ) * CELL.size + (padding if words else 0.0)


@lru_cache(maxsize=64)
def _column_style(number: int, bold: tuple[int, ...], centred: tuple[int, ...]) -> Style:
    face = fonts.SANS_BOLD if number in bold else CELL.face
    return replace(CELL, face=face, align="center" if number in centred else "left")


def _cell(value: Cell, style: Style) -> Prose:
    return Prose([Run(value or EMPTY)], style) if isinstance(value, str) else value
