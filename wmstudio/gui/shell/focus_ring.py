"""A ring around the widget with the keyboard focus, for keyboard users."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from wmstudio.gui.base.theme import DARK, Theme

SHOW_IT_THEMSELVES = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)
"""Widgets with a caret of their own."""
MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show})
WIDE = 2


class FocusRing(QWidget):
    """Over everything, and transparent to the mouse. Hidden if the focus came by mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._theme = window, DARK
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._target is not None:
            self._target.removeEventFilter(self)
            self._target = None
        if not isValid(self._window):
            # The window is being destroyed while a floating panel has the keyboard.
            return
        # Qt notes on the window whether a key moved the focus.
        by_key = self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        here = new is not None and self._window.isAncestorOf(new)
        if new is not None and here and by_key and not isinstance(new, SHOW_IT_THEMSELVES):
            self._target = new
            new.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._target and event.type() in MOVES:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        place = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        self.setGeometry(place.adjusted(-1, -1, 1, 1))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._theme.cursor), WIDE))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        self.update()
