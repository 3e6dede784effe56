"""The booklet of the projects on stage, in three editions: for everybody, for registered readers, and after an NDA."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from reportlab.lib.pagesizes import A4
from reportlab.platypus.flowables import CondPageBreak, Flowable, PageBreak

from app.documents.logic import fonts
from app.documents.logic.agenda_cover import Host, draw_cover
from app.documents.logic.layout import NAVY, PLAIN, Contents, Heading, Look, printed, text_width
from app.documents.logic.sheet import Lang, Paper, Printed, Sheet, sparing_collector
from app.documents.logic.tables import Cell, facts
from app.documents.logic.text import QUIET, Prose, Run, Style, draw_block, heading
from app.documents.logic.words import labelled, listed, word

Edition = Literal["public", "registered", "after_nda"]
TITLE: Final = Style(face=fonts.SANS_BOLD, size=17, leading=25, colour=NAVY, after=4)
CHAPTER: Final = replace(TITLE, after=8)
TEAM: Final = Style(size=11, leading=18, colour=QUIET, after=8)
POINT: Final = Style(face=fonts.SANS_BOLD, size=12, leading=20, colour=NAVY, before=8)
BODY: Final = Style(size=10.5, leading=18, align="justify")
NOTE: Final = Style(size=9, leading=14, colour=QUIET, before=8)
POINTS: Final = ("innovation", "transfer", "market", "value")
MARK: Final = Style(face=fonts.SANS_BOLD, size=18, leading=25, colour="#f4dede", align="center")
MARK_ROOM: Final = 210.0
MARK_STEPS: Final = (
    (0.26, 0.2),
    (0.74, 0.2),
    (0.5, 0.36),
    (0.26, 0.52),
    (0.74, 0.52),
    (0.5, 0.68),
    (0.26, 0.84),
    (0.74, 0.84),
)


@dataclass(frozen=True, kw_only=True)
class BookletPitch:
    """What this edition says of a pitch; hidden names the parts that it leaves out."""

    number: str
    title: str
    team: str
    presenter: str = ""
    when: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    points: tuple[str, str, str, str] = ("", "", "", "")
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Booklet:
    """Everything a booklet says; reader is whose copy it is, and stands across every page."""

    paper: Paper
    event: str
    date: str
    place: str
    edition: Edition = "public"
    reader: str = ""
    hosts: tuple[Host, ...] = ()
    pitches: tuple[BookletPitch, ...] = ()
    contact: str = ""


@sparing_collector()
def print_booklet(booklet: Booklet) -> Printed:
    """The booklet as a PDF: cover, contents, and each pitch on a page of its own."""

    def cover(sheet: Sheet) -> None:
        _mark(sheet, booklet)
        kind, note = word(booklet.paper.lang, "booklet"), _edition(booklet)
        draw_cover(sheet, booklet.event, booklet.hosts, (booklet.date, booklet.place), kind=kind, note=note)

    look = Look(cover=cover, ground=lambda sheet: _mark(sheet, booklet))
    return printed(booklet.paper, _story(booklet, text_width(Look(margins=PLAIN))), look, booklet)


def _edition(booklet: Booklet) -> str:
    lang = booklet.paper.lang
    lines = [word(lang, f"edition {booklet.edition}")]
    if booklet.reader:
        lines.append(word(lang, "copy for").format(reader=booklet.reader))
    return "\n".join(lines)


def _story(booklet: Booklet, width: float) -> list[Flowable]:
    lang = booklet.paper.lang
    story: list[Flowable] = [Heading(word(lang, "contents"), "contents", CHAPTER)]
    story += [Contents(f"{pitch.number}  {pitch.title}", f"pitch{n}") for n, pitch in enumerate(booklet.pitches)]
    if not booklet.pitches:
        story.append(Prose(word(lang, "nothing yet"), BODY))
    story.append(Prose(word(lang, "advice"), replace(NOTE, before=16)))
    if booklet.contact:
        story.append(Prose(labelled(lang, "contacts", booklet.contact), NOTE))
    for number, pitch in enumerate(booklet.pitches):
        story += [PageBreak(), *_pitch(pitch, f"pitch{number}", width, lang)]
    return story


def _pitch(pitch: BookletPitch, key: str, width: float, lang: Lang) -> list[Flowable]:
    story: list[Flowable] = [
        Heading(f"{pitch.number}  {pitch.title}", key, TITLE),
        Prose([Run(pitch.team or "—", face=fonts.SANS_BOLD)], TEAM),
    ]
    said: list[tuple[str, Cell]] = [(word(lang, "presenter"), pitch.presenter), (word(lang, "time"), pitch.when)]
    story.append(facts([*said, *pitch.facts], width, 92.0 if lang == "zh" else 118.0))
    if pitch.hidden:
        story.append(Prose(labelled(lang, "hidden parts", listed(lang, pitch.hidden)), replace(NOTE, before=4)))
    for name, text in zip(POINTS, pitch.points, strict=True):
        if text:
            story += [CondPageBreak(60), Prose(word(lang, name), POINT), Prose(text, BODY)]
    return story


def _mark(sheet: Sheet, booklet: Booklet) -> None:
    """The name of the reader, slanting and pale below the text, on every part of a page."""
    if not booklet.reader:
        return
    text = word(booklet.paper.lang, "watermark").format(reader=booklet.reader)
    mark = heading(text, MARK, MARK_ROOM, 2)
    width, height = A4
    for across, up in MARK_STEPS:
        sheet.saveState()
        sheet.translate(width * across, height * up)
        sheet.rotate(32)
        draw_block(sheet, mark, -MARK_ROOM / 2, mark.height / 2, MARK_ROOM)
        sheet.restoreState()
