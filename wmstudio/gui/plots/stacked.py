"""Stacked bars, the newest at the right: milliseconds of the last keystrokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)

from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import standing_out
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import again, counted, tr
from wmstudio.gui.plots.spoken.faces import Reading, announce
from wmstudio.gui.plots.spoken.trends import trend
from wmstudio.gui.plots.token_canvas import STALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

COLOURS = (
    "#8a8f98",
    "#f0e442",
    "#e69f00",
    "#cc79a7",
    "#0072b2",
    "#56b4e9",
    "#d55e00",
    "#009e73",
    "#7fd8be",
    "#5b6068",
)
"""Colours by Okabe and Ito, which the colour-blind can tell apart, and two greys; bottom up.

Each theme has them as dark or as light as they must be on its paper.
"""
HATCHES = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.Dense3Pattern,
)
"""Drawn over the colours, so that these are not all that tells the parts apart."""
TOPS = (10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0)
WIDE = 340
"""From this width in pixels, the legend has numbers and the axis more than two."""
REFRESH = 1000 / 60
"""Milliseconds of a frame at 60 Hz, drawn as a line."""


class Bars(pg.GraphicsObject):
    """Columns ``[n]`` of parts; column i is from i - n to i - n + 1."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Sequence[Sequence[float]] = ()
        self._area = QRectF(-1, 0, 1, 1)
        self.apply_theme(DARK)

    def apply_theme(self, theme: Theme) -> None:
        """Use colours that stand out from the theme's paper."""
        self._colours = [standing_out(colour, theme) for colour in COLOURS]
        self._paper = QColor(theme.panel)
        self.update()

    def show_columns(self, columns: Sequence[Sequence[float]], area: QRectF) -> None:
        """Show columns in the area of the picture."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        self.columns = columns
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        # Hatches are of pixels, whatever the scale of the picture.
        pixels, _ = painter.worldTransform().inverted()
        hatches = [QBrush(self._paper, hatch) for hatch in HATCHES]
        for hatch in hatches:
            hatch.setTransform(pixels)
        for i, column in enumerate(self.columns):
            x, y = i - len(self.columns) + 0.1, 0.0
            for height, colour, hatch in zip(column, self._colours, hatches, strict=False):
                if height > 0:
                    part = QRectF(x, y, 0.8, height)
                    painter.fillRect(part, colour)
                    painter.fillRect(part, hatch)
                    y += height


class Legend(pg.GraphicsWidget):
    """Colour, name and newest number of each part, in the order of the stack."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names, self.numbers = tuple(names), ("",) * len(names)
        self.wide = True
        self._theme = DARK
        self._font = fonts.interface(0.85)

    def set_numbers(self, numbers: Sequence[float]) -> None:
        """Set the milliseconds of the newest column."""
        self.numbers = tuple(f"{number:.1f}" for number in numbers)
        self.update()

    def set_wide(self, *, wide: bool) -> None:
        """Show numbers, or names only."""
        self.wide = wide
        width = QFontMetricsF(self._font).horizontalAdvance
        self.setFixedWidth(max(map(width, self.names)) + width("0") * (8 if wide else 0) + 22)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours, the current font size and the present language."""
        self._theme, self._font = theme, fonts.interface(0.85)
        self.names = again(self.names)
        self.set_wide(wide=self.wide)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        metrics = QFontMetricsF(self._font)
        room = float(self.size().height()) / len(self.names)
        high = min(metrics.height(), room)
        painter.setFont(self._font)
        right = float(self.size().width()) - 6
        # The top of the stack comes first.
        for row, i in enumerate(reversed(range(len(self.names)))):
            top = row * high
            colour = standing_out(COLOURS[i], self._theme)
            sign = QRectF(4, top + 2, 10, high - 3)
            painter.fillRect(sign, colour)
            painter.fillRect(sign, QBrush(QColor(self._theme.panel), HATCHES[i]))
            painter.setPen(QColor(self._theme.text))
            baseline = top + metrics.ascent() - (metrics.height() - high) / 2
            painter.drawText(QPointF(18, baseline), self.names[i])
            number = self.numbers[i] if self.wide else ""
            painter.setPen(QColor(self._theme.second_text))
            x = right - metrics.horizontalAdvance(number)
            painter.drawText(QPointF(x, baseline), number)


class StackedBars(pg.GraphicsLayoutWidget):
    """Stacked bars over a scale of milliseconds, with a legend."""

    pointed = Signal()
    """Another bar is under the pointer, or none: see `column`."""

    def __init__(
        self, name: str, parts: Sequence[str], most: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.most = most
        self.column: int | None = None
        """The bar under the pointer, counted back from the last."""
        self.columns: Sequence[Sequence[float]] = ()
        self._top = 0.0
        self.setAccessibleName(name)
        self.setMinimumSize(200, 80)
        self.ci.setContentsMargins(0, 6, 0, 2)
        self.ci.setSpacing(0)
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.scale = pg.AxisItem("left", linkView=self.view, maxTickLength=-4)
        self.scale.setWidth(48)
        self.below = pg.AxisItem("bottom", linkView=self.view, maxTickLength=-4)
        self.legend = Legend(parts)
        self.addItem(self.scale, 0, 0)
        self.addItem(self.view, 0, 1)
        self.addItem(self.below, 1, 1)
        self.addItem(self.legend, 0, 2, rowspan=2)
        self.bars = Bars()
        self.refresh = pg.InfiniteLine(REFRESH, angle=0, movable=False)
        self.view.addItem(self.refresh, ignoreBounds=True)
        self.view.addItem(self.bars, ignoreBounds=True)
        self.view.setXRange(-most, 0, padding=0)
        self.show_columns(())
        self.apply_theme(DARK)

    def show_columns(self, columns: Sequence[Sequence[float]]) -> None:
        """Show parts ``[n, parts]`` in milliseconds, as many columns as fit."""
        self.columns = columns = columns[-self.most :]
        # An exceptionally slow one is cut off; otherwise the others would be too low to read.
        high = sorted(sum(column) for column in columns)[len(columns) * 9 // 10 :]
        top = next((top for top in TOPS if not high or high[0] <= top), TOPS[-1])
        if top != self._top:
            self._top = top
            self.view.setYRange(0, top, padding=0)
        self.bars.show_columns(columns, QRectF(-self.most, 0, self.most, top))
        if columns:
            self.legend.set_numbers(columns[-1])
        announce(self)

    def spoken(self) -> Reading:
        """The parts of the bar that is pointed at, else of the last; and how the sums go."""
        if not self.columns:
            return Reading()
        back = min(self.column or 0, len(self.columns) - 1)
        parts = zip(self.legend.names, self.columns[-1 - back], strict=True)
        told = ", ".join(f"{name} {ms:.1f}" for name, ms in parts)
        keys = self._back(len(self.columns) - 1 - back)
        value = tr("{keys}, in milliseconds: {told}", keys=keys, told=told)
        if not back:
            value = tr("The last keystroke, in milliseconds: {told}", told=told)
        sums = [sum(column) for column in self.columns]
        what = tr("Milliseconds of a keystroke")
        return Reading(value, trend(what, sums, self._over, self._back, "{:.1f}".format))

    def _over(self, first: int, last: int) -> str:
        return tr("over the last {n} keystrokes", n=last - first + 1)

    def _back(self, at: int) -> str:
        return counted(len(self.columns) - 1 - at, "{n} key back", "{n} keys back")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}.get(Qt.Key(event.key()))
        if by is None or not self.columns:
            super().keyPressEvent(event)
            return
        back = 0 if self.column is None else self.column + by
        self._point(min(max(back, 0), len(self.columns) - 1))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Qt calls this from within its constructor too.
        if hasattr(self, "legend"):
            wide = self.width() >= WIDE
            self.legend.set_wide(wide=wide)
            every = self.most // (6 if wide else 2)
            self.below.setTicks([[(-at, str(at)) for at in range(0, self.most, every)]])

    def set_stale(self, stale: bool) -> None:
        """Dim it while it is out of date."""
        self.bars.setOpacity(STALE if stale else 1.0)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the present language."""
        self.setBackground(theme.panel)
        for axis, what in ((self.scale, tr("ms")), (self.below, tr("keys back"))):
            axis.setLabel(what)
            axis.setStyle(tickFont=fonts.interface(0.85), autoExpandTextSpace=False)
            axis.setPen(theme.hairline)
            axis.setTextPen(theme.second_text)
            label = axis.label
            label.setFont(fonts.interface(0.85))
        pen = QPen(QColor(theme.second_text), 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self.refresh.setPen(pen)
        self.legend.apply_theme(theme)
        self.bars.apply_theme(theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.view.mapSceneToView(self.mapToScene(event.position().toPoint()))
        back = int(-at.x() // 1) if at.x() < 0 else None
        inside = back is not None and back < len(self.columns) and 0 <= at.y() <= self._top
        self._point(back if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, column: int | None) -> None:
        if column != self.column:
            self.column = column
            self.pointed.emit()
            announce(self)
