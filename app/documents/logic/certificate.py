"""The certificate of a signing: one landscape sheet with parties, amount, places for seals and a code to check it."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

from app.documents.logic import fonts
from app.documents.logic.certificate_frame import draw_frame, draw_seal_place, draw_watermark
from app.documents.logic.layout import NAVY, RED
from app.documents.logic.qr import draw_qr
from app.documents.logic.sheet import Paper, Printed, Sheet, draw_freely
from app.documents.logic.text import INK, QUIET, SMALLEST, Prose, Run, Style, balanced, draw_block, draw_line, fitted
from app.documents.logic.words import BLANK, labelled, word

PAGE: Final = landscape(A4)
WIDTH: Final = PAGE[0]
INSET: Final = 30 * mm
ROOM: Final = WIDTH - 2 * INSET
QR_SIZE: Final = 25 * mm
SEALS_ABOVE: Final = 23 * mm
SEAL: Final = 27 * mm
MOST_SEALS: Final = 6
LABEL_ROOM: Final = 78.0
FACT_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0, SMALLEST)
LOOSEST: Final = 22.0

TITLE: Final = Style(face=fonts.SERIF_BOLD, size=36, leading=46, colour=RED, align="center", spacing=10)
NUMBER: Final = Style(face=fonts.SERIF, size=11, colour=QUIET, align="center")
LEAD: Final = Style(face=fonts.SERIF, size=13, leading=22, colour=INK, align="center")
NAME: Final = Style(face=fonts.SERIF_BOLD, size=22, leading=31, colour=NAVY, align="center")
FACT: Final = Style(face=fonts.SERIF, size=12, leading=20, colour=INK)
FACT_LABEL: Final = Style(face=fonts.SANS_BOLD, size=10.5, leading=20, colour=NAVY)
SEAL_NAME: Final = Style(face=fonts.SERIF, size=SMALLEST, leading=12.5, colour=INK, align="center")
SMALL: Final = Style(size=SMALLEST, leading=12.5, colour=QUIET)


@dataclass(frozen=True, kw_only=True)
class Party:
    """A party with its full legal name and its part in the agreement."""

    name: str
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Everything a certificate says; amount is the printed line of the sum, or that it is not disclosed."""

    paper: Paper
    number: str
    agreement: str
    parties: tuple[Party, ...]
    kind: str
    date: str
    place: str
    amount: str
    event: str = ""
    witness: str = ""
    verify_url: str = ""
    revoked: bool = False


def print_certificate(certificate: Certificate) -> Printed:
    """The certificate as a PDF of one page."""
    return draw_freely(certificate.paper, PAGE, lambda sheet: _draw(sheet, certificate), certificate)


def _draw(sheet: Sheet, certificate: Certificate) -> None:
    lang = certificate.paper.lang
    draw_frame(sheet, PAGE)
    sheet.bookmarkPage("certificate")
    sheet.addOutlineEntry(word(lang, "certificate"), "certificate")
    title = TITLE if lang == "zh" else replace(TITLE, spacing=1)
    draw_line(sheet, word(lang, "certificate"), title, WIDTH / 2, PAGE[1] - 38 * mm)
    draw_line(sheet, labelled(lang, "number", certificate.number), NUMBER, WIDTH / 2, PAGE[1] - 46 * mm)
    top = _draw_agreement(sheet, certificate, PAGE[1] - 51 * mm)
    captions = _draw_facts(sheet, certificate, top - 9)
    _draw_seals(sheet, captions)
    _draw_check(sheet, certificate)
    if certificate.revoked:
        draw_watermark(sheet, PAGE, word(lang, "revoked"))


def _draw_agreement(sheet: Sheet, certificate: Certificate, top: float) -> float:
    """The sentence in the middle: who signed what."""
    lang = certificate.paper.lang
    top = draw_block(sheet, Prose(word(lang, "certified"), LEAD), INSET, top, ROOM)
    quoted = f"《{certificate.agreement}》" if lang == "zh" else f"“{certificate.agreement}”"
    style = fitted(quoted, NAME, ROOM, lines=2, smallest=13)
    top = draw_block(sheet, balanced(quoted, style, ROOM), INSET, top - 3, ROOM)
    return draw_block(sheet, Prose(word(lang, "signed"), LEAD), INSET, top - 2, ROOM) if lang == "zh" else top


def _draw_facts(sheet: Sheet, certificate: Certificate, top: float) -> list[str]:
    """Parties over the whole width, the short facts below in two columns; answers the captions of the seals.

    Everything is as large as the room allows. Where full names above the seals leave no room, numbers stand there,
    and the list of parties is numbered.
    """
    roles = [party.role for party in certificate.parties]
    names, numbers = _names(certificate), _numbers(certificate)
    for captions, marks in ((names, roles), (numbers, numbers or roles)):
        rows = _rows(certificate, marks)
        floor = _floor(captions)
        for size in FACT_SIZES:
            style = replace(FACT, size=size, leading=size * 1.6)
            spare = top - sum(_row_height(row, style) for row in rows) - floor
            if spare >= 0:
                break
        if spare >= 0:
            break
    top -= min(max(spare / 2, 0), LOOSEST)
    for row in rows:
        _draw_row(sheet, row, style, top)
        top -= _row_height(row, style)
    return captions


def _rows(certificate: Certificate, marks: list[str]) -> list[list[tuple[str, str]]]:
    lang = certificate.paper.lang
    named = [
        f"{mark}　{party.name}" if mark else party.name for mark, party in zip(marks, certificate.parties, strict=True)
    ]
    short = [
        (word(lang, "agreement type"), certificate.kind),
        (word(lang, "amount"), certificate.amount),
        (word(lang, "signed on"), certificate.date),
        (word(lang, "signed at"), certificate.place),
        *([(word(lang, "witness"), certificate.witness)] if certificate.witness else []),
        *([(word(lang, "event"), certificate.event)] if certificate.event else []),
    ]
    wide = [(word(lang, "parties"), "\n".join(named))]
    return [wide, *[short[index : index + 2] for index in range(0, len(short), 2)]]


def _names(certificate: Certificate) -> list[str]:
    """The captions of the seals; none where the sheet is too small for so many."""
    return [party.name for party in certificate.parties] if len(certificate.parties) <= MOST_SEALS else []


def _numbers(certificate: Certificate) -> list[str]:
    return [f"（{number}）" for number, _ in enumerate(_names(certificate), start=1)]


def _row_height(row: list[tuple[str, str]], style: Style) -> float:
    return max(Prose(value or BLANK, style).wrap(_value_room(row), 0)[1] for _, value in row) + 3


def _value_room(row: list[tuple[str, str]]) -> float:
    return ROOM / len(row) - LABEL_ROOM - 12 if len(row) > 1 else ROOM - LABEL_ROOM


def _draw_row(sheet: Sheet, row: list[tuple[str, str]], style: Style, top: float) -> None:
    for column, (label, value) in enumerate(row):
        x = INSET + column * ROOM / 2
        label_style = replace(FACT_LABEL, size=max(style.size - 1, SMALLEST), leading=style.leading)
        draw_block(sheet, Prose(label, label_style), x, top, LABEL_ROOM)
        draw_block(sheet, Prose([Run(value or BLANK)], style), x + LABEL_ROOM, top, _value_room(row))


def _floor(captions: list[str]) -> float:
    """The height above which the facts have to stay."""
    room = _seal_room(captions) - 10
    return SEALS_ABOVE + SEAL + max((Prose(text, SEAL_NAME).wrap(room, 0)[1] for text in captions), default=10.0) + 14


def _seal_room(captions: list[str]) -> float:
    return (ROOM - QR_SIZE - 8 * mm) / max(len(captions), 1)


def _draw_seals(sheet: Sheet, captions: list[str]) -> None:
    """A dashed place for the seal of each party, its name above; a seal itself is never printed."""
    room = _seal_room(captions)
    for column, text in enumerate(captions):
        x = INSET + column * room
        name = Prose(text, SEAL_NAME)
        _, height = name.wrap(room - 10, 0)
        draw_block(sheet, name, x + 5, SEALS_ABOVE + SEAL + 4 + height, room - 10)
        draw_seal_place(sheet, x + room / 2, SEALS_ABOVE + SEAL / 2, SEAL / 2, word(sheet.paper.lang, "seal"))


def _draw_check(sheet: Sheet, certificate: Certificate) -> None:
    """The code and address of the check page, and what the certificate does not prove."""
    paper = certificate.paper
    right = WIDTH - INSET
    if certificate.verify_url:
        draw_qr(sheet, certificate.verify_url, (right - QR_SIZE, SEALS_ABOVE + 4), QR_SIZE)
        hint = replace(SMALL, align="center", colour=INK)
        draw_line(sheet, word(paper.lang, "verify"), hint, right - QR_SIZE / 2, SEALS_ABOVE + QR_SIZE + 8)
        draw_line(sheet, certificate.verify_url, replace(SMALL, align="right"), right, 18.5 * mm)
    draw_line(sheet, word(paper.lang, "not proof"), SMALL, INSET, 18.5 * mm)
    made = " · ".join(part for part in (paper.version, labelled(paper.lang, "made", paper.made_text)) if part)
    draw_line(sheet, made, SMALL, INSET, 14 * mm)
    page = "Page 1 of 1" if paper.lang == "en" else "第 1 页 / 共 1 页"
    draw_line(sheet, page, replace(SMALL, align="right"), right, 14 * mm)
