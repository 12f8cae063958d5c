"""Draws figures for publication, as PNG, SVG or PDF: title, axes and legend.

On white, whatever the window's theme is. Sizes are in pixels of 1/96 inch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QBuffer, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from wmstudio.files.writing import write_file
from wmstudio.gui.base.colours import table
from wmstudio.gui.base.fonts import HEAVY, INTERFACE
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.export.image_file import png_of
from wmstudio.gui.plots.scales import nice_step
from wmstudio.text.exported import xml_text

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintDevice

    from wmstudio.app.figures import Figure

DPI = 96
SMALLEST, LARGEST = 160, 8192
LINES = (
    LIGHT.network,
    LIGHT.text,
    LIGHT.memory,
    LIGHT.cursor,
    LIGHT.above_zero,
    LIGHT.below_zero,
)
"""Colours of curves, which also differ in lightness and dashes."""
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
UNKNOWN = LIGHT.hairline
MOST_CELLS = 40_000
"""Number of cells that are drawn separately; more are drawn as one image."""
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
CENTRE, MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter

MOST_CHANGES = 4
"""Lines under the title that say which interventions are in force."""


def write_figure(figure: Figure, path: Path, width: int, height: int) -> None:
    """Draw into a file in the format of its suffix: ``.png``, ``.svg`` or ``.pdf``.

    Raises:
        OSError: it cannot be written.
        ValueError: another suffix, or an invalid size.
    """
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise ValueError(f"each side of a figure has {SMALLEST} to {LARGEST} pixels")
    make = {".png": _png, ".svg": _svg, ".pdf": _pdf}.get(path.suffix.lower())
    if make is None:
        raise ValueError(f"a figure is written as .png, .svg or .pdf, not as {path.name!r}")
    write_file(path, make(figure, width, height))


def _png(figure: Figure, width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    draw(figure, image, width, height)
    return png_of(image)


def _svg(figure: Figure, width: int, height: int) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    made, data = QSvgGenerator(), QBuffer()
    made.setOutputDevice(data)
    made.setSize(QSize(width, height))
    made.setViewBox(QRectF(0, 0, width, height))
    made.setResolution(DPI)
    made.setTitle(figure.title)
    draw(figure, made, width, height)
    # Qt escapes XML's special characters, but lets characters through that XML cannot contain.
    return xml_text(bytes(data.data().data()).decode(errors="replace")).encode()


def _pdf(figure: Figure, width: int, height: int) -> bytes:
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    made = QPdfWriter(data)
    made.setResolution(DPI)
    made.setTitle(figure.title)
    points = QSizeF(width * 72 / DPI, height * 72 / DPI)
    made.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    made.setPageMargins(QMarginsF(0, 0, 0, 0))
    draw(figure, made, width, height)
    return bytes(data.data().data())


def draw(figure: Figure, device: QPaintDevice, width: int, height: int) -> None:
    """Draw on a paint device.

    Raises:
        ValueError: it cannot be drawn on.
    """
    painter = QPainter()
    if not painter.begin(device):
        raise ValueError("a figure of that size cannot be drawn: choose a smaller one")
    try:
        _Drawing(figure, painter, width, height).draw()
    finally:
        painter.end()


class _Drawing:
    """Draws one figure with one painter."""

    def __init__(self, figure: Figure, painter: QPainter, width: int, height: int) -> None:
        self.figure, self.painter = figure, painter
        self.width, self.height = width, height
        self.scale = min(max(min(width / 800, height / 450), 0.75), 4.0)
        self.font = QFont()
        self.font.setFamilies([INTERFACE, "sans-serif"])
        self.font.setPixelSize(round(12 * self.scale))
        self.metrics = QFontMetricsF(self.font)
        self.line = self.metrics.height()
        self.gap = 0.5 * self.line

    def draw(self) -> None:
        figure, painter, gap, line = self.figure, self.painter, self.gap, self.line
        painter.fillRect(QRectF(0, 0, self.width, self.height), QColor(LIGHT.panel))
        painter.setFont(self.font)
        self.low, self.high = figure.low, figure.high
        if not self.high > self.low:
            self.high = self.low + 1.0
        is_map = figure.kind == "map"
        if not is_map:
            # Rounded up, so that the axis ends at a labelled tick.
            step = self._value_step()
            self.low = math.floor(self.low / step + 1e-9) * step
            self.high = math.ceil(self.high / step - 1e-9) * step
        ticks = self._row_ticks() if is_map else self._value_ticks()
        widest = max((self.metrics.horizontalAdvance(text) for _, text in ticks), default=0)
        names = self._column_ticks(self.width - widest - 4 * line)
        self.turned = any(len(text) > 0 and not text.isdecimal() for _, text in names)
        longest = max((self.metrics.horizontalAdvance(text) for _, text in names), default=0)
        below = (min(longest, 7 * line) if self.turned else line) + line + 2.5 * gap
        legend = line + gap if figure.kind != "map" and len(figure.rows) > 1 else 0
        changes = line * len(self._changes())
        beside = 3 * line + gap if is_map else gap
        self.plot = QRectF(
            widest + line + 3 * gap,
            2 * gap + line + changes + legend,
            self.width - widest - line - 3 * gap - beside - gap,
            self.height - 2 * gap - line - changes - legend - below,
        )
        self._title()
        if legend:
            self._legend(2 * gap + line + changes)
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
        text = QFontMetricsF(font).elidedText(self.figure.title, Qt.TextElideMode.ElideRight, wide)
        self._text(QRectF(self.gap, self.gap, wide, self.line), text, CENTRE)
        self.painter.setFont(self.font)
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

    def _legend(self, top: float) -> None:
        at = self.plot.left()
        bars = self.figure.kind == "bars"
        tones = [QPen(QColor(tone), self.gap) for tone in (LIGHT.memory, LIGHT.network)]
        for i, name in enumerate(self.figure.rows[1:] if bars else self.figure.rows):
            self.painter.setPen(tones[i] if bars else self._pen(i))
            middle = top + self.line / 2
            self.painter.drawLine(QPointF(at, middle), QPointF(at + 2 * self.line, middle))
            wide = self.metrics.horizontalAdvance(name) + self.gap
            at += 2 * self.line + self.gap
            self._text(QRectF(at, top, wide, self.line), name, LEFT)
            at += wide + self.gap

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
            self._text(place, f"{value:.3g}", LEFT)

    def _map(self) -> None:
        values, plot = self.figure.values, self.plot
        colours = table(self.low, self.high, LIGHT)
        shares = (values - self.low) / (self.high - self.low)
        known = np.isfinite(values)
        at = np.clip(np.rint(np.nan_to_num(shares) * 255), 0, 255).astype(np.uint8)
        pixels = colours[at]
        pixels[~known] = list(bytes.fromhex(UNKNOWN.removeprefix("#")))
        rows, columns = values.shape
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if values.size > MOST_CELLS:
            packed = np.ascontiguousarray(pixels)
            image = QImage(
                packed.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888
            ).copy()
            self.painter.drawImage(plot, image)
            return
        wide, high = plot.width() / max(columns, 1), plot.height() / max(rows, 1)
        for r in range(rows):
            for c in range(columns):
                cell = QRectF(plot.left() + c * wide, plot.top() + r * high, wide, high)
                self.painter.fillRect(cell, QColor(*(int(x) for x in pixels[r, c])))

    def _curves(self) -> None:
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = self.figure.values.shape[1]
        for i, row in enumerate(self.figure.values):
            self.painter.setPen(self._pen(i))
            points = QPolygonF()
            for c, value in enumerate(row):
                if math.isnan(value):
                    self.painter.drawPolyline(points)
                    points = QPolygonF()
                else:
                    points.append(self._point((c + 0.5) / count, float(value)))
            self.painter.drawPolyline(points)

    def _bars(self) -> None:
        """Bars of the first row; if the other rows are its parts, in two colours."""
        whole, *parts = self.figure.values
        wide = self.plot.width() / max(len(whole), 1)
        tones = (LIGHT.memory, LIGHT.network) if parts else (LIGHT.network,)
        for c in range(len(whole)):
            foot = 0.0
            for tone, row in zip(tones, parts or [whole], strict=True):
                top, low = (self._point((c + 0.5) / len(whole), y) for y in (foot + row[c], foot))
                bar = QRectF(top.x() - 0.4 * wide, top.y(), 0.8 * wide, low.y() - top.y())
                self.painter.fillRect(bar, QColor(tone))
                foot += float(row[c])

    # --- layout ---

    def _point(self, across: float, value: float) -> QPointF:
        up = (value - self.low) / (self.high - self.low)
        return QPointF(
            self.plot.left() + across * self.plot.width(),
            self.plot.bottom() - up * self.plot.height(),
        )

    def _pen(self, i: int) -> QPen:
        style = DASHES[(i // len(LINES)) % len(DASHES)]
        return QPen(QColor(LINES[i % len(LINES)]), 1.5 * self.scale, style)

    def _text(self, place: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        self.painter.setPen(QColor(LIGHT.text))
        self.painter.drawText(place, int(side | MIDDLE | Qt.TextFlag.TextDontClip), text)

    def _value_ticks(self) -> list[tuple[float, str]]:
        """At most about six round numbers from the lowest to the highest."""
        width, step = self.high - self.low, self._value_step()
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [((i * step - self.low) / width, f"{i * step:.6g}") for i in range(first, last + 1)]

    def _value_step(self) -> float:
        width = self.high - self.low
        step = 10.0 ** math.floor(math.log10(width))
        return next(s for s in (step / 5, step / 2, step, step * 2) if width / s <= 6)

    def _row_ticks(self) -> list[tuple[float, str]]:
        names = self.figure.rows
        room = max((self.height - 6 * self.line) / self.line, 1)
        step = nice_step(len(names) / room)
        return [(1 - (i + 0.5) / len(names), names[i]) for i in range(0, len(names), step)]

    def _column_ticks(self, room: float) -> list[tuple[float, str]]:
        """The columns' names if they fit, otherwise their numbers."""
        figure, count = self.figure, max(len(self.figure.columns), 1)
        if room / count >= self.line * 0.9:
            return [((i + 0.5) / count, name) for i, name in enumerate(figure.columns)]
        step = nice_step(4 * self.line * count / max(room, 1.0))
        start = -figure.first % step
        return [((i + 0.5) / count, str(figure.first + i)) for i in range(start, count, step)]
