"""The agenda book of an event: cover, contents, notes, programme, pitches, guests, rooms, contacts."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer

from app.documents.logic import fonts
from app.documents.logic.agenda_cover import Host, draw_cover
from app.documents.logic.layout import NAVY, PLAIN, Contents, Heading, Look, printed, text_width
from app.documents.logic.qr import QrMark
from app.documents.logic.sheet import Lang, Paper, Printed, sparing_collector
from app.documents.logic.tables import beside, facts, grid
from app.documents.logic.text import QUIET, Prose, Run, Style
from app.documents.logic.words import word

CHAPTER: Final = Style(face=fonts.SANS_BOLD, size=17, leading=26, colour=NAVY, after=8)
SECTION: Final = Style(face=fonts.SANS_BOLD, size=12.5, leading=20, colour=NAVY, before=10, after=5)
BODY: Final = Style(size=10.5, leading=18, align="justify")
NOTE: Final = Style(size=9, leading=14, colour=QUIET, before=4)
QR_SIZE: Final = 96.0
LONG_PITCH: Final = 1200  # more characters than this may part over two pages


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row of the programme; assumed says that the source does not state it."""

    time: str
    title: str
    room: str = ""
    speakers: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Day:
    """The programme of one day."""

    label: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PitchEntry:
    """The public part of a pitch; points are the four required ones, in their order, empty if not public."""

    number: str
    title: str
    team: str
    field: str = ""
    points: tuple[str, str, str, str] = ("", "", "", "")
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A person named in the book, in the agreed order."""

    name: str
    position: str = ""
    organisation: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A room of the venue."""

    name: str
    floor: str = ""
    seats: str = ""
    use: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to ask about what."""

    duty: str
    name: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class AgendaBook:
    """Everything an agenda book says; the paper names title, version and language."""

    paper: Paper
    event: str
    date: str
    place: str
    hosts: tuple[Host, ...] = ()
    notices: tuple[str, ...] = ()
    days: tuple[Day, ...] = ()
    pitches: tuple[PitchEntry, ...] = ()
    guests: tuple[Guest, ...] = ()
    venue: str = ""
    places: tuple[Place, ...] = ()
    contacts: tuple[Contact, ...] = ()
    page_url: str = ""


@sparing_collector()
def print_agenda_book(book: AgendaBook) -> Printed:
    """The agenda book as a PDF with cover, bookmarks and contents."""
    look = Look(cover=lambda sheet: draw_cover(sheet, book.event, book.hosts, (book.date, book.place)))
    width = text_width(Look(margins=PLAIN))
    chapters = [
        ("notice", _notices(book)),
        ("programme", _programme(book, width)),
        ("pitches", _pitches(book, width)),
        ("people", _guests(book, width)),
        ("rooms", _places(book, width)),
        ("contacts", _contacts(book, width)),
    ]
    return printed(book.paper, _story(book, [(key, parts) for key, parts in chapters if parts], width), look, book)


def _story(book: AgendaBook, chapters: list[tuple[str, list[Flowable]]], width: float) -> list[Flowable]:
    lang = book.paper.lang
    story: list[Flowable] = [Heading(word(lang, "contents"), "contents", CHAPTER)]
    for key, _ in chapters:
        story.append(Contents(word(lang, key), key))
        if key == "programme" and len(book.days) > 1:
            story += [Contents(day.label, f"day{number}", 1) for number, day in enumerate(book.days)]
    if book.page_url:
        story += [Spacer(1, 26), *_online(book, width)]
    story.append(PageBreak())
    for number, (key, parts) in enumerate(chapters):
        gap: list[Flowable] = [] if number == 0 else [Spacer(1, 20), CondPageBreak(170)]
        story += [*gap, Heading(word(lang, key), key, CHAPTER), *parts]
    return story


def _online(book: AgendaBook, width: float) -> list[Flowable]:
    lang = book.paper.lang
    hint = [
        Prose(word(lang, "online"), SECTION),
        Prose(word(lang, "online hint"), replace(BODY, align="left")),
        Prose(book.page_url, NOTE),
    ]
    return [beside(QrMark(book.page_url, QR_SIZE), hint, width, QR_SIZE + 12)]


def _notices(book: AgendaBook) -> list[Flowable]:
    return [Prose(f"{number}. {notice}", replace(BODY, after=3)) for number, notice in enumerate(book.notices, start=1)]


def _programme(book: AgendaBook, width: float) -> list[Flowable]:
    lang = book.paper.lang
    heads = [word(lang, key) for key in ("time", "session", "room", "speakers")]
    widths = [78.0, width - 78 - 92 - 168, 92.0, 168.0]
    story: list[Flowable] = []
    for number, day in enumerate(book.days):
        rows = [
            (item.time, _marked(item.title, item.assumed, lang), item.room, "\n".join(item.speakers))
            for item in day.items
        ]
        story += [CondPageBreak(110), Heading(day.label, f"day{number}", SECTION, 1)]
        story.append(grid(heads, rows, widths, bold=(1,)) if rows else Prose(word(lang, "nothing yet"), BODY))
    if any(item.assumed for day in book.days for item in day.items):
        story.append(Prose(word(lang, "assumed"), NOTE))
    return story or [Prose(word(lang, "nothing yet"), BODY)]


def _pitches(book: AgendaBook, width: float) -> list[Flowable]:
    lang = book.paper.lang
    heads = [word(lang, key) for key in ("no", "pitch title", "team", "field")]
    widths = [38.0, width - 38 - 160 - 74, 160.0, 74.0]
    rows = [
        (pitch.number, _marked(pitch.title, pitch.assumed, lang), pitch.team, pitch.field) for pitch in book.pitches
    ]
    if not rows:
        return []
    story: list[Flowable] = [grid(heads, rows, widths, bold=(1,), centred=(0,))]
    if any(pitch.assumed for pitch in book.pitches):
        story.append(Prose(word(lang, "assumed"), NOTE))
    for pitch in book.pitches:
        story += _points(pitch, width, lang)
    return story


def _points(pitch: PitchEntry, width: float, lang: Lang) -> list[Flowable]:
    keys = ("innovation", "transfer", "market", "value")
    said = [(word(lang, key), text) for key, text in zip(keys, pitch.points, strict=True) if text]
    if not said:
        return []
    key = f"pitch{pitch.number}"
    block: list[Flowable] = [
        Heading(f"{pitch.number}  {pitch.title}", key, replace(SECTION, size=11.5, leading=18), 1),
        Prose([Run(pitch.team), Run(f"  {pitch.field}", colour=QUIET)], replace(BODY, align="left", after=3)),
        facts(said, width, 92.0 if lang == "zh" else 118.0),
    ]
    long = sum(len(text) for text in pitch.points) > LONG_PITCH
    return [Spacer(1, 8), CondPageBreak(100), *(block if long else [KeepTogether(block)])]


def _guests(book: AgendaBook, width: float) -> list[Flowable]:
    heads = [word(book.paper.lang, key) for key in ("name", "position", "organisation", "group")]
    rows = [(guest.name, guest.position, guest.organisation, guest.group) for guest in book.guests]
    return [grid(heads, rows, [82.0, 128.0, width - 82 - 128 - 72, 72.0], bold=(0,))] if rows else []


def _places(book: AgendaBook, width: float) -> list[Flowable]:
    heads = [word(book.paper.lang, key) for key in ("room", "floor", "seats", "use")]
    rows = [(place.name, place.floor, place.seats, place.use) for place in book.places]
    story: list[Flowable] = [Prose(book.venue, replace(BODY, after=6))] if book.venue else []
    return [*story, grid(heads, rows, [150.0, 64.0, 56.0, width - 270], bold=(0,))] if rows else story


def _contacts(book: AgendaBook, width: float) -> list[Flowable]:
    heads = [word(book.paper.lang, key) for key in ("duty", "name", "phone")]
    rows = [(contact.duty, contact.name, contact.phone) for contact in book.contacts]
    return [grid(heads, rows, [width - 130 - 150, 130.0, 150.0])] if rows else []


def _marked(text: str, assumed: bool, lang: Lang) -> str:  # noqa: FBT001 -- a flag of the row itself
    return f"{text}{word(lang, 'assumed mark')}" if assumed else text
