"""A small picker in a panel's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class Choice(QComboBox):
    """One of a few words; not seen where there is nothing to choose."""

    def __init__(self, what: str, words: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self.setToolTip(plain_tip(what))
        self.setFrame(False)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._add(words)

    @property
    def chosen(self) -> str:
        """The word that is chosen, as it was offered."""
        return str(self.currentData() or "")

    def _add(self, words: Sequence[str]) -> None:
        for word in words:
            self.addItem(said(word), word)

    def offer(self, words: Sequence[str]) -> None:
        """Offer others; the choice stays where it is still there, else it is the first."""
        chosen = self.chosen
        self.blockSignals(True)
        self.clear()
        self._add(words)
        self.setCurrentIndex(max(self.findData(chosen), 0) if words else -1)
        self.blockSignals(False)
        self.setVisible(len(words) > 1)
