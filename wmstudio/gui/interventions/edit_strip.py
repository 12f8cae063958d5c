"""The strip that lists the edits in force, because an edited trace must say so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.flow import Flow
from wmstudio.gui.base.header import Fitting
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import counted, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from wmstudio.gui.interventions.edits import Edits, Held

MOST = 6
"""Number of edits that are listed separately: the newest."""


WHEN = phrase(
    "An edit takes effect after its token. What was read at that token "
    "stays, and the next token reads the edited memory."
)


class Chip(QFrame):
    """One edit, with a button to undo it."""

    def __init__(self, held: Held, theme: Theme) -> None:
        super().__init__()
        words = (
            tr("after {token}: {words}", token=held.after, words=held.words)
            if held.after
            else held.words
        )
        if held.refused:
            words = tr("{words} (not applied: {why})", words=words, why=held.refused)
        self.said = words
        self.label = Fitting(words)
        self.label.say(words)
        self.setToolTip(tr(WHEN))
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Undo this edit"))
        self.close_button.setAccessibleName(tr("Undo: {words}", words=words))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 2, 1)
        row.setSpacing(2)
        row.addWidget(self.label)
        row.addWidget(self.close_button)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.hairline))
        color = theme.error if held.refused else theme.text
        palette.setColor(QPalette.ColorRole.WindowText, QColor(color))
        self.setPalette(palette)
        self.setAutoFillBackground(True)


class EditStrip(QFrame):
    """Hidden while there are no edits."""

    def __init__(
        self, edits: Edits, undo: QAction, clear: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._edits, self._theme, self._mark = edits, DARK, ""
        self.count = PlainLabel()
        self.about = Fitting(tr(WHEN))
        self.about.say(tr(WHEN))
        self.chips: list[Chip] = []
        self._buttons = [_button(undo, tr("Undo last")), _button(clear, tr("Undo all"))]
        self._flow = Flow(self, spacing=6)
        self._flow.setContentsMargins(14, 5, 8, 5)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Active edits of the memory"))
        edits.changed.connect(self.show_edits)
        edits.told.connect(self.show_edits)
        self.hide()

    def set_mark(self, mark: str) -> None:
        """Set the mark of the lane whose memory is edited; empty if there is one lane."""
        self._mark = mark
        self.show_edits()

    @Slot()
    def show_edits(self) -> None:
        """Show the edits in force."""
        held = self._edits.held
        first = max(len(held) - MOST, 0)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [Chip(one, self._theme) for one in held[first:]]
        for index, chip in enumerate(self.chips, start=first):
            chip.close_button.clicked.connect(partial(self._edits.remove, index))
        # Taken out and put back in this order.
        while self._flow.count():
            self._flow.takeAt(0)
        for widget in (self.count, *self.chips, *self._buttons, self.about):
            self._flow.addWidget(widget)
            widget.show()
        told = counted(len(held), "{n} edit in force", "{n} active edits")
        told = f"{self._mark} {told}" if self._mark else told
        self.count.setText(tr("{told}, the last {n}:", told=told, n=MOST) if first else f"{told}:")
        self.setAccessibleDescription("; ".join(chip.said for chip in self.chips))
        self.setVisible(bool(held))
        self.updateGeometry()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.chrome))
        self.setPalette(palette)
        self.show_edits()


def _button(action: QAction, text: str) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    action.setIconText(text)
    button.setAccessibleName(action.toolTip())
    return button
