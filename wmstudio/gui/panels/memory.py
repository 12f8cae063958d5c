"""Memory: what it holds at the cursor, and how that came about along the text.

What is drawn follows from what the model declares: slots where it has some, else the vector that it
carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout

from wmstudio.engine.messages import Kind
from wmstudio.gui.curves import Curve, CurvePlot
from wmstudio.gui.heatmap import Heatmap, known_values
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.signal_picker import SignalPicker
from wmstudio.gui.slot_list import SlotList, empty_slots, slots_of
from wmstudio.gui.wording import label, module, number, token_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Frame, Moment, Opened, Signal
    from wmstudio.gui.panel import TokenAxis

NEWEST, PLACES = "newest first", "slot by slot"


class MemoryPanel(PicturePanel):
    """Slots at the cursor over a heat map along the text; a scalar of the memory under it."""

    title = "Memory"
    nothing = "What the model keeps in memory will be drawn here."

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.contents = SignalPicker("Contents of the slots")
        self.order = QComboBox()
        self.order.addItems([NEWEST, PLACES])
        self.order.setFrame(False)
        self.order.setAccessibleName("Order of the slots")
        self.along = SignalPicker("Along the text")
        for widget in (self.contents, self.order, self.along):
            self.header.add(widget)
        self.list = SlotList()
        self.map = Heatmap(axis, "Memory: slots or units by tokens")
        self.share = CurvePlot(
            axis,
            "Share of the memory that is saturated, by tokens",
            (Curve("saturated", "bar"),),
            unit="0 … 1",
            most=1.0,
            step=1.0,
        )
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        for picture, stretch in ((self.list, 3), (self.map, 2), (self.share, 1)):
            self.split.addWidget(picture)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        self.split.setSizes([300, 200, 100])
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.split)
        self._scalar: Signal | None = None
        self._has_slots = False
        self._shown: tuple[Moment, Signal | None, str] | None = None
        self._connect()
        self.pictures = (self.list, self.map, self.share)
        self.apply_theme(self.theme)

    def _connect(self) -> None:
        for picture in (self.list, self.map, self.share):
            picture.token_clicked.connect(self.cursor_requested)
            picture.pointed.connect(self._read_out)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        self.along.picked.connect(self._pick)
        self.contents.picked.connect(self.dirtied)
        self.order.currentIndexChanged.connect(self.dirtied)

    def watch(self) -> tuple[str, ...]:
        watched = (self.along.signal, self._scalar)
        return tuple(signal.name for signal in watched if signal is not None)

    def open(self, opened: Opened) -> None:
        super().open(opened)
        signals = list(opened.signals.values())
        slots = [s for s in signals if s.kind is Kind.SLOTS]
        self.contents.offer(slots, _named(slots, "values"))
        self._has_slots = bool(slots) and any(s.kind is Kind.INDEX for s in signals)
        along = _along(signals, has_slots=self._has_slots)
        self.along.offer(along, _named(along, "read_weights") or next(iter(along), None))
        self._shown = None
        self._scalar = None if self._has_slots else _scalar_of(signals, along)
        self.list.setVisible(self._has_slots)
        self.contents.setVisible(self._has_slots and len(slots) > 1)
        self.order.setVisible(self._has_slots)
        self.share.setVisible(self._scalar is not None)
        self._show_signal()

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        self.map.show_frame(opened, frame)
        if self._scalar is not None:
            start, stop = self.axis.start, self.axis.stop
            values = known_values(frame.trace, self._scalar.name, start, stop)
            self.share.show_values(opened, frame, [values])
        if self._has_slots and frame.moment is not None:
            self._show_slots(opened, frame, frame.moment)
        self._read_out()

    def _show_slots(self, opened: Opened, frame: Frame, moment: Moment) -> None:
        signals, contents = opened.signals.values(), self.contents.signal
        order = self.order.currentText()
        shown = self._shown
        # Moments hold arrays, which are compared by identity.
        if shown and shown[0] is moment and shown[1:] == (contents, order):
            return
        self._shown = (moment, contents, order)
        index = next(s for s in signals if s.kind is Kind.INDEX)
        addresses = [s for s in signals if s.kind is Kind.ADDRESS]
        if index.name not in moment.signals:  # before the first token every slot is empty
            self.list.show_slots(empty_slots(index.size), contents)
            return
        writers = moment.signals[index.name]
        strength, read = _named(addresses, "strength"), _named(addresses, "read_weights")
        self.list.show_slots(
            slots_of(
                contents=moment.signals[contents.name] if contents else None,
                writers=writers,
                strength=moment.signals[strength.name] if strength else None,
                read=moment.signals[read.name] if read else None,
                texts={int(w): token_text(frame.trace, opened, int(w)) for w in writers},
                token=moment.token,
                newest_first=order == NEWEST,
            ),
            contents,
        )

    @Slot(QPoint)
    def _ask_for_menu(self, place: QPoint) -> None:
        slot, there = self.list.slot_at(place), self.list.viewport().mapToGlobal(place)
        self.menu_requested.emit("slot" if slot else "", slot.index if slot else -1, there)

    def _pick(self) -> None:
        self._show_signal()
        self.wants_changed.emit()
        self.dirtied.emit()

    def _show_signal(self) -> None:
        signal = self.along.signal
        self.map.set_signal(signal)
        self.header.set_hint(signal.text if signal else "")

    def _read_out(self) -> None:
        if self.opened is None or self.frame is None:
            return
        words = self.list.words() if self._has_slots else ""
        words = words or self.map.words(self.opened, self.frame)
        if not words and self._scalar is not None:
            words = self.share.words()
        self.header.read_out(words or self._load())

    def _load(self) -> str:
        """How full the memory is, where nothing is pointed at."""
        moment = self.frame.moment if self.frame else None
        if moment is None:
            return ""
        return f"load {number(moment.load.occupancy)} · {moment.load.definition}"


def _named(signals: list[Signal], name: str) -> Signal | None:
    return next((s for s in signals if label(s) == name.replace("_", " ")), None)


def _along(signals: list[Signal], *, has_slots: bool) -> list[Signal]:
    """What of the memory is worth seeing along the text."""
    if has_slots:
        return [s for s in signals if s.kind is Kind.ADDRESS]
    memory = [s for s in signals if s.kind is Kind.ACTIVATION and module(s) != "lstm"]
    return memory or [s for s in signals if label(s) == "cell"]


def _scalar_of(signals: list[Signal], along: list[Signal]) -> Signal | None:
    """One number a token of the same part of the model, between 0 and 1."""
    modules = {module(s) for s in along}
    return next((s for s in signals if s.kind is Kind.SCALAR and module(s) in modules), None)
