"""The keyboard and the pointer while somebody presents.

A presenter's remote is a keyboard with few keys: Page Up and Page Down to step, B or a full stop to
black the screen out, F5 to begin, Escape to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from wmstudio.gui.lectern.pressed_keys import takes_text, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent

KEYS = Qt.Key
ACTS = {
    KEYS.Key_PageDown: "next",
    KEYS.Key_PageUp: "previous",
    KEYS.Key_F5: "begin",
    KEYS.Key_B: "blank",
    KEYS.Key_Period: "blank",
    KEYS.Key_Escape: "leave",
}
NO_ACT = ""
KEY_EVENTS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})
GONE = frozenset({QEvent.Type.Leave, QEvent.Type.WindowDeactivate})


class Remote(QObject):
    """Listens to all keys of a window, before anything else does, while it is on."""

    acted = Signal(str)
    """One of `ACTS` was pressed, and nothing else gets to see it."""
    pressed = Signal(str)
    """A key that an audience is shown was pressed: in words."""
    moved = Signal(QPoint)
    """The pointer is at this point of the window."""
    left = Signal()
    """The pointer is not in the window any more."""

    def __init__(self, window: QWidget, allows: Callable[[str, QWidget | None], bool]) -> None:
        """``allows`` says whether an act can be done now, with the keyboard in that widget."""
        super().__init__(window)
        self._window, self._allows, self._on = window, allows, False

    def listen(self, on: bool) -> None:
        """Start or stop listening."""
        application = QCoreApplication.instance()
        if on == self._on or application is None:
            return
        self._on = on
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self._window):
            return False  # it is being destroyed, and so are the widgets in it
        kind = event.type()
        if kind in KEY_EVENTS:
            return self._key(watched, cast("QKeyEvent", event))
        if watched is self._window.windowHandle():
            # The window system tells this object about every movement, whatever is pressed.
            if kind == QEvent.Type.MouseMove:
                self.moved.emit(cast("QMouseEvent", event).position().toPoint())
            elif kind in GONE:
                self.left.emit()
        return False

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        focused = QApplication.focusWidget()
        # What nobody takes is offered to all that is around it, and would be seen there once more.
        if watched is not (focused or self._window) or self._window.isHidden():
            return False
        first = event.type() == QEvent.Type.ShortcutOverride
        if first and (words := words_of(event, focused)):
            self.pressed.emit(words)
        act = self._act_of(event, focused)
        if act == NO_ACT:
            return False
        event.accept()
        if not first and not event.isAutoRepeat():
            self.acted.emit(act)
        return True

    def _act_of(self, event: QKeyEvent, focused: QWidget | None) -> str:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = ACTS.get(KEYS(event.key()), NO_ACT)
        if held != Qt.KeyboardModifier.NoModifier or QApplication.activePopupWidget() is not None:
            return NO_ACT
        return act if act and self._allows(act, focused) else NO_ACT


def is_typed(act: str, focused: QWidget | None) -> bool:
    """Whether the key of an act writes a character where the keyboard is."""
    return act == "blank" and takes_text(focused)
