"""Small controls for panel headers that save their choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QStyle, QStyleOptionComboBox

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from wmstudio.app.options import Option


RADIUS, ARROW = 6, 3.5


class QuietBox(QComboBox):
    """A combo box that looks like text until it is hovered, with an arrow."""

    def minimumSizeHint(self) -> QSize:
        # Its text is elided before anything else in the header is.
        return QSize(28, super().minimumSizeHint().height())

    def showPopup(self) -> None:
        # Otherwise the border of the list would have the ground of the panel that it is in.
        ground, palette = QPalette.ColorRole.Window, QPalette()
        # The stubs require bytes, but PySide accepts only str.
        menu = QApplication.palette("QMenu")  # type: ignore[call-overload]
        palette.setBrush(ground, menu.brush(ground))
        self.view().window().setPalette(palette)
        super().showPopup()

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


class Choice(QuietBox):
    """A box to choose one of a few options by label. It hides where there is no choice."""

    def __init__(
        self, what: str, options: Sequence[Option] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self.setToolTip(plain_tip(what))
        self.setFrame(False)
        self.setSizeAdjustPolicy(QuietBox.SizeAdjustPolicy.AdjustToContents)
        self._add(options)

    @property
    def chosen(self) -> str:
        """The id of the chosen option; empty if there is none."""
        return str(self.currentData() or "")

    def choose(self, id: str) -> None:
        """Choose an option by its id. An unknown id changes nothing."""
        if (at := self.findData(id)) >= 0:
            self.setCurrentIndex(at)

    def save_state(self) -> str:
        """The id of the chosen option."""
        return self.chosen

    def restore_state(self, saved: object) -> None:
        """Choose the option with this id, if it is offered."""
        if isinstance(saved, str):
            self.choose(saved)

    def _add(self, options: Sequence[Option]) -> None:
        for option in options:
            self.addItem(said(option.label), option.id)

    def set_options(self, options: Sequence[Option]) -> None:
        """Replace the options.

        The choice is kept if it is still offered, else the first is chosen.
        """
        chosen = self.chosen
        self.blockSignals(True)
        self.clear()
        self._add(options)
        self.setCurrentIndex(max(self.findData(chosen), 0) if options else -1)
        self.blockSignals(False)
        self.setVisible(len(options) > 1)


class Switch(QCheckBox):
    """A switch."""

    def save_state(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def restore_state(self, saved: object) -> None:
        """Turn it on or off. Other values change nothing."""
        if isinstance(saved, bool):
            self.setChecked(saved)
