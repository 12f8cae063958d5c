"""The title of a dock: what it is, and a way to close it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget


class TitleBar(QWidget):
    """In the colours and the size of the text around it, which Qt's own title is not."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.label = QLabel(dock.windowTitle())
        # Dragging and double clicking are the dock's.
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        close = QToolButton()
        close.setText("×")
        close.setAutoRaise(True)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setToolTip(f"Close {dock.windowTitle()}; it comes back from the View menu")
        close.setAccessibleName(f"Close {dock.windowTitle()}")
        close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 4, 1)
        row.addWidget(self.label, 1)
        row.addWidget(close)
