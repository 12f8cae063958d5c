"""Shows one panel over the whole window until Escape is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget


class Filled(QWidget):
    """Covers everything between the bar at the top and the one at the bottom."""

    left = Signal()
    """Escape was pressed."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.setAutoFillBackground(True)
        self.hide()
        window.installEventFilter(self)
        # A shortcut, because pictures consume all other keys.
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)

    def show_widget(self, widget: QWidget) -> None:
        """Show only this widget."""
        self._lines.addWidget(widget)
        self._fit()
        self.show()
        self.raise_()
        widget.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isVisible() and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        centre, status = self._window.centralWidget(), self._window.statusBar()
        top = centre.y() if centre is not None else 0
        self.setGeometry(QRect(0, top, self._window.width(), status.y() - top))
