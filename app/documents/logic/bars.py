"""A small chart of horizontal bars for reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.platypus.flowables import Flowable

from app.documents.logic.layout import NAVY, shortened
from app.documents.logic.text import INK, Style, draw_line

ROW: Final = 20.0
THICKNESS: Final = 10.0
LABEL_ROOM: Final = 150.0
NUMBER_ROOM: Final = 56.0
LABEL: Final = Style(size=9, colour=INK)
BACKGROUND: Final = "#e9eef5"  # with an edge, so that the whole is seen in grey print too
EDGE: Final = "#7b8698"


@dataclass(frozen=True)
class Bar:
    """One bar: its name, how much, and out of how much if that is known."""

    name: str
    value: int
    of: int | None = None


class Bars(Flowable):
    """Bars below each other on one scale."""

    def __init__(self, bars: Sequence[Bar]) -> None:
        super().__init__()
        self.bars = list(bars)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """As wide as the text, as high as there are bars."""
        self.width, self.height = aW, ROW * len(self.bars)
        return self.width, self.height

    def split(self, aW: float, aH: float, /) -> list[Flowable]:  # noqa: N803, ARG002 -- ReportLab's names
        """Many bars continue on the next page."""
        fitting = int(aH // ROW)
        return [Bars(self.bars[:fitting]), Bars(self.bars[fitting:])] if fitting else []

    def draw(self) -> None:
        """Draw every bar with its name and number."""
        most = max((max(bar.value, bar.of or 0) for bar in self.bars), default=0) or 1
        room = self.width - LABEL_ROOM - NUMBER_ROOM
        for number, bar in enumerate(self.bars):
            y = self.height - (number + 1) * ROW + (ROW - THICKNESS) / 2
            draw_line(self.canv, shortened(bar.name, LABEL, LABEL_ROOM - 8), LABEL, 0, y + 2)
            self.canv.setFillColor(HexColor(BACKGROUND))
            self.canv.setStrokeColor(HexColor(EDGE))
            self.canv.setLineWidth(0.5)
            if bar.of:
                self.canv.rect(LABEL_ROOM, y, room * bar.of / most, THICKNESS, stroke=1, fill=1)
            self.canv.setFillColor(HexColor(NAVY))
            self.canv.rect(LABEL_ROOM, y, room * bar.value / most, THICKNESS, stroke=0, fill=1)
            shown = f"{bar.value} / {bar.of}" if bar.of is not None else str(bar.value)
            end = LABEL_ROOM + room * max(bar.value, bar.of or 0) / most
            draw_line(self.canv, shown, LABEL, end + 6, y + 2)
