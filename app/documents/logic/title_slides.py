"""The title slides of the pitches on stage as one deck, with what the big screen shows of them."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.colors import HexColor

from app.documents.logic import fonts
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely, page_count_line
from app.documents.logic.text import QUIET, SMALLEST, Prose, Run, Style, balanced, draw_block, draw_line, lines_of
from app.documents.logic.words import labelled, word

SLIDE: Final = (960.0, 540.0)  # 16:9, as projectors have it
INSET: Final = 60.0
ROOM: Final = SLIDE[0] - 2 * INSET
STRIP: Final = 30.0  # below the slide: what the paper says of itself
HEAD: Final = 462.0
TOP, FLOOR = 430.0, 158.0  # between them stand title and summary
RULE: Final = 138.0
TEAM_ROOM: Final = 520.0
LEAST_SUMMARY: Final = 96.0
GAP: Final = 20.0

NUMBER: Final = Style(face=fonts.SANS_BOLD, size=40, colour="#ffd166")
FIELD: Final = Style(size=22, leading=30, colour="#cfe0fa")
TIME: Final = Style(face=fonts.SANS_BOLD, size=24, colour="#ffffff", align="right")
TITLE: Final = Style(face=fonts.SANS_BOLD, size=56, leading=72, colour="#ffffff")
SUMMARY: Final = Style(size=24, leading=38, colour="#e3edfb")
TEAM: Final = Style(face=fonts.SANS_BOLD, size=24, leading=32, colour="#ffffff")
PRESENTER: Final = Style(size=18, leading=26, colour="#cfe0fa")
FACTS: Final = Style(size=18, leading=26, colour="#cfe0fa", align="right")
FOOT: Final = Style(size=SMALLEST, colour=QUIET)


@dataclass(frozen=True, kw_only=True)
class TitleSlide:
    """What stands on the slide of one pitch, all of it written for everybody."""

    number: str
    title: str
    team: str = ""
    presenter: str = ""
    time: str = ""
    field: str = ""
    facts: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class TitleSlides:
    """The deck of an event, in the order of the stage."""

    paper: Paper
    event: str
    slides: tuple[TitleSlide, ...]


def print_title_slides(deck: TitleSlides) -> Printed:
    """The deck as a PDF, a page and a bookmark for each pitch."""
    return draw_freely(deck.paper, SLIDE, lambda sheet: _draw_pages(sheet, deck), deck)


def _draw_pages(sheet: Sheet, deck: TitleSlides) -> None:
    for place, slide in enumerate(deck.slides):
        sheet.bookmarkPage(f"slide{place}")
        sheet.addOutlineEntry(f"{slide.number}  {slide.title}", f"slide{place}", 0)
        _draw_ground(sheet, deck)
        _draw_head(sheet, slide)
        _draw_middle(sheet, slide)
        _draw_foot(sheet, slide)
        sheet.showPage()
    if not deck.slides:
        _draw_ground(sheet, deck)
        _draw_middle(sheet, TitleSlide(number="", title=deck.event, summary=word(deck.paper.lang, "nothing yet")))
        sheet.showPage()


def _draw_ground(sheet: Sheet, deck: TitleSlides) -> None:
    """The dark ground with its bar, and below it in small letters what paper this is."""
    width, height = SLIDE
    sheet.linearGradient(0, height, width, 0, (HexColor("#123a75"), HexColor("#0b2450")))
    sheet.setFillColor(HexColor("#ffd166"))
    sheet.rect(0, STRIP, 9, height - STRIP, stroke=0, fill=1)
    sheet.setFillColor(HexColor("#ffffff"))
    sheet.rect(0, 0, width, STRIP, stroke=0, fill=1)
    made = labelled(deck.paper.lang, "made", deck.paper.made_text)
    said = " · ".join(part for part in (deck.event, deck.paper.version, made) if part)
    draw_line(sheet, said, FOOT, INSET, 11)
    page_count_line(sheet, width - INSET - 48, 11)


def _draw_head(sheet: Sheet, slide: TitleSlide) -> None:
    draw_line(sheet, slide.number, NUMBER, INSET, HEAD)
    draw_line(sheet, slide.time, TIME, SLIDE[0] - INSET, HEAD + 2)
    room = ROOM - 330
    field = _within(slide.field, FIELD, room, 44)
    draw_block(sheet, field, INSET + 90, HEAD + 9 + field.wrap(room, 0)[1] / 2, room)


def _draw_middle(sheet: Sheet, slide: TitleSlide) -> None:
    """Title and summary, the summary in the room that the title leaves, both together in the middle of it."""
    room = TOP - FLOOR
    title = _within(slide.title, TITLE, ROOM, room - (LEAST_SUMMARY + GAP if slide.summary else 0))
    _, taken = title.wrap(ROOM, 0)
    summary = _within(slide.summary, SUMMARY, ROOM, room - taken - GAP)
    _, more = summary.wrap(ROOM, 0)
    more += GAP if slide.summary else 0
    below = draw_block(sheet, title, INSET, TOP - (room - taken - more) / 3, ROOM)
    if slide.summary:
        draw_block(sheet, summary, INSET, below - GAP, ROOM)


def _draw_foot(sheet: Sheet, slide: TitleSlide) -> None:
    sheet.setStrokeColor(HexColor("#5f7fae"))
    sheet.setLineWidth(0.8)
    sheet.line(INSET, RULE, SLIDE[0] - INSET, RULE)
    team = _within(slide.team or "—", TEAM, TEAM_ROOM, 64)
    below = draw_block(sheet, team, INSET, RULE - 8, TEAM_ROOM)
    if slide.presenter:
        said = labelled(sheet.paper.lang, "presenter", slide.presenter)
        draw_block(sheet, _within(said, PRESENTER, TEAM_ROOM, 26), INSET, below, TEAM_ROOM)
    rest = ROOM - TEAM_ROOM - GAP
    facts = _within("\n".join(slide.facts), FACTS, rest, RULE - STRIP - 16)
    draw_block(sheet, facts, INSET + TEAM_ROOM + GAP, RULE - 8, rest)


def _within(text: str, style: Style, width: float, height: float) -> Prose:
    """The text as large as a room allows, at most as large as the style says."""
    size = style.size
    shown = style
    while size > SMALLEST and len(lines_of([Run(text)], shown, width)) * shown.leading > height:
        size = max(size - 1, SMALLEST)
        shown = replace(style, size=size, leading=style.leading / style.size * size)
    return balanced(text, shown, width) if style is TITLE else Prose(text, shown)
