"""The flow of a signing ceremony: batches with their times, who stands where, and what the host says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import CondPageBreak, Flowable, KeepTogether, Spacer

from app.documents.logic import fonts
from app.documents.logic.layout import NAVY, PALE, PLAIN, RULE, Heading, Look, printed, text_width
from app.documents.logic.official import SUBTITLE, TITLE
from app.documents.logic.sheet import Lang, Paper, Printed, sparing_collector
from app.documents.logic.tables import Cell, facts, grid
from app.documents.logic.text import INK, QUIET, SMALLEST, Prose, Run, Style, balanced, draw_block, draw_line, heading
from app.documents.logic.words import labelled, word

BATCH: Final = Style(face=fonts.SANS_BOLD, size=13, leading=22, colour=NAVY, before=12, after=4)
BODY: Final = Style(size=10.5, leading=18)
WORDS: Final = Style(face=fonts.SERIF, size=12, leading=22, before=6, after=4, align="justify")
PLACE: Final = Style(size=SMALLEST, leading=12, colour=INK, align="center")
BOX: Final = 34.0
AUDIENCE: Final = 18.0
MOST_IN_ROW: Final = 6


@dataclass(frozen=True, kw_only=True)
class OnStage:
    """A party of an agreement on stage; mark is where its signatory stands, seen by who faces the audience."""

    name: str
    signatory: str = ""
    assistant: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class StagedAgreement:
    """One agreement of a batch."""

    title: str
    kind: str = ""
    parties: tuple[OnStage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is signed at one time, when, and what the host says."""

    number: int
    time: str = ""
    agreements: tuple[StagedAgreement, ...] = ()
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Ceremony:
    """Everything the flow of a ceremony says."""

    paper: Paper
    event: str
    date: str = ""
    place: str = ""
    batches: tuple[Batch, ...] = ()


class StagePlan(Flowable):
    """The places of one agreement from the left as the audience sees them."""

    def __init__(self, names: Sequence[str], audience: str) -> None:
        super().__init__()
        self.audience = audience
        self.rows = [names[start : start + MOST_IN_ROW] for start in range(0, len(names), MOST_IN_ROW)]
        self._boxes: list[list[Prose]] = []
        self._heights: list[float] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """Rows of places above the audience, each as high as its longest name needs."""
        self._boxes = [[heading(name, PLACE, self._room(row, aW), 2) for name in row] for row in self.rows]
        self._heights = [max(BOX, max(box.height for box in row) + 10) for row in self._boxes]
        self.width, self.height = aW, sum(self._heights) + AUDIENCE
        return self.width, self.height

    @staticmethod
    def _room(row: Sequence[object], width: float) -> float:
        return width / len(row) - 12

    def draw(self) -> None:
        """Draw a box for each place and the audience below."""
        canvas = self.canv
        canvas.setStrokeColor(HexColor(RULE))
        top = self.height
        for row, height in zip(self._boxes, self._heights, strict=True):
            width = self.width / len(row)
            for column, box in enumerate(row):
                canvas.setFillColor(HexColor(PALE))
                canvas.roundRect(column * width + 3, top - height + 2, width - 6, height - 4, 3, stroke=1, fill=1)
                middle = top - (height - box.height) / 2
                draw_block(canvas, box, column * width + 6, middle, self._room(row, self.width))
            top -= height
        quiet = Style(size=SMALLEST, colour=QUIET, align="center")
        draw_line(canvas, self.audience, quiet, self.width / 2, 4)


@sparing_collector()
def print_ceremony(ceremony: Ceremony) -> Printed:
    """The flow of the ceremony as a PDF."""
    lang, width = ceremony.paper.lang, text_width(Look(margins=PLAIN))
    pairs: list[tuple[str, Cell]] = [
        (word(lang, "date"), ceremony.date),
        (word(lang, "place"), ceremony.place),
        (word(lang, "etiquette"), word(lang, "etiquette text")),
    ]
    story: list[Flowable] = [
        balanced(ceremony.event, TITLE, width),
        Prose(word(lang, "ceremony"), SUBTITLE),
        facts(pairs, width),
    ]
    for batch in ceremony.batches:
        story += _batch(batch, width, lang)
    if not ceremony.batches:
        story += [Spacer(1, 12), Prose(word(lang, "nothing yet"), BODY)]
    return printed(ceremony.paper, story, Look(), ceremony)


def _batch(batch: Batch, width: float, lang: Lang) -> list[Flowable]:
    name = word(lang, "batch").format(number=batch.number)
    title = f"{name}　{batch.time}" if batch.time else name
    story: list[Flowable] = [CondPageBreak(190), Heading(title, f"batch{batch.number}", BATCH)]
    for number, agreement in enumerate(batch.agreements, start=1):
        story += _agreement(agreement, number, width, lang)
    if batch.words:
        story += [CondPageBreak(70), Prose(word(lang, "host words"), replace(BODY, face=fonts.SANS_BOLD, before=8))]
        story += [Prose(line, WORDS) for line in batch.words.split("\n") if line.strip()]
    return story


def _agreement(agreement: StagedAgreement, number: int, width: float, lang: Lang) -> list[Flowable]:
    heads = [word(lang, key) for key in ("party", "signatory", "assistant", "mark")]
    rows = [(each.name, each.signatory, each.assistant, each.mark) for each in agreement.parties]
    quoted = f"《{agreement.title}》" if lang == "zh" else f"“{agreement.title}”"
    title = Prose([Run(f"{number}. {quoted}", face=fonts.SANS_BOLD)], replace(BODY, before=6, after=4))
    story: list[Flowable] = [title]
    if agreement.kind:
        story.append(Prose(agreement.kind, replace(BODY, size=9.5, leading=14, colour=QUIET, after=4)))
    if rows:
        story.append(grid(heads, rows, [width - 2 * 96 - 60, 96, 96, 60], bold=(0,)))
        story += [Spacer(1, 6), StagePlan(_places(agreement, lang), word(lang, "audience"))]
    return [KeepTogether(story)] if len(rows) <= MOST_IN_ROW else [CondPageBreak(150), *story]


def _places(agreement: StagedAgreement, lang: Lang) -> list[str]:
    """Who stands where from the left as the audience sees it: parties in their order, assistants outside."""
    parties = agreement.parties
    names = [each.signatory or each.name for each in parties]
    helped = [labelled(lang, "assistant", each.assistant) for each in parties if each.assistant]
    return [*helped[:1], *names, *helped[1:]]
