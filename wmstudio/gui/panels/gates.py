"""Gates: any signal of the model, units × tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Frame, Kind, Opened, Signal
from wmstudio.gui.heatmap import Heatmap
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.signal_picker import SignalPicker
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from wmstudio.gui.panel import TokenAxis


class GatesPanel(PicturePanel):
    """One heat map, of the signal and the layer that are picked in the header."""

    title = phrase("Gates")
    nothing = phrase(
        "The model's gates and activations will be drawn here, one column for each token."
    )

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.picker = SignalPicker(tr("Signal"))
        self.picker.picked.connect(self._pick)
        self.header.add(self.picker)
        self.map = Heatmap(axis, tr("Gates: units by tokens"))
        self.map.token_clicked.connect(self.cursor_requested)
        self.map.pointed.connect(self._read_out)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.map)
        self.pictures = (self.map,)
        self.apply_theme(self.theme)

    def watch(self) -> tuple[str, ...]:
        signal = self.picker.signal
        return (signal.name,) if signal else ()

    def open(self, opened: Opened) -> None:
        super().open(opened)
        offered = [s for s in opened.signals.values() if _flat(s)]
        self.picker.offer(offered, _first(offered))
        self._show_signal()

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        self.map.show_frame(opened, frame)
        self._read_out()

    def _pick(self) -> None:
        self._show_signal()
        self.wants_changed.emit()
        self.dirtied.emit()

    def _show_signal(self) -> None:
        signal = self.picker.signal
        self.map.set_signals(*([signal] if signal else []))
        self.header.set_hint(tr(signal.text) if signal else "")

    def _read_out(self) -> None:
        if self.opened is not None and self.frame is not None:
            self.header.read_out(self.map.words(self.opened, self.frame))


def _flat(signal: Signal) -> bool:
    """Whether a token adds one column of units; what looks back at tokens is another panel's."""
    others = (Kind.SLOTS, Kind.INDEX, Kind.ATTENTION)
    return len(signal.shape) <= 1 and signal.kind not in others


def _first(signals: list[Signal]) -> Signal | None:
    """What to show at first: a gate of many units, the forget gate where there is one."""
    gates = [s for s in signals if s.kind is Kind.GATE]
    return max(gates, key=lambda s: ("forget" in s.name, s.size), default=None)
