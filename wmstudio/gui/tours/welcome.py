"""The line that offers a tour at the first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Fitting
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from wmstudio.gui.base.theme import Theme


class WelcomeStrip(QFrame):
    """Hidden until a tour is offered; nothing waits for an answer."""

    taken = Signal()
    """The tour is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Welcome"))
        self.setAutoFillBackground(True)
        self._words = Fitting(tr("About the tour"))
        self._words.say(tr("New here? A two-minute tour explains the panels."))
        self.take_button, self.hide_button = (
            QPushButton(tr("Take the tour")),
            QPushButton(tr("Hide")),
        )
        self.hide_button.setToolTip(tr("Hide this line; you can find the tours in the Help menu"))
        self.take_button.clicked.connect(self.taken)
        self.hide_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addStretch(1)
        for button in (self.take_button, self.hide_button):
            button.setFlat(True)
            row.addWidget(button)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        set_colours(self, self._words, text=theme.text, ground=theme.strip)
        for button in (self.take_button, self.hide_button):
            palette = button.palette()
            palette.setColor(QPalette.ColorRole.ButtonText, QColor(theme.cursor))
            button.setPalette(palette)
