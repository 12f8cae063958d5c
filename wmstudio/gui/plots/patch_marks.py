"""Outlines in a picture along the text, around what is patched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg

    from wmstudio.gui.base.theme import Theme


class PatchMarks:
    """Rectangles of tokens and values, with a halo that separates them from any colour."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._line, self._halo = QGraphicsPathItem(), QGraphicsPathItem()
        self.areas: tuple[QRectF, ...] = ()
        """What is outlined: tokens from left to right, values from top to bottom."""
        for item, height in ((self._halo, 6.0), (self._line, 6.1)):
            item.setZValue(height)
            item.hide()
            view.addItem(item, ignoreBounds=True)

    def show(self, areas: Sequence[QRectF]) -> None:
        """Outline these areas."""
        if tuple(areas) == self.areas:
            return
        self.areas = tuple(areas)
        path = QPainterPath()
        for area in areas:
            path.addRect(area)
        for item in (self._halo, self._line):
            item.setPath(path)
            item.setVisible(bool(areas))

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        for item, colour, width in ((self._halo, theme.panel, 3), (self._line, theme.text, 1)):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            if item is self._line:
                pen.setStyle(Qt.PenStyle.DashLine)
            item.setPen(pen)
