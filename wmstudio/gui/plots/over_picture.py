"""Items that lie over a picture along the text and cover its visible area."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem


class OverPicture(QGraphicsItem):
    """An item as large as the picture under it, whatever it draws."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF(0, 0, 1, 1)

    def lie_over(self, area: QRectF) -> None:
        """Set the picture's area."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def boundingRect(self) -> QRectF:
        return self._area

    def update_columns(self, first: float, stop: float) -> None:
        """Repaint these columns."""
        self.update(QRectF(first, self._area.top(), stop - first, self._area.height()))
