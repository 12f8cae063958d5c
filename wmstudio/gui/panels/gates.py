"""Gates: any signals of the model, units × tokens, one below the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal as QtSignal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.unit_index import watchable
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, layered_label, signal_tip, unit_name
from wmstudio.gui.plots.heatmap import BESIDE, DECLARED, SCALINGS, Heatmap
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.views.row_order import RowOrder
from wmstudio.gui.views.signal_groups import SignalGroups
from wmstudio.gui.views.signal_words import by_place
from wmstudio.gui.widgets.signal_picker import SignalPicker, first_gate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wmstudio.app.figures import Excerpt, OfferedFigure
    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Frame, OpenedModel, Signal
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis


class GatesPanel(PicturePanel):
    """The signal chosen in the header, and added ones below it."""

    title = phrase("Gates")
    question = phrase("What is kept, taken in, let out?")
    nothing = phrase(
        "The model's gates and activations will be drawn here, one column for each token."
    )

    label_wanted = QtSignal(str, int)
    """The user wants to label a unit: its signal and number."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.picker = SignalPicker(tr("Signal"))
        self.picker.picked.connect(self._pick)
        self.map = Heatmap(axis, tr("Gates: units by tokens"))
        self.sorting = RowOrder(self.map, axis)
        self.order = self.sorting.choice
        self.sorting.changed.connect(self.dirtied)
        self.more = SignalGroups(axis, self.map)
        self.add_button = MenuButton(tr("Add a signal"), tr("Show another signal under this one"))
        self.add_button.show_choice(tr("+ Signal"))
        self.add_menu = self.add_button.made
        self.add_menu.aboutToShow.connect(self._fill)
        self.scaling = Choice(tr("What the colours mean"), SCALINGS)
        self.scaling.currentIndexChanged.connect(self._scale)
        self.beside = Choice(tr("What is shown while interventions are in force"), BESIDE)
        self.beside.currentIndexChanged.connect(self._have)
        self.header.set_picker(self.picker)
        for widget in (self.sorting, self.scaling, self.beside, self.add_button):
            self.header.add(widget)
        self.more.token_clicked.connect(self.cursor_requested)
        self.more.pointed.connect(self._read_out)
        self.more.changed.connect(self._have)
        ranges = axis.ranges
        ranges.changed.connect(self.dirtied)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.more)
        self.pictures = self.more.maps

    @property
    def maps(self) -> tuple[Heatmap, ...]:
        """The pictures, from the top."""
        return self.more.maps

    @property
    def signal(self) -> Signal | None:
        """The chosen signal."""
        return self.picker.signal

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The shown signals, from the top."""
        return self.more.signals

    def controls(self) -> Mapping[str, Control]:
        return {
            "signal": self.picker,
            "order": self.order,
            "added": self.more,
            "scaling": self.scaling,
            "beside": self.beside,
        }

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        for map in self.maps:
            yield from map.figures(excerpt)

    def watch(self) -> tuple[str, ...]:
        return tuple(signal.name for signal in self.signals)

    def takes(self, signal: Signal) -> bool:
        return self.picker.has(signal.name)

    def show_signal(self, signal: Signal, *, only: bool = False) -> None:
        if only or self.picker.signal is None:
            self.more.choose(())
            self.picker.choose(signal.name)
        elif signal not in self.signals:
            self.more.add(signal.name)

    def offer_words(self, signal: Signal) -> str:
        name = layered_label(signal)
        return tr("Add {signal} here; with Shift, show nothing else", signal=name)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        offered = [s for s in opened.signals.values() if watchable(s)]
        self.picker.set_signals(offered, first_gate(offered))
        self.add_button.setEnabled(len(offered) > 1)
        self._show_signal()
        self.sorting.renew()
        self.more.declare(offered)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        self.sorting.arrange(frame)
        self.more.show_frame(opened, frame)
        self._read_out()

    def fill_unit_menu(self, menu: QMenu, quantity: Quantity) -> None:
        signal, unit = quantity.signal, quantity.unit
        label = menu.addAction(literal(tr("Label {unit}…", unit=unit_name(signal, unit))))
        label.triggered.connect(lambda: self.label_wanted.emit(signal.name, unit))

    def _pick(self) -> None:
        self._show_signal()
        self._have()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.more.apply_theme(theme)

    def _have(self) -> None:
        self.pictures = self.more.maps
        for map in self.more.maps:
            if map.scaling != self.scaling.chosen:
                map.set_scaling(self.scaling.chosen or DECLARED)
            map.set_beside(self.beside.chosen)
        self.wants_changed.emit()
        self.dirtied.emit()

    def _scale(self) -> None:
        self._have()
        self._read_out()

    def _fill(self) -> None:
        """Offer signals that are not shown yet, by part of the model."""
        self.add_menu.clear()
        declared = self.opened.signals.values() if self.opened else ()
        left = [s for s in declared if self.takes(s) and s not in self.signals]
        for place, signals in by_place(left).items():
            inside = self.add_menu.addMenu(literal(place))
            inside.setToolTipsVisible(True)
            for signal in signals:
                action = inside.addAction(literal(label(signal)))
                action.setToolTip(signal_tip(signal))
                action.triggered.connect(partial(self.more.add, signal.name))

    def _show_signal(self) -> None:
        signal = self.picker.signal
        self.more.show_first(signal)
        self.header.set_hint(tr(signal.text) if signal else "")

    def _read_out(self) -> None:
        if self.opened is not None and self.frame is not None:
            words = self.more.words(self.opened, self.frame)
            self.header.read_out(words or self.sorting.note)
