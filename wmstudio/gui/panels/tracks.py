"""Tracks: what each token costs the model, and how burdened its memory is, along the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import Kind
from wmstudio.gui.curves import Curve, CurvePlot, stretch_of
from wmstudio.gui.heatmap import known_values
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.translation import tr
from wmstudio.gui.wording import label, module, token_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Frame, Opened, Signal
    from wmstudio.gui.panel import TokenAxis

COLUMNS = ("surprisal_bits", "entropy_bits")
COSTS = (Curve(phrase("surprisal"), "bar", filled=True), Curve(phrase("entropy"), "text"))
LOAD_COLOURS = ("selection", "text", "counter")
"""Of the load's numbers, in the order in which they are declared; the first is filled."""


class TracksPanel(PicturePanel):
    """Surprisal and entropy; under them the load, of models that have a memory."""

    title = phrase("Tracks")
    nothing = phrase("How surprising each token is will be drawn here, in bits.")

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.plot = CurvePlot(
            axis,
            tr("Surprisal and entropy by tokens"),
            COSTS,
            unit=phrase("in bits"),
            most=12.0,
            step=4.0,
        )
        self.load = CurvePlot(
            axis,
            tr("Load of the memory by tokens"),
            (),
            unit=phrase("load"),
            most=1.0,
            step=1.0,
            ticks=(0.0, 0.5, 1.0),
        )
        self.load.hide_labels()
        self._loads: tuple[Signal, ...] = ()
        self.pictures = (self.plot, self.load)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        for plot, stretch in ((self.plot, 3), (self.load, 2)):
            split.addWidget(plot)
            split.setStretchFactor(split.count() - 1, stretch)
            plot.token_clicked.connect(self.cursor_requested)
            plot.pointed.connect(self._read_out)
        split.setSizes([300, 200])
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(split)
        self.header.set_hint(
            tr("surprisal of each token given all before it; entropy of what is expected after it")
        )
        self.apply_theme(self.theme)

    def watch(self) -> tuple[str, ...]:
        return tuple(signal.name for signal in self._loads)

    def open(self, opened: Opened) -> None:
        super().open(opened)
        self._loads = tuple(
            s for s in opened.signals.values() if s.kind is Kind.SCALAR and module(s) == "load"
        )
        self.load.set_curves(
            tuple(
                Curve(label(signal), colour, filled=i == 0)
                for i, (signal, colour) in enumerate(zip(self._loads, LOAD_COLOURS, strict=False))
            )
        )
        self.load.setVisible(bool(self._loads))

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        start, stop = self.axis.start, self.axis.stop
        values = [stretch_of(frame.trace.column(c, start, stop), start, stop) for c in COLUMNS]
        self.plot.show_values(opened, frame, values)
        if self._loads:
            loads = [known_values(frame.trace, s.name, start, stop) for s in self._loads]
            self.load.show_values(opened, frame, loads)
        self._read_out()

    def _read_out(self) -> None:
        if self.opened is None or self.frame is None:
            return
        for plot in (self.plot, self.load):
            if plot.token is not None and (values := plot.words()):
                token = token_words(self.frame.trace, self.opened, plot.token)
                if plot is self.plot:
                    values = tr("{values} bits", values=values)
                self.header.read_out(f"{token}: {values}")
                return
        self.header.read_out("")
