"""The second line of the chosen row: a sentence and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.translation import tr
from wmstudio.gui.widgets.item_brush import INSET

if TYPE_CHECKING:
    from wmstudio.gui.base.theme import Theme

HEIGHT = 28
"""Pixels, enough for a button."""


class ItemDetail(QWidget):
    """Lies over the lower half of the row, and moves with it."""

    go = Signal()
    """*Go to word* was clicked."""
    empty = Signal()
    """The button that empties the item was clicked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sentence = Elided(tr("About the chosen row"))
        self.go_button = QPushButton(tr("Go to word"))
        self.empty_button = QPushButton()
        self.go_button.clicked.connect(self.go)
        self.empty_button.clicked.connect(self.empty)
        line = QHBoxLayout(self)
        line.setContentsMargins(INSET, 0, INSET, 4)
        line.setSpacing(8)
        line.addWidget(self.sentence, 1)
        for button in (self.go_button, self.empty_button):
            # Arrow keys belong to the list; Enter and Delete do the same as the buttons.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            line.addWidget(button)
        # Without this, the list's palette would apply to both.
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setAutoFillBackground(True)
        self.setFixedHeight(HEIGHT)
        self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Leave the keyboard where it is when a button is clicked, so that one can write on.

        Qt would look for what takes it around the button, and find the list.
        """
        super().enterEvent(event)
        focused = QApplication.focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self.setFocusProxy(focused)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        # Qt takes None for "no proxy", which the stubs do not know.
        self.setFocusProxy(None)  # type: ignore[arg-type]

    def say(self, sentence: str, shorter: tuple[str, ...] = ()) -> None:
        """Set the sentence, and shorter ones for where there is no room for it."""
        self.sentence.say(sentence, shorter=shorter)

    def set_button(self, emptying: str) -> None:
        """Set the label of the button that empties the item; an empty label hides it."""
        self.empty_button.setText(emptying)
        self.empty_button.setVisible(bool(emptying))

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        set_colours(self, self.sentence, text=theme.second_text, ground=theme.selected)
