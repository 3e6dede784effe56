"""The registration form of a technology contract as a boxed form, block by block."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable, Spacer
from reportlab.platypus.tables import Table, TableStyle

from app.documents.logic import fonts
from app.documents.logic.layout import PALE, PLAIN, Heading, Look, printed, text_width
from app.documents.logic.official import TITLE
from app.documents.logic.sheet import Paper, Printed
from app.documents.logic.tables import EMPTY, NO_OTHER_FONT
from app.documents.logic.text import INK, QUIET, Prose, Style, balanced
from app.documents.logic.words import labelled, word

HEAD: Final = Style(face=fonts.SERIF, size=10.5, leading=18, align="center", after=6)
BLOCK: Final = Style(face=fonts.SANS_BOLD, size=10.5, leading=17)
LABEL: Final = Style(size=9.5, leading=14.5, colour=QUIET)
VALUE: Final = Style(size=9.5, leading=14.5)
NOTE: Final = Style(size=9, leading=14, colour=QUIET, before=8)
LABEL_WIDTH: Final = 92.0
WIDE: Final = 24  # a value of more characters takes the whole line


@dataclass(frozen=True, kw_only=True)
class FormBlock:
    """A block of the form: its name, and the fields with their values."""

    name: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegistrationSheet:
    """Everything the printed form says."""

    paper: Paper
    rules: str
    number: str = ""
    state: str = ""
    blocks: tuple[FormBlock, ...] = ()
    faults: tuple[str, ...] = ()


def print_registration_form(sheet: RegistrationSheet) -> Printed:
    """The form as a PDF."""
    lang, width = sheet.paper.lang, text_width(Look(margins=PLAIN))
    head = [labelled(lang, "rules", sheet.rules), labelled(lang, "registered no", sheet.number or EMPTY)]
    head += [labelled(lang, "status", sheet.state)] if sheet.state else []
    story: list[Flowable] = [
        balanced(word(lang, "registration form"), TITLE, width),
        Prose("　　".join(head), HEAD),
    ]
    for number, block in enumerate(sheet.blocks):
        story += [Heading(block.name, f"block{number}", replace(BLOCK, before=8, after=3)), _box(block, width)]
    story += [Spacer(1, 4), *[Prose(f"□ {fault}", NOTE) for fault in sheet.faults]]
    story.append(Prose(word(lang, "not sent"), NOTE))
    return printed(sheet.paper, story, Look(), sheet)


def _box(block: FormBlock, width: float) -> Table:
    """Two fields in a line, a long one alone."""
    lines: list[list[Prose | str]] = []
    spans = []
    for fields in _paired(block.fields):
        cells: list[Prose | str] = []
        for name, value in fields:
            cells += [Prose(name, LABEL), Prose(value or EMPTY, VALUE)]
        if len(fields) == 1:
            spans.append(("SPAN", (1, len(lines)), (3, len(lines))))
            cells += ["", ""]
        lines.append(cells)
    value_width = width / 2 - LABEL_WIDTH
    table = Table(lines, colWidths=[LABEL_WIDTH, value_width, LABEL_WIDTH, value_width])
    table.setStyle(
        TableStyle(
            [
                NO_OTHER_FONT,
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("GRID", (0, 0), (-1, -1), 0.6, HexColor(INK)),
                ("BACKGROUND", (0, 0), (0, -1), HexColor(PALE)),
                *[("BACKGROUND", (2, row), (2, row), HexColor(PALE)) for row, cells in enumerate(lines) if cells[2]],
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                *spans,
            ]
        )
    )
    return table


def _paired(fields: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    lines: list[list[tuple[str, str]]] = []
    waiting = False
    for name, value in fields:
        if waiting and len(value) <= WIDE:
            lines[-1].append((name, value))
            waiting = False
        else:
            lines.append([(name, value)])
            waiting = len(value) <= WIDE
    return lines
