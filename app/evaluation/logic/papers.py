"""Score sheets and results on paper, ready to be signed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.documents.logic import fonts
from app.documents.logic.layout import NAVY, PLAIN, Heading, Look, printed, text_width
from app.documents.logic.sheet import Paper, Printed
from app.documents.logic.tables import facts, grid
from app.documents.logic.text import QUIET, Prose, Style

TITLE: Final = Style(face=fonts.SANS_BOLD, size=18, leading=28, colour=NAVY, after=6)
NOTE: Final = Style(size=9, leading=14, colour=QUIET, before=8)
SIGN: Final = Style(size=11, leading=30, before=18)
FIRST, LAST = 0.34, 0.12  # shares of the width for the name and for the total


@dataclass(frozen=True, kw_only=True)
class TablePaper:
    """A paper with facts on top, one table, notes below it, and lines to sign on."""

    paper: Paper
    facts: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


def print_table_paper(said: TablePaper) -> Printed:
    """Make the PDF."""
    look = Look(margins=PLAIN)
    width = text_width(look)
    story = [
        Heading(said.paper.title, "top", TITLE),
        facts(said.facts, width, label_width=90.0),
        Prose("", replace(NOTE, leading=8)),
        grid(said.head, said.rows, column_widths(len(said.head), width), centred=range(1, len(said.head)), bold=(0,)),
        *(Prose(text, NOTE) for text in said.notes),
        *(Prose(text, SIGN) for text in said.signatures),
    ]
    return printed(said.paper, story, look, said)


def column_widths(columns: int, width: float) -> Sequence[float]:
    """A wide first column, a narrow last one, and equal ones between."""
    if columns <= 2:  # noqa: PLR2004 -- nothing between
        return [width / columns] * columns
    between = width * (1 - FIRST - LAST) / (columns - 2)
    return [width * FIRST, *[between] * (columns - 2), width * LAST]
