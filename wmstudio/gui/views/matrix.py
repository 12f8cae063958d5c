"""A matrix of one token in the colours of its signal; neither axis is tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from wmstudio.engine.trace import picture
from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import painted, table_of
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import numbered, tr
from wmstudio.gui.base.wording import decimals, maybe_rounded
from wmstudio.gui.plots.over_picture import below_zero, draw_signs, level_of_zero, none_below
from wmstudio.gui.plots.scales import nice_step
from wmstudio.gui.plots.spoken.faces import Reading, announce
from wmstudio.gui.plots.token_canvas import LEFT, RIGHT, STALE

if TYPE_CHECKING:
    import numpy.typing as npt
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from wmstudio.engine.messages import Signal as ModelSignal

TOP, STRIP = 4, 10
BESIDE = 9 + STRIP + 4
"""Where the numbers of the colour scale begin, from the right edge of the matrix."""
STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""By how many rows and columns the arrow keys move."""
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
        self.rounded = False
        """Whether the values are not exact."""
        self.signal: ModelSignal | None = None
        self.first = 0
        """The number of the top row."""
        self._image, self._below = QImage(), none_below()
        self._stale = False
        self._pointer: QPoint | None = None
        self.cell: tuple[int, int] | None = None
        """The row and column that the arrow keys point at."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setMinimumSize(LEFT + RIGHT + 40, 60)
        self.setFont(fonts.interface(0.85))

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
        announce(self)

    def _paint_image(self) -> None:
        self._image, self._below = QImage(), none_below()
        if self._drawn is not None and self.signal is not None:
            values = picture(self._drawn, self.signal)
            self._image = painted(values, table_of(self.signal, self.theme))
            self._below = below_zero(values, level_of_zero(self.signal.low, self.signal.high))

    def words(self) -> str:
        """The value under the pointer."""
        area, point = self.area(), self._pointer
        if self.values is None:
            return ""
        if self.cell is not None:
            return self.told(*self.cell)
        if point is None or not area.contains(point):
            return ""
        rows, columns = self.values.shape
        row = (point.y() - area.top()) * rows // area.height()
        return self.told(row, (point.x() - area.left()) * columns // area.width())

    def told(self, row: int, column: int) -> str:
        """The value of a cell; of the nearest one, if the matrix is smaller."""
        if self.values is None or self.signal is None:
            return ""
        row, column = min(row, len(self.values) - 1), min(column, self.values.shape[1] - 1)
        value = self._said(float(self.values[row, column]))
        return f"{self.place_words(row, column)}: {value}"

    def _said(self, value: float) -> str:
        return maybe_rounded(value, rounded=self.rounded)

    def place_words(self, row: int, column: int) -> str:
        """A cell by its row and column."""
        by, of = self.signal.dims if self.signal is not None else ("", "")
        return f"{numbered(by, self.first + row)}, {numbered(of, column)}"

    def spoken(self) -> Reading:
        """The cell that is pointed at, else the first one; and where values are extreme."""
        values = self.values
        if values is None or not values.size or not np.isfinite(values).any():
            return Reading()
        ends = np.nanargmin(values), np.nanargmax(values)
        (low, lowest), (high, highest) = (
            (self._said(float(values.flat[at])), self.place_words(*divmod(int(at), len(values[0]))))
            for at in ends
        )
        said = {"low": low, "high": high, "lowest": lowest, "highest": highest}
        trend = tr("lowest {low} at {lowest}, highest {high} at {highest}", **said)
        return Reading(self.words() or self.told(0, 0), trend)

    def area(self) -> QRect:
        """The rectangle of the matrix."""
        below = self.fontMetrics().height() + 6
        beside = max(RIGHT, BESIDE + max(map(self.fontMetrics().horizontalAdvance, self.ends)) + 2)
        return self.rect().adjusted(LEFT, TOP, -beside, -below)

    @property
    def ends(self) -> tuple[str, str]:
        """The numbers of the colour scale, from its top."""
        if self.signal is None:
            return "", ""
        return decimals(self.signal.high, "g"), decimals(self.signal.low, "g")

    def set_stale(self, stale: bool) -> None:
        """Dim it while it is out of date."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self.setFont(fonts.interface(0.85))
        self._paint_image()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        if self.values is not None and self.signal is not None:
            area = self.area()
            painter.setOpacity(STALE if self._stale else 1.0)
            painter.drawImage(area, self._image)
            draw_signs(painter, QRectF(area), self._below, QColor(self.theme.text))
            painter.setOpacity(1.0)
            painter.setPen(QColor(self.theme.second_text))
            self._paint_numbers(painter, area, *self.values.shape)
            self._paint_scale(painter, area, self.signal)
            if self.cell is not None:
                self._paint_cell(painter, area, *self.values.shape)
        painter.end()

    def _paint_cell(self, painter: QPainter, area: QRect, rows: int, columns: int) -> None:
        """Frame the cell of the keyboard, so that it stands out from any colour."""
        assert self.cell is not None
        row, column = min(self.cell[0], rows - 1), min(self.cell[1], columns - 1)
        left, top = area.left() + column * area.width() // columns, row * area.height() // rows
        wide, high = max(area.width() // columns, 4), max(area.height() // rows, 4)
        frame = QRect(left, area.top() + top, wide, high)
        for colour, width in ((self.theme.panel, 3), (self.theme.text, 1)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRect(frame)

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
        numbers = QRect(area.right() + BESIDE, area.top(), self.width(), line)
        high, low = self.ends
        painter.drawText(numbers, int(Qt.AlignmentFlag.AlignLeft), high)
        # Under the other one, where both do not fit beside the colours.
        numbers.moveBottom(max(area.bottom(), numbers.bottom() + line))
        painter.drawText(numbers, int(Qt.AlignmentFlag.AlignLeft), low)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = STEPS.get(Qt.Key(event.key()))
        if by is None or self.values is None or not self.values.size:
            super().keyPressEvent(event)
            return
        row, column = (0, 0) if self.cell is None else map(sum, zip(self.cell, by, strict=True))
        rows, columns = self.values.shape
        self._point_at((min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def _point_at(self, cell: tuple[int, int] | None) -> None:
        if cell != self.cell:
            self.cell = cell
            self.update()
            self.pointed.emit()
            announce(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(None)
        self._pointer = event.position().toPoint()
        self.pointed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointed.emit()
