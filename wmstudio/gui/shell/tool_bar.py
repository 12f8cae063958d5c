"""The line over the text, where models are chosen and text is generated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class ThinToolBar(QToolBar):
    """A tool bar that is no more than a thin line apart from what is under it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName("bar")
        self.setMovable(False)
        self.toggleViewAction().setVisible(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(more, QToolButton):
            # The style's own sign is made for light colours only.
            more.setArrowType(Qt.ArrowType.RightArrow)
            more.setAccessibleName(tr("More"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().window())
        painter.setPen(self.palette().mid().color())
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
