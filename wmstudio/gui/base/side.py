"""The column beside the text, for parts that are shown on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from wmstudio.gui.base.theme import Theme


class Side(QSplitter):
    """A column that is hidden while none of its parts is shown."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self._parts: list[QWidget] = []
        self._theme: Theme | None = None
        self.hide()

    def add_part(self, part: QWidget) -> None:
        """Add a part, hidden at first."""
        self._parts.append(part)
        self.addWidget(part)
        part.hide()
        if self._theme is not None:
            self.apply_theme(self._theme)

    def remove_part(self, part: QWidget) -> None:
        """Remove a part, which is deleted."""
        self.show_part(part, on=False)
        self._parts.remove(part)
        part.deleteLater()

    def apply_theme(self, theme: Theme) -> None:
        """Pass the theme on to parts that draw themselves, also to those still to be added."""
        self._theme = theme
        for part in self._parts:
            if hasattr(part, "apply_theme"):
                part.apply_theme(theme)

    def show_part(self, part: QWidget, on: bool) -> None:
        """Show or hide a part."""
        part.setVisible(on)
        self.setVisible(any(not one.isHidden() for one in self._parts))
