"""Memory: its contents at the cursor, how they arose along the text, and its use.

What is drawn follows from what the model declares: see `gui.memory_views.kinds`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from wmstudio.app.figures import OfferedFigure, at_cursor
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.gui.base.choice import Choice, Switch
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import label, layered_label, unit_name
from wmstudio.gui.plots.heatmap import SCALINGS, Heatmap
from wmstudio.gui.views.gauges import Gauge, Gauges
from wmstudio.gui.views.load_foot import LoadFoot
from wmstudio.gui.views.memory_views.kinds import KINDS, MemoryKind, kind_of
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QResizeEvent

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Frame, OpenedModel, Signal, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.gui.views.memory_views.top import Top

ACT_ROW, MOST_ACTS = 13, 4
"""Height of a row of acts in pixels, and how many acts get this height."""
ROOMY = 360
"""From this height in pixels, the meaning of all numbers of memory use is shown."""


class MemoryPanel(PicturePanel):
    """The memory at the cursor, heat maps along the text, and memory use."""

    title = phrase("Memory")
    question = phrase("What does it hold now?")
    nothing = phrase("What the model keeps in memory will be drawn here.")

    shows_items = True

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.kind: MemoryKind = KINDS[-1]
        self.top: Top | None = None
        self.along = SignalPicker(tr("Along the text"))
        self.acts = Gauges(tr("What the memory does at the cursor"))
        self.acts_map = Heatmap(axis, tr("What the memory does, by tokens"))
        self.acts_map.hide_labels()
        self.map = Heatmap(axis, tr("Memory: slots or units by tokens"))
        self.foot = LoadFoot()
        self._tops: dict[int, Top] = {}
        self.along_side = QWidget()
        """Pictures along the text."""
        column = QVBoxLayout(self.along_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.acts, self.acts_map, self.map):
            column.addWidget(widget)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.along_side)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.split, 1)
        lines.addWidget(self.foot)
        self.reads = Switch(tr("Reads along the text"))
        self.gauges = Switch(tr("Gauges of memory use"))
        for switch in (self.reads, self.gauges):
            switch.toggled.connect(self._show_parts)
            self.header.add(switch)
        self.header.add(self.along)
        self.scaling = Choice(tr("What the colours along the text mean"), SCALINGS)
        self.scaling.currentIndexChanged.connect(self._scale)
        self.header.add(self.scaling)
        ranges = axis.ranges
        ranges.changed.connect(self.dirtied)
        self.lit.changed.connect(self.dirtied)
        for picture in (self.acts_map, self.map):
            picture.token_clicked.connect(self.cursor_requested)
        for pointed in (self.acts_map, self.map, self.acts):
            pointed.pointed.connect(self._read_out)
        self.along.picked.connect(self._pick)
        self._show_kind()

    def controls(self) -> Mapping[str, Control]:
        own = self.top.controls() if self.top is not None else {}
        shown = {"reads": self.reads, "gauges": self.gauges}
        return {"along": self.along, "scaling": self.scaling, **shown, **own}

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        yield from self.map.figures(excerpt)
        if self.kind.acts_along:
            yield from self.acts_map.figures(excerpt)
        for signal in excerpt.opened.signals.values():
            if signal.kind is Kind.SLOTS:
                name = tr("{name} at the cursor", name=layered_label(signal))
                source, opened, frame = excerpt.source, excerpt.opened, excerpt.frame
                yield OfferedFigure(name, partial(at_cursor, source, opened, frame, signal))

    def watch(self) -> tuple[str, ...]:
        acts = self.acts_map.signals if self.kind.acts_along else ()
        return tuple(signal.name for signal in (*acts, *self.map.signals))

    def takes(self, signal: Signal) -> bool:
        return signal.kind is Kind.INDEX or any(p.has(signal.name) for p in self._pickers)

    def show_signal(self, signal: Signal, *, only: bool = False) -> None:
        if self.along.has(signal.name):
            self.reads.setChecked(True)
        for picker in self._pickers:
            picker.choose(signal.name)

    @property
    def _pickers(self) -> list[SignalPicker]:
        held = (self.top.picker, *self.top.options) if self.top else ()
        return [self.along, *(one for holder in held for one in holder.findChildren(SignalPicker))]

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        self.kind = kind_of(opened)
        self._show_kind()
        if self.top is not None:
            self.top.open(opened)
        acts = self.kind.acting(opened)
        self.acts.show_gauges(())
        self.acts_map.set_signals(*(acts if self.kind.acts_along else ()))
        rows = min(max(self.acts_map.count, len(acts)), max(MOST_ACTS, len(acts)))
        self.acts_map.setFixedHeight(rows * ACT_ROW + 6)
        offered = self.kind.offered(opened)
        self.along.set_signals(offered, self.kind.first_of(offered))
        self.foot.forget()
        self._show_signal()
        self._show_parts()

    @Slot()
    def _show_parts(self) -> None:
        """Show the parts that are switched on, or the picture along the text if nothing else is."""
        opened = self.opened
        acts = bool(self.kind.acting(opened)) if opened is not None else False
        along = self.reads.isChecked() or self.top is None
        gauges = self.gauges.isChecked()
        self.map.setVisible(along)
        self.acts_map.setVisible(along and acts and self.kind.acts_along)
        self.acts.setVisible(gauges and acts)
        self.foot.setVisible(gauges)
        self.along_side.setVisible(along or (gauges and acts))
        self.dirtied.emit()

    def item_under(self, where: QPoint) -> int | None:
        return self.top.item_under(where) if self.top is not None else None

    def source_place(self, token: int) -> QPoint | None:
        return self.top.place_of(token) if self.top is not None else None

    def drawable(self, frame: Frame) -> bool:
        return self.has_drawn_moment and super().drawable(frame)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        # Hidden pictures are not drawn.
        for picture in (self.acts_map, self.map):
            if not picture.isHidden():
                picture.show_frame(opened, frame)
        if (snapshot := frame.snapshot) is not None:
            if self.top is not None:
                self.top.show_moment(opened, frame, snapshot)
                lit = self.lit.sources(opened, frame)
                self.top.light({one.token: one.share for one in lit})
            self.acts.show_gauges(gauges_of(self.kind.acting(opened), snapshot))
            self.foot.show_usage(snapshot.usage, frame.cost)
        self._read_out()

    def apply_theme(self, theme: Theme) -> None:
        for top in self._tops.values():
            for picture in top.pictures:
                picture.apply_theme(theme)
        super().apply_theme(theme)

    def _show_kind(self) -> None:
        """Show the drawing for this kind of memory; each is made when first needed."""
        at = KINDS.index(self.kind)
        if at not in self._tops and self.kind.top is not None:
            self._tops[at] = self._made(self.kind.top())
        self.top = self._tops.get(at)
        if self.top is not None:
            self.header.set_picker(self.top.picker)
        for top in self._tops.values():
            top.show_all(top is self.top)
        own = self.top.pictures if self.top else ()
        self.pictures = (*own, self.acts, self.acts_map, self.map, self.foot)

    def _made(self, top: Top) -> Top:
        self.split.insertWidget(0, top)
        self.split.setSizes([300] * len(self._tops) + [300, 200])
        for option in top.options:
            self.header.add(option, before=self.along)
        top.token_clicked.connect(self.cursor_requested)
        top.pointed.connect(self._read_out)
        top.changed.connect(self.dirtied)
        top.menu_requested.connect(self.menu_requested)
        top.empty_requested.connect(self.empty_requested)
        top.item_dropped.connect(self.item_dropped)
        top.item_copied.connect(self.item_copied)
        top.item_pasted.connect(self.item_pasted)
        top.moved.connect(self.moved)
        for picture in top.pictures:
            picture.apply_theme(self.theme)
        return top

    def _pick(self) -> None:
        self._show_signal()
        self.wants_changed.emit()
        self.dirtied.emit()

    def _scale(self) -> None:
        self.map.set_scaling(self.scaling.chosen)
        self.dirtied.emit()

    def _show_signal(self) -> None:
        signal = self.along.signal
        self.map.set_signals(*([signal] if signal else []))
        self.header.set_hint(tr(signal.text) if signal else "")

    def _read_out(self) -> None:
        if self.opened is None or self.frame is None:
            return
        words = self.top.words() if self.top else ""
        if words and self.top is not None:
            for snapshot in (self.frame.snapshot, self.frame.untouched):
                self.exact_values.lacks_at(snapshot, self.top.told)
        for signal in self.kind.acting(self.opened) if self.acts.words() else ():
            self.exact_values.lacks_at(self.frame.snapshot, signal.name)
        words = words or self.acts.words()
        words = words or self.acts_map.words(self.opened, self.frame)
        words = words or self.map.words(self.opened, self.frame)
        self.header.read_out(words or (self.top.headline() if self.top else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.foot.set_roomy(roomy=self.height() >= ROOMY)


def gauges_of(acts: tuple[Signal, ...], snapshot: TokenSnapshot) -> tuple[Gauge, ...]:
    """A gauge for each act at a token; the mean if an act has many units."""
    found = []
    for signal in acts:
        values = snapshot.signals.get(signal.name)
        if values is None:
            return ()
        rounded = signal.name in snapshot.rounded
        if len(acts) == 1:
            found += [
                Gauge(unit_name(signal, i), float(value), tr(signal.text), rounded=rounded)
                for i, value in enumerate(values)
            ]
            continue
        about = tr(signal.text)
        if signal.size > 1:
            unit = tr(signal.dims[0])
            about = tr("mean of {n} {unit}s; {about}", n=signal.size, unit=unit, about=about)
        name = label(signal).removesuffix(" gate")
        found.append(Gauge(name, float(values.mean()), about, rounded=rounded))
    return tuple(found)
