"""How the gap to the bound closed over time, one picture per size of event, as SVG."""

from __future__ import annotations

from math import floor, log10
from pathlib import Path
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 400
MARGIN: Final = 60
LEAST_GAP: Final = 0.001  # per cent; a gap of nothing is drawn on this line
MOST_GAP: Final = 100.0
COLOURS: Final = ("#1b6ca8", "#c0392b", "#2e7d32", "#8e44ad")
Log = list[tuple[float, float]]


def draw(path: Path, title: str, curves: dict[str, Log]) -> None:
    """Write one picture: seconds to the right, the gap in per cent upwards on a scale of tens, a line per curve."""
    last = max((second for curve in curves.values() for second, _ in curve), default=1.0) or 1.0
    parts = [*_axes(title, last), *(_curve(n, name, log, last) for n, (name, log) in enumerate(curves.items()))]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    path.write_text("\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>\n"]), "utf-8")


def _x(second: float, last: float) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * second / last


def _y(gap: float) -> float:
    share = log10(max(gap, LEAST_GAP) / LEAST_GAP) / log10(MOST_GAP / LEAST_GAP)
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share


def _axes(title: str, last: float) -> list[str]:
    parts = [_text(WIDTH / 2, MARGIN / 2, title, 16), _text(WIDTH / 2, HEIGHT - 15, "seconds", 12)]
    for power in range(-3, 3):
        gap = 10.0**power
        label = "0" if gap <= LEAST_GAP else f"{gap:g} %"
        parts.append(f'<path d="M{MARGIN} {_y(gap):.1f}H{WIDTH - MARGIN}" stroke="#ddd"/>')
        parts.append(_text(MARGIN - 28, _y(gap) + 4, label, 12))
    step = _step(last)
    marks = [step * number for number in range(int(last / step) + 1)]
    return parts + [_text(_x(each, last), HEIGHT - MARGIN + 18, f"{each:g}", 12) for each in marks]


def _step(last: float) -> float:
    """A round distance between marks, at most six of them."""
    ten = 10.0 ** floor(log10(last / 5))
    return next(ten * each for each in (1, 2, 5, 10) if last / (ten * each) <= 5)


def _curve(number: int, name: str, log: Log, last: float) -> str:
    """A staircase: a gap holds until a better one is known; a ring marks where the search ended."""
    colour = COLOURS[number % len(COLOURS)]
    points: list[str] = []
    for second, gap in log:
        points += [f"H{_x(second, last):.1f}V{_y(gap):.1f}"] if points else [f"M{_x(second, last):.1f} {_y(gap):.1f}"]
    line = f'<path d="{"".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
    label = f"{name}: no plan"
    if log:
        second, gap = log[-1]
        ring = f'cx="{_x(second, last):.1f}" cy="{_y(gap):.1f}" r="{4 + 2 * number}"'
        line += f'<circle {ring} fill="none" stroke="{colour}"/>'
        end = "proved" if gap <= 0 else f"{gap:.3f} %"
        label = f"{name}: {end} after {second:.1f} s"
    return (line if points else "") + _text(WIDTH - MARGIN - 100, MARGIN + 22 + 18 * number, label, 12, colour)


def _text(x: float, y: float, words: str, size: int, colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="middle">{words}</text>'
