"""Marks and labels over the rows of a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.plots.over_picture import OverPicture

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

WIDTH = 5.0
"""Width of a mark in pixels."""
HALO = 1.5
"""Pixels of background colour on either side."""
LEAST = 2.0
"""Smallest height of a mark in pixels, however low the row is."""


class RowMarks(OverPicture):
    """Bars at the left edge of the picture, with labels, in pixel coordinates."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[int, ...] = ()
        self.labels: dict[int, str] = {}
        self._theme = DARK
        self.setZValue(5)
        self.hide()

    def show_rows(self, area: QRectF, rows: Collection[int], labels: Mapping[int, str]) -> None:
        """Mark these rows of the picture's area; labels by row."""
        self.lie_over(area)
        shown = tuple(sorted(rows)), dict(sorted(labels.items()))
        if shown != (self.rows, self.labels):
            self.rows, self.labels = shown
            self.setVisible(bool(rows or labels))
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
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
            # The halo separates it from any colour of the picture.
            painter.fillRect(bar.adjusted(0, 0, 2 * HALO, 0), base)
            painter.fillRect(bar.translated(HALO, 0), text)
        font = fonts.interface(0.8)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        free = float("-inf")
        base.setAlpha(215)
        for row, label in self.labels.items():
            top, height = span(row)
            middle = top + (height - metrics.height()) / 2
            # Labels at the ends of the picture stay inside it.
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
