"""Which pressed keys an audience is shown, and in which words.

Shown are keys that command something: shortcuts, function keys, and keys that move. What is typed
into a text or a field is never shown, since it can be read there, or is not meant to be.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

KEYS = Qt.Key
ALONE = frozenset(
    {
        KEYS.Key_unknown,
        KEYS.Key_Shift,
        KEYS.Key_Control,
        KEYS.Key_Alt,
        KEYS.Key_AltGr,
        KEYS.Key_Meta,
        KEYS.Key_Super_L,
        KEYS.Key_Super_R,
        KEYS.Key_CapsLock,
        KEYS.Key_NumLock,
        KEYS.Key_ScrollLock,
        KEYS.Key_Mode_switch,
        KEYS.Key_Multi_key,
    }
)
"""Keys that do nothing alone."""
EDITING = frozenset(
    {
        KEYS.Key_Backspace,
        KEYS.Key_Delete,
        KEYS.Key_Return,
        KEYS.Key_Enter,
        KEYS.Key_Tab,
        KEYS.Key_Backtab,
        KEYS.Key_Space,
    }
)
"""Keys that are part of typing, where there is something to type into."""
SECRET = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
NONE, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
WRITING = {NONE, CONTROL | ALT} | ({ALT} if sys.platform == "darwin" else set())
"""What is held while letters are typed: AltGr is Ctrl+Alt on Windows, and Option is Alt."""


def takes_text(widget: QWidget | None) -> bool:
    """Whether one types into a widget."""
    return widget is not None and widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def is_secret(widget: QWidget | None) -> bool:
    """Whether what is typed into a widget is hidden, as a password is."""
    if isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal:
        return True
    return widget is not None and bool(widget.inputMethodHints() & SECRET)


def words_of(event: QKeyEvent, focused: QWidget | None) -> str:
    """A pressed key in words, such as ``Ctrl+F``; empty if it is not shown."""
    key, held = event.key(), event.modifiers()
    if key in ALONE or event.isAutoRepeat() or is_secret(focused):
        return ""
    makes_text = event.text().isprintable() and event.text() != "" and held & COMMANDING in WRITING
    if takes_text(focused) and (makes_text or (key in EDITING and not held & COMMANDING)):
        return ""
    held &= ~Qt.KeyboardModifier.KeypadModifier
    pressed = QKeySequence(QKeyCombination(held, KEYS(key)))
    return pressed.toString(QKeySequence.SequenceFormat.NativeText)
