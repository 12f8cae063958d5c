"""Units that are on over the selected span: what they are called, and where else they are on.

After LSTMVis (Strobelt et al. 2018): a span and a threshold choose units, and these find places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Stretch
from wmstudio.engine.unit_index import units_on, usual_threshold, watchable
from wmstudio.gui.match_list import MatchList
from wmstudio.gui.number_box import DecimalBox, WholeBox
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.signal_picker import SignalPicker, first_gate
from wmstudio.gui.token_canvas import MOST
from wmstudio.gui.translation import counted, tr
from wmstudio.gui.unit_list import UnitList, UnitRow
from wmstudio.gui.wording import unit_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.spans import Span
    from wmstudio.app.unit_labels import Unit
    from wmstudio.engine.messages import Frame, Opened, Signal
    from wmstudio.gui.panel import TokenAxis
    from wmstudio.gui.theme import Theme

NO_SPAN = phrase("Select a span of tokens (Shift and drag in a picture) to see which units are on.")
TOO_LONG = phrase("Select at most {n:,} tokens to see which units are on.")
NOT_YET = phrase("The span has not been read yet.")
NONE_ON = phrase("No unit is on throughout the span: lower the value from which one is on.")
NONE_EXACTLY = phrase("No unit is on there and off right before and after.")


class UnitsPanel(PicturePanel):
    """Two lists: units on the left or above, places with their text below."""

    title = phrase("Units")
    nothing = phrase("The units that are on over a selected span will be listed here.")

    found_changed = QtSignal()
    """Other units are on over the span."""
    picked = QtSignal()
    """Another signal is chosen, by hand."""
    search_wanted = QtSignal()
    """Places are to be found where the units of the span are on."""
    file_wanted = QtSignal()
    """A text is to be opened beside the document, to be searched, too."""
    labelled = QtSignal(str, int, str)
    """A unit of a signal is to be called so."""
    unit_chosen = QtSignal(str, int)
    """Somebody wants to see a unit of a signal."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.units: tuple[int, ...] = ()
        """Those that are on over the span."""
        self.query: Span | None = None
        """The span that the units are of."""
        self.holding = False
        """Whether the units stay as they are, whatever span is selected."""
        self._thresholds: dict[str, float] = {}
        self._labels: Mapping[Unit, str] = {}
        self._labelling = "", -1
        """The unit whose label is in the line."""
        self.picker = SignalPicker(tr("Signal whose units are looked at"))
        self.threshold = DecimalBox()
        self.exactly = QCheckBox(tr("off beside"))
        self.list, self.matches = UnitList(), MatchList()
        self.unit_number, self.label = WholeBox(), QLineEdit()
        self.find_button = QPushButton(tr("Find places"))
        self.file_button = QPushButton(tr("Text beside…"))
        self.about, self.told = QLabel(), QLabel()
        self._describe()
        self._lay_out()
        self.picker.picked.connect(self._pick)
        self.threshold.valueChanged.connect(self._set_threshold)
        self.exactly.toggled.connect(self.dirtied)
        self.find_button.clicked.connect(self.search_wanted)
        self.file_button.clicked.connect(self.file_wanted)
        self.list.chosen.connect(self._choose)
        self.unit_number.valueChanged.connect(self._show_label)
        self.label.returnPressed.connect(self._keep_label)
        axis.span_changed.connect(self._take_span)
        self.pictures = (self.list, self.matches)
        self.apply_theme(self.theme)

    def _describe(self) -> None:
        self.threshold.setDecimals(3)
        self.threshold.setKeyboardTracking(False)
        self.threshold.setPrefix(tr("on from "))
        self.threshold.setAccessibleName(tr("Value from which a unit is on"))
        self.threshold.setToolTip(tr("A unit is on where its value is this or more"))
        self.exactly.setChecked(True)
        self.exactly.setToolTip(
            tr("Only units that are off at the tokens right before and after the span")
        )
        self.unit_number.setPrefix(tr("unit "))
        self.unit_number.setAccessibleName(tr("Unit to label"))
        self.label.setPlaceholderText(tr("call it…"))
        self.label.setAccessibleName(tr("Label of the unit"))
        self.label.setToolTip(
            tr("A name to find the unit again by (Enter keeps it, an empty one takes it away)")
        )
        self.find_button.setToolTip(
            tr("Where else these units are on: here, and in the text beside")
        )
        self.file_button.setToolTip(tr("Open a text file to be searched beside this text"))
        for label, name in ((self.about, tr("What is on")), (self.told, tr("What was found"))):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
        self.told.hide()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(8, 2, 8, 6)
        lines.setSpacing(4)
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self.threshold, self.exactly),
            (self.unit_number, self.label),
            (self.find_button, self.file_button),
        )
        boxes = []
        for row in rows:
            box = QHBoxLayout()
            box.setSpacing(6)
            for widget in row:
                box.addWidget(widget, int(widget is self.label))
            if self.label not in row:
                box.addStretch(1)
            boxes.append(box)
        lines.addLayout(boxes[0])
        lines.addWidget(self.about)
        lines.addWidget(self.list, 2)
        lines.addLayout(boxes[1])
        lines.addLayout(boxes[2])
        lines.addWidget(self.told)
        lines.addWidget(self.matches, 3)
        self.header.add(self.picker)

    # --- what is wanted ---

    @property
    def signal(self) -> Signal | None:
        """The one whose units are looked at."""
        return self.picker.signal

    def wanted(self) -> tuple[Stretch, ...]:
        """What has to be recorded for this panel: the span, and a token at either side."""
        if self.query is None or self.signal is None or len(self.query) > MOST:
            return ()
        first = max(self.query.start - 1, 0)
        return (Stretch((self.signal.name,), first, self.query.stop + 1),)

    def open(self, opened: Opened) -> None:
        super().open(opened)
        offered = [s for s in opened.signals.values() if watchable(s)]
        self.picker.offer(offered, first_gate(offered))
        self._thresholds.clear()
        self.matches.clear_all()
        self.query, self.units = self.axis.span, ()
        self._show_signal()

    def drawable(self, frame: Frame) -> bool:
        return True

    @Slot()
    def _take_span(self) -> None:
        if not self.holding:
            self.query = self.axis.span
        self.dirtied.emit()

    def _pick(self) -> None:
        self._show_signal()
        self.picked.emit()
        self.dirtied.emit()

    def _show_signal(self) -> None:
        signal = self.signal
        self.setEnabled(signal is not None)
        if signal is None:
            return
        low, high = max(signal.low, -1e6), min(signal.high, 1e6)
        value = self._thresholds.get(signal.name, usual_threshold(signal))
        with QSignalBlocker(self.threshold):
            self.threshold.setRange(low, high)
            self.threshold.setSingleStep(max(min((high - low) / 20, 1.0), 0.001))
            self.threshold.show_value(value)
        self.unit_number.setRange(0, signal.size - 1)
        self.unit_number.setPrefix(f"{tr(unit_word(signal) or 'unit')} ")
        self.header.set_hint(tr(signal.text))
        self._show_label()

    @Slot()
    def _set_threshold(self) -> None:
        if self.signal is not None:
            self._thresholds[self.signal.name] = self.threshold.value()
        self.dirtied.emit()

    # --- labels ---

    def show_labels(self, labels: Mapping[Unit, str]) -> None:
        """What units of this model are called."""
        self._labels = labels
        self._show_label()
        self.dirtied.emit()

    @property
    def labels_here(self) -> dict[int, str]:
        """Those of the signal that is looked at."""
        name = self.signal.name if self.signal else ""
        return {unit: word for (signal, unit), word in self._labels.items() if signal == name}

    def ask_label(self, unit: int | None = None) -> None:
        """Put the keyboard where a unit is called something."""
        if unit is not None:
            self.unit_number.setValue(unit)
        (self.label if unit is not None else self.unit_number).setFocus()
        self.label.selectAll()

    @Slot()
    def _show_label(self) -> None:
        unit = self.signal.name if self.signal else "", self.unit_number.value()
        typing = self.label.hasFocus() and self.label.isModified()
        # A label that is being typed is replaced only when another unit is looked at.
        if unit != self._labelling or not typing:
            self.label.setText(self.labels_here.get(unit[1], ""))
        self._labelling = unit

    @Slot()
    def _keep_label(self) -> None:
        if self.signal is not None:
            self.label.setModified(False)
            self.labelled.emit(self.signal.name, self.unit_number.value(), self.label.text())

    @Slot(str, int)
    def _choose(self, name: str, unit: int) -> None:
        if self.signal is not None and name == self.signal.name:
            self.unit_number.setValue(unit)
        self.unit_chosen.emit(name, unit)

    # --- what is found ---

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        signal = self.signal
        if signal is None:
            return
        span = self.query.within(len(frame.trace)) if self.query is not None else None
        rows, sentence = self._look(frame, signal, span)
        units = tuple(row.unit for row in rows)
        self.list.show_rows(rows, self._labels, signal)
        self.find_button.setEnabled(bool(units))
        self.about.setText(sentence)
        if units != self.units:
            self.units = units
            self.found_changed.emit()

    def _look(self, frame: Frame, signal: Signal, span: Span | None) -> tuple[list[UnitRow], str]:
        """The units that are on over the span, the clearest first, and a sentence about it."""
        if span is None:
            return [], tr(NO_SPAN)
        if len(span) > MOST:
            return [], tr(TOO_LONG, n=MOST)
        first, stop = max(span.start - 1, 0), min(span.stop + 1, len(frame.trace))
        values = frame.trace.signal(signal.name, first, stop)
        if values is None:
            return [], tr(NOT_YET)
        x = values.reshape(len(values), -1)
        a, b = span.start - first, span.stop - first
        exactly = self.exactly.isChecked()
        units = units_on(x >= self.threshold.value(), a, b, exactly=exactly)
        if not units:
            return [], tr(NONE_EXACTLY if exactly else NONE_ON)
        inside = x[a:b].mean(axis=0)
        around = np.concatenate([x[:a], x[b:]])
        beside = around.mean(axis=0).tolist() if len(around) else [None] * x.shape[1]
        rows = [UnitRow(unit, float(inside[unit]), beside[unit]) for unit in units]
        rows.sort(key=lambda row: (row.beside or 0.0) - row.inside)
        return rows, counted(
            len(units),
            "{n} of {all} is on over tokens {first}–{last}",
            "{n} of {all} are on over tokens {first}–{last}",
            all=signal.size,
            first=span.start,
            last=span.stop - 1,
        )

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        # Called from within the constructor of the base, too.
        if hasattr(self, "list"):
            palette = self.told.palette()
            palette.setColor(palette.ColorRole.WindowText, theme.quiet)
            for label in (self.about, self.told):
                label.setPalette(palette)

    def tell(self, sentence: str) -> None:
        """Say what became of a search."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
