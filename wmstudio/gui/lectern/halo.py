"""A ring around the pointer, to be seen from the last row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from wmstudio.gui.base.theme import DARK, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SIZE, WIDTH, INSIDE = 108, 3, 28
"""Pixels: diameter of the ring, its width; opacity (0 to 255) of what is in it."""


class Halo(QWidget):
    """Lies over the window and ignores clicks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._theme = DARK
        self.setFixedSize(SIZE, SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def follow(self, place: QPoint) -> None:
        """Be around a point of the window."""
        self.move(place - self.rect().center())
        if not self.isVisible():
            self.show()
            self.raise_()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ring, inside = QColor(self._theme.cursor), QColor(self._theme.cursor)
        inside.setAlpha(INSIDE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ring, WIDTH))
        painter.setBrush(inside)
        edge = WIDTH / 2 + 1
        painter.drawEllipse(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge))
        painter.end()
