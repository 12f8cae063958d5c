"""A matrix of one token in the colours of its signal; neither axis is tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from wmstudio.engine.trace import picture
from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import mono_font, number
from wmstudio.gui.plots.scales import nice_step
from wmstudio.gui.plots.token_canvas import LEFT, RIGHT, STALE

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from wmstudio.engine.messages import Signal as ModelSignal

TOP, STRIP = 4, 10
ROW_GAP, COLUMN_GAP = 28, 46
"""Smallest distance in pixels between two numbers of an axis."""


class Matrix(QWidget):
    """Row 0 at the top, with numbers of rows and columns, and a colour scale."""

    pointed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = DARK
        self.values: npt.NDArray[np.float32] | None = None
        """The values ``[rows, columns]`` as shown."""
        self._drawn: npt.NDArray[np.float32] | None = None
        self.signal: ModelSignal | None = None
        self.first = 0
        """The number of the top row."""
        self._image = QImage()
        self._stale = False
        self._pointer: QPoint | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setMinimumSize(LEFT + RIGHT + 40, 60)
        self.setFont(mono_font(0.85))

    def show_values(
        self,
        values: npt.NDArray[np.float32] | None,
        signal: ModelSignal | None,
        first: int = 0,
        drawn: npt.NDArray[np.float32] | None = None,
    ) -> None:
        """Show values in the signal's range; None clears the matrix.

        Of many values, ``drawn`` are fewer rows and columns that are drawn in their place. The
        value under the pointer stays exact.
        """
        self.values, self.signal, self.first = values, signal, first
        self._drawn = values if drawn is None else drawn
        self._paint_image()
        if values is not None and signal is not None:
            rows, columns = values.shape
            self.setAccessibleDescription(
                tr(
                    "{what}: {rows} rows, {columns} columns",
                    what=tr(signal.text),
                    rows=rows,
                    columns=columns,
                )
            )
        self.update()

    def _paint_image(self) -> None:
        self._image = QImage()
        if self._drawn is not None and self.signal is not None:
            values = picture(self._drawn, self.signal)
            self._image = painted(values, table_of(self.signal, self.theme))

    def words(self) -> str:
        """The exact value under the pointer."""
        area, point = self.area(), self._pointer
        if self.values is None or self.signal is None or point is None or not area.contains(point):
            return ""
        rows, columns = self.values.shape
        row = (point.y() - area.top()) * rows // area.height()
        column = (point.x() - area.left()) * columns // area.width()
        by, of = self.signal.dims
        value = number(float(self.values[row, column]))
        return f"{by} {self.first + row}, {of} {column}: {value}"

    def area(self) -> QRect:
        """The rectangle of the matrix."""
        below = self.fontMetrics().height() + 6
        return self.rect().adjusted(LEFT, TOP, -RIGHT, -below)

    def set_stale(self, stale: bool) -> None:
        """Dim it while it is out of date."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self.setFont(mono_font(0.85))
        self._paint_image()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        if self.values is not None and self.signal is not None:
            area = self.area()
            painter.setOpacity(STALE if self._stale else 1.0)
            painter.drawImage(area, self._image)
            painter.setOpacity(1.0)
            painter.setPen(QColor(self.theme.second_text))
            self._paint_numbers(painter, area, *self.values.shape)
            self._paint_scale(painter, area, self.signal)
        painter.end()

    def _paint_numbers(self, painter: QPainter, area: QRect, rows: int, columns: int) -> None:
        line = self.fontMetrics().height()
        tall, wide = area.height() / rows, area.width() / columns
        step = nice_step(ROW_GAP / max(tall, 1e-6))
        for row in range(-(-self.first // step) * step, self.first + rows, step):
            y = area.top() + round((row - self.first + 0.5) * tall)
            side = QRect(0, y - line // 2, LEFT - 6, line)
            painter.drawText(side, int(Qt.AlignmentFlag.AlignRight), str(row))
        step = nice_step(COLUMN_GAP / max(wide, 1e-6))
        for column in range(0, columns, step):
            x = area.left() + round((column + 0.5) * wide)
            below = QRect(x - 30, area.bottom() + 4, 60, line)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), str(column))

    def _paint_scale(self, painter: QPainter, area: QRect, signal: ModelSignal) -> None:
        left, line = area.right() + 9, self.fontMetrics().height()
        falling = np.arange(255, -1, -1, dtype=np.uint8)[:, None]
        strip = QRect(left, area.top(), STRIP, area.height())
        painter.drawImage(strip, painted(falling, table_of(signal, self.theme)))
        numbers = QRect(left + STRIP + 4, area.top(), RIGHT, line)
        painter.drawText(numbers, int(Qt.AlignmentFlag.AlignLeft), f"{signal.high:g}")
        numbers.moveBottom(area.bottom())
        painter.drawText(numbers, int(Qt.AlignmentFlag.AlignLeft), f"{signal.low:g}")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        self.pointed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointed.emit()
