"""The personal agenda of one attendee: sessions, pitches and talks, day by day."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from reportlab.platypus.flowables import CondPageBreak, Flowable, Spacer

from app.documents.logic import fonts
from app.documents.logic.layout import NAVY, PLAIN, Heading, Look, printed, text_width
from app.documents.logic.qr import QrMark
from app.documents.logic.sheet import Lang, Paper, Printed
from app.documents.logic.tables import Cell, beside, facts, grid
from app.documents.logic.text import QUIET, Prose, Run, Style
from app.documents.logic.words import labelled, word

TITLE: Final = Style(face=fonts.SANS_BOLD, size=20, leading=30, colour=NAVY)
EVENT: Final = Style(size=12, leading=19, colour=QUIET, after=8)
DAY: Final = Style(face=fonts.SANS_BOLD, size=12.5, leading=20, colour=NAVY, before=10, after=5)
BODY: Final = Style(size=10.5, leading=17)
SMALL: Final = Style(size=9, leading=14, colour=QUIET)
QR_SIZE: Final = 84.0


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """One entry of a person's day."""

    time: str
    kind: str
    title: str
    place: str = ""
    counterpart: str = ""
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnDay:
    """What one person does on one day."""

    label: str
    rows: tuple[Engagement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonalAgenda:
    """Everything a personal agenda says; kind "talks" prints the schedule of meetings alone."""

    paper: Paper
    person: str
    organisation: str
    event: str
    date: str = ""
    place: str = ""
    days: tuple[OwnDay, ...] = ()
    contact: str = ""
    feed_url: str = ""
    kind: Literal["personal agenda", "talks"] = "personal agenda"


def print_personal_agenda(agenda: PersonalAgenda) -> Printed:
    """The agenda of one person as a PDF."""
    look = Look(margins=PLAIN)
    return printed(agenda.paper, story_of(agenda, text_width(look)), look, agenda)


def story_of(agenda: PersonalAgenda, width: float, place: str = "") -> list[Flowable]:
    """The paragraphs and tables of one person's agenda; within a book of many its place tells the bookmarks apart."""
    lang = agenda.paper.lang
    story: list[Flowable] = [
        Heading(word(lang, agenda.kind), f"agenda{place}", TITLE, entry=agenda.person if place else ""),
        Prose(agenda.event, EVENT),
        _top(agenda, width),
        Spacer(1, 6),
    ]
    for number, day in enumerate(agenda.days):
        story += [CondPageBreak(100), Heading(day.label, f"day{number}{place}", DAY, 1)]
        story.append(_table(day, width, lang) if day.rows else Prose(word(lang, "free day"), BODY))
    if not agenda.days:
        story.append(Prose(word(lang, "no plan"), replace(BODY, before=12)))
    if agenda.contact:
        story += [Spacer(1, 12), Prose(labelled(lang, "contacts", agenda.contact), SMALL)]
    return story


def _top(agenda: PersonalAgenda, width: float) -> Flowable:
    """Who and when at the left, the calendar feed at the right."""
    lang = agenda.paper.lang
    pairs: list[tuple[str, Cell]] = [
        (word(lang, "name"), Prose([Run(agenda.person, face=fonts.SANS_BOLD, size=12)], replace(BODY, leading=18))),
        (word(lang, "organisation"), agenda.organisation),
        (word(lang, "date"), agenda.date),
        (word(lang, "place"), agenda.place),
    ]
    if not agenda.feed_url:
        return facts(pairs, width)
    side = 150.0
    hint = [QrMark(agenda.feed_url, QR_SIZE), Prose(word(lang, "feed hint"), replace(SMALL, leading=12.5))]
    left = facts(pairs, width - side - 14)
    return beside(left, hint, width, width - side)


def _table(day: OwnDay, width: float, lang: Lang) -> Flowable:
    heads = [word(lang, key) for key in ("time", "kind", "what", "place", "counterpart", "status")]
    rows = [(row.time, row.kind, row.title, row.place, row.counterpart, row.status) for row in day.rows]
    fixed = (74.0, 54.0, 80.0, 116.0, 50.0)
    return grid(heads, rows, [74.0, 54.0, width - sum(fixed), 80.0, 116.0, 50.0], bold=(2,))
