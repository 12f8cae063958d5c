"""A text under a line that names it, which is there while there are two texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wmstudio.gui.base.buttons import CommandButton
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import Elided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.editor.editor import Editor


class NamedText(QWidget):
    """An editor, its name, and buttons of the commands about it."""

    def __init__(self, editor: Editor, name: str, actions: Sequence[QAction] = ()) -> None:
        """``name`` is what screen readers call the line."""
        super().__init__()
        self.editor = editor
        self.title = Elided(name)
        self.line = QWidget()
        row = QHBoxLayout(self.line)
        row.setContentsMargins(12, 3, 4, 3)
        row.setSpacing(4)
        row.addWidget(self.title, 1)
        for action in actions:
            button = CommandButton(action)
            button.setAutoRaise(True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(editor, 1)
        self.line.setAutoFillBackground(True)

    def show_name(self, mark: str, name: str) -> None:
        """Name the text."""
        self.title.say(f"{mark}  {name}")

    def show_line(self, height: int) -> None:
        """Show the line with this height in pixels, or with 0 hide it."""
        self.line.setVisible(bool(height))
        self.line.setFixedHeight(height)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        set_colours(self.line, self.title, text=theme.second_text, ground=theme.panel)
