"""What lies in a picture along the text, and is as large as all that can be seen of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem


class OverPicture(QGraphicsItem):
    """Something as large as the picture that it lies over, whatever it draws."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF(0, 0, 1, 1)

    def lie_over(self, area: QRectF) -> None:
        """The picture is there now."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def boundingRect(self) -> QRectF:
        return self._area

    def update_columns(self, first: float, stop: float) -> None:
        """Have this part of it painted again."""
        self.update(QRectF(first, self._area.top(), stop - first, self._area.height()))
