"""Heat maps along the text: units or slots × tokens, in the colours of the signal's range."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from wmstudio.app.figures import OfferedFigure, along_text
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import Quantity
from wmstudio.engine.messages import Kind
from wmstudio.engine.trace import picture as to_picture
from wmstudio.gui.base.colours import READS, table
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import (
    UNIT_NAMES,
    full_label,
    label,
    layered_label,
    maybe_rounded,
    unit_word,
)
from wmstudio.gui.plots.colour_plot import ColourPlot
from wmstudio.gui.plots.row_marks import RowMarks
from wmstudio.gui.plots.scales import range_around
from wmstudio.gui.plots.spoken.cell_words import cell_words, row_words
from wmstudio.gui.plots.spoken.trends import trend_along

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeVar

    import numpy.typing as npt
    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt, Figure
    from wmstudio.app.unit_order import Order
    from wmstudio.engine.messages import Frame, OpenedModel, Patch, Signal
    from wmstudio.engine.trace import Chunk, Floats, Picture, Trace
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.gui.plots.shared_ranges import Range

    Number = TypeVar("Number", bound=np.generic)

DECLARED, IN_SIGHT, SHARED = "declared", "visible", "shared"
SCALINGS = (
    Option(DECLARED, phrase("Scale: fixed")),
    Option(IN_SIGHT, phrase("Scale: visible")),
    Option(SHARED, phrase("Scale: shared")),
)
"""The scale of the colours: the signal's declared range, the range of visible values, or a range
shared by all pictures of its kind."""
NOW, BOTH, CHANGE = "now", "both", "change"
BESIDE = (
    Option(BOTH, phrase("Show: now and untouched")),
    Option(CHANGE, phrase("Show: the change")),
    Option(NOW, phrase("Show: now")),
)
"""What is drawn while interventions are in force: two columns for each token, the right one of the
untouched model; by how much the values differ from that model's; or the values alone."""
BEYOND = 1e-3
"""By how much of a scale a value must exceed it to be reported: half a colour is 2e-3."""
ZERO = 128
"""Zero in a picture of a change."""
LEAST_ROWS = 8
"""Smallest number of slots shown, however few are in use."""


class Heatmap(ColourPlot):
    """Signals along the text. The engine's picture of 0…255 is drawn as it is."""

    def __init__(self, axis: TokenAxis, name: str, parent: QWidget | None = None) -> None:
        super().__init__(axis, name, parent)
        self._ranges = axis.ranges
        self.signals: tuple[Signal, ...] = ()
        """The signals, one below the other, all with one range."""
        self.scaling = DECLARED
        """The id of one of `SCALINGS`."""
        self.beside = BOTH
        """The id of one of `BESIDE`."""
        self._form = NOW
        """What is drawn: `beside`, if interventions are in force."""
        self._drawn: tuple[Trace, tuple[Chunk, ...], int, int] | None = None
        self.order: Order | None = None
        """The unit of each row of one signal, from the top; None is by number."""
        self.marked: tuple[int, ...] = ()
        """The marked units."""
        self.unit_labels: Mapping[int, str] = {}
        """Labels of units."""
        self.marks = RowMarks()
        self.view.addItem(self.marks, ignoreBounds=True)
        self._ends = (0.0, 1.0)

    @property
    def count(self) -> int:
        """The number of rows."""
        return sum(signal.size for signal in self.signals)

    def set_signals(self, *signals: Signal) -> None:
        """Set the signals. Nothing is drawn until `show_frame`."""
        if signals != self.signals:
            self.order, self.marked, self.unit_labels = None, (), {}
        self.signals = signals
        self._drawn = None
        self.image.hide()
        if not signals:
            return
        first = signals[0]
        self._show_range(*self._declared)
        self.names = _names(signals)
        self.set_rows(0, max(self.count, 1))
        self.rows_changed()
        self._show_marks()
        told = ", ".join(full_label(signal) for signal in signals)
        n, unit, about = self.count, tr(unit_word(first)), tr(first.text)
        self.setAccessibleDescription(
            tr("{what}: {n} {unit}s by tokens. {about}", what=told, n=n, unit=unit, about=about)
            if first.dims
            else tr("{what}: one number, by tokens. {about}", what=told, about=about)
        )

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        """Its figure, in its order of rows and its range; none without signals."""
        if self.signals:
            name = ", ".join(map(layered_label, self.signals))
            changed = self._form == CHANGE
            yield OfferedFigure(
                name, partial(_figure, excerpt, self.signals, self.order, self._ends, changed)
            )

    def set_scaling(self, scaling: str) -> None:
        """Set the scale of the colours."""
        self.scaling, self._drawn = scaling, None
        if scaling != SHARED:
            self._ranges.forget(self)
        if self.signals and scaling == DECLARED:
            self._show_range(*self._declared)

    def set_beside(self, beside: str) -> None:
        """Set what is drawn while interventions are in force."""
        self.beside = beside

    @property
    def _declared(self) -> Range:
        """The range of fixed colours; of a change, as far to both sides as values reach."""
        low, high = self.signals[0].low, self.signals[0].high
        far = max(abs(low), abs(high))
        return (-far, far) if self._form == CHANGE else (low, high)

    @property
    def ends(self) -> Range:
        """The values of the end colours."""
        return self._ends

    def _show_range(self, low: float, high: float) -> None:
        self._ends = (low, high)
        first = self.signals[0]
        colours = table(low, high, self.theme, reads=first.kind in READS)
        self.set_colours(low, high, colours)
        caption = full_label(first) if len(self.signals) == 1 else ""
        if caption and self._form == CHANGE:
            caption = tr("change of {what}", what=caption)
        self.colours.set_range(low, high, caption, colours)

    def _fitted(self, values: Sequence[Floats]) -> Range:
        """The range that these values, and pictures with the same scale, need."""
        first = self.signals[0]
        known = np.concatenate([x[np.isfinite(x)] for x in values])
        if not len(known):
            return self._ends
        ends = float(known.min()), float(known.max())
        needed = range_around(*ends, *self._declared)
        if self._shares:
            return self._ranges.common(self, first.kind, needed)
        return needed

    @property
    def _shares(self) -> bool:
        """Whether pictures of its kind have its range; a change has one of its own."""
        return self.scaling == SHARED and self._form != CHANGE

    def _take_form(self, untouched: Trace | None) -> None:
        """Compare with the untouched reading, if there is one."""
        form = self.beside if untouched is not None else NOW
        if form != self._form:
            self._form, self._drawn = form, None
            self._ranges.forget(self)
            self._show_range(*(self._declared if self.scaling == DECLARED else self._ends))

    def show_frame(self, opened: OpenedModel, frame: Frame) -> None:
        """Draw the axis' range of the frame, unless it is drawn already."""
        if not self.signals:
            return
        start, stop = self.axis.start, self.axis.stop
        self._take_form(frame.trace.untouched)
        traces = self._traces(frame.trace)
        chunks = tuple(chunk for trace in traces for chunk in trace.chunks_in(start, stop))
        common = self._ranges.of(self.signals[0].kind) if self._shares else None
        drawn = self._is_drawn(frame.trace, chunks, start, stop)
        if not drawn or (common is not None and common != self._ends):
            # The trace is kept with its chunks, so that comparing them by identity is valid.
            self._drawn = (frame.trace, chunks, start, stop)
            pictures, known = self._pictures(traces, start, stop)
            columns = [x.T if self.order is None else x.T[self.order] for x in pictures]
            rows = columns[0] if len(columns) == 1 else np.stack(columns, axis=2)
            picture = rows.reshape(len(rows), -1).T
            self.show_picture(picture, known, start, stop)
            self._show_marks()
            if self.signals[0].kind is Kind.ADDRESS:
                self.set_rows(0, _rows_in_use(picture, ZERO if self._form == CHANGE else 0))
        self.place(opened, frame)

    def _traces(self, trace: Trace) -> tuple[Trace, ...]:
        """What is drawn: the trace, and that of the untouched reading if it is beside it."""
        plain = trace.untouched
        return (trace,) if self._form == NOW or plain is None else (trace, plain)

    def _say_what_is_beyond(self, least: float, largest: float) -> None:
        """Report values beyond the range of the colours."""
        low, high = self._ends
        slack = BEYOND * (high - low)
        self.colours.set_beyond(below=least < low - slack, above=largest > high + slack)

    def _pictures(
        self, traces: Sequence[Trace], start: int, stop: int
    ) -> tuple[list[Picture], npt.NDArray[np.bool_]]:
        """Pictures of all signals, of each trace or of the change, and which tokens are known."""
        if self.scaling == DECLARED and self._form != CHANGE:
            ends = [t.extremes(s.name, start, stop) for t in traces for s in self.signals]
            self._say_what_is_beyond(min(low for low, _ in ends), max(high for _, high in ends))
            parts = [[t.picture(s.name, start, stop, s.size) for s in self.signals] for t in traces]
            known = np.logical_and.reduce([part[1] for of_trace in parts for part in of_trace])
            return [_joined([part[0] for part in of_trace]) for of_trace in parts], known
        exact = [_joined([t.exact(s.name, start, stop, s.size) for s in self.signals])
                 for t in traces]  # fmt: skip
        if self._form == CHANGE:
            exact = [exact[0] - exact[1]]
        low, high = self._ends if self.scaling == DECLARED else self._fitted(exact)
        if (low, high) != self._ends:
            self._show_range(low, high)
        found = np.concatenate([x[np.isfinite(x)] for x in exact])
        self._say_what_is_beyond(found.min(initial=low), found.max(initial=high))
        known = np.logical_and.reduce([np.isfinite(x).all(axis=1) for x in exact])
        fitted = replace(self.signals[0], low=low, high=high)
        nothing = 0.0 if self._form == CHANGE else low
        return [to_picture(np.nan_to_num(x, nan=nothing), fitted) for x in exact], known

    def words(self, opened: OpenedModel, frame: Frame) -> str:
        """The value under the pointer, exact where it is known exactly; empty where unknown."""
        if self.token is None:
            return ""
        return self.told_at(opened, frame, self.token, max(int(self.value), 0))

    def told_at(self, opened: OpenedModel, frame: Frame, token: int, row: int) -> str:
        if not self.signals:
            return ""
        signal, unit = self._row(min(row, self.count - 1))
        exact_values = self.axis.exact_values
        for trace in (frame.trace, frame.trace.untouched):
            exact_values.lacks(trace, (signal.name,), token, token + 1)
        return cell_words(frame, opened, token, signal, unit, self._named(signal, unit))

    def told_trend(self, opened: OpenedModel, frame: Frame, row: int) -> str:
        if not self.signals:
            return ""
        signal, unit = self._row(min(row, self.count - 1))
        start = self.axis.start
        values = frame.trace.exact(signal.name, start, self.axis.stop, signal.size)[:, unit]
        what = self._named(signal, unit) or label(signal)
        rounded = frame.trace.is_rounded(signal.name, start, self.axis.stop)
        written = partial(maybe_rounded, rounded=rounded)
        return trend_along(what, values, start, opened, frame, written)

    def _named(self, signal: Signal, unit: int) -> str:
        return row_words(signal, unit, self.unit_labels, several=len(self.signals) > 1)

    # --- order, marks and labels of the units of one signal ---

    def arrange(self, order: Order | None) -> None:
        """Set the order of the units."""
        if order is self.order:
            return
        self.order, self._drawn = order, None
        self.rows_changed()

    def mark_units(self, units: tuple[int, ...], labels: Mapping[int, str]) -> None:
        """Set the marked units and the labels."""
        if (units, labels) != (self.marked, self.unit_labels):
            self.marked, self.unit_labels = units, dict(labels)
            self._show_marks()

    def bring(self, unit: int, rows: int = 16) -> None:
        """Scroll to a unit, and zoom in until it is distinguishable."""
        at = self.row_of(unit) + 0.5
        seen = min(float(rows), float(self.count))
        self._show_rows(at - seen / 2, at + seen / 2, 0.0)

    @property
    def pointed_quantity(self) -> Quantity | None:
        if self.token is None or not self.count:
            return None
        return Quantity(*self._row(min(max(int(self.value), 0), self.count - 1)))

    def patched_rows(self, patch: Patch) -> Iterator[tuple[float, float]]:
        first = 0
        for signal in self.signals:
            if signal.name == patch.signal and not patch.index:
                yield float(first), float(first + signal.size)
            elif signal.name == patch.signal:
                for unit in _units_of(patch, signal):
                    row = float(self.row_of(unit) if self.order is not None else first + unit)
                    yield row, row + 1
            first += signal.size

    def row_of(self, unit: int) -> int:
        """The row of a unit."""
        return unit if self.order is None else int(np.flatnonzero(self.order == unit)[0])

    def row_name(self, row: int) -> str:
        return str(row if self.order is None or row >= len(self.order) else self.order[row])

    def _show_marks(self) -> None:
        area = QRectF(self.axis.start, 0, self.axis.stop - self.axis.start, max(self.count, 1))
        if len(self.signals) == 1:
            labels = {self.row_of(unit): word for unit, word in self.unit_labels.items()}
            self.marks.show_rows(area, [self.row_of(unit) for unit in self.marked], labels)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        # Called from within Qt's constructor too.
        if hasattr(self, "marks"):
            self.marks.apply_theme(theme)
            if self.signals:
                self._drawn = None
                self._show_range(*self._ends)

    def _row(self, row: int) -> tuple[Signal, int]:
        """The signal and unit of a row."""
        if self.order is not None:
            return self.signals[0], int(self.order[row])
        for signal in self.signals:
            if row < signal.size:
                return signal, row
            row -= signal.size
        raise IndexError(row)

    def _is_drawn(self, trace: Trace, chunks: tuple[Chunk, ...], start: int, stop: int) -> bool:
        if self._drawn is None or self._drawn[2:] != (start, stop):
            return False
        before = self._drawn[1]
        same = len(chunks) == len(before) and all(
            a is b for a, b in zip(chunks, before, strict=True)
        )
        return same or trace is self._drawn[0]


def _units_of(patch: Patch, signal: Signal) -> list[int]:
    """The units of a signal that a patch acts on."""
    numbers = np.arange(signal.size).reshape(signal.shape)
    return [int(unit) for unit in np.ravel(numbers[patch.index])]


def _rows_in_use(picture: Picture, zero: int) -> int:
    """Rows up to the last non-zero one, rounded up so that the number rarely changes."""
    in_use = np.not_equal(picture.T, zero).any(axis=1)
    used = int(np.flatnonzero(in_use).max(initial=0)) + 1
    stepped: int = 1 << (used - 1).bit_length()
    return int(min(max(LEAST_ROWS, stepped), picture.shape[1]))


def _joined(parts: Sequence[npt.NDArray[Number]]) -> npt.NDArray[Number]:
    """Signals side by side: ``[tokens, units]``."""
    # Rows of pixels are rows of memory, as drawing requires.
    return parts[0] if len(parts) == 1 else np.vstack([x.T for x in parts]).T


def _names(signals: tuple[Signal, ...]) -> tuple[str, ...]:
    """Names of the rows: of signals if there are several, of units if they have names."""
    if len(signals) > 1:
        return tuple(label(signal).removesuffix(" gate") for signal in signals)
    (signal,) = signals
    if not signal.dims:
        return (" ",)
    return UNIT_NAMES.get(unit_word(signal), ())


def _figure(
    excerpt: Excerpt, signals: Sequence[Signal], order: Order | None, ends: Range, changed: bool
) -> Figure:
    stretch = excerpt.start, excerpt.stop
    found = along_text(
        excerpt.source, excerpt.opened, excerpt.frame, signals, *stretch, order, changed=changed
    )
    return replace(found, low=ends[0], high=ends[1])
