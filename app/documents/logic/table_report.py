"""A report of tables in the layout of public documents: chapters with text, a table and a chart, and its sources."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.platypus.flowables import Flowable, Spacer

from app.documents.logic.bars import Bar, Bars
from app.documents.logic.layout import printed
from app.documents.logic.official import (
    ACROSS,
    BODY,
    LOOK,
    WIDTH,
    chapter,
    defined,
    ended,
    numbered,
    opening,
    paragraphs,
)
from app.documents.logic.sheet import Paper, Printed, sparing_collector
from app.documents.logic.tables import grid
from app.documents.logic.text import Prose
from app.documents.logic.words import word

NOTE: Final = replace(BODY, size=12, leading=20, before=6, indent=0)
NARROW: Final = 58.0


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One table: its first column is wide, the others hold numbers; bars may show one of them."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    text: tuple[str, ...] = ()
    bars: tuple[tuple[str, int], ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TableReport:
    """Everything such a report says; sources tell what each figure counts, and a wide one lies across the page."""

    paper: Paper
    title: str
    subtitle: str = ""
    organiser: str = ""
    date: str = ""
    chapters: tuple[Chapter, ...] = ()
    sources: tuple[str, ...] = ()
    wide: bool = False


@sparing_collector()
def print_table_report(report: TableReport) -> Printed:
    """The report as a PDF."""
    lang = report.paper.lang
    story = opening(report.title, report.subtitle)
    last: list[Flowable] = []
    for number, each in enumerate(report.chapters, start=1):
        heading = numbered(number, each.title, english=lang == "en")
        story += last
        last = chapter(heading, f"chapter{number}", _parts(each) or [Prose(word(lang, "nothing"), BODY)])
    story += ended([*last, *defined(report.sources, lang)], report.organiser, report.date)
    return printed(report.paper, story, ACROSS if report.wide else LOOK, report)


def _parts(each: Chapter) -> list[Flowable]:
    parts = paragraphs(each.text)
    if each.rows:
        narrow = len(each.head) - 1
        widths = each.widths or (WIDTH - narrow * NARROW, *([NARROW] * narrow))
        parts.append(grid(each.head, each.rows, widths, bold=(0,), centred=tuple(range(1, len(each.head)))))
    if any(value for _, value in each.bars):
        parts += [Spacer(1, 10), Bars([Bar(name, value) for name, value in each.bars])]
    if each.note:
        parts.append(Prose(each.note, NOTE))
    return parts
