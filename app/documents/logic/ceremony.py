"""The flow of a signing ceremony: batches with their times, who stands where, and what the host says."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import CondPageBreak, Flowable, Spacer

from app.documents.logic import fonts
from app.documents.logic.layout import NAVY, PALE, PLAIN, RULE, Heading, Look, printed, text_width
from app.documents.logic.official import SUBTITLE, TITLE
from app.documents.logic.sheet import Lang, Paper, Printed, sparing_collector
from app.documents.logic.tables import Cell, facts, grid
from app.documents.logic.text import INK, QUIET, SMALLEST, Prose, Run, Style, balanced, draw_block, draw_line, fitted
from app.documents.logic.words import labelled, word

BATCH: Final = Style(face=fonts.SANS_BOLD, size=13, leading=22, colour=NAVY, before=12, after=4)
BODY: Final = Style(size=10.5, leading=18)
WORDS: Final = Style(face=fonts.SERIF, size=12, leading=22, before=6, after=4, align="justify")
PLACE: Final = Style(size=SMALLEST, leading=12, colour=INK, align="center")
BOX: Final = 34.0
ROW: Final = 52.0
MOST_PLACES: Final = 6


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

    def __init__(self, names: list[str], audience: str) -> None:
        super().__init__()
        self.names, self.audience = names, audience

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """One row of places above the audience."""
        self.width, self.height = aW, ROW
        return self.width, self.height

    def draw(self) -> None:
        """Draw a box for each place and the audience below."""
        canvas = self.canv
        canvas.setFillColor(HexColor(PALE))
        canvas.setStrokeColor(HexColor(RULE))
        room = self.width / max(len(self.names), 1)
        for column, name in enumerate(self.names):
            canvas.setFillColor(HexColor(PALE))
            canvas.roundRect(column * room + 3, self.height - BOX, room - 6, BOX - 2, 3, stroke=1, fill=1)
            prose = Prose(name, fitted(name, PLACE, room - 12, lines=2))
            height = min(prose.wrap(room - 12, 0)[1], BOX - 4)
            draw_block(canvas, prose, column * room + 6, self.height - 2 - (BOX - height) / 2, room - 12)
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
    kind = [Run(f"　{agreement.kind}", colour=QUIET)] if agreement.kind else []
    quoted = f"《{agreement.title}》" if lang == "zh" else f"“{agreement.title}”"
    title = Prose([Run(f"{number}. {quoted}", face=fonts.SANS_BOLD), *kind], replace(BODY, before=6, after=4))
    story: list[Flowable] = [CondPageBreak(150), title]
    if rows:
        story.append(grid(heads, rows, [width - 3 * 84, 84, 84, 84], bold=(0,)))
        story += [Spacer(1, 6), StagePlan(_places(agreement, lang)[:MOST_PLACES], word(lang, "audience"))]
    return story


def _places(agreement: StagedAgreement, lang: Lang) -> list[str]:
    """Who stands where from the left as the audience sees it: parties in their order, assistants outside."""
    parties = agreement.parties
    names = [each.signatory or each.name for each in parties]
    helped = [labelled(lang, "assistant", each.assistant) for each in parties if each.assistant]
    return [*helped[:1], *names, *helped[1:]]
