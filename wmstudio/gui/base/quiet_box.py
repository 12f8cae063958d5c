"""A box to choose from that looks like text until somebody comes near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

RADIUS, ARROW = 6, 3.5


class QuietBox(QComboBox):
    """Without a border; a small arrow says that there are others."""

    def minimumSizeHint(self) -> QSize:
        # Its words give way before anything else is cut.
        return QSize(28, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        roles, palette = QPalette.ColorRole, self.palette()
        near = self.isEnabled() and (self.underMouse() or self.hasFocus())
        if near:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(roles.Midlight))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        colour = palette.color(roles.WindowText if near else roles.PlaceholderText)
        painter.setPen(colour)
        shown = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, field.width()
        )
        painter.drawText(QRectF(field), int(Qt.AlignmentFlag.AlignVCenter), shown)
        middle = QPointF(self.width() - 12, self.height() / 2)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(
            [
                middle + QPointF(-ARROW, -ARROW / 2),
                middle + QPointF(0, ARROW / 2),
                middle + QPointF(ARROW, -ARROW / 2),
            ]
        )
        painter.end()
