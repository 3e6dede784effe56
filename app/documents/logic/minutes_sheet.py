"""Minutes sheets: one page for each talk, filled in by hand at the table."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable, PageBreak, Spacer

from app.documents.logic.layout import PLAIN, RULE, Heading, Look, printed, text_width
from app.documents.logic.personal_agenda import TITLE
from app.documents.logic.sheet import Lang, Paper, Printed, sparing_collector
from app.documents.logic.tables import Cell, facts
from app.documents.logic.text import QUIET, Prose, Style
from app.documents.logic.words import word

EVENT: Final = Style(size=12, leading=19, colour=QUIET, after=8)
LABEL: Final = Style(size=11, leading=20, before=10, after=2)
SMALL: Final = Style(size=9, leading=14, colour=QUIET, before=6)
LINE: Final = 26.0
BELOW_NOTES: Final = 262.0  # what stands below the notes, from the outcome to the foot
FEWEST: Final = 3


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One talk at a table; the sides are named in full."""

    title: str
    time: str = ""
    place: str = ""
    sides: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesSheets:
    """The sheets of an event, in the order of the talks."""

    paper: Paper
    event: str
    date: str = ""
    talks: tuple[Talk, ...] = ()


class Lines(Flowable):
    """Ruled lines to write on; with a reserve, as many as leave that much room on the page."""

    def __init__(self, count: int, reserve: float = 0.0) -> None:
        super().__init__()
        self.count, self.reserve = count, reserve

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- ReportLab's names
        """As wide as the text."""
        if self.reserve:
            self.count = max(int((aH - self.reserve) // LINE), FEWEST)
        self.width, self.height = aW, self.count * LINE
        return self.width, self.height

    def draw(self) -> None:
        """Draw the lines."""
        self.canv.setStrokeColor(HexColor(RULE))
        self.canv.setLineWidth(0.7)
        for number in range(self.count):
            y = self.height - (number + 1) * LINE + 2
            self.canv.line(0, y, self.width, y)


@sparing_collector()
def print_minutes_sheets(sheets: MinutesSheets) -> Printed:
    """A page for each talk."""
    width = text_width(Look(margins=PLAIN))
    story: list[Flowable] = []
    for number, talk in enumerate(sheets.talks):
        story += [*([PageBreak()] if number else []), *_sheet(sheets, talk, f"talk{number}", width)]
    if not story:
        story.append(Prose(word(sheets.paper.lang, "nothing yet"), LABEL))
    return printed(sheets.paper, story, Look(), sheets)


def _sheet(sheets: MinutesSheets, talk: Talk, key: str, width: float) -> list[Flowable]:
    lang = sheets.paper.lang
    when = "　".join(part for part in (sheets.date, talk.time) if part)
    pairs: list[tuple[str, Cell]] = [
        (word(lang, "time"), when),
        (word(lang, "place"), talk.place),
        (word(lang, "sides"), "\n".join(talk.sides)),
        (word(lang, "minutes topic"), talk.topic or talk.title),
    ]
    return [
        Heading(word(lang, "minutes"), key, TITLE, entry=f"{talk.time} {talk.title}".strip()),
        Prose(sheets.event, EVENT),
        facts(pairs, width),
        Prose(word(lang, "minutes notes"), LABEL),
        Lines(0, BELOW_NOTES),
        Prose(f"{word(lang, 'outcome')}　{word(lang, 'outcomes')}", LABEL),
        *_blank(lang, "next step", 2),
        *_blank(lang, "next date", 1),
        Spacer(1, 8),
        Prose(word(lang, "recorder"), replace(LABEL, before=0)),
        Lines(1),
        Prose(word(lang, "private"), SMALL),
    ]


def _blank(lang: Lang, name: str, lines: int) -> list[Flowable]:
    return [Prose(word(lang, name), LABEL), Lines(lines)]
