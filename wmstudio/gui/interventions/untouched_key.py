"""The key that shows the untouched model while it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

KEY = Qt.Key.Key_F9
LEAVING = (QEvent.Type.WindowDeactivate, QEvent.Type.Hide)


class UntouchedKey(QObject):
    """Listens for the key anywhere in the window, while edits are in force."""

    held = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._listens, self._down = window, False, False

    def listen(self, on: bool) -> None:
        """Start or stop listening."""
        if on == self._listens:
            return
        self._listens = on
        application = QCoreApplication.instance()
        if application is not None and on:
            application.installEventFilter(self)
        elif application is not None:
            application.removeEventFilter(self)
            self._press(down=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if not isinstance(event, QKeyEvent) or event.key() != KEY:
                return False
            # A held key repeats as presses and releases.
            if not event.isAutoRepeat():
                self._press(down=kind == QEvent.Type.KeyPress)
            return True
        if self._down and watched is self._window and kind in LEAVING:
            # The release goes to another window.
            self._press(down=False)
        return False

    def _press(self, *, down: bool) -> None:
        if down != self._down:
            self._down = down
            self.held.emit(down)
