"""Units: those that are active over the selected span or follow a pattern, labels, other places.

After LSTMVis (Strobelt et al. 2018): a span and a threshold choose units, and these find places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.app.spans import Span
from wmstudio.engine.messages import Stretch
from wmstudio.engine.unit_index import usual_threshold, watchable
from wmstudio.gui.base.choice import Choice, Switch
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.flow import row_of
from wmstudio.gui.base.header import ROWS_INSET
from wmstudio.gui.base.number_box import DecimalBox
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import tr
from wmstudio.gui.plots.panel import MOST
from wmstudio.gui.views.found_units import stretch_around, units_over
from wmstudio.gui.views.held_table import HeldTable, told_of
from wmstudio.gui.views.label_line import LabelLine
from wmstudio.gui.views.match_list import MatchList
from wmstudio.gui.views.pattern_search import PatternSearch
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.views.unit_list import COLUMNS, OF_PATTERN, UnitList
from wmstudio.gui.widgets.signal_picker import SignalPicker, first_gate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.app.saved.unit_labels import Unit
    from wmstudio.engine.messages import Frame, OpenedModel, Signal, UnitHeld
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

HIGH, LOW, CORRELATED, PATTERN = "high", "low", "correlated", "pattern"
WAYS = (
    Option(HIGH, phrase("active at or above")),
    Option(LOW, phrase("active at or below")),
    Option(CORRELATED, phrase("correlated with the span")),
    Option(PATTERN, phrase("following a pattern")),
)
"""How units are found: high or low throughout the span, by correlation with it, or by a pattern."""
BY_THRESHOLD = HIGH, LOW


class UnitsPanel(PicturePanel):
    """Two lists: units, and places with their text."""

    title = phrase("Units")
    question = phrase("Which units are active here?")
    nothing = phrase("The units that are active over a selected span will be listed here.")

    found_changed = QtSignal()
    """The units found over the span have changed."""
    picked = QtSignal()
    """The user chose another signal."""
    asked_otherwise = QtSignal()
    """Other units are looked for than those whose places were found."""
    search_wanted = QtSignal()
    """Search for places where the units of the span are active."""
    pattern_wanted = QtSignal()
    """Find the units that follow the pattern."""
    hold_wanted = QtSignal(int)
    """Measure what holding a unit does."""
    file_wanted = QtSignal()
    """Open another text to be searched too."""
    labelled = QtSignal(str, int, str)
    """The user labelled a unit of a signal."""
    unit_chosen = QtSignal(str, int)
    """The user wants to see a unit of a signal."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.units: tuple[int, ...] = ()
        """The units that are active over the span."""
        self.query: Span | None = None
        """The span of these units."""
        self.holding = False
        """Whether the units stay the same when another span is selected."""
        self.kept: tuple[Span, ...] = ()
        """Spans that are used in addition to the selected one."""
        self._revision = -1
        """The revision of the text that the kept spans are of."""
        self._thresholds: dict[tuple[str, bool], float] = {}
        self.picker = SignalPicker(tr("Signal whose units are searched"))
        self.threshold = DecimalBox()
        self.way = Choice(tr("How units are found"), WAYS)
        self.exactly = Switch(tr("inactive in neighbours"))
        self.keep_button = QPushButton(tr("Add a span"))
        self.only_button = QPushButton(tr("Only this span"))
        self.list, self.matches = UnitList(), MatchList()
        self.patterns, self.held = PatternSearch(), HeldTable()
        self.labelling = LabelLine()
        self.find_button = QPushButton(tr("Find places"))
        self.file_button = QPushButton(tr("Other text…"))
        self.hold_button = QPushButton(tr("Is it causal?"))
        self.about, self.told = PlainLabel(), PlainLabel()
        self._describe()
        self._lay_out()
        self.picker.picked.connect(self._pick)
        self.way.currentIndexChanged.connect(self._show_signal)
        self.way.currentIndexChanged.connect(self._ask_otherwise)
        self.way.activated.connect(self._ask_pattern)
        self.patterns.wanted.connect(self.pattern_wanted)
        self.patterns.changed.connect(self.dirtied)
        self.patterns.kind_changed.connect(self._show_signal)
        self.hold_button.clicked.connect(self._hold)
        self.keep_button.clicked.connect(self.keep)
        self.only_button.clicked.connect(self.keep_none)
        self.threshold.valueChanged.connect(self._set_threshold)
        self.exactly.toggled.connect(self._ask_otherwise)
        self.find_button.clicked.connect(self.search_wanted)
        self.file_button.clicked.connect(self.file_wanted)
        self.list.chosen.connect(self._choose)
        self.labelling.labelled.connect(self.labelled)
        axis.span_changed.connect(self._take_span)
        self.pictures = (self.list, self.matches, self.held)

    def _describe(self) -> None:
        self.threshold.setDecimals(3)
        self.threshold.setKeyboardTracking(False)
        self.threshold.setAccessibleName(tr("Threshold for an active unit"))
        self.threshold.setToolTip(
            tr(
                "A unit is active where its value is at least (or at most, as chosen) "
                "this threshold"
            )
        )
        self.keep_button.setToolTip(tr("Keep this span, and add the span that you select next"))
        self.exactly.setChecked(True)
        self.exactly.setToolTip(
            tr("Only units that are inactive at the tokens right before and after the span")
        )
        self.find_button.setToolTip(
            tr("Find where else these units are active, in this text and in the other text")
        )
        self.hold_button.setToolTip(
            tr(
                "Hold the chosen unit, and beside it another one, over the last tokens of the "
                "pattern, and measure the probability of what follows"
            )
        )
        self.file_button.setToolTip(tr("Open another text file to search together with this text"))
        for label, name in ((self.about, tr("Active units")), (self.told, tr("Places found"))):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
        self.told.hide()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(ROWS_INSET, 2, ROWS_INSET, 6)
        lines.setSpacing(4)
        lines.addLayout(row_of(self.way, self.threshold, self.exactly, self.patterns.find_button))
        lines.addWidget(self.patterns)
        lines.addLayout(row_of(self.keep_button, self.only_button))
        lines.addWidget(self.about)
        lines.addWidget(self.list, 2)
        lines.addWidget(self.labelling)
        lines.addLayout(row_of(self.find_button, self.hold_button, self.file_button))
        lines.addWidget(self.told)
        lines.addWidget(self.matches, 3)
        lines.addWidget(self.held, 1)
        self.header.set_picker(self.picker)

    def focus_list(self) -> None:
        """Move the keyboard to the list of units."""
        self.list.setFocus()

    def choose(self, name: str, unit: int | None = None) -> None:
        """Choose a signal and one of its units."""
        self.picker.choose(name)
        if unit is not None:
            self.labelling.choose(unit)

    # --- the query ---

    def controls(self) -> Mapping[str, Control]:
        own: dict[str, Control] = {
            "signal": self.picker,
            "way": self.way,
            "exactly": self.exactly,
        }
        return own | dict(self.patterns.controls())

    @property
    def signal(self) -> Signal | None:
        """The chosen signal."""
        return self.picker.signal

    @property
    def at(self) -> float:
        """The threshold for an active unit."""
        return self.threshold.value()

    @property
    def below(self) -> bool:
        """Whether a unit is active at or below the threshold."""
        return self.way.chosen == LOW

    @property
    def of_pattern(self) -> bool:
        """Whether units are found by a pattern."""
        return self.way.chosen == PATTERN

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans, sorted and without overlaps."""
        asked = (*self.kept, *((self.query,) if self.query else ()))
        found: list[Span] = []
        for span in sorted(asked, key=lambda span: span.start):
            if found and span.start <= found[-1].stop:
                found[-1] = Span(found[-1].start, max(found[-1].stop, span.stop))
            else:
                found.append(span)
        return tuple(found)

    @Slot()
    def keep(self) -> None:
        """Keep the present spans, in addition to the one selected next."""
        self.kept = self.spans
        self.dirtied.emit()

    @Slot()
    def keep_none(self) -> None:
        """Use the selected span only."""
        self.kept = ()
        self._ask_otherwise()

    def wanted(self) -> tuple[Stretch, ...]:
        """Signals to record for this panel: over the spans, and around them."""
        if not self.spans or self.signal is None or self.of_pattern:
            return ()
        first, stop = stretch_around(self.spans)
        return (Stretch((self.signal.name,), first, stop),) if stop - first <= 3 * MOST else ()

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        offered = [s for s in opened.signals.values() if watchable(s)]
        self.picker.set_signals(offered, first_gate(offered))
        self._thresholds.clear()
        self.matches.clear_all()
        self.forget_pattern()
        self.query, self.units, self.kept = self.axis.span, (), ()
        self._show_signal()

    def drawable(self, frame: Frame) -> bool:
        return True

    @Slot()
    def _take_span(self) -> None:
        before, span = self.query, self.axis.span
        if not self.holding:
            self.query = span
        if self.query not in (before, None) and self.matches.rows:
            self._ask_otherwise()
        self.dirtied.emit()

    def _pick(self) -> None:
        self._ask_otherwise()
        self._show_signal()
        self.picked.emit()
        self._ask_pattern()

    @Slot()
    def _ask_otherwise(self) -> None:
        self.matches.clear_all()
        self.tell("")
        self.asked_otherwise.emit()
        self.dirtied.emit()

    @Slot()
    def _ask_pattern(self) -> None:
        """Another signal or way was chosen: what was found by a pattern is of another one."""
        self.forget_pattern()
        if self.of_pattern and self.isVisible():
            self.pattern_wanted.emit()

    def forget_pattern(self, why: str = "") -> None:
        """Remove what was found by a pattern; ``why`` is said instead."""
        self.patterns.forget(why)
        self.held.show_held(None)

    @Slot()
    def _hold(self) -> None:
        """Hold the chosen unit, or else the first of those that were found."""
        found, chosen = [one.unit for one in self.patterns.listed], self.list.current
        if self.signal is not None and found:
            own = chosen is not None and chosen[0] == self.signal.name
            self.hold_wanted.emit(chosen[1] if chosen is not None and own else found[0])

    def _show_signal(self) -> None:
        signal = self.signal
        self.setEnabled(signal is not None)
        if signal is None:
            return
        low, high = max(signal.low, -1e6), min(signal.high, 1e6)
        usual = usual_threshold(signal)
        # For a signed signal the threshold is mirrored.
        usual = -usual if self.below and low < 0 < high else usual
        value = self._thresholds.get((signal.name, self.below), usual)
        by_threshold, by_pattern = self.way.chosen in BY_THRESHOLD, self.of_pattern
        for parts, shown in (
            ((self.threshold, self.exactly), by_threshold),
            ((self.patterns, self.patterns.find_button, self.hold_button), by_pattern),
            ((self.find_button, self.matches), not by_pattern),
            ((self.keep_button,), not by_pattern or self.patterns.of_spans),
        ):
            for part in parts:
                part.setVisible(shown)
        if not by_pattern:
            self.held.show_held(None)
        with QSignalBlocker(self.threshold):
            self.threshold.setRange(low, high)
            self.threshold.setSingleStep(max(min((high - low) / 20, 1.0), 0.001))
            self.threshold.show_value(value)
        self.header.set_hint(tr(signal.text))
        self.labelling.show_signal(signal)

    @Slot()
    def _set_threshold(self) -> None:
        if self.signal is not None:
            self._thresholds[self.signal.name, self.below] = self.threshold.value()
        self._ask_otherwise()

    # --- labels ---

    def show_labels(self, labels: Mapping[Unit, str]) -> None:
        """Set the labels of this model's units."""
        self.labelling.show_labels(labels)
        self.dirtied.emit()

    def ask_label(self, unit: int | None = None) -> None:
        """Move the keyboard to the label of a unit."""
        self.labelling.focus(unit)

    @Slot(str, int)
    def _choose(self, name: str, unit: int) -> None:
        if self.signal is not None and name == self.signal.name:
            self.labelling.choose(unit)
        self.unit_chosen.emit(name, unit)

    # --- results ---

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        signal = self.signal
        if signal is None:
            return
        if frame.revision != self._revision:
            # The kept spans are of another text.
            self.kept, self._revision = (), frame.revision
        self.keep_button.setEnabled(bool(self.spans))
        self.only_button.setVisible(bool(self.kept) and self.keep_button.isVisibleTo(self))
        if self.of_pattern:
            rows, sentence = self.patterns.rows, self.patterns.sentence
            units, columns = self.patterns.following, OF_PATTERN
        else:
            at = None if self.way.chosen == CORRELATED else self.at
            exactly = self.exactly.isChecked()
            if self.spans:
                around, watch = stretch_around(self.spans), (signal.name,)
                self.exact_values.lacks(frame.trace, watch, *around)
            rows, sentence = units_over(
                frame, signal, self.spans, at, below=self.below, exactly=exactly
            )
            units, columns = tuple(row.unit for row in rows), COLUMNS
        self.list.show_rows(rows, self.labelling.labels, signal, columns)
        self.find_button.setEnabled(bool(units) and self.way.chosen != CORRELATED)
        self.hold_button.setEnabled(bool(rows) and signal.patchable)
        self.about.setText(sentence)
        if units != self.units:
            self.units = units
            self.found_changed.emit()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        # Called from the constructor of the base class too.
        if hasattr(self, "list"):
            set_colours(self.about, self.told, text=theme.second_text)

    def show_held(self, held: UnitHeld) -> None:
        """Show what holding a unit does."""
        self.held.show_held(held)
        self.tell(told_of(held))

    def tell(self, sentence: str) -> None:
        """Show a message about a search."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
