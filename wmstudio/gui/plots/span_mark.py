"""The selected span in a picture along the text: a wash with an edge on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsRectItem

if TYPE_CHECKING:
    import pyqtgraph as pg

    from wmstudio.app.spans import Span
    from wmstudio.gui.base.theme import Theme

WASH = 70
"""Opacity (of 255); what is under it stays readable."""


class SpanMark:
    """Hidden if nothing is selected."""

    def __init__(self, view: pg.ViewBox) -> None:
        self.wash = QGraphicsRectItem()
        self.edges = (QGraphicsLineItem(), QGraphicsLineItem())
        self._halos = (QGraphicsLineItem(), QGraphicsLineItem())
        self._shown: tuple[Span | None, float, float] = (None, 0.0, 0.0)
        for height, item in enumerate(self._items):
            item.setZValue(6 + height / 10)
            item.hide()
            view.addItem(item, ignoreBounds=True)

    def show(self, span: Span | None, low: float, high: float) -> None:
        """Show it over these tokens, between two heights."""
        if (span, low, high) == self._shown:
            return
        self._shown = (span, low, high)
        for item in self._items:
            item.setVisible(span is not None)
        if span is not None:
            self.wash.setRect(QRectF(span.start, low, len(span), high - low))
            for items in (self.edges, self._halos):
                for edge, x in zip(items, (span.start, span.stop), strict=True):
                    edge.setLine(QLineF(x, low, x, high))

    @property
    def _items(self) -> tuple[QGraphicsItem, ...]:
        return self.wash, *self._halos, *self.edges

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        wash = QColor(theme.text)
        wash.setAlpha(WASH // 2)
        self.wash.setBrush(wash)
        self.wash.setPen(QPen(QColor(0, 0, 0, 0)))
        # The halo separates the edge from any colour of the picture.
        for items, colour, width in ((self.edges, theme.text, 1), (self._halos, theme.panel, 3)):
            for edge in items:
                pen = QPen(QColor(colour), width)
                pen.setCosmetic(True)
                edge.setPen(pen)
