"""The colour scale of the shading, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.theme import DARK
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor.colour_strip import ColourStrip, faded
from wmstudio.gui.editor.text_shades import STRONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget


class ShadeScale(ColourStrip):
    """The scale of a quantity in the colours of the shading."""

    length: ClassVar = 90

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks: tuple[str, str, str] = ("", "", "")
        self.measure, self.signed, self.role = "", False, "network"
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

    def ends(self) -> tuple[str, str]:
        return self.ticks[0], f"{self.ticks[2]} {self.measure}".strip()

    def colours(self) -> Iterator[tuple[float, QColor]]:
        role, strongest = getattr(self.theme, self.role), round(STRONGEST * self.theme.tint)
        if not self.signed:
            yield from ((0.0, faded(role, 0)), (1.0, faded(role, strongest)))
            return
        yield 0.0, faded(self.theme.below_zero, strongest)
        # On either side of zero its own colour fades in.
        yield 0.499, faded(self.theme.below_zero, 0)
        yield 0.5, faded(role, 0)
        yield 1.0, faded(role, strongest)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 2 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, metrics, middle = QPainter(self), self.fontMetrics(), self.ticks[1]
        painter.setPen(QColor(self.theme.second_text))
        place = self.left + (self.length - metrics.horizontalAdvance(middle)) / 2
        painter.drawText(QPointF(place, metrics.ascent() + metrics.height()), middle)
        painter.end()
