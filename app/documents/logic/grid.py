"""Rows of cells that flow over pages: what a table of text needs, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, cast

from reportlab.platypus.flowables import Flowable

from app.documents.logic.pen import colour_of
from app.documents.logic.text import Prose

WHOLE: Final = 400.0  # a row that is no higher than this with its head fits any page, and is never parted


@dataclass(frozen=True)
class Ruling:
    """How a table is ruled: padding of the cells, colours of head and bands, and the lines between rows."""

    left: float = 6.0
    right: float = 5.0
    top: float = 5.0
    bottom: float = 5.0
    head: str = ""
    band: str = ""
    line: str = ""
    thickness: float = 0.5
    frame: str = ""
    frame_thickness: float = 1.2


class Grid(Flowable):
    """A table whose first rows return on every page; a row that fits no page is parted within its cells.

    ReportLab's tables can do much more, and pay for it cell by cell; a book of schedules is mostly tables.
    """

    def __init__(
        self,
        rows: Sequence[Sequence[Prose]],
        widths: Sequence[float],
        ruling: Ruling,
        *,
        heads: int = 0,
        first: int = 0,
    ) -> None:
        """Keep the rows; first is the number of the first row below the head, by which the bands go on."""
        super().__init__()
        self.rows, self.widths, self.ruling, self.heads, self.first = list(rows), list(widths), ruling, heads, first
        self._heights: list[float] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 -- ReportLab's names
        """As wide as the columns, as high as the rows."""
        if len(self._heights) != len(self.rows):
            rule = self.ruling
            rooms = [width - rule.left - rule.right for width in self.widths]
            self._heights = [
                max([cell.wrap(room, 0)[1] for cell, room in zip(row, rooms, strict=True)]) + rule.top + rule.bottom
                for row in self.rows
            ]
        self.width, self.height = sum(self.widths), sum(self._heights)
        return self.width, self.height

    def split(self, aW: float, aH: float, /) -> list[Flowable]:  # noqa: N803 -- ReportLab's names
        """Two parts at a page break: whole rows if any fits below the head, else a part of the first one."""
        self.wrap(aW, aH)
        used, fitting = sum(self._heights[: self.heads]), self.heads
        while fitting < len(self.rows) and used + self._heights[fitting] <= aH + 0.01:
            used += self._heights[fitting]
            fitting += 1
        if fitting == len(self.rows):
            return [self]
        if fitting > self.heads:
            return [self._part(self.heads, fitting), self._part(fitting, len(self.rows))]
        return self._parted(aH - used) if used + self._heights[fitting] > WHOLE else []

    def _parted(self, room: float) -> list[Flowable]:
        """Part the first row, if at least a line of every long cell fits."""
        rule = self.ruling
        halves = []
        for cell, width in zip(self.rows[self.heads], self.widths, strict=True):
            pieces = _halves(cell, width - rule.left - rule.right, room - rule.top - rule.bottom)
            if pieces is None:
                return []
            halves.append(pieces)
        rest = [[after for _, after in halves], *self.rows[self.heads + 1 :]]
        return [self._of([[before for before, _ in halves]], self.first), self._of(rest, self.first)]

    def _part(self, start: int, end: int) -> "Grid":
        """Some of the rows, whose heights are known already, below the same head."""
        part = self._of(self.rows[start:end], self.first + start - self.heads)
        part._heights = [  # noqa: SLF001 -- of its own class
            *self._heights[: self.heads],
            *self._heights[start:end],
        ]
        return part

    def _of(self, rows: Sequence[Sequence[Prose]], first: int) -> "Grid":
        return Grid([*self.rows[: self.heads], *rows], self.widths, self.ruling, heads=self.heads, first=first)

    def draw(self) -> None:
        """Draw grounds, then lines, then the text of every cell."""
        edges = [self.height, *(self.height - used for used in accumulate(self._heights))]
        self._draw_grounds(edges)
        self._draw_rules(edges)
        for number, (row, height, top) in enumerate(zip(self.rows, self._heights, edges, strict=False)):
            x = self.ruling.left
            for cell, width in zip(row, self.widths, strict=True):
                shift = (height - cell.height) / 2 if number < self.heads else self.ruling.top
                cell.draw_at(self.canv, x, top - shift)
                x += width

    def _draw_grounds(self, edges: Sequence[float]) -> None:
        """Colour the head, and every other row below it."""
        rule = self.ruling
        heads = range(self.heads)
        bands = [number for number in range(self.heads, len(self.rows)) if (self.first + number - self.heads) % 2]
        for colour, rows in ((rule.head, heads), (rule.band, bands)):
            if colour and rows:
                path = self.canv.beginPath()
                for number in rows:
                    path.rect(0, edges[number + 1], self.width, edges[number] - edges[number + 1])
                self.canv.setFillColor(colour_of(colour))
                self.canv.drawPath(path, stroke=0, fill=1)

    def _draw_rules(self, edges: Sequence[float]) -> None:
        """A line below every row, and stronger ones at the outer edges."""
        rule = self.ruling
        below, outer = edges[self.heads + 1 :], (edges[0], edges[-1])
        for colour, thickness, heights in (
            (rule.line, rule.thickness, below),
            (rule.frame, rule.frame_thickness, outer),
        ):
            if colour and heights:
                self.canv.setStrokeColor(colour_of(colour))
                self.canv.setLineWidth(thickness)
                self.canv.lines([(0, y, self.width, y) for y in heights])


def _halves(cell: Prose, width: float, room: float) -> tuple[Prose, Prose] | None:
    """A cell as what fits and what follows; a short one stays whole in the first part."""
    if cell.wrap(width, 0)[1] <= room:
        return cell, Prose("", replace(cell.style))
    pieces = cell.split(width, room)
    if len(pieces) < 2:  # noqa: PLR2004 -- a break has two sides
        return None
    return cast("Prose", pieces[0]), cast("Prose", pieces[1])
