"""The personal schedules of everybody at an event as one book, each on a page of its own, found by name."""

from dataclasses import dataclass

from reportlab.platypus.flowables import Flowable, PageBreak

from app.documents.logic.layout import PLAIN, Look, printed, text_width
from app.documents.logic.personal_agenda import BODY, PersonalAgenda, story_of
from app.documents.logic.sheet import Paper, Printed, sparing_collector
from app.documents.logic.text import Prose
from app.documents.logic.words import word


@dataclass(frozen=True, kw_only=True)
class Schedules:
    """The agendas in the order in which they are handed out."""

    paper: Paper
    agendas: tuple[PersonalAgenda, ...] = ()


@sparing_collector()
def print_schedules(schedules: Schedules) -> Printed:
    """All schedules in one PDF, with a bookmark for each person."""
    width = text_width(Look(margins=PLAIN))
    story: list[Flowable] = []
    for number, agenda in enumerate(schedules.agendas):
        story += [*([PageBreak()] if number else []), *story_of(agenda, width, place=f" {number}")]
    if not story:
        story.append(Prose(word(schedules.paper.lang, "nothing yet"), BODY))
    return printed(schedules.paper, story, Look(), schedules)
