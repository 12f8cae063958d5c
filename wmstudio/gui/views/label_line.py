"""The line for labelling the units of a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from wmstudio.gui.base.number_box import WholeBox
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import unit_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.saved.unit_labels import Unit
    from wmstudio.engine.messages import Signal as ModelSignal


class LabelLine(QWidget):
    """Shows the label of the chosen unit; Enter saves another one."""

    labelled = Signal(str, int, str)
    """The user labelled a unit of a signal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels: Mapping[Unit, str] = {}
        self._signal: ModelSignal | None = None
        self._shown = "", -1
        """The unit whose label is shown."""
        self.unit, self.label = WholeBox(), QLineEdit()
        self.unit.setPrefix(tr("unit "))
        self.unit.setAccessibleName(tr("Unit to label"))
        self.label.setPlaceholderText(tr("label…"))
        self.label.setAccessibleName(tr("Label of the unit"))
        self.label.setToolTip(
            tr("A label to find the unit again (Enter saves it; an empty label removes it)")
        )
        self.unit.valueChanged.connect(self._show)
        self.label.returnPressed.connect(self._save)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.unit)
        line.addWidget(self.label, 1)

    def show_signal(self, signal: ModelSignal) -> None:
        """Label the units of this signal."""
        self._signal = signal
        self.unit.setRange(0, signal.size - 1)
        self.unit.setPrefix(f"{tr(unit_word(signal) or 'unit')} ")
        self._show()

    def show_labels(self, labels: Mapping[Unit, str]) -> None:
        """Set the labels of the model's units, by signal and number."""
        self.labels = labels
        self._show()

    def choose(self, unit: int) -> None:
        """Choose this unit and show its label."""
        self.unit.setValue(unit)

    def focus(self, unit: int | None = None) -> None:
        """Move the keyboard to a unit's label, or without a unit to the number box."""
        if unit is not None:
            self.unit.setValue(unit)
        (self.label if unit is not None else self.unit).setFocus()
        self.label.selectAll()

    @Slot()
    def _show(self) -> None:
        unit = self._signal.name if self._signal else "", self.unit.value()
        typing = self.label.hasFocus() and self.label.isModified()
        # A label that is being typed is replaced only when another unit is chosen.
        if unit != self._shown or not typing:
            self.label.setText(self.labels.get(unit, ""))
        self._shown = unit

    @Slot()
    def _save(self) -> None:
        if self._signal is not None:
            self.label.setModified(False)
            self.labelled.emit(self._signal.name, self.unit.value(), self.label.text())
