"""The cover and the signing page of a framework agreement, with marks where the cross-page seal goes."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.certificate_frame import SEAL_GREY, draw_seal_place
from app.documents.logic.layout import OFFICIAL
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely
from app.documents.logic.text import INK, QUIET, SMALLEST, Prose, Style, balanced, draw_block, draw_line, fitted
from app.documents.logic.words import BLANK, labelled, word

WIDTH: Final = A4[0]
HEIGHT: Final = A4[1]
LEFT: Final = OFFICIAL.left * mm
ROOM: Final = WIDTH - (OFFICIAL.left + OFFICIAL.right) * mm
TITLE: Final = Style(face=fonts.SERIF_BOLD, size=26, leading=42, colour=INK, align="center")
LABEL: Final = Style(face=fonts.SANS_BOLD, size=16, leading=26)
VALUE: Final = Style(face=fonts.SERIF, size=16, leading=26)
SMALL: Final = Style(size=SMALLEST, colour=QUIET)
LABEL_ROOM: Final = 100.0
GAP: Final = 8.0
SEAL: Final = 40 * mm

Side = Literal["first", "second", "third"]


@dataclass(frozen=True, kw_only=True)
class CoverParty:
    """A party with its full legal name; side tells whether it is 甲, 乙 or 丙."""

    side: Side
    name: str
    signatory: str = ""


@dataclass(frozen=True, kw_only=True)
class FrameworkCover:
    """Everything cover and signing page say; what is not settled yet is left open to be written by hand."""

    paper: Paper
    title: str
    number: str
    parties: tuple[CoverParty, ...] = ()
    date: str = ""
    place: str = ""
    term: str = ""
    copies: str = ""


def print_framework_cover(cover: FrameworkCover) -> Printed:
    """Cover and signing page as a PDF of two pages."""
    return draw_freely(cover.paper, A4, lambda sheet: _draw(sheet, cover), cover)


def _draw(sheet: Sheet, cover: FrameworkCover) -> None:
    sheet.bookmarkPage("cover")
    sheet.addOutlineEntry(cover.title, "cover")
    _draw_cover(sheet, cover)
    _draw_edges(sheet, cover)
    sheet.showPage()
    sheet.bookmarkPage("signing")
    sheet.addOutlineEntry(word(cover.paper.lang, "signing page"), "signing")
    _draw_signing_page(sheet, cover)
    _draw_edges(sheet, cover)
    sheet.showPage()


def _draw_cover(sheet: Sheet, cover: FrameworkCover) -> None:
    """The title in the upper third, the rest below it; a cover has no number."""
    lang = cover.paper.lang
    draw_line(sheet, labelled(lang, "agreement number", cover.number), replace(SMALL, align="right", size=11),
              LEFT + ROOM, HEIGHT - 30 * mm)  # fmt: skip
    style = fitted(cover.title, TITLE, ROOM, lines=4, smallest=16)
    top = draw_block(sheet, balanced(cover.title, style, ROOM), LEFT, HEIGHT - 70 * mm, ROOM)
    rows = [(word(lang, f"party {party.side}"), party.name) for party in cover.parties]
    rows += [
        (word(lang, "signed when"), cover.date), (word(lang, "signed where"), cover.place),
        (word(lang, "term"), cover.term), (word(lang, "copies"), cover.copies),
    ]  # fmt: skip
    start = min(top - 40, HEIGHT - 130 * mm)
    for size in (16.0, 14.0, 12.0, 10.5, SMALLEST):
        label, value = replace(LABEL, size=size, leading=size * 1.6), replace(VALUE, size=size, leading=size * 1.6)
        blocks = [(Prose(name, label), Prose(text or BLANK, value)) for name, text in rows]
        if sum(block.wrap(ROOM - LABEL_ROOM, 0)[1] + GAP for _, block in blocks) <= start - 30 * mm:
            break
    for name, block in blocks:
        draw_block(sheet, name, LEFT, start, LABEL_ROOM)
        start = draw_block(sheet, block, LEFT + LABEL_ROOM, start, ROOM - LABEL_ROOM) - GAP


def _draw_signing_page(sheet: Sheet, cover: FrameworkCover) -> None:
    """A place for the seal and the signature of each party; a seal itself is never printed."""
    lang = cover.paper.lang
    note = Prose(word(lang, "signing page note").format(title=cover.title), replace(VALUE, size=12, leading=20))
    top = draw_block(sheet, note, LEFT, HEIGHT - OFFICIAL.top * mm, ROOM) - 18
    height = min((top - 40 * mm) / max(len(cover.parties), 1), 66 * mm)
    for party in cover.parties:
        bottom = top - height
        draw_seal_place(sheet, LEFT + ROOM - SEAL / 2, top - SEAL / 2, SEAL / 2, word(lang, "seal"))
        room = ROOM - SEAL - 20
        name = f"{word(lang, f'party {party.side}')}　{party.name}"
        down = draw_block(
            sheet, Prose(name, fitted(name, replace(LABEL, size=14, leading=22), room, 2, smallest=12)), LEFT, top, room
        )
        down = draw_block(sheet, Prose(word(lang, "representative sign"), replace(VALUE, size=12, leading=22)),
                          LEFT, down - 8, room)  # fmt: skip
        if party.signatory:
            down = draw_block(sheet, Prose(party.signatory, replace(VALUE, size=12, leading=22)), LEFT, down, room)
        draw_block(sheet, Prose(word(lang, "date blank"), replace(VALUE, size=12, leading=22)), LEFT, down - 8, room)
        top = bottom
    page = "Page 2 of 2" if lang == "en" else "第 2 页 / 共 2 页"
    draw_line(sheet, page, replace(SMALL, align="center"), WIDTH / 2, 16 * mm)


def _draw_edges(sheet: Sheet, cover: FrameworkCover) -> None:
    """Grey marks at the right edge where the cross-page seal goes over all sheets, and when this one was made."""
    sheet.saveState()
    sheet.setStrokeColor(HexColor(SEAL_GREY))
    sheet.setLineWidth(0.8)
    sheet.setDash([3, 3])
    middle = HEIGHT / 2
    sheet.line(WIDTH - 12 * mm, middle - 22 * mm, WIDTH - 12 * mm, middle + 22 * mm)
    for end in (middle - 22 * mm, middle + 22 * mm):
        sheet.line(WIDTH - 12 * mm, end, WIDTH, end)
    sheet.translate(WIDTH - 5 * mm, middle)
    sheet.rotate(90)
    hint = f"（{word(cover.paper.lang, 'cross seal')}）"
    draw_line(sheet, hint, Style(size=SMALLEST, colour=SEAL_GREY, align="center"), 0, 0)
    sheet.restoreState()
    draw_line(sheet, labelled(cover.paper.lang, "made", cover.paper.made_text), SMALL, LEFT, 12 * mm)
