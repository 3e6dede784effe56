"""The change slip that corrects a printed agenda book: what was planned, and what holds now."""

from dataclasses import dataclass
from typing import Final

from reportlab.platypus.flowables import Flowable, Spacer

from app.documents.logic.layout import PLAIN, Look, printed, text_width
from app.documents.logic.official import SUBTITLE, TITLE
from app.documents.logic.sheet import Paper, Printed
from app.documents.logic.tables import grid
from app.documents.logic.text import Prose, Style, balanced
from app.documents.logic.words import word

BODY: Final = Style(size=11, leading=19, after=6)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One change of the programme; before or now is empty where something is new or gone."""

    session: str
    change: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeSlip:
    """What has changed between the printed version and this one."""

    paper: Paper
    event: str
    before: str
    corrections: tuple[Correction, ...] = ()


def print_change_slip(slip: ChangeSlip) -> Printed:
    """The slip as a PDF."""
    lang, width = slip.paper.lang, text_width(Look(margins=PLAIN))
    heads = [word(lang, key) for key in ("session", "change", "was", "is")]
    rows = [(each.session, each.change, each.before, each.now) for each in slip.corrections]
    story: list[Flowable] = [balanced(slip.event, TITLE, width), Prose(word(lang, "change slip"), SUBTITLE)]
    if rows:
        story.append(Prose(word(lang, "change intro").format(before=slip.before or "—"), BODY))
        story.append(grid(heads, rows, [width - 70 - 2 * 130, 70, 130, 130], bold=(0,)))
    else:
        story += [Spacer(1, 8), Prose(word(lang, "nothing"), BODY)]
    return printed(slip.paper, story, Look(), slip)
