"""Writing on a page: stretches of text that look alike, spelled by the subsets of the fonts of the document."""

from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from app.documents.logic import fonts

_MOST_KNOWN: Final = 20000
TIGHT: Final = 0.5  # the share of its width that a quotation mark keeps in a text of Latin letters


class Stretch(NamedTuple):
    """A part of a line that looks alike; a tight one is a quotation mark without the blank half of its square."""

    face: str
    size: float
    colour: str
    text: str
    tight: bool = False


@lru_cache(maxsize=256)
def colour_of(name: str) -> Color:
    """A colour by its name, read once."""
    return HexColor(name)


def write(
    canvas: Canvas,
    stretches: tuple[Stretch, ...],
    place: tuple[float, float],
    gap: float = 0.0,
    word_gap: float = 0.0,
) -> None:
    """Write along a baseline, changing font and colour as the text asks; nothing else on the page changes.

    The operators are written as ReportLab documents them for fonts with subsets. Its own text objects measure every
    string once more and remember each state, which costs more than half the time of a long document.
    """
    page = cast("Any", canvas)
    known: dict[tuple[Stretch, ...], str] = page.__dict__.setdefault("_written", {})
    said = known.get(stretches)
    if said is None:
        said = _spelled(page, stretches)
        if len(known) < _MOST_KNOWN:
            known[stretches] = said
    spread = (f"{gap:.4f} Tc " if gap else "") + (f"{word_gap:.4f} Tw " if word_gap else "")
    page._code.append(f"q BT 1 0 0 1 {place[0]:.3f} {place[1]:.3f} Tm {spread}{said} ET Q")  # noqa: SLF001 -- as above


def _spelled(page: Any, stretches: tuple[Stretch, ...]) -> str:  # noqa: ANN401 -- ReportLab's canvas
    """The operators that choose colours and fonts and show the text."""
    code: list[str] = []
    painted = ""
    for face, size, colour, text, tight in stretches:
        if colour != painted:
            code.append(_fill(colour))
            painted = colour
        for name, piece in _encoded(page, face, text):
            code.append(f"{name} {size:g} Tf {_tightened(text, piece) if tight else f'({piece}) Tj'}")
    return " ".join(code)


def _tightened(mark: str, piece: str) -> str:
    """Show a mark half a square further to the left, where it opens, or what follows it, where it closes."""
    back = f"{1000 * TIGHT:g}"
    return f"[{back} ({piece})] TJ" if mark in "“‘" else f"[({piece}) {back}] TJ"


def _encoded(page: Any, face: str, text: str) -> list[tuple[str, str]]:  # noqa: ANN401 -- ReportLab's canvas
    """The text as the subsets of a font in this document spell it."""
    font, document = fonts.loaded(face), page._doc  # noqa: SLF001 -- subsets belong to the document
    return [
        (font.getSubsetInternalName(subset, document), page._escape(piece))  # noqa: SLF001 -- as its docstring says
        for subset, piece in font.splitString(text, document)
    ]


def paint(canvas: Canvas, operators: str) -> None:
    """Add drawing that was put into words before; it leaves nothing changed behind."""
    cast("Any", canvas)._code.append(f"q {operators} Q")  # noqa: SLF001 -- as text is written


@lru_cache(maxsize=256)
def _fill(colour: str) -> str:
    read = colour_of(colour)
    return f"{read.red:.4g} {read.green:.4g} {read.blue:.4g} rg"
