"""Gates: any signal of the model, units × tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal as QtSignal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.unit_index import watchable
from wmstudio.gui.heatmap import Heatmap
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.row_order import RowOrder
from wmstudio.gui.signal_picker import SignalPicker, first_gate
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import unit_name

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent

    from wmstudio.engine.messages import Frame, Opened
    from wmstudio.gui.panel import TokenAxis


class GatesPanel(PicturePanel):
    """One heat map, of the signal and the layer that are picked in the header."""

    title = phrase("Gates")
    nothing = phrase(
        "The model's gates and activations will be drawn here, one column for each token."
    )

    label_wanted = QtSignal(str, int)
    """Somebody wants to call a unit something: its signal and number."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.picker = SignalPicker(tr("Signal"))
        self.picker.picked.connect(self._pick)
        self.header.add(self.picker)
        self.map = Heatmap(axis, tr("Gates: units by tokens"))
        self.map.token_clicked.connect(self.cursor_requested)
        self.map.pointed.connect(self._read_out)
        self.sorting = RowOrder(self.map, axis)
        self.order = self.sorting.choice
        self.sorting.changed.connect(self.dirtied)
        self.header.add(self.sorting)
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
        offered = [s for s in opened.signals.values() if watchable(s)]
        self.picker.offer(offered, first_gate(offered))
        self._show_signal()
        self.sorting.renew()

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        self.sorting.arrange(frame)
        self.map.show_frame(opened, frame)
        self._read_out()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        signal, unit = self.picker.signal, self.map.pointed_unit
        if signal is None or unit is None:
            return
        menu = QMenu(self)
        label = menu.addAction(tr("Label {unit}…", unit=unit_name(signal, unit)))
        label.triggered.connect(lambda: self.label_wanted.emit(signal.name, unit))
        menu.popup(event.globalPos())

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
            words = self.map.words(self.opened, self.frame)
            self.header.read_out(words or self.sorting.note)
