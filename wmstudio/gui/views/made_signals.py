"""The signals that a tensor of weights makes, each a button that shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wmstudio.gui.base.buttons import FlatButton
from wmstudio.gui.base.flow import Flow
from wmstudio.gui.base.plain import PlainLabel, literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, layered_label

if TYPE_CHECKING:
    from wmstudio.engine.messages import OpenedModel, WeighedTensor


class MadeSignals(QWidget):
    """A line of buttons; not there where the model declares nothing."""

    chosen = Signal(str)
    """The name of a signal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = Flow(self, spacing=2, lines=0)
        self._head = PlainLabel(tr("Signals by row"))
        self._line.addWidget(self._head)
        self.buttons: dict[str, FlatButton] = {}
        """By the names of signals."""
        self.hide()

    def show_rows(self, tensor: WeighedTensor | None, opened: OpenedModel | None) -> None:
        """Show what a tensor of a model makes."""
        for button in self.buttons.values():
            self._line.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        made = tensor.makes if tensor is not None and opened is not None else ()
        self.setVisible(bool(made))
        if tensor is None or opened is None or not made:
            return
        for name, first, after in made:
            signal = opened.signals[name]
            short, whole = label(signal), layered_label(signal)
            told = whole
            if tensor.facts.shape[0] != after - first:
                short = tr("{signal} {first}–{last}", signal=short, first=first, last=after - 1)
                rows = {"signal": whole, "first": first, "last": after - 1}
                told = tr("{signal}, by rows {first} to {last}", **rows)
            button = FlatButton(literal(short), told, tr("Show {signal}", signal=told))
            button.clicked.connect(partial(self.chosen.emit, name))
            self.buttons[name] = button
            self._line.addWidget(button)
