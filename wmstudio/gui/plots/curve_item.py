"""One curve along the text, as steps from zero or as a line. Only changed parts are repainted."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from wmstudio.gui.plots.over_picture import OverPicture

if TYPE_CHECKING:
    import numpy.typing as npt
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

Values: TypeAlias = "npt.NDArray[np.float32]"


class CurveItem(OverPicture):
    """One number per token; nothing is drawn for NaN."""

    def __init__(self, *, filled: bool = False, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        super().__init__()
        self.filled, self.line = filled, line
        self.values: Values = np.zeros(0, np.float32)
        self.pen = QPen()
        # Without this, the exposed area is always the whole item.
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    @property
    def start(self) -> int:
        """The token of the first value."""
        return round(self._area.left())

    def show_values(self, values: Values, area: QRectF) -> None:
        """Show values from the left of an area, one per column."""
        before, same = self.values, area == self._area
        self.lie_over(area)
        self.values = values
        if not same or len(before) != len(values):
            self.update()
            return
        alike = (before == values) | (np.isnan(before) & np.isnan(values))
        different = np.flatnonzero(~alike)
        if len(different):
            # A line goes from the middle of one column to the middle of the next.
            reach = 0.0 if self.filled else 1.0
            first, last = self.start + int(different[0]), self.start + int(different[-1])
            self.update_columns(first - reach, last + 1 + reach)

    def set_colour(self, colour: QColor) -> None:
        """Set the colour."""
        # One pixel wide, whatever the scale.
        self.pen = QPen(colour, 0, self.line)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.line is not Qt.PenStyle.SolidLine:
            # All of it, since dashes must not begin where the repainted part does.
            self._paint_line(painter, self.values, self.start + 0.5)
            return
        exposed = option.exposedRect
        first = max(int(exposed.left()) - self.start - 1, 0)
        shown = self.values[first : max(int(exposed.right()) - self.start + 2, 0)]
        if self.filled:
            self._paint_steps(painter, shown.tolist(), self.start + first)
        else:
            self._paint_line(painter, shown, self.start + first + 0.5)

    def _paint_steps(self, painter: QPainter, values: list[float], left: int) -> None:
        colour = self.pen.color()
        for x, value in enumerate(values, left):
            # NaN is not equal to itself.
            if value == value and value:
                painter.fillRect(QRectF(x, min(value, 0.0), 1, abs(value)), colour)

    def _paint_line(self, painter: QPainter, values: Values, left: float) -> None:
        painter.setPen(self.pen)
        edges = np.flatnonzero(np.diff(np.isnan(values), prepend=True, append=True))
        for first, stop in edges.reshape(-1, 2).tolist():
            run = values[first:stop].tolist()
            painter.drawPolyline([QPointF(left + x, y) for x, y in enumerate(run, first)])
