"""What all printed documents share: description, sheet, page numbers known only at the end."""

import gc
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal, cast

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents.logic import fonts
from app.documents.logic.text import QUIET, SMALLEST, Style, draw_line

Lang = Literal["zh", "en"]
Watcher = Callable[[int], None]
_watching: ContextVar[Watcher | None] = ContextVar("watching", default=None)
PRODUCER: Final = "Luyan"
_LANG_TAGS: Final = {"zh": "zh-CN", "en": "en"}
_NUMBER_BOX: Final = 40
rl_config.useA85 = 0  # pages as compressed bytes, not spelled once more in letters: files are a fifth smaller


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a document says about itself; made_at is in the zone of the event, in which it is shown."""

    title: str
    made_at: datetime
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    version: str = ""
    number: str = ""
    lang: Lang = "zh"

    @property
    def made_text(self) -> str:
        """When the document was made, as it is printed."""
        return f"{self.made_at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Printed:
    """A finished document, its number of pages, and the characters no font at hand could draw."""

    content: bytes
    pages: int
    missing: tuple[str, ...] = ()


class _Collector:
    """How many documents are being drawn in this process, and how often Python looked for garbage before."""

    lock = threading.Lock()
    drawing = 0
    before = (0, 0, 0)


@contextmanager
def sparing_collector() -> Iterator[None]:
    """Let Python look for garbage less often while documents are drawn: they make many objects, few cycles."""
    with _Collector.lock:
        if not _Collector.drawing:
            _Collector.before = gc.get_threshold()
            gc.set_threshold(200_000, 20, 20)
        _Collector.drawing += 1
    try:
        yield
    finally:
        with _Collector.lock:
            _Collector.drawing -= 1
            if not _Collector.drawing:
                gc.set_threshold(*_Collector.before)


class Sheet(Canvas):
    """A canvas that can print numbers of pages before they are known."""

    def __init__(self, filename: io.BytesIO, *, paper: Paper, pagesize: tuple[float, float] = A4, **_: object) -> None:
        """Open the document; what the page template passes besides is settled here."""
        fonts.ready(fonts.SANS)
        super().__init__(
            filename,
            pagesize=pagesize,
            pageCompression=1,
            invariant=True,
            initialFontName=fonts.SANS,  # type: ignore[arg-type]  # the stub says float, the code takes a name
            lang=_LANG_TAGS[paper.lang],
        )
        self.paper = paper
        self.pages = 0
        self.places: dict[str, int] = {}
        self._promised: dict[str, tuple[str, Style]] = {}

    def _describe(self, paper: Paper) -> None:
        self.setTitle(paper.title)
        self.setAuthor(paper.author)
        self.setSubject(" · ".join(part for part in (paper.subject, paper.number, paper.version) if part))
        used = ", ".join(fonts.font_name(face) for face in (fonts.SANS, fonts.SERIF))
        self.setKeywords(", ".join((*paper.keywords, used)))
        self.setCreator(PRODUCER)
        self.setProducer(PRODUCER)
        stamp = cast("Any", self)._doc._timeStamp  # noqa: SLF001 -- the only way to date a reproducible file
        offset = paper.made_at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        stamp.t = paper.made_at.timestamp()
        stamp.lt = paper.made_at.timetuple()
        stamp.YMDhms = tuple(stamp.lt)[:6]
        stamp.dhh, stamp.dmm = divmod(minutes, 60)

    def showPage(self) -> None:  # noqa: N802 -- ReportLab's name
        """Finish a page and count it."""
        self.pages += 1
        watcher = _watching.get()
        if watcher is not None:
            watcher(self.pages)
        super().showPage()

    def promise_total(self, x: float, y: float, style: Style) -> None:
        """Leave a place for the number of all pages, and what follows it."""
        self._promise("total", x, y, style)

    def promise_page_of(self, key: str, x: float, y: float, style: Style) -> None:
        """Leave a place for the page on which a heading will stand."""
        self._promise(f"at {key}", x, y, style)

    def note_place(self, key: str) -> None:
        """Remember the current page for the promises made about a heading."""
        self.places[key] = self.pages + 1

    def save(self) -> None:
        """Keep the promises and finish the file."""
        if cast("Any", self)._code:  # noqa: SLF001 -- an open page has to be counted first
            self.showPage()
        for name, (what, style) in self._promised.items():
            said = self._total() if what == "total" else str(self.places.get(what.removeprefix("at "), "—"))
            self.beginForm(name, -_NUMBER_BOX, -_NUMBER_BOX, _NUMBER_BOX, _NUMBER_BOX)
            draw_line(self, said, style, 0, 0)
            self.endForm()
        self._describe(self.paper)  # last, because page templates describe the file in their own way
        super().save()

    def _total(self) -> str:
        """The number of all pages, in Chinese with the word behind it, so that the gap between them is even."""
        return str(self.pages) if self.paper.lang == "en" else f"{self.pages} 页"

    def _promise(self, what: str, x: float, y: float, style: Style) -> None:
        name = f"number{list(self._promised).index(what) if what in self._promised else len(self._promised)}"
        name = next((known for known, (other, _) in self._promised.items() if other == what), name)
        self._promised[name] = (what, style)
        self.saveState()
        self.translate(x, y)
        self.doForm(name)
        self.restoreState()


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell somebody about every page that is finished inside this block."""
    token = _watching.set(watcher)
    try:
        yield
    finally:
        _watching.reset(token)


def sheet_maker(paper: Paper) -> Callable[..., Sheet]:
    """The canvas class of page templates, described by a paper."""
    return partial(Sheet, paper=paper)


def draw_freely(
    paper: Paper, pagesize: tuple[float, float], draw: Callable[[Sheet], None], said: object = ()
) -> Printed:
    """Make a document whose pages are drawn by hand."""
    target = io.BytesIO()
    sheet = Sheet(target, paper=paper, pagesize=pagesize)
    with sparing_collector():
        draw(sheet)
        sheet.save()
    return Printed(target.getvalue(), sheet.pages, missing_in(said, paper.title))


def missing_in(*said: object) -> tuple[str, ...]:
    """The characters within plain values that no font at hand can draw."""
    return tuple(fonts.missing_glyphs(list(texts_in(said))))


def texts_in(value: object) -> Iterable[str]:
    """Every string within a plain value."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in vars(value).values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple | frozenset):
        for item in value:
            yield from texts_in(item)


def page_count_line(sheet: Sheet, x: float, y: float) -> None:
    """第 x 页 / 共 y 页, around a place."""
    style = Style(size=SMALLEST, colour=QUIET)
    number = sheet.pages + 1
    if sheet.paper.lang == "en":
        draw_line(sheet, f"Page {number} of ", _right(style), x + 14, y)
        sheet.promise_total(x + 14, y, style)
        return
    draw_line(sheet, f"第 {number} 页 / 共 ", _right(style), x + 14, y)
    sheet.promise_total(x + 14, y, style)


def _right(style: Style) -> Style:
    return Style(size=style.size, colour=style.colour, align="right")
