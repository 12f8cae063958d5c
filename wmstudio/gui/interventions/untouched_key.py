"""A key that shows the untouched model for as long as it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

KEY = Qt.Key.Key_F9
LEAVING = (QEvent.Type.WindowDeactivate, QEvent.Type.Hide)


class UntouchedKey(QObject):
    """Hears the key wherever the keyboard is in the window, while there is anything to show."""

    held = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._listens, self._down = window, False, False

    def listen(self, on: bool) -> None:
        """Hear the key from now on, or no more."""
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
            # A key that is held repeats itself as presses and releases.
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
