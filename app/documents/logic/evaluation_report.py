"""The report of an evaluation: what was judged, by which indicators and panel, with which result and limits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.platypus.flowables import Flowable, Spacer

from app.documents.logic.agenda_cover import draw_cover
from app.documents.logic.layout import printed
from app.documents.logic.official import BODY, LOOK, WIDTH, chapter, ended, numbered, paragraphs
from app.documents.logic.sheet import Paper, Printed, Sheet
from app.documents.logic.tables import Cell, facts, grid
from app.documents.logic.text import Prose
from app.documents.logic.words import labelled, listed, word

NOTE: Final = replace(BODY, size=12, leading=22, before=6)


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """An indicator with its weight, and what the panel gave it, as printed."""

    name: str
    weight: str
    full: str
    score: str


@dataclass(frozen=True, kw_only=True)
class EvaluationReport:
    """Everything the report says; the panel is named only where its names may be published."""

    paper: Paper
    target: str
    kind: str = ""
    organiser: str = ""
    date: str = ""
    indicator_set: str = ""
    method: str = ""
    panel: tuple[str, ...] = ()
    panel_note: str = ""
    criteria: tuple[Criterion, ...] = ()
    score: str = ""
    grade: str = ""
    valid_until: str = ""
    comments: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


def print_evaluation_report(report: EvaluationReport) -> Printed:
    """The report as a PDF: a cover without number, then the body of a public document."""
    lang = report.paper.lang

    def cover(sheet: Sheet) -> None:
        kind, note = word(lang, "evaluation"), "\n".join(part for part in (report.kind, report.organiser) if part)
        draw_cover(sheet, report.target, (), (report.date, ""), kind=kind, note=note)

    look = replace(LOOK, cover=cover)
    parts = (
        ("evaluation target", _subject(report)),
        ("panel", _panel(report)),
        ("score", _scores(report)),
        ("comments", paragraphs(report.comments)),
        ("result", _result(report)),
        ("limits", paragraphs((word(lang, "limits text"), *report.limits))),
    )
    story: list[Flowable] = []
    last: list[Flowable] = []
    for number, (key, flowables) in enumerate(parts, start=1):
        text = numbered(number, word(lang, key), english=lang == "en")
        story += last
        last = chapter(text, key, flowables or [Prose(word(lang, "nothing"), BODY)])
    story += ended(last, report.organiser, report.date)
    return printed(report.paper, story, look, report)


def _pairs(report: EvaluationReport, names: Sequence[tuple[str, str]]) -> Flowable:
    pairs: list[tuple[str, Cell]] = [(word(report.paper.lang, key), value) for key, value in names]
    return facts(pairs, WIDTH, 92)


def _subject(report: EvaluationReport) -> list[Flowable]:
    return [
        _pairs(report, (("evaluation target", report.target), ("indicator set", report.indicator_set),
                        ("method", report.method), ("issued by", report.organiser))),
    ]  # fmt: skip


def _panel(report: EvaluationReport) -> list[Flowable]:
    return paragraphs((listed(report.paper.lang, report.panel), report.panel_note))


def _scores(report: EvaluationReport) -> list[Flowable]:
    lang = report.paper.lang
    heads = [word(lang, key) for key in ("criterion", "weight", "full", "score")]
    rows = [(each.name, each.weight, each.full, each.score) for each in report.criteria]
    if not rows:
        return []
    table = grid(heads, rows, [WIDTH - 3 * 72, 72, 72, 72], bold=(0,), centred=(1, 2, 3))
    return [Spacer(1, 4), table, Prose(labelled(lang, "score", report.score or "—"), replace(NOTE, indent=0))]


def _result(report: EvaluationReport) -> list[Flowable]:
    return [
        _pairs(report, (("score", report.score), ("grade", report.grade), ("valid until", report.valid_until))),
    ]  # fmt: skip
