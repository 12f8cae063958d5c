"""Taking a row of a list to another list of the program: by mouse, or by copying and pasting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from wmstudio.gui.base.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractScrollArea

Row = tuple[int, str]
"""The number of an item, and what it is called."""


KEYS = {QKeySequence.StandardKey.Copy: "copied", QKeySequence.StandardKey.Paste: "pasted"}
"""The keys of a list that has the keyboard, and the signals that they send."""
PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class RowDrag(QObject):
    """Turns a press on a row that is moved into a drag; one that is not moved stays a click."""

    dropped = Signal(int, QPoint)
    """An item was dropped at a point of the screen."""
    copied = Signal()
    """The row that the keyboard has chosen is to be copied."""
    pasted = Signal()
    """What was copied is to be put into the row that the keyboard has chosen."""

    def __init__(self, area: QAbstractScrollArea, row_at: Callable[[QPoint], Row | None]) -> None:
        super().__init__(area)
        self._view, self._row_at = area.viewport(), row_at
        self._pressed: QMouseEvent | None = None
        self._row: Row | None = None
        self._passing = False
        self.dragging = False
        """Whether a row is being dragged."""
        self._view.installEventFilter(self)
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in PRESSES:
            return self._press(event)
        if self._passing or watched is not self._view or not isinstance(event, QMouseEvent):
            return False
        left = event.button() == Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress and left:
            self._row = self._row_at(event.position().toPoint())
            self._pressed = event.clone() if self._row is not None else None
            return self._row is not None
        if event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            return self._move(event)
        if event.type() == QEvent.Type.MouseButtonRelease and left and self._pressed is not None:
            self._release(event)
            return self._row is None
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Take a key from the window's commands of the same keys, and then follow it."""
        name = next((name for key, name in KEYS.items() if event.matches(key)), "")
        if name and event.type() == QEvent.Type.KeyPress:
            getattr(self, name).emit()
        if name:
            event.accept()
        return bool(name)

    def _move(self, event: QMouseEvent) -> bool:
        assert self._pressed is not None
        moved = event.globalPosition() - self._pressed.globalPosition()
        if not self.dragging and moved.manhattanLength() < QApplication.startDragDistance():
            return True
        if not self.dragging:
            self.dragging = True
            self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._row is not None:
            _, called = self._row
            QToolTip.showText(event.globalPosition().toPoint(), plain_tip(called), self._view)
        return True

    def _release(self, event: QMouseEvent) -> None:
        pressed, row, self._pressed = self._pressed, self._row, None
        if self.dragging and row is not None:
            self.dragging, self._row = False, None
            self._view.unsetCursor()
            QToolTip.hideText()
            self.dropped.emit(row[0], event.globalPosition().toPoint())
            return
        # It was a click: the list gets the press, and then the release that is on its way.
        self._passing = True
        try:
            if pressed is not None:
                QApplication.sendEvent(self._view, pressed)
        finally:
            self._passing = False
