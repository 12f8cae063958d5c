"""A splitter without a grip: the pointer tells that there is something to move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QSplitterHandle

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class PlainSplitter(QSplitter):
    """Nothing in it can be made to vanish; between its parts there is a hairline, or nothing."""

    def __init__(self, along: Qt.Orientation, *, line: bool = True) -> None:
        self._line = line
        super().__init__(along)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5 if line else 3)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self, line=self._line)


class _Handle(QSplitterHandle):
    def __init__(self, along: Qt.Orientation, parent: QSplitter, *, line: bool) -> None:
        super().__init__(along, parent)
        self._line = line

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self), self.rect()
        painter.fillRect(area, self.palette().base())
        if self._line:
            if self.orientation() == Qt.Orientation.Horizontal:
                area.setX(area.center().x())
                area.setWidth(1)
            else:
                area.setY(area.center().y())
                area.setHeight(1)
            painter.fillRect(area, self.palette().mid())
        painter.end()
