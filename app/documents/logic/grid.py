"""Rows of cells that flow over pages: what a table of text needs, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from reportlab.platypus.flowables import Flowable

from app.documents.logic.pen import colour_of
from app.documents.logic.text import Prose


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
        return self._parted(aH - used)

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
        top = self.height
        for number, (row, height) in enumerate(zip(self.rows, self._heights, strict=True)):
            self._draw_ground(number, top, height)
            x = 0.0
            for cell, width in zip(row, self.widths, strict=True):
                shift = (height - cell.height) / 2 if number < self.heads else self.ruling.top
                cell.draw_at(self.canv, x + self.ruling.left, top - shift)
                x += width
            top -= height
        self._draw_frame()

    def _draw_ground(self, number: int, top: float, height: float) -> None:
        canvas, rule = self.canv, self.ruling
        is_head = number < self.heads
        is_band = not is_head and (self.first + number - self.heads) % 2 == 1
        ground = rule.head if is_head else rule.band if is_band else ""
        if ground:
            canvas.setFillColor(colour_of(ground))
            canvas.rect(0, top - height, self.width, height, stroke=0, fill=1)
        if rule.line and not is_head:
            _rule(canvas, top - height, self.width, rule.line, rule.thickness)

    def _draw_frame(self) -> None:
        rule = self.ruling
        if rule.frame:
            for y in (self.height, 0.0):
                _rule(self.canv, y, self.width, rule.frame, rule.frame_thickness)


def _rule(canvas: object, y: float, width: float, colour: str, thickness: float) -> None:
    page = cast("Any", canvas)
    page.setStrokeColor(colour_of(colour))
    page.setLineWidth(thickness)
    page.line(0, y, width, y)


def _halves(cell: Prose, width: float, room: float) -> tuple[Prose, Prose] | None:
    """A cell as what fits and what follows; a short one stays whole in the first part."""
    if cell.wrap(width, 0)[1] <= room:
        return cell, Prose("", replace(cell.style))
    pieces = cell.split(width, room)
    if len(pieces) < 2:  # noqa: PLR2004 -- a break has two sides
        return None
    return cast("Prose", pieces[0]), cast("Prose", pieces[1])
