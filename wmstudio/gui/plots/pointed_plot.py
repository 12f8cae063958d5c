"""What plots with exact points have in common: their theme, and which point is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.plots.spoken.faces import announce
from wmstudio.gui.plots.static_texts import StaticTexts

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


class PointedPlot(QWidget):
    """A widget that paints all of itself, and follows the pointer."""

    pointed = Signal()
    """Another point is pointed at, or none: see `at`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at: Any = None
        """The point that is pointed at, in whatever way a plot names its points; None for none."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.apply_theme(DARK)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.theme = theme
        self._texts = StaticTexts(fonts.interface(0.85))
        self.setFont(self._texts.font)
        self.updateGeometry()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, at: Any) -> None:
        """Point at another point, or at none."""
        if at != self.at:
            self.at = at
            self.update()
            self.pointed.emit()
            announce(self)
