"""Dashed lines in a picture along the text, where the state was edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg

    from wmstudio.engine.messages import EditResult
    from wmstudio.gui.base.theme import Theme


class EditLines:
    """A line between the token that an edit acts after and the next token."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._line, self._halo = QGraphicsPathItem(), QGraphicsPathItem()
        self._shown: tuple[object, ...] = ()
        self.columns: tuple[int, ...] = ()
        """The first token after each edit, from the left."""
        for item, height in ((self._halo, 7.0), (self._line, 7.1)):
            item.setZValue(height)
            item.hide()
            view.addItem(item, ignoreBounds=True)

    def show(self, edits: Sequence[EditResult], low: float, high: float) -> None:
        """Show these edits between two heights. Edits that were refused have no line."""
        columns = tuple(sorted({edit.token + 1 for one in edits for edit in one.edits}))
        if (columns, low, high) == self._shown:
            return
        self._shown, self.columns = (columns, low, high), columns
        path = QPainterPath()
        for x in columns:
            path.moveTo(x, low)
            path.lineTo(x, high)
        for item in (self._halo, self._line):
            item.setPath(path)
            item.setVisible(bool(columns))

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        for item, colour, width in ((self._halo, theme.panel, 3), (self._line, theme.text, 1)):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            if item is self._line:
                pen.setStyle(Qt.PenStyle.DashLine)
            item.setPen(pen)
