"""A small picker in a panel's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class Choice(QComboBox):
    """One of a few words; not seen where there is nothing to choose."""

    def __init__(self, what: str, words: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self.setToolTip(what)
        self.setFrame(False)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItems(list(words))

    def offer(self, words: Sequence[str]) -> None:
        """Offer others; the choice stays where it is still there, else it is the first."""
        chosen = self.currentText()
        self.blockSignals(True)
        self.clear()
        self.addItems(list(words))
        self.setCurrentIndex(max(self.findText(chosen), 0) if words else -1)
        self.blockSignals(False)
        self.setVisible(len(words) > 1)
