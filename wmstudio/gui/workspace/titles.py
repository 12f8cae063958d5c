"""Panel headers as title bars of docks: clicking, dragging, double-clicking."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QDockWidget

    from wmstudio.gui.base.header import Header

DRAGS = frozenset(
    {QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease}
)


class Titles(QObject):
    """Qt requires a title bar widget on every dock: here a line of one pixel over the header."""

    pressed = Signal(str)
    double_clicked = Signal(str)
    menu_opened = Signal(str, object)
    """The menu in the header of a panel (its id) is about to open; carries its `QMenu`."""

    def __init__(self, docks: Mapping[str, QDockWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._ids: dict[QObject, str] = {}

    def add(self, id: str, header: Header) -> None:
        """Make a header the title bar of the dock with this id."""
        if header in self._ids:
            return
        self._ids[header] = id
        header.installEventFilter(self)
        header.menu_opened.connect(partial(self.menu_opened.emit, id))
        header.destroyed.connect(partial(self._ids.pop, header, None))

    @staticmethod
    def line() -> QWidget:
        """The widget that Qt takes for the title bar."""
        made = QWidget()
        made.setFixedHeight(1)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        id, kind = self._ids.get(watched), event.type()
        if id is None:
            return False
        if kind == QEvent.Type.MouseButtonDblClick:
            self.double_clicked.emit(id)
            return True
        if kind == QEvent.Type.MouseButtonPress:
            self.pressed.emit(id)
        dock = self._docks.get(id)
        if kind not in DRAGS or dock is None:
            return False
        mouse = cast("QMouseEvent", event)
        place = mouse.globalPosition()
        # Forwarded to the line, by which Qt drags the dock.
        here = QPointF(dock.mapFromGlobal(place).x(), 0.0)
        told = QMouseEvent(kind, here, place, mouse.button(), mouse.buttons(), mouse.modifiers())
        QApplication.sendEvent(dock, told)
        return True
