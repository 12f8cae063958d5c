"""A frame around the cell of a picture that the keyboard points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

if TYPE_CHECKING:
    from wmstudio.gui.base.theme import Theme


class CellMark:
    """A token's column in one row, in two colours that stand out from any third."""

    def __init__(self, view: pg.ViewBox) -> None:
        self.frame, self._halo = QGraphicsRectItem(), QGraphicsRectItem()
        for item, height in ((self._halo, 11), (self.frame, 12)):
            item.setZValue(height)
            item.hide()
            view.addItem(item, ignoreBounds=True)

    def show_cell(self, token: int | None, row: int | None) -> None:
        """Frame a cell; without a token or a row, none."""
        for item in (self._halo, self.frame):
            if token is not None and row is not None:
                item.setRect(token, row, 1, 1)
            item.setVisible(token is not None and row is not None)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        for item, colour, width in ((self.frame, theme.text, 1), (self._halo, theme.panel, 3)):
            pen = QPen(pg.mkColor(colour), width)
            pen.setCosmetic(True)
            item.setPen(pen)
