"""The report after an event, in the layout of public documents: who came, what was asked, signed and promised."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, Spacer

from app.documents.logic.bars import Bar, Bars
from app.documents.logic.layout import Heading, printed
from app.documents.logic.official import BODY, FIRST, HEADING_ROOM, LOOK, WIDTH, defined, ended, opening, paragraphs
from app.documents.logic.sheet import Lang, Paper, Printed, sparing_collector
from app.documents.logic.tables import Cell, facts, grid
from app.documents.logic.text import Prose
from app.documents.logic.words import word

MOST_TOGETHER: Final = 10


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """How many of a group signed up and came."""

    group: str
    registered: int
    attended: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A named count: questions by theme, talks by outcome."""

    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Round:
    """What was found at one time after the event: so many pairs, of which so many are closed."""

    name: str
    pairs: int
    done: int
    stages: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedAgreement:
    """A signed agreement; amount is its printed form, and disclosed tells whether it is part of the sum."""

    title: str
    parties: tuple[str, ...]
    kind: str
    amount: str
    disclosed: bool


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something promised at the event, with its owner and date."""

    what: str
    owner: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class EventReport:
    """Everything a report says; sum_text is the printed sum of the disclosed amounts, sources explain figures."""

    paper: Paper
    event: str
    organiser: str
    date: str
    basics: tuple[tuple[str, str], ...] = ()
    summary: tuple[str, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    pitches: tuple[Tally, ...] = ()
    questions: tuple[Tally, ...] = ()
    agreements: tuple[SignedAgreement, ...] = ()
    sum_text: str = ""
    meetings: tuple[Tally, ...] = ()
    funnel: tuple[Tally, ...] = ()
    rounds: tuple[Round, ...] = ()
    follow_ups: tuple[Task, ...] = ()
    problems: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@sparing_collector()
def print_event_report(report: EventReport) -> Printed:
    """The report as a PDF."""
    width = WIDTH
    lang = report.paper.lang
    basics: list[tuple[str, Cell]] = list(report.basics)
    chapters: list[tuple[str, list[Flowable]]] = [
        ("basics", [*paragraphs(report.summary), *([facts(basics, width, 92)] if basics else [])]),
        ("attendance", _attendance(report.attendance, width, lang)),
        (
            "questions",
            _apart(
                _tallies(report.pitches, "pitch state", width, lang), _tallies(report.questions, "theme", width, lang)
            ),
        ),
        ("agreements", _agreements(report, width)),
        ("meetings", [*_tallies(report.meetings, "status", width, lang), *_funnel(report.funnel, width, lang)]),
        ("follow-ups", _apart(_rounds(report.rounds, width, lang), _follow_ups(report.follow_ups, width, lang))),
        ("problems", paragraphs(report.problems)),
    ]
    story = opening(report.event, word(lang, "report"))
    last: list[Flowable] = []
    for key, parts in chapters:
        story += last
        last = _chapter(Heading(word(lang, key), key, FIRST), parts or [Prose(word(lang, "nothing"), BODY)])
    story += ended([*last, *defined(report.sources, lang)], report.organiser, report.date)
    return printed(report.paper, story, LOOK, report)


def _attendance(groups: Sequence[Attendance], width: float, lang: Lang) -> list[Flowable]:
    if not groups:
        return []
    registered, attended = sum(group.registered for group in groups), sum(group.attended for group in groups)
    rows = [(group.group, *_attendance_cells(group.registered, group.attended)) for group in groups]
    rows.append((word(lang, "total"), *_attendance_cells(registered, attended)))
    heads = [word(lang, key) for key in ("group", "registered", "attended", "rate")]
    table = grid(heads, rows, [width - 210, 70, 70, 70], bold=(0,), centred=(1, 2, 3))
    bars = Bars([Bar(group.group, group.attended, group.registered) for group in groups])
    return [table, Spacer(1, 10), bars] if registered else [table]


def _chapter(heading: Heading, parts: list[Flowable]) -> list[Flowable]:
    """A heading stands on the page where its text begins; a short table with its chart is not parted from it."""
    bars = next((part for part in parts if isinstance(part, Bars)), None)
    if bars and len(bars.bars) <= MOST_TOGETHER:
        return [KeepTogether([heading, *parts])]
    return [CondPageBreak(HEADING_ROOM), heading, *parts]


def _attendance_cells(registered: int, attended: int) -> tuple[str, str, str]:
    rate = f"{100 * attended / registered:.1f}%" if registered else "—"
    return str(registered), str(attended), rate


def _tallies(tallies: Sequence[Tally], head: str, width: float, lang: Lang) -> list[Flowable]:
    if not tallies:
        return []
    rows = [(tally.name, str(tally.count)) for tally in tallies]
    rows.append((word(lang, "total"), str(sum(tally.count for tally in tallies))))
    table = grid([word(lang, head), word(lang, "count")], rows, [width - 80, 80], bold=(0,), centred=(1,))
    return [table, Spacer(1, 10), Bars([Bar(tally.name, tally.count) for tally in tallies])]


def _funnel(tallies: Sequence[Tally], width: float, lang: Lang) -> list[Flowable]:
    """How many got how far; the figures are not parts of a whole, so nothing is added up."""
    if not tallies:
        return []
    rows = [(tally.name, str(tally.count)) for tally in tallies]
    table = grid([word(lang, "funnel"), word(lang, "count")], rows, [width - 80, 80], bold=(0,), centred=(1,))
    return [Spacer(1, 12), table]


def _apart(first: list[Flowable], second: list[Flowable]) -> list[Flowable]:
    """Two tables of one chapter with room between them."""
    return [*first, Spacer(1, 12), *second] if first and second else [*first, *second]


def _rounds(rounds: Sequence[Round], width: float, lang: Lang) -> list[Flowable]:
    heads = [word(lang, key) for key in ("round", "pairs", "stages", "closed pairs")]
    rows = [(each.name, str(each.pairs), each.stages, str(each.done)) for each in rounds]
    return [grid(heads, rows, [70, 60, width - 200, 70], bold=(0,), centred=(1, 3))] if rows else []


def _agreements(report: EventReport, width: float) -> list[Flowable]:
    lang = report.paper.lang
    if not report.agreements:
        return []
    heads = [word(lang, key) for key in ("no", "agreement", "parties", "agreement type", "amount")]
    rows = [
        (str(number), signed.title, "\n".join(signed.parties), signed.kind, signed.amount)
        for number, signed in enumerate(report.agreements, start=1)
    ]
    table = grid(heads, rows, [34, width - 34 - 136 - 72 - 66, 136, 72, 66], bold=(1,), centred=(0,))
    hidden = sum(not signed.disclosed for signed in report.agreements)
    total = f"{word(lang, 'disclosed sum')}{': ' if lang == 'en' else '：'}{report.sum_text or '—'}"
    full_stop = ". " if lang == "en" else "。"
    note = f"{full_stop}{word(lang, 'undisclosed count').format(count=hidden)}" if hidden else full_stop.strip()
    return [table, Prose(total + note, replace(BODY, size=12, leading=20, before=6))]


def _follow_ups(tasks: Sequence[Task], width: float, lang: Lang) -> list[Flowable]:
    heads = [word(lang, key) for key in ("task", "owner", "due")]
    rows = [(task.what, task.owner, task.due) for task in tasks]
    return [grid(heads, rows, [width - 200, 110, 90])] if rows else []
