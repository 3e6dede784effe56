"""QR codes drawn as vectors, so that they stay sharp at any size."""

import re
from functools import lru_cache
from typing import Final

import segno
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from app.documents.logic.pen import paint
from app.documents.logic.quick_code import quick_code

QUIET_ZONE: Final = 4
_DARK: Final = re.compile("1+")


def draw_qr(canvas: Canvas, text: str, place: tuple[float, float], size: float, *, quick: bool = False) -> None:
    """Draw the code of a text with its white margin into a square whose lower left corner is given.

    A quick code takes the first pattern instead of comparing all eight: just as readable, and made in a small part of
    the time.
    """
    x, y = place
    dark, modules = _stretches_of(text, quick=quick)
    scale = size / modules
    ground = f"1 g {x:.3f} {y:.3f} {size:.3f} {size:.3f} re f"
    paint(canvas, f"{ground} {scale:.6f} 0 0 {scale:.6f} {x:.3f} {y:.3f} cm 0 g {dark} f")


@lru_cache(maxsize=2048)
def _stretches_of(text: str, *, quick: bool) -> tuple[str, int]:
    """The dark stretches of a code as rectangles of a path, and how many modules wide it is with its margin."""
    modules, wide = (quick_code(text) if quick else None) or _made(text, quick=quick)
    drawn = _rectangles(wide)
    return " ".join([drawn[stretch.span()] for stretch in _DARK.finditer(modules)]), wide + 2 * QUIET_ZONE


def _made(text: str, *, quick: bool) -> tuple[str, int]:
    """The modules row by row, a light one after each row, and how many are in a row."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=0 if quick else None)
    return "".join("".join(map(str, row)) + "0" for row in code.matrix), len(code.matrix)


class _Rectangles(dict[tuple[int, int], str]):
    """The rectangle for every stretch of a code by where it begins and ends; codes have most of them in common."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.wide = wide

    def __missing__(self, span: tuple[int, int]) -> str:
        row, column = divmod(span[0], self.wide + 1)
        bottom = self.wide + QUIET_ZONE - 1 - row
        self[span] = drawn = f"{column + QUIET_ZONE} {bottom} {span[1] - span[0]} 1 re"
        return drawn


@lru_cache(maxsize=64)
def _rectangles(wide: int) -> _Rectangles:
    return _Rectangles(wide)


class QrMark(Flowable):
    """A QR code among paragraphs or in a table cell."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.text = text
        self.width = self.height = size

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """A code has the size it was made with."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the code at its place."""
        draw_qr(self.canv, self.text, (0, 0), self.width)
