"""One sentence above the text, for what went wrong or should be known; never in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from wmstudio.gui.theme import DARK, Theme


class MessageStrip(QFrame):
    """Hidden unless there is something to say. What is said is about a topic, and goes with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic = ""
        self._theme, self._warns = DARK, False
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QToolButton()
        close.setText("×")
        close.setAutoRaise(True)
        close.setToolTip("Close this message")
        close.setAccessibleName("Close this message")
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self._label, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setAutoFillBackground(True)
        self.setAccessibleName("Message")
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty if nothing is."""
        return self._label.text() if self.topic else ""

    def say(self, text: str, topic: str, *, warns: bool = True) -> None:
        """Show a sentence in place of the one before."""
        self.topic, self._warns = topic, warns
        self._label.setText(" ".join(text.split()))
        self.apply_theme(self._theme)
        self.show()

    def clear(self, *topics: str) -> None:
        """Hide what is said if it is about one of these."""
        if self.topic in topics:
            self.dismiss()

    @Slot()
    def dismiss(self) -> None:
        """Hide what is said."""
        self.topic = ""
        self._label.clear()
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.window)
        color = theme.warning if self._warns else theme.text
        palette.setColor(QPalette.ColorRole.WindowText, color)
        self.setPalette(palette)
        self._label.setPalette(palette)
