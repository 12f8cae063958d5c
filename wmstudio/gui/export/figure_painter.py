"""Draws figures for publication: title, axes and legend.

On white, whatever the window's theme is. Sizes are in pixels of 1/96 inch, those of fonts in
points.
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.colours import table
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.base.wording import decimals
from wmstudio.gui.export.axis_labels import column_labels, overlap
from wmstudio.gui.export.figure_style import DPI
from wmstudio.gui.plots.scales import nice_step

if TYPE_CHECKING:
    from wmstudio.app.figures import Figure
    from wmstudio.gui.export.figure_style import FigureStyle

LINES = (
    LIGHT.network,
    LIGHT.text,
    LIGHT.memory,
    LIGHT.cursor,
    LIGHT.above_zero,
    LIGHT.below_zero,
)
"""Colours of curves."""
BARS = LIGHT.memory, "#8592a3"
"""Colours of the parts of a bar. The window's for the network is too dark to differ in grey."""
DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
"""Of curves, which can so be told apart without their colours."""
UNKNOWN = LIGHT.hairline
MOST_CELLS = 40_000
"""Number of cells that are drawn separately; more, or smaller ones, are drawn as one image."""
SMALLEST_CELL, OVERLAP = 1.0, 0.5
"""Pixels. Cells reach below the next ones, since viewers would let white through between them."""
NO_ROOM = phrase("There is no room for the plot: choose a larger size or a smaller font.")
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
CENTRE, MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter

MOST_CHANGES = 4
"""Lines under the title that say which interventions are in force."""


def draw_figure(
    figure: Figure, painter: QPainter, size: tuple[float, float], style: FigureStyle, letter: str
) -> None:
    """Draw at the painter's origin, in a size; a panel of several has a letter.

    Raises:
        ValueError: there is no room for it.
    """
    _Drawing(figure, painter, size, style, letter).draw()


def font_of(style: FigureStyle) -> QFont:
    """The font of a figure's text. Any viewer has one without serifs in its place."""
    font = QFont()
    font.setFamilies([style.font, "sans-serif"])
    font.setPointSizeF(style.points)
    # So that texts are as wide at every resolution.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def colours_of(figure: Figure) -> list[tuple[str, str]]:
    """The names and colours that a figure tells apart by its legend."""
    if figure.kind == "curves":
        return [(name, LINES[i]) for i, name in enumerate(figure.rows[: len(LINES)])]
    return list(zip(figure.rows[1:], BARS, strict=False)) if figure.kind == "bars" else []


def _ends(figure: Figure) -> tuple[float, float]:
    """The lowest and the highest value of the scale: what the figure says, if that is a range."""
    known = figure.values[np.isfinite(figure.values)].astype(np.float64)
    low = figure.low if math.isfinite(figure.low) else known.min(initial=0.0)
    high = figure.high if math.isfinite(figure.high) else known.max(initial=0.0)
    # Next to a number of any size, 1 may be nothing.
    return float(low), float(high if high > low else low + max(1.0, abs(low)))


class _Drawing:
    """Draws one figure with one painter."""

    def __init__(
        self,
        figure: Figure,
        painter: QPainter,
        size: tuple[float, float],
        style: FigureStyle,
        letter: str,
    ) -> None:
        self.figure, self.painter, self.style, self.letter = figure, painter, style, letter
        self.width, self.height = size
        self.scale = style.points * DPI / 72 / 12
        self.font = font_of(style)
        self.metrics = QFontMetricsF(self.font, painter.device())
        self.line = self.metrics.height()
        self.gap = 0.5 * self.line

    def draw(self) -> None:
        figure, painter, gap, line = self.figure, self.painter, self.gap, self.line
        painter.setFont(self.font)
        self.low, self.high = _ends(figure)
        is_map = figure.kind == "map"
        if not is_map:
            # Rounded up, so that the axis ends at a labelled tick.
            step = self._value_step()
            self.low = math.floor(self.low / step + 1e-9) * step
            self.high = math.ceil(self.high / step - 1e-9) * step
        ticks = self._row_ticks() if is_map else self._value_ticks()
        widest = max((self.metrics.horizontalAdvance(text) for _, text in ticks), default=0)
        room = self.width - widest - 4 * line
        names = column_labels(figure, self.style.along, room, line)
        self.turned = overlap(names, room, self.metrics.horizontalAdvance, gap)
        longest = max((self.metrics.horizontalAdvance(text) for _, text in names), default=0)
        below = (min(longest, 7 * line) if self.turned else line) + line + 2.5 * gap
        left = widest + line + 3 * gap
        beside = 3 * line + gap if is_map else gap
        legend = self._legend_places(left, self.width - beside - gap)
        above = 2 * gap + line * (1 + len(self._changes()))
        keys = (legend[-1][2] + 1) * line + gap if legend else 0
        self.plot = QRectF(
            left, above + keys, self.width - left - beside - gap, self.height - above - keys - below
        )
        if min(self.plot.width(), self.plot.height()) < 2 * line:
            raise ValueError(NO_ROOM)
        self._title()
        self._legend(legend, above)
        {"map": self._map, "curves": self._curves, "bars": self._bars}[figure.kind]()
        self._axes(ticks, names)
        if is_map:
            self._colours()

    # --- parts ---

    def _title(self) -> None:
        font = QFont(self.font)
        font.setWeight(HEAVY)
        self.painter.setFont(font)
        wide = self.width - 2 * self.gap
        self._text(QRectF(self.gap, self.gap, wide, self.line), self.letter, LEFT)
        # The letter is on the left, so the same room is left on the right.
        beside = QFontMetricsF(font, self.painter.device()).horizontalAdvance(f"{self.letter} ")
        wide -= 2 * beside if self.letter else 0
        text = QFontMetricsF(font, self.painter.device()).elidedText(
            self.figure.title, Qt.TextElideMode.ElideRight, wide
        )
        middle = QRectF((self.width - wide) / 2, self.gap, wide, self.line)
        self._text(middle, text, CENTRE)
        self.painter.setFont(self.font)
        wide = self.width - 2 * self.gap
        for row, change in enumerate(self._changes(), 1):
            said = self.metrics.elidedText(change, Qt.TextElideMode.ElideRight, wide)
            top = self.gap + row * self.line
            self._text(QRectF(self.gap, top, wide, self.line), said, CENTRE)

    def _changes(self) -> list[str]:
        """The interventions in force, as far as there is room for them."""
        changes = list(self.figure.changes)
        if len(changes) <= MOST_CHANGES:
            return changes
        left = len(changes) - MOST_CHANGES + 1
        return [*changes[: MOST_CHANGES - 1], f"and {left} more interventions"]

    def _legend_places(self, left: float, right: float) -> list[tuple[str, float, int]]:
        """Each name of the legend with where it begins, and in which of its lines."""
        rows = self.figure.rows
        names = {"map": (), "curves": rows if len(rows) > 1 else (), "bars": rows[1:]}
        places, at, row = [], left, 0
        for name in names[self.figure.kind]:
            wide = 2 * self.line + 2 * self.gap + self.metrics.horizontalAdvance(name)
            if at > left and at + wide > right:
                at, row = left, row + 1
            places.append((name, at, row))
            at += wide + self.gap
        return places

    def _legend(self, places: list[tuple[str, float, int]], top: float) -> None:
        bars, line = self.figure.kind == "bars", self.line
        for i, (name, at, row) in enumerate(places):
            self.painter.setPen(QPen(QColor(BARS[i]), self.gap) if bars else self._pen(i))
            y = top + row * line
            self.painter.drawLine(QPointF(at, y + line / 2), QPointF(at + 2 * line, y + line / 2))
            wide = self.metrics.horizontalAdvance(name) + self.gap
            self._text(QRectF(at + 2 * line + self.gap, y, wide, line), name, LEFT)

    def _axes(self, ticks: list[tuple[float, str]], names: list[tuple[float, str]]) -> None:
        painter, plot, gap, line = self.painter, self.plot, self.gap, self.line
        painter.setPen(QPen(QColor(LIGHT.second_text), self.scale))
        painter.drawRect(plot)
        for at, text in ticks:
            y = plot.bottom() - at * plot.height()
            painter.setPen(QPen(QColor(LIGHT.second_text), self.scale))
            painter.drawLine(QPointF(plot.left() - gap / 2, y), QPointF(plot.left(), y))
            place = QRectF(0, y - line / 2, plot.left() - gap, line)
            self._text(place, text, RIGHT)
        for at, text in names:
            x = plot.left() + at * plot.width()
            if self.turned:
                painter.save()
                painter.translate(x, plot.bottom() + gap / 2)
                painter.rotate(90)
                short = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, 7 * line)
                self._text(QRectF(0, -line / 2, 7.5 * line, line), short, LEFT)
                painter.restore()
            else:
                self._text(QRectF(x - 50, plot.bottom() + gap / 2, 100, line), text, CENTRE)
        bottom = QRectF(plot.left(), self.height - line - gap / 2, plot.width(), line)
        self._text(bottom, self.figure.x, CENTRE)
        painter.save()
        painter.translate(gap / 2, plot.center().y())
        painter.rotate(-90)
        self._text(QRectF(-plot.height() / 2, 0, plot.height(), line), self.figure.y, CENTRE)
        painter.restore()

    def _colours(self) -> None:
        """The colour scale of a map."""
        plot, line = self.plot, self.line
        bar = QRectF(plot.right() + self.gap, plot.top(), line * 0.7, plot.height())
        colours = table(self.low, self.high, LIGHT)
        step = bar.height() / len(colours)
        for i, colour in enumerate(colours):
            place = QRectF(bar.left(), bar.bottom() - (i + 1) * step, bar.width(), step + 0.5)
            self.painter.fillRect(place, QColor(*(int(c) for c in colour)))
        for value, y in ((self.high, bar.top()), (self.low, bar.bottom() - line)):
            place = QRectF(bar.right() + self.gap / 2, y, 3 * line, line)
            self._text(place, decimals(value, ".3g"), LEFT)

    def _map(self) -> None:
        values, plot = self.figure.values.astype(np.float64), self.plot
        colours = table(self.low, self.high, LIGHT)
        shares = (values - self.low) / (self.high - self.low)
        known = np.isfinite(values)
        at = np.rint(255 * np.clip(np.where(known, shares, 0.0), 0.0, 1.0)).astype(np.uint8)
        pixels = colours[at]
        pixels[~known] = list(bytes.fromhex(UNKNOWN.removeprefix("#")))
        rows, columns = values.shape
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        wide, high = plot.width() / max(columns, 1), plot.height() / max(rows, 1)
        if values.size > MOST_CELLS or min(wide, high) < SMALLEST_CELL:
            packed = np.ascontiguousarray(pixels)
            image = QImage(
                packed.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888
            ).copy()
            self.painter.drawImage(plot, image)
            return
        for r in range(rows):
            for c in range(columns):
                cell = QRectF(plot.left() + c * wide, plot.top() + r * high, wide, high)
                more = OVERLAP * (c + 1 < columns), OVERLAP * (r + 1 < rows)
                cell.adjust(0, 0, *more)
                self.painter.fillRect(cell, QColor(*(int(x) for x in pixels[r, c])))

    def _curves(self) -> None:
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._marks()
        self._ranges()
        across = self.figure.across
        for i, row in enumerate(self.figure.values):
            points = [(at, float(y)) for at, y in zip(across, row, strict=True)]
            for known, run in groupby(points, lambda point: math.isfinite(point[1])):
                if known:
                    self._curve(i, [self._point(at, y) for at, y in run])

    def _curve(self, i: int, points: list[QPointF]) -> None:
        """A line through neighbouring points; one alone is a dot, since dashes have no length."""
        if len(points) > 1:
            self.painter.setPen(self._pen(i))
            self.painter.drawPolyline(QPolygonF(points))
            return
        self.painter.save()
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(LINES[i % len(LINES)]))
        self.painter.drawEllipse(points[0], 2 * self.scale, 2 * self.scale)
        self.painter.restore()

    def _marks(self) -> None:
        """Dotted verticals where something belongs to a curve."""
        for i, at in enumerate(self.figure.marks):
            if at is not None:
                colour = QColor(LINES[i % len(LINES)])
                self.painter.setPen(QPen(colour, self.scale, Qt.PenStyle.DotLine))
                self.painter.drawLine(self._point(at, self.low), self._point(at, self.high))

    def _ranges(self) -> None:
        """Bars from the lowest to the highest value of each point."""
        if self.figure.ranges is None:
            return
        for i, row in enumerate(np.moveaxis(self.figure.ranges, 0, -1)):
            self.painter.setPen(QPen(QColor(LINES[i % len(LINES)]), self.scale))
            for at, (low, high) in zip(self.figure.across, row.tolist(), strict=True):
                if math.isfinite(low) and math.isfinite(high):
                    self.painter.drawLine(self._point(at, low), self._point(at, high))

    def _bars(self) -> None:
        """Bars of the first row; if the other rows are its parts, in two colours."""
        whole, *parts = np.nan_to_num(self.figure.values, posinf=0.0, neginf=0.0).tolist()
        wide = self.plot.width() / max(len(whole), 1)
        tones = BARS if parts else (LIGHT.network,)
        for c in range(len(whole)):
            foot = 0.0
            for tone, row in zip(tones, parts or [whole], strict=True):
                top, low = (self._point((c + 0.5) / len(whole), y) for y in (foot + row[c], foot))
                bar = QRectF(top.x() - 0.4 * wide, top.y(), 0.8 * wide, low.y() - top.y())
                self.painter.fillRect(bar, QColor(tone))
                foot += row[c]

    # --- layout ---

    def _point(self, across: float, value: float) -> QPointF:
        up = (value - self.low) / (self.high - self.low)
        return QPointF(
            self.plot.left() + across * self.plot.width(),
            self.plot.bottom() - up * self.plot.height(),
        )

    def _pen(self, i: int) -> QPen:
        style = DASHES[i % len(DASHES)]
        return QPen(QColor(LINES[i % len(LINES)]), 1.5 * self.scale, style)

    def _text(self, place: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        self.painter.setPen(QColor(LIGHT.text))
        self.painter.drawText(place, int(side | MIDDLE | Qt.TextFlag.TextDontClip), text)

    def _value_ticks(self) -> list[tuple[float, str]]:
        """At most about six round numbers from the lowest to the highest."""
        width, step = self.high - self.low, self._value_step()
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        ticks = (i * step for i in range(first, last + 1))
        return [((tick - self.low) / width, decimals(tick, ".6g")) for tick in ticks]

    def _value_step(self) -> float:
        width = self.high - self.low
        step = 10.0 ** math.floor(math.log10(width))
        return next(s for s in (step / 5, step / 2, step, step * 2) if width / s <= 6)

    def _row_ticks(self) -> list[tuple[float, str]]:
        names = self.figure.rows
        room = max((self.height - 6 * self.line) / self.line, 1)
        step = nice_step(len(names) / room)
        return [(1 - (i + 0.5) / len(names), names[i]) for i in range(0, len(names), step)]
