"""What stands over the rows of a heat map: marks of some, and the labels that people gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.wording import mono_font
from wmstudio.gui.plots.over_picture import OverPicture

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

WIDTH = 5.0
"""Pixels of a mark."""
HALO = 1.5
"""Pixels of the ground's colour at either side of it."""
LEAST = 2.0
"""Pixels of its height, however low the row is."""


class RowMarks(OverPicture):
    """Painted in pixels over the picture: bars at its left edge, and labels beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[int, ...] = ()
        self.labels: dict[int, str] = {}
        self._theme = DARK
        self.setZValue(5)
        self.hide()

    def show_rows(self, area: QRectF, rows: Collection[int], labels: Mapping[int, str]) -> None:
        """Mark these rows of the area of the picture; labels by their rows."""
        self.lie_over(area)
        shown = tuple(sorted(rows)), dict(sorted(labels.items()))
        if shown != (self.rows, self.labels):
            self.rows, self.labels = shown
            self.setVisible(bool(rows or labels))
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        to_pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        left = to_pixels.map(self._area.topLeft()).x()
        base, text = QColor(self._theme.panel), QColor(self._theme.text)

        def span(row: int) -> tuple[float, float]:
            top = to_pixels.map(QPointF(0, row)).y()
            bottom = to_pixels.map(QPointF(0, row + 1)).y()
            return min(top, bottom), abs(bottom - top)

        for row in self.rows:
            top, height = span(row)
            bar = QRectF(left, top, WIDTH, max(height, LEAST))
            # The halo parts it from any colour of the picture.
            painter.fillRect(bar.adjusted(0, 0, 2 * HALO, 0), base)
            painter.fillRect(bar.translated(HALO, 0), text)
        font = mono_font(0.8)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        free = float("-inf")
        base.setAlpha(215)
        for row, label in self.labels.items():
            top, height = span(row)
            middle = top + (height - metrics.height()) / 2
            # At the picture's ends all of it is to be seen, too.
            highest = to_pixels.map(self._area.topLeft()).y()
            lowest = to_pixels.map(self._area.bottomLeft()).y() - metrics.height()
            box = QRectF(
                left + WIDTH + 2 * HALO + 1,
                max(min(middle, lowest), highest),
                metrics.horizontalAdvance(label) + 8,
                metrics.height(),
            )
            if box.top() < free:
                continue
            free = box.bottom()
            painter.fillRect(box, base)
            painter.setPen(text)
            painter.drawText(QPointF(box.left() + 4, box.top() + metrics.ascent()), label)
        painter.restore()
