"""Line charts as SVG: a few panels with axes, units and legends, and nothing else.

Colours are those of Okabe & Ito, which colour-blind people can tell apart; each line has a marker
of its own as well. On a white ground, so that it can be read on any page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from math import ceil, log2
from typing import TYPE_CHECKING

from wmstudio.text.exported import xml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
PANEL_WIDTH, PANEL_HEIGHT = 430, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 52, 48
SIZE = 3.5
"""Size of a marker, from its centre."""


@dataclass(frozen=True)
class Line:
    """A line through (x, y), and, if there are several seeds, the range of y.

    ``mark`` is an x that belongs to the line and is drawn as a dotted vertical.
    """

    label: str
    points: Sequence[tuple[float, float]]
    ranges: Sequence[tuple[float, float]] = ()
    mark: float | None = None


@dataclass(frozen=True)
class Chart:
    """One chart: x doubles from tick to tick, y is from 0 to 1.

    ``floor`` is a y with a dashed line, and its label.
    """

    title: str
    x_label: str
    y_label: str
    lines: Sequence[Line]
    floor: tuple[float, str] | None = None
    ticks: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        most = max((x for line in self.lines for x, _ in line.points), default=1)
        ticks = [2**i for i in range(ceil(log2(max(most, 2))) + 1)]
        object.__setattr__(self, "ticks", ticks)


def svg(panels: Sequence[Chart], columns: int = 2) -> str:
    """The panels side by side, in rows of ``columns``."""
    rows = -(-len(panels) // columns)
    width, height = PANEL_WIDTH * min(columns, len(panels)), PANEL_HEIGHT * rows
    drawn = [
        f'<g transform="translate({i % columns * PANEL_WIDTH},{i // columns * PANEL_HEIGHT})">\n'
        + "\n".join(_panel(panel))
        + "\n</g>"
        for i, panel in enumerate(panels)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Inter, sans-serif" '
        f'font-size="11" fill="#222">\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _panel(panel: Chart) -> Iterator[str]:
    right, bottom = PANEL_WIDTH - RIGHT, PANEL_HEIGHT - BOTTOM

    def x_of(x: float) -> float:
        return LEFT + (right - LEFT) * log2(x) / log2(panel.ticks[-1])

    def y_of(y: float) -> float:
        return bottom - (bottom - TOP) * y

    yield _text(LEFT, TOP - 32, panel.title, "start", 'font-size="13" font-weight="bold"')
    for y in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield _rule(LEFT, y_of(y), right, y_of(y), "#ddd")
        yield _text(LEFT - 6, y_of(y) + 4, f"{y:g}", "end")
    for x in panel.ticks:
        yield _rule(x_of(x), bottom, x_of(x), bottom + 4, "#222")
        yield _text(x_of(x), bottom + 16, str(x), "middle")
    yield _rule(LEFT, bottom, right, bottom, "#222")
    yield _text((LEFT + right) / 2, bottom + 34, panel.x_label, "middle")
    middle = (TOP + bottom) / 2
    yield _text(14, middle, panel.y_label, "middle", f'transform="rotate(-90 14 {middle:g})"')
    if panel.floor is not None:
        y, what = panel.floor
        yield _rule(LEFT, y_of(y), right, y_of(y), "#777", 'stroke-dasharray="5 4"')
        yield _text(LEFT + 4, y_of(y) + 12, what, "start", 'fill="#555"')
    for i, line in enumerate(panel.lines):
        yield from _line(line, i, x_of, y_of)
    yield from _legend(panel.lines)


def _line(
    line: Line, i: int, x_of: Callable[[float], float], y_of: Callable[[float], float]
) -> Iterator[str]:
    colour = COLOURS[i % len(COLOURS)]
    if line.mark is not None:
        x = x_of(line.mark)
        yield _rule(x, y_of(0), x, y_of(1), colour, 'stroke-dasharray="1 4" stroke-width="2"')
    places = [(x_of(x), y_of(y)) for x, y in line.points]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for (x, _), (low, high) in zip(places, line.ranges, strict=False):
        yield _rule(x, y_of(low), x, y_of(high), colour)
    yield from (_marker(x, y, i) for x, y in places)


def _legend(lines: Sequence[Line]) -> Iterator[str]:
    """The legend, in a row above the chart."""
    x, y = LEFT, TOP - 16
    for i, line in enumerate(lines):
        yield _rule(x, y, x + 20, y, COLOURS[i % len(COLOURS)], 'stroke-width="2"')
        yield _marker(x + 10, y, i)
        yield _text(x + 26, y + 4, line.label, "start")
        x += 44 + 6 * len(line.label)


def _marker(x: float, y: float, i: int) -> str:
    """A disc, a square, a triangle or a diamond."""
    colour, s = COLOURS[i % len(COLOURS)], SIZE
    shape = i % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{s}" fill="{colour}"/>'
    corners = {
        1: ((-s, -s), (s, -s), (s, s), (-s, s)),
        2: ((-s, s), (s, s), (0, -s)),
        3: ((0, -s - 1), (s + 1, 0), (0, s + 1), (-s - 1, 0)),
    }[shape]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {more}/>'
    )


def _text(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    said = escape(xml_text(text))
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{said}</text>'
