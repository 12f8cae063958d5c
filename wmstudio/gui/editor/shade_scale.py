"""The colour scale of the shading, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor.text_shades import STRONGEST

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

STRIP, GAP = 90, 6


class ShadeScale(QWidget):
    """The scale of a quantity in the colours of the shading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = DARK
        self.ticks: tuple[str, str, str] = ("", "", "")
        self.measure, self.signed, self.role = "", False, "network"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Scale of the shades"))
        self.apply_theme(DARK)

    def show_scale(
        self, ticks: tuple[str, str, str], measure: str, role: str, *, signed: bool
    ) -> None:
        """Show these numbers at the start, middle and end, with a unit, in a role's colour."""
        self.ticks, self.measure, self.signed, self.role = ticks, measure, signed, role
        low, middle, high = ticks
        told = tr("from {low} through {middle} to {high}", low=low, middle=middle, high=high)
        told = f"{told} {measure}".strip()
        self.setAccessibleDescription(told)
        self.setToolTip(
            plain_tip(
                tr("The shades show values {told}; the ends include everything beyond", told=told)
            )
        )
        self.updateGeometry()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self.setFont(fonts.interface(0.85))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in self._beside())
        return QSize(texts + STRIP + 2 * GAP, 2 * metrics.height())

    def _beside(self) -> tuple[str, str]:
        return self.ticks[0], f"{self.ticks[2]} {self.measure}".strip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        first, last = self._beside()
        left = metrics.horizontalAdvance(first) + GAP
        strip = QRectF(left, 2, STRIP, metrics.height() - 2)
        painter.fillRect(strip, QColor(self.theme.panel))
        colours = QLinearGradient(strip.topLeft(), strip.topRight())
        ends = ((0.0, -1.0), (0.5, 0.0), (1.0, 1.0)) if self.signed else ((0.0, 0.0), (1.0, 1.0))
        for place, weight in ends:
            colour = QColor(self.theme.below_zero if weight < 0 else getattr(self.theme, self.role))
            colour.setAlpha(round(abs(weight) * STRONGEST))
            colours.setColorAt(place, colour)
        if self.signed:
            # On either side of zero its own colour fades in.
            nothing = QColor(self.theme.below_zero)
            nothing.setAlpha(0)
            colours.setColorAt(0.499, nothing)
        painter.fillRect(strip, colours)
        painter.setPen(QColor(self.theme.second_text))
        painter.drawRect(strip)
        base = metrics.ascent() + 1
        painter.drawText(QPointF(0, base), first)
        painter.drawText(QPointF(left + STRIP + GAP, base), last)
        middle = left + (STRIP - metrics.horizontalAdvance(self.ticks[1])) / 2
        painter.drawText(QPointF(middle, base + metrics.height() - 1), self.ticks[1])
        painter.end()
