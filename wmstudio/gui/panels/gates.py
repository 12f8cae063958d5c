"""Gates: any signals of the model, units × tokens, one under the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Frame, Kind, Opened, Signal
from wmstudio.gui.choice import Choice
from wmstudio.gui.heatmap import DECLARED, SCALINGS, Heatmap
from wmstudio.gui.model_picker import MenuButton
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.signal_groups import SignalGroups
from wmstudio.gui.signal_picker import SignalPicker
from wmstudio.gui.signal_words import by_place
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import label, layered_label

if TYPE_CHECKING:
    from wmstudio.gui.panel import TokenAxis
    from wmstudio.gui.theme import Theme


class GatesPanel(PicturePanel):
    """The signal that is picked in the header, and under it others that were added."""

    title = phrase("Gates")
    nothing = phrase(
        "The model's gates and activations will be drawn here, one column for each token."
    )

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.picker = SignalPicker(tr("Signal"))
        self.picker.picked.connect(self._pick)
        self.map = Heatmap(axis, tr("Gates: units by tokens"))
        self.more = SignalGroups(axis, self.map)
        self.add_button = MenuButton(tr("Add a signal"), tr("Show another signal under this one"))
        self.add_button.show_choice(tr("+ Signal"))
        self.add_menu = self.add_button.made
        self.add_menu.aboutToShow.connect(self._fill)
        self.scaling = Choice(tr("What the colours stand for"), SCALINGS)
        self.scaling.currentIndexChanged.connect(self._scale)
        self.header.add(self.picker)
        self.header.add(self.add_button)
        self.header.add_last(self.scaling)
        self.more.token_clicked.connect(self.cursor_requested)
        self.more.pointed.connect(self._read_out)
        self.more.changed.connect(self._have)
        axis.ranges.changed.connect(self.dirtied)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.more)
        self.pictures = self.more.maps
        self.apply_theme(self.theme)

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What is shown, from the top."""
        return self.more.signals

    def watch(self) -> tuple[str, ...]:
        return tuple(signal.name for signal in self.signals)

    def takes(self, signal: Signal) -> bool:
        return self.picker.offers(signal.name)

    def show_signal(self, signal: Signal, *, only: bool = False) -> None:
        if only or self.picker.signal is None:
            self.more.choose(())
            self.picker.choose(signal.name)
        elif signal not in self.signals:
            self.more.add(signal.name)

    def offer_words(self, signal: Signal) -> str:
        name = layered_label(signal)
        return tr("Add {signal} here; with Shift, show nothing else", signal=name)

    def open(self, opened: Opened) -> None:
        super().open(opened)
        offered = [s for s in opened.signals.values() if _flat(s)]
        self.picker.offer(offered, _first(offered))
        self.add_button.setVisible(len(offered) > 1)
        self._show_signal()
        self.more.declare(offered)
        self.header.fit()

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        self.more.show_frame(opened, frame)
        self._read_out()

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
        self.wants_changed.emit()
        self.dirtied.emit()

    def _scale(self) -> None:
        self._have()
        self._read_out()

    def _fill(self) -> None:
        """Offer what is not shown yet, by the part of the model."""
        self.add_menu.clear()
        declared = self.opened.signals.values() if self.opened else ()
        left = [s for s in declared if self.takes(s) and s not in self.signals]
        for place, signals in by_place(left).items():
            inside = self.add_menu.addMenu(place)
            inside.setToolTipsVisible(True)
            for signal in signals:
                action = inside.addAction(label(signal))
                action.setToolTip(tr(signal.text))
                action.triggered.connect(partial(self.more.add, signal.name))

    def _show_signal(self) -> None:
        signal = self.picker.signal
        self.more.show_first(signal)
        self.header.set_hint(tr(signal.text) if signal else "")

    def _read_out(self) -> None:
        if self.opened is not None and self.frame is not None:
            self.header.read_out(self.more.words(self.opened, self.frame))


def _flat(signal: Signal) -> bool:
    """Whether a token adds one column of units; what looks back at tokens is another panel's."""
    others = (Kind.SLOTS, Kind.INDEX, Kind.ATTENTION)
    return len(signal.shape) <= 1 and signal.kind not in others


def _first(signals: list[Signal]) -> Signal | None:
    """What to show at first: a gate of many units, the forget gate where there is one."""
    gates = [s for s in signals if s.kind is Kind.GATE]
    return max(gates, key=lambda s: ("forget" in s.name, s.size), default=None)
