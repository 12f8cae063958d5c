"""The separators between panels: lines of one pixel, with room to grab them."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from wmstudio.gui.base.theme import LIGHT, Theme

ROOM = 5
"""Pixels between panels, enough to grab with a pointer."""


class Hairlines(QProxyStyle):
    """A style for the main window only; no other widget uses it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("Fusion")
        self.setParent(window)
        self._window, self._theme = window, LIGHT

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self._window.update()

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric == QStyle.PixelMetric.PM_DockWidgetSeparatorExtent:
            return ROOM
        return super().pixelMetric(metric, option, widget)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element != QStyle.PrimitiveElement.PE_IndicatorDockWidgetResizeHandle:
            super().drawPrimitive(element, option, painter, widget)
            return
        area = option.rect
        painter.fillRect(area, QColor(self._theme.panel))
        line = area.adjusted(0, 0, 0, 0)
        if area.width() < area.height():
            line.setLeft(area.center().x())
            line.setWidth(1)
        else:
            line.setTop(area.center().y())
            line.setHeight(1)
        painter.fillRect(line, QColor(self._theme.hairline))
