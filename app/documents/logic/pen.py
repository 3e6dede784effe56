"""Writing on a page: stretches of text that look alike, spelled by the subsets of the fonts of the document."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from app.documents.logic import fonts

_MOST_KNOWN: Final = 20000


class Stretch(NamedTuple):
    """A part of a line that looks alike."""

    face: str
    size: float
    colour: str
    text: str


@lru_cache(maxsize=256)
def colour_of(name: str) -> Color:
    """A colour by its name, read once."""
    return HexColor(name)


def write(canvas: Canvas, stretches: Sequence[Stretch], place: tuple[float, float], gap: float = 0.0) -> None:
    """Write along a baseline, changing font and colour as the text asks; nothing else on the page changes.

    The operators are written as ReportLab documents them for fonts with subsets. Its own text objects measure every
    string once more and remember each state, which costs more than half the time of a long document.
    """
    page = cast("Any", canvas)
    known: dict[tuple[str, str], list[tuple[str, str]]] = page.__dict__.setdefault("_written", {})
    code = [f"q BT 1 0 0 1 {place[0]:.3f} {place[1]:.3f} Tm"]
    if gap:
        code.append(f"{gap:.4f} Tc")
    painted = ""
    for face, size, colour, text in stretches:
        pieces = known.get((face, text))
        if pieces is None:
            pieces = _encoded(page, face, text)
            if len(known) < _MOST_KNOWN:
                known[face, text] = pieces
        if colour != painted:
            code.append(_fill(colour))
            painted = colour
        for name, piece in pieces:
            code.append(f"{name} {size:g} Tf ({piece}) Tj")
    code.append("ET Q")
    page._code.append(" ".join(code))  # noqa: SLF001 -- the way text objects end, too


def _encoded(page: Any, face: str, text: str) -> list[tuple[str, str]]:  # noqa: ANN401 -- ReportLab's canvas
    """The text as the subsets of a font in this document spell it."""
    font, document = fonts.loaded(face), page._doc  # noqa: SLF001 -- subsets belong to the document
    return [
        (font.getSubsetInternalName(subset, document), page._escape(piece))  # noqa: SLF001 -- as its docstring says
        for subset, piece in font.splitString(text, document)
    ]


@lru_cache(maxsize=256)
def _fill(colour: str) -> str:
    read = colour_of(colour)
    return f"{read.red:.4g} {read.green:.4g} {read.blue:.4g} rg"
