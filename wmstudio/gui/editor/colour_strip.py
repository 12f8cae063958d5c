"""A strip of colours between two short texts, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent

GAP = 6
"""Pixels between the colours and a text."""


class ColourStrip(QWidget):
    """Drawings say which colours, and what stands at the ends."""

    length: ClassVar = 60
    """Of the colours, in pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = DARK
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def ends(self) -> tuple[str, str]:
        """The texts at the left and at the right."""
        raise NotImplementedError

    def colours(self) -> Iterable[tuple[float, QColor]]:
        """Places from 0 to 1, in order, with the colours that fade into one another there."""
        raise NotImplementedError

    @property
    def left(self) -> int:
        """Where the colours begin, in pixels."""
        return self.fontMetrics().horizontalAdvance(self.ends()[0]) + GAP

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self.setFont(fonts.interface(0.85))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in self.ends())
        return QSize(texts + self.length + 2 * GAP, metrics.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, left, (first, last) = self.fontMetrics(), self.left, self.ends()
        strip = QRectF(left, 2, self.length, metrics.height() - 2)
        painter.fillRect(strip, QColor(self.theme.panel))
        gradient = QLinearGradient(strip.topLeft(), strip.topRight())
        for place, colour in self.colours():
            gradient.setColorAt(place, colour)
        painter.fillRect(strip, gradient)
        painter.setPen(QColor(self.theme.second_text))
        painter.drawRect(strip)
        base = metrics.ascent() + 1
        painter.drawText(QPointF(0, base), first)
        painter.drawText(QPointF(left + self.length + GAP, base), last)
        painter.end()


def faded(colour: str | QColor, alpha: int) -> QColor:
    """A colour of this opacity (0 to 255)."""
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
