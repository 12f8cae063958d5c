"""Timeline: the surprise of each token, memory use, and any chosen unit, along the text.

Dragging moves the cursor, the wheel zooms, dragging with Shift selects a span.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout

from wmstudio.app.figures import OfferedFigure, curves
from wmstudio.app.help.glossary import term_of
from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import (
    CHANGE,
    ENTROPY,
    FROM_MEMORY,
    RANK,
    SURPRISAL,
    Quantity,
    found,
    offered,
)
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.colours import role_of
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, layered_label, module, part_words, quantity_words
from wmstudio.gui.plots.curves import Curve, CurvePlot
from wmstudio.gui.plots.lit import LitColumns
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.widgets.quantity_picker import QuantityPicker
from wmstudio.gui.widgets.splitter import PlainSplitter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QAction, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.engine.messages import Signal as ModelSignal
    from wmstudio.gui.base.state import Saved
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

COSTS = (Quantity(SURPRISAL), Quantity(ENTROPY))
CHANGED = Quantity(CHANGE)
COST_CURVES = (
    Curve(phrase("surprise"), "network", filled=True, term="surprise"),
    Curve(phrase("uncertainty"), "text", term="uncertainty"),
)
LOAD_COLOURS = ("memory", "text", "second_text")
"""Colours of the numbers of memory use, in the order of their declaration; the first is filled."""
MOST_TRACKS = 8
ROOMY = 48
"""Pixels for a track, and twice as many for the first plot: below this, memory use is hidden."""
LOW = 28
"""The same, below which every track but that of the change is hidden while edits are in force."""
ABOUT = phrase("Drag to move the cursor, turn the wheel to zoom, Shift+drag to select a span")


class _Rows(PlainSplitter):
    """Plots, one below the other."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class TimelinePanel(PicturePanel):
    """Surprise and uncertainty, memory use where the model has a memory, and added tracks."""

    title = phrase("Timeline")
    question = phrase("How surprising was each token? In bits; higher is less expected.")
    nothing = phrase("How surprising each token is will be drawn here, in bits.")

    tracks_changed = Signal()
    """The user added or removed a track."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.plot = CurvePlot(
            axis,
            tr("Surprise and uncertainty by tokens"),
            COST_CURVES,
            unit=phrase("in bits"),
            most=12.0,
            step=4.0,
        )
        self.load = CurvePlot(
            axis,
            tr("Memory use by token"),
            (),
            unit=phrase("memory use"),
            most=1.0,
            step=1.0,
            ticks=(0.0, 0.5, 1.0),
        )
        self.lit_columns = LitColumns(self.plot.view)
        self.plot.contents.append(self.lit_columns)
        self.lit.changed.connect(self.dirtied)
        self._loads: tuple[Quantity, ...] = ()
        self.keys: tuple[str, ...] = ()
        """Keys of the added tracks; a model may lack some of them."""
        self.tracks: dict[Quantity, CurvePlot] = {}
        self._changed = False
        """Whether edits are in force, so that their effect has a track."""
        self.split = _Rows(Qt.Orientation.Vertical, line=False)
        self.split.resized.connect(self._share_room)
        self._insert(self.plot, 0, 2)
        self._insert(self.load, 1, 1)
        self.load.hide_labels()
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.split)
        self.picker = QuantityPicker(tr("Quantity of a track"))
        self.add_button = QToolButton()
        self.add_button.clicked.connect(self._toggle)
        self.header.add(self.picker, tr("Track"))
        self.header.add(self.add_button)
        self.picker.picked.connect(self._name_button)
        self.header.set_hint(tr(ABOUT))
        self._name_button()
        self._gather()

    def set_playback(self, play: QWidget, speed: QWidget, actions: Sequence[QAction]) -> None:
        """Show a playback button in the header, and other controls of playback behind ``···``."""
        self.header.set_picker(play)
        self.header.add(speed, before=self.picker)
        self.header.actions_.extend(actions)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All quantities shown, from the top."""
        return *COSTS, *self._loads, *self.tracks

    def save_state(self) -> dict[str, Saved]:
        return {"tracks": list(self.keys)}

    def restore_state(self, state: Mapping[str, object]) -> None:
        if isinstance(tracks := state.get("tracks"), list):
            self.set_tracks([key for key in tracks if isinstance(key, str)])
            self.tracks_changed.emit()

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        source, opened, frame = excerpt.source, excerpt.opened, excerpt.frame
        # A change can be chosen as a track before there is one.
        changed = frame.trace.untouched is not None
        tracks = ((track,) for track in self.tracks if changed or track != CHANGED)
        for shown in filter(None, (COSTS, self._loads, *tracks)):
            stretch = excerpt.start, excerpt.stop
            make = partial(curves, source, opened, frame, shown, *stretch)
            name = ", ".join(map(quantity_words, shown))
            yield OfferedFigure(tr(part_words("load")) if shown == self._loads else name, make)

    def watch(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for q in self.quantities for name in q.watch))

    def takes(self, signal: ModelSignal) -> bool:
        return self.opened is not None and signal in offered(self.opened.signals.values())

    def show_signal(self, signal: ModelSignal, *, only: bool = False) -> None:
        """Add a track of a signal; for one with many units, of the unit in the picker."""
        at = self.picker.quantity
        unit = at.unit if at.signal == signal else 0
        self.picker.choose(Quantity(signal, unit))
        if self.picker.quantity.key not in self.keys:
            self._toggle()

    def offer_words(self, signal: ModelSignal) -> str:
        return tr("Add a track of {signal} here", signal=layered_label(signal))

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        declared = opened.signals.values()
        scalars = (s for s in declared if s.kind is Kind.SCALAR and module(s) == "load")
        self._loads = tuple(Quantity(signal) for signal in scalars)
        self.load.set_curves(
            tuple(
                Curve(
                    label(quantity.signal),
                    colour,
                    i == 0,
                    _first_word(quantity.signal),
                    term_of(quantity.signal),
                )
                for i, (quantity, colour) in enumerate(zip(self._loads, LOAD_COLOURS, strict=False))
            )
        )
        self.picker.set_model(opened, self.picker.quantity.key)
        self.set_tracks(self.keys)
        self._name_button()

    def pointed_quantity(self) -> tuple[Quantity, int] | None:
        for quantity, plot in self.tracks.items():
            if plot.token is not None:
                return quantity, plot.token
        return None

    def set_tracks(self, keys: Sequence[str]) -> None:
        """Set the tracks, as far as the model has these quantities."""
        self.keys = tuple(keys[:MOST_TRACKS])
        signals = self.opened.signals if self.opened else {}
        # While edits are in force, their effect is always visible.
        shown = dict.fromkeys([*([CHANGED.key] if self._changed else []), *self.keys])
        wanted = [q for q in (found(key, signals) for key in shown) if q is not None]
        for quantity in [q for q in self.tracks if q not in wanted]:
            plot = self.tracks.pop(quantity)
            plot.hide()
            plot.setParent(None)
            plot.deleteLater()
        for quantity in wanted:
            if quantity not in self.tracks:
                self.tracks[quantity] = plot = _track(self.axis, quantity)
                plot.apply_theme(self.theme)
                plot.hide_labels()
                # Above memory use, which is hidden first.
                self._insert(plot, self.split.count() - 1, 1)
        self._gather()
        self._name_button()
        self.wants_changed.emit()
        self.dirtied.emit()

    def store(self, frame: Frame) -> None:
        super().store(frame)
        # Also while it is hidden, since its tracks can be exported.
        if (changed := frame.trace.untouched is not None) != self._changed:
            self._changed = changed
            self.set_tracks(self.keys)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        start, stop = self.axis.start, self.axis.stop
        plain = frame.trace.untouched
        shown = [(self.plot, COSTS), (self.load, self._loads)]
        for plot, quantities in [*shown, *((p, (q,)) for q, p in self.tracks.items())]:
            if quantities:
                values = [q.values(frame.trace, start, stop) for q in quantities]
                first = quantities[0]
                before = None if plain is None else first.values(plain, start, stop)
                plot.show_values(opened, frame, values, before)
        low, high = self.plot.rows
        area = QRectF(start, low, stop - start, high - low)
        self.lit_columns.show_sources(self.lit.sources(opened, frame), area)
        self._read_out()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.lit_columns.apply_theme(theme)

    def brush(self, on: bool) -> None:
        """Whether dragging selects a span without Shift too."""
        for plot in self._plots:
            plot.brushes = on

    @property
    def _plots(self) -> tuple[CurvePlot, ...]:
        return self.plot, self.load, *self.tracks.values()

    def _insert(self, plot: CurvePlot, at: int, stretch: int) -> None:
        self.split.insertWidget(at, plot)
        self.split.setStretchFactor(at, stretch)
        plot.scrubs, plot.brushes = True, self.plot.brushes
        plot.token_clicked.connect(self.cursor_requested)
        plot.pointed.connect(self._read_out)

    def _gather(self) -> None:
        self.pictures = self._plots
        # Each track gets its part of the height.
        tall = self.plot, self.tracks.get(CHANGED)
        plots = (self.split.widget(i) for i in range(self.split.count()))
        self.split.setSizes([2000 if plot in tall else 1000 for plot in plots])
        self._share_room()

    @Slot()
    def _share_room(self) -> None:
        """Hide memory use if it would make the tracks too low to read."""
        roomy = self.split.height() >= ROOMY * (len(self.tracks) + 3)
        self.load.setVisible(bool(self._loads) and roomy)
        tight = self.split.height() < LOW * (len(self.tracks) + 2)
        for quantity, plot in self.tracks.items():
            plot.setVisible(not (tight and self._changed) or quantity == CHANGED)

    def _name_button(self) -> None:
        key = self.picker.quantity.key
        there = key in self.keys
        self.add_button.setText(tr("Remove the track" if there else "Add a track"))
        name = quantity_words(self.picker.quantity)
        does = tr("Remove the track of {name}" if there else "Show a track of {name}", name=name)
        self.add_button.setToolTip(plain_tip(does))
        self.add_button.setAccessibleName(does)
        self.add_button.setEnabled(
            self.opened is not None and (there or len(self.keys) < MOST_TRACKS)
        )

    def _toggle(self) -> None:
        key = self.picker.quantity.key
        others = tuple(k for k in self.keys if k != key)
        self.set_tracks(others if key in self.keys else (*others, key))
        self.tracks_changed.emit()

    def _read_out(self) -> None:
        if self.opened is None or self.frame is None:
            return
        units = {self.plot: COSTS[0].measure, self.load: ""}
        units |= {plot: quantity.measure for quantity, plot in self.tracks.items()}
        for plot, unit in units.items():
            if plot.token is not None and (values := plot.words()):
                token = token_words(self.frame.trace, self.opened, plot.token)
                self.header.read_out(f"{token}: {values} {tr(unit)}".rstrip())
                return
        self.header.read_out("")


def _first_word(signal: ModelSignal) -> str:
    """What *kept, of all that fits* is called where there is no room: *kept*."""
    return label(signal).partition(" ")[0].rstrip(",")


def _track(axis: TokenAxis, quantity: Quantity) -> CurvePlot:
    """A plot over the declared range, or, for ranks, up to the largest visible one."""
    signal, name = quantity.signal, quantity_words(quantity)
    from_memory = signal.name in FROM_MEMORY
    curve = phrase("from memory") if from_memory else name.rpartition(" · ")[2]
    short = phrase("change") if quantity == CHANGED else ""
    most = 10.0 if signal == RANK else max(abs(signal.low), abs(signal.high))
    return CurvePlot(
        axis,
        tr("{name} by tokens", name=name),
        (Curve(curve, role_of(signal), filled=True, short=short, term=term_of(signal)),),
        unit=phrase("in bits") if quantity.measure else "",
        most=most,
        step=most,
        signed=quantity.signed,
        watch=quantity.watch,
    )
