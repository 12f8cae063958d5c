"""Marks of interventions in a picture along the text: lines of edits, outlines of patches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyqtgraph as pg

    from wmstudio.engine.messages import InterventionResult
    from wmstudio.gui.base.theme import Theme


class DashedPath:
    """A dashed path with a halo that separates it from any colour; hidden while it is empty.

    ``height`` is that of the halo among what lies over the picture.
    """

    def __init__(self, view: pg.ViewBox, height: float) -> None:
        self._line, self._halo = QGraphicsPathItem(), QGraphicsPathItem()
        for item, z in ((self._halo, height), (self._line, height + 0.1)):
            item.setZValue(z)
            item.hide()
            view.addItem(item, ignoreBounds=True)

    def draw(self, path: QPainterPath) -> None:
        """Draw another path."""
        for item in (self._halo, self._line):
            item.setPath(path)
            item.setVisible(not path.isEmpty())

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        for item, colour, width in ((self._halo, theme.panel, 3), (self._line, theme.text, 1)):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            if item is self._line:
                pen.setStyle(Qt.PenStyle.DashLine)
            item.setPen(pen)


class InterventionLines(DashedPath):
    """A dashed line between the token that an edit acts after and the next token."""

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view, 7.0)
        self._shown: tuple[object, ...] = ()
        self.columns: tuple[int, ...] = ()
        """The first token after each edit, from the left."""

    def show(self, interventions: Sequence[InterventionResult], low: float, high: float) -> None:
        """Show these edits between two heights. Edits that were refused have no line."""
        columns = tuple(sorted({edit.token + 1 for one in interventions for edit in one.edits}))
        if (columns, low, high) == self._shown:
            return
        self._shown, self.columns = (columns, low, high), columns
        path = QPainterPath()
        for x in columns:
            path.moveTo(x, low)
            path.lineTo(x, high)
        self.draw(path)


class PatchMarks(DashedPath):
    """Dashed rectangles of tokens and values, around what is patched."""

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view, 6.0)
        self.areas: tuple[QRectF, ...] = ()
        """What is outlined: tokens from left to right, values from top to bottom."""

    def show(self, areas: Sequence[QRectF]) -> None:
        """Outline these areas."""
        if tuple(areas) == self.areas:
            return
        self.areas = tuple(areas)
        path = QPainterPath()
        for area in areas:
            path.addRect(area)
        self.draw(path)
