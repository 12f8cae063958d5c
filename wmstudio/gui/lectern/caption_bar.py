"""The bar at the foot of a presentation: what there is to see, the key just pressed, the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.editor import qt_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SEEN = 2_500
"""Milliseconds that a pressed key is shown."""
INSET, GAP, PADDING, RADIUS = 48, 24, 20, 6
HEIGHT = 4.2
"""In lines of the interface."""
LETTERS = 1.1
"""Size of the letters, in those of the content."""


class KeyCap(PlainLabel):
    """A key, with a frame around it; hidden without one."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Pressed key"))
        self.setContentsMargins(PADDING, PADDING // 4, PADDING, PADDING // 4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().windowText(), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), RADIUS, RADIUS)
        painter.end()
        super().paintEvent(event)


class CaptionBar(QWidget):
    """Always dark, so that it is not taken for a part of the text."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Caption"))
        self.caption, self.key = PlainLabel(), KeyCap()
        self.command, self.step = PlainLabel(), PlainLabel()
        self.caption.setWordWrap(True)
        self.caption.setAccessibleName(tr("What there is to see"))
        self.command.setAccessibleName(tr("What the key does"))
        self.step.setAccessibleName(tr("Step of the script"))
        self.setAutoFillBackground(True)
        # A palette of its own, which those of the application do not change.
        dark = qt_theme.palette(DARK)
        self.setPalette(dark)
        dark.setColor(QPalette.ColorRole.WindowText, QColor(DARK.second_text))
        self.command.setPalette(dark)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, 0)
        row.setSpacing(GAP)
        row.addWidget(self.caption, 1)
        for part in (self.command, self.key, self.step):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._passing = QTimer(self, singleShot=True, interval=SEEN)
        self._passing.timeout.connect(self.forget_key)
        self.forget_key()
        self.apply_theme(DARK)

    def tell(self, caption: str, step: str) -> None:
        """Show a sentence, and which step of how many this is."""
        self.caption.setText(caption)
        self.step.setText(step)

    def press(self, key: str, command: str) -> None:
        """Show a key for some time, and the command that it is a shortcut of."""
        self.key.setText(key)
        self.command.setText(command)
        self.key.show()
        self._passing.start()

    def forget_key(self) -> None:
        """Show no key."""
        self._passing.stop()
        self.key.hide()
        self.key.clear()
        self.command.clear()

    def sizeHint(self) -> QSize:
        return QSize(0, round(self.fontMetrics().height() * HEIGHT))

    def apply_theme(self, theme: Theme) -> None:
        """Use the current font size. The colours stay those of the dark theme."""
        del theme
        plain, heavy = fonts.interface(LETTERS), fonts.interface(LETTERS, heavy=True)
        for part in (self.caption, self.command, self.step):
            part.setFont(plain)
        self.key.setFont(QFont(heavy))
        self.setFixedHeight(self.sizeHint().height())
