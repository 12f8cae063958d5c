"""A picker for a quantity: of the token's prediction, or one unit of one signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wmstudio.app.help.glossary import term_of
from wmstudio.app.quantities import SURPRISAL, Quantity, found, offered
from wmstudio.gui.base.number_box import WholeBox
from wmstudio.gui.base.plain import plain_tip, set_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import explained, quantity_words, unit_words
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.engine.messages import Signal as ModelSignal


class UnitBox(WholeBox):
    """A number box for a unit: the flat index, followed by the index along each dim."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setAccessibleName(what)
        self.lineEdit().setAccessibleName(what)
        self.setFrame(False)
        self.setKeyboardTracking(False)
        self.setWrapping(True)
        self._signal: ModelSignal | None = None
        self.valueChanged.connect(self._tell)
        self.hide()

    def show_signal(self, signal: ModelSignal, unit: int) -> None:
        """Offer the units of a signal."""
        self._signal = signal
        with QSignalBlocker(self):
            self.setRange(0, max(signal.size - 1, 0))
            self.show_value(unit)
        self.setVisible(signal.size > 1)
        self._tell()

    def _tell(self) -> None:
        signal = self._signal
        if signal is None:
            return
        chosen = Quantity(signal, self.value())
        several = len(signal.dims) > 1
        self.setSuffix(f" = {','.join(map(str, chosen.indices))}" if several else "")
        unit = unit_words(chosen)
        self.setToolTip(plain_tip(tr("{unit}, of {n}", unit=unit, n=signal.size) if unit else ""))


class QuantityPicker(QWidget):
    """A signal picker, and a box for the unit where the signal has several."""

    picked = Signal()
    """The user chose another quantity."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: tuple[ModelSignal, ...] = ()
        self.signals = SignalPicker(what)
        self.unit = UnitBox(tr("{name}: unit", name=what))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.signals)
        line.addWidget(self.unit)
        self.signals.picked.connect(self._pick_signal)
        self.unit.valueChanged.connect(self.picked)

    @property
    def quantity(self) -> Quantity:
        """The chosen quantity."""
        signal = self.signals.signal
        return Quantity(signal, self.unit.value()) if signal else Quantity(SURPRISAL)

    def set_model(self, opened: OpenedModel, key: str) -> None:
        """Offer a model's quantities, with one of them chosen; else the surprise."""
        self._offered = offered(opened.signals.values())
        chosen = found(key, opened.signals) or Quantity(SURPRISAL)
        self.signals.set_signals(self._offered, chosen.signal)
        self.choose(chosen)

    def choose(self, quantity: Quantity) -> None:
        """Select this quantity without emitting `picked`."""
        self.signals.blockSignals(True)
        self.signals.choose(quantity.signal.name)
        self.signals.blockSignals(False)
        self._show_unit(quantity)

    def _pick_signal(self) -> None:
        signal = self.signals.signal
        if signal is not None:
            # Another layer of the same quantity is looked at in the same place.
            self._show_unit(Quantity(signal, min(self.unit.value(), signal.size - 1)))
            self.picked.emit()

    def _show_unit(self, quantity: Quantity) -> None:
        self.unit.show_signal(quantity.signal, quantity.unit)
        words, text = quantity_words(quantity), tr(quantity.signal.text)
        told = tr("{name}: {about}", name=words, about=text)
        set_tip(self, explained(term_of(quantity.signal), about=told))
