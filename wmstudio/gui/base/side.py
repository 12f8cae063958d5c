"""What stands beside the text while there is something to show: one part under the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from wmstudio.gui.base.theme import Theme


class Side(QSplitter):
    """Hidden while none of its parts is wanted."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self._parts: list[QWidget] = []
        self.hide()

    def add_part(self, part: QWidget) -> None:
        """Take in what may be shown here."""
        self._parts.append(part)
        self.addWidget(part)
        part.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Hand the colours on to parts that have some of their own."""
        for part in self._parts:
            if hasattr(part, "apply_theme"):
                part.apply_theme(theme)

    def show_part(self, part: QWidget, on: bool) -> None:
        """Have this one, or not."""
        part.setVisible(on)
        self.setVisible(any(not one.isHidden() for one in self._parts))
