"""QR codes drawn as vectors, so that they stay sharp at any size."""

from functools import lru_cache
from typing import Final

import segno
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

QUIET_ZONE: Final = 4
INK: Final = "#000000"


def draw_qr(canvas: Canvas, text: str, place: tuple[float, float], size: float, *, quick: bool = False) -> None:
    """Draw the code of a text with its white margin into a square whose lower left corner is given.

    A quick code takes the first pattern instead of comparing all eight: just as readable, and hundreds of badges are
    drawn in a quarter of the time.
    """
    x, y = place
    stretches, modules = _stretches_of(text, quick=quick)
    canvas.saveState()
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.setFillColor(HexColor(INK))
    canvas.translate(x, y)
    canvas.scale(size / modules, size / modules)
    path = canvas.beginPath()
    # Whole numbers on a grid of modules: the same path as by rect(), without turning each number into a decimal.
    path._code.extend(stretches)  # type: ignore[attr-defined]  # noqa: SLF001 -- a tenth of the time, on a pinned ReportLab
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


@lru_cache(maxsize=2048)
def _stretches_of(text: str, *, quick: bool) -> tuple[tuple[str, ...], int]:
    """The dark stretches of a code as rectangles, and how many modules wide it is with its margin."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=0 if quick else None)
    rows = [bytes(row) for row in code.matrix]
    modules = len(rows) + 2 * QUIET_ZONE
    found = tuple(
        f"{start + QUIET_ZONE} {modules - (number + 1 + QUIET_ZONE)} {length} 1 re"
        for number, row in enumerate(rows)
        for start, length in _dark_stretches(row)
    )
    return found, modules


def _dark_stretches(row: bytes) -> list[tuple[int, int]]:
    """The (start, length) of every run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    start = None
    for index, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            found.append((start, index - start))
            start = None
    return found


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
