"""Small controls in a panel's header, which save what is chosen in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.quiet_box import QuietBox
from wmstudio.gui.base.translation import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.options import Option


class Choice(QuietBox):
    """A box to choose one of a few options by its label; hidden where there is no choice."""

    def __init__(
        self, what: str, options: Sequence[Option] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self.setToolTip(plain_tip(what))
        self.setFrame(False)
        self.setSizeAdjustPolicy(QuietBox.SizeAdjustPolicy.AdjustToContents)
        self._add(options)

    @property
    def chosen(self) -> str:
        """The id of the chosen option; empty where there is none."""
        return str(self.currentData() or "")

    def choose(self, id: str) -> None:
        """Choose an option by its id; an id that is not offered changes nothing."""
        if (at := self.findData(id)) >= 0:
            self.setCurrentIndex(at)

    def save_state(self) -> str:
        """The id of the chosen option."""
        return self.chosen

    def restore_state(self, saved: object) -> None:
        """Choose the option with this id, if it is offered."""
        if isinstance(saved, str):
            self.choose(saved)

    def _add(self, options: Sequence[Option]) -> None:
        for option in options:
            self.addItem(said(option.label), option.id)

    def offer(self, options: Sequence[Option]) -> None:
        """Replace the options; the choice stays if it is still offered, else the first is taken."""
        chosen = self.chosen
        self.blockSignals(True)
        self.clear()
        self._add(options)
        self.setCurrentIndex(max(self.findData(chosen), 0) if options else -1)
        self.blockSignals(False)
        self.setVisible(len(options) > 1)


class Switch(QCheckBox):
    """Something that is on or off."""

    def save_state(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def restore_state(self, saved: object) -> None:
        """Turn it on or off."""
        if isinstance(saved, bool):
            self.setChecked(saved)
