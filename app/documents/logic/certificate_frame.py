"""The border of a certificate, the places for seals and the mark of a revoked copy, all as vectors."""

import math
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.documents.logic import fonts
from app.documents.logic.text import SMALLEST, Style, draw_line

GOLD: Final = "#a8833b"
PALE_GOLD: Final = "#d9c69a"
SEAL_GREY: Final = "#9aa3af"
PAPER: Final = "#fffdf7"


def draw_frame(canvas: Canvas, page: tuple[float, float]) -> None:
    """A warm sheet, a double frame and a woven band between, with ornaments in the corners."""
    width, height = page
    canvas.saveState()
    canvas.setFillColor(HexColor(PAPER))
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    for inset, line, colour in ((7 * mm, 2.2, GOLD), (8.6 * mm, 0.5, GOLD), (11.8 * mm, 0.5, GOLD)):
        canvas.setStrokeColor(HexColor(colour))
        canvas.setLineWidth(line)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
    _woven_band(canvas, width, height)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        _corner(canvas, width * x, height * y, (-1 if x else 1, -1 if y else 1))
    canvas.restoreState()


def _woven_band(canvas: Canvas, width: float, height: float) -> None:
    """Two fine waves that cross each other, along all four sides."""
    middle, swing = 10.2 * mm, 1.1 * mm
    canvas.setLineWidth(0.45)
    canvas.setStrokeColor(HexColor(PALE_GOLD))
    for phase in (0.0, math.pi):
        for offset in (middle, height - middle):
            _wave(canvas, (middle, offset), width - 2 * middle, swing, phase=phase)
        canvas.saveState()
        canvas.rotate(90)
        for offset in (middle, width - middle):
            _wave(canvas, (middle, -offset), height - 2 * middle, swing, phase=phase)
        canvas.restoreState()


def _wave(canvas: Canvas, start: tuple[float, float], length: float, swing: float, *, phase: float) -> None:
    """A sine wave of whole periods along a line."""
    x, y = start
    periods = max(round(length / (5 * mm)), 1)
    steps = periods * 8
    path = canvas.beginPath()
    path.moveTo(x, y + swing * math.sin(phase))
    for step in range(1, steps + 1):
        angle = phase + 2 * math.pi * periods * step / steps
        path.lineTo(x + length * step / steps, y + swing * math.sin(angle))
    canvas.drawPath(path)


def _corner(canvas: Canvas, x: float, y: float, towards: tuple[int, int]) -> None:
    """A stepped corner after the meander of old bronzes."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(*towards)
    canvas.setFillColor(HexColor(PAPER))
    canvas.rect(8 * mm, 8 * mm, 9 * mm, 9 * mm, stroke=0, fill=1)
    canvas.setStrokeColor(HexColor(GOLD))
    canvas.setLineWidth(1.1)
    canvas.setLineJoin(0)
    path = canvas.beginPath()
    points = ((17, 8.6), (17, 17), (8.6, 17), (8.6, 10.5), (15, 10.5), (15, 15), (10.6, 15), (10.6, 12.6), (13, 12.6))
    path.moveTo(points[0][0] * mm, points[0][1] * mm)
    for across, up in points[1:]:
        path.lineTo(across * mm, up * mm)
    canvas.drawPath(path)
    canvas.restoreState()


def draw_seal_place(canvas: Canvas, x: float, y: float, radius: float, hint: str) -> None:
    """Where a seal goes: a grey dashed circle with a word in it, never a seal."""
    canvas.saveState()
    canvas.setStrokeColor(HexColor(SEAL_GREY))
    canvas.setLineWidth(0.8)
    canvas.setDash([3, 3])
    canvas.circle(x, y, radius)
    canvas.restoreState()
    draw_line(canvas, hint, Style(size=SMALLEST, colour=SEAL_GREY, align="center"), x, y - 3)


def draw_watermark(canvas: Canvas, page: tuple[float, float], words: str) -> None:
    """Large slanting words over the whole page: this copy is no longer valid."""
    width, height = page
    size = min(150.0, width * 0.8 / max(len(words), 1) * (1.0 if len(words) < 5 else 1.5))  # noqa: PLR2004 -- Latin words are narrower
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(24)
    canvas.setFillColor(Color(0.72, 0.1, 0.1, alpha=0.24))
    fonts.ready(fonts.SANS_BOLD)
    pen = canvas.beginText(-sum(fonts.advance(char, fonts.SANS_BOLD) for char in words) * size / 2, -size * 0.36)
    pen.setFont(fonts.SANS_BOLD, size)
    pen.textOut(words)
    canvas.drawText(pen)
    canvas.restoreState()
