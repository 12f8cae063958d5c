"""A picker for a model's signals, with a second box for the layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import QuietBox
from wmstudio.gui.base.plain import set_tip
from wmstudio.gui.base.translation import numbered, tr
from wmstudio.gui.base.wording import label, module, part_words, signal_tip, stem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstudio.engine.messages import Signal as ModelSignal

STEM = Qt.ItemDataRole.UserRole


class SignalPicker(QWidget):
    """Two combo boxes. The second is shown only if there are several layers."""

    picked = Signal()
    """The user chose another signal."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signals: dict[str, list[ModelSignal]] = {}
        self.names, self.layers = QuietBox(), QuietBox()
        self._rows = QStandardItemModel(self)
        self.names.setModel(self._rows)
        for box, name in ((self.names, what), (self.layers, tr("{name}: layer", name=what))):
            box.setAccessibleName(name)
            box.setFrame(False)
            box.setSizeAdjustPolicy(QuietBox.SizeAdjustPolicy.AdjustToContents)
        self.names.currentIndexChanged.connect(self._name_picked)
        self.layers.currentIndexChanged.connect(self._picked)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.names)
        line.addWidget(self.layers)
        self.layers.hide()

    @property
    def signal(self) -> ModelSignal | None:
        """The chosen signal."""
        layers = self._signals.get(self.names.currentData(STEM) or "", [])
        at = self.layers.currentIndex()
        return layers[at] if 0 <= at < len(layers) else None

    def set_signals(
        self, signals: Iterable[ModelSignal], default: ModelSignal | None = None
    ) -> None:
        """Offer signals. The choice is kept if possible, else the default is chosen."""
        chosen, before = self.signal, self._signals
        self._signals = {}
        for signal in signals:
            self._signals.setdefault(stem(signal), []).append(signal)
        if chosen is not None and self._signals == before:
            return  # as when another step of a training is opened
        first = [layers[0] for layers in self._signals.values()]
        grouped = len({module(signal) for signal in first}) > 1
        self.names.blockSignals(True)
        self._fill(first, grouped=grouped)
        self.names.blockSignals(False)
        offered = {s.name: s for layers in self._signals.values() for s in layers}
        known = offered.get(chosen.name) if chosen else None
        wanted = known or default or next(iter(offered.values()), None)
        self.names.setVisible(bool(first) and len(offered) > 1)
        if wanted is not None:
            self._select(wanted)
        else:
            self.hide()

    def has(self, name: str) -> bool:
        """Whether a signal with this full name can be chosen."""
        return any(signal.name == name for layers in self._signals.values() for signal in layers)

    def choose(self, name: str) -> None:
        """Choose a signal by its full name, as if the user did."""
        for layers in self._signals.values():
            for signal in layers:
                if signal.name == name and signal != self.signal:
                    self._select(signal)
                    self._picked()

    def save_state(self) -> str:
        """The full name of the chosen signal; empty for none."""
        return self.signal.name if self.signal is not None else ""

    def restore_state(self, saved: object) -> None:
        """Choose the signal with this name, if it is offered."""
        if isinstance(saved, str):
            self.choose(saved)

    def _fill(self, signals: list[ModelSignal], *, grouped: bool) -> None:
        """Set the rows of the box's own model, since Qt never frees replaced models."""
        self._rows.clear()
        group = None
        for signal in sorted(signals, key=module) if grouped else signals:
            if grouped and module(signal) != group:
                group = module(signal)
                heading = QStandardItem(tr(part_words(group)))
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                self._rows.appendRow(heading)
            row = QStandardItem(label(signal))
            row.setData(stem(signal), STEM)
            row.setToolTip(signal_tip(signal))
            self._rows.appendRow(row)
        # The first selectable one, as after a change of the model.
        self.names.setCurrentIndex(1 if grouped and signals else 0)

    def _select(self, signal: ModelSignal) -> None:
        self.names.blockSignals(True)
        self.names.setCurrentIndex(self.names.findData(stem(signal), STEM))
        self.names.blockSignals(False)
        self._offer_layers(signal.layer)

    def _offer_layers(self, layer: int) -> None:
        layers = self._signals.get(self.names.currentData(STEM) or "", [])
        self.layers.blockSignals(True)
        self.layers.clear()
        for signal in layers:
            self.layers.addItem(numbered("layer", signal.layer), signal.layer)
        self.layers.setCurrentIndex(
            next((i for i, one in enumerate(layers) if one.layer == layer), 0)
        )
        self.layers.blockSignals(False)
        self.layers.setVisible(len(layers) > 1)
        self.setVisible(not (self.names.isHidden() and self.layers.isHidden()))
        chosen = self.signal
        set_tip(self.names, signal_tip(chosen) if chosen else "")

    def _name_picked(self) -> None:
        # Keep the layer if the other quantity has it too.
        self._offer_layers(self.layers.currentData() or 0)
        self._picked()

    def _picked(self) -> None:
        self.picked.emit()


KEPT = ("forget", "keep", "decay")
"""One of them is in the name of a gate that says how much of a state is kept."""


def first_gate(signals: Iterable[ModelSignal]) -> ModelSignal | None:
    """The default: a gate of many units, one that says what is kept if there is one."""
    gates = [s for s in signals if s.kind is Kind.GATE]
    return max(gates, key=lambda s: (any(x in s.name for x in KEPT), s.size), default=None)
