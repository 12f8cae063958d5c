"""Asks for what the panels *Lens* show, and for what they measure."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import (
    MeasureImportance,
    MeasureLayers,
    ReadThrough,
    StopSearch,
)
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.gui.interventions.target import Target
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.engine.messages import (
        ImportanceMeasured,
        LayersMeasured,
        LayersRead,
        SearchEnded,
        SearchProgress,
    )
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.panels.lens import LensPanel
    from wmstudio.gui.views.lenses.layer_table import LayerQuestion
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "lens"
NEXT = phrase("The next token")
STOPPED = phrase("It was stopped.")
RUNS = count(-1, -1)
"""Numbers of what is asked here; searches have those above 0."""


class Lensing(Controller):
    """Has a `Lens` for each lane."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._lenses: dict[Lane, Lens] = {}
        self._workspace.each_panel(self._add, of="lens")
        self._workspace.lane_removed.connect(self._remove)

    def _add(self, lane: Lane, panel: LensPanel) -> None:
        self._lenses[lane] = Lens(lane, panel, self._progress, self)

    def _remove(self, lane: Lane) -> None:
        if (lens := self._lenses.pop(lane, None)) is not None:
            lens.end()


class Lens(QObject):
    """Connects the panel of a lane with its engine."""

    def __init__(self, lane: Lane, panel: LensPanel, progress: Progress, parent: QObject) -> None:
        super().__init__(parent)
        self._lane, self._panel, self._progress = lane, panel, progress
        self._client = client = lane.client
        self._reading: tuple[int, LayerQuestion] | None = None
        """The run of the layers that are being read, and what they are of."""
        self._measuring: dict[int, MeasureLayers | MeasureImportance] = {}
        self._revision = -1
        """The revision of the text of which the importance was asked for last."""
        self.target = Target(panel.target, client, self, NEXT)
        self.target.changed.connect(lambda: panel.aim(*self.target.tokens))
        form = self.target.form
        form.go_without_title()
        panel.lines.insertWidget(0, form)
        models, reading = lane.models, lane.reading
        if panel.opened is not None:
            self.target.open(panel.opened)
        models.opened.connect(self.target.open)
        models.opened.connect(self._forget)
        reading.forgot.connect(self._forget)
        panel.layers_wanted.connect(self._read)
        panel.bits_wanted.connect(self._measure_bits)
        panel.importance_wanted.connect(self._measure_importance)
        client.layers_read.connect(self._show_layers)
        client.layers_measured.connect(self._show_bits)
        client.importance_measured.connect(self._show_importance)
        client.searching.connect(self._advance)
        client.unsearched.connect(self._fail)

    @property
    def _is_open(self) -> bool:
        """Whether the panel is of the model that is open, which one that is pinned need not be."""
        return self._panel.opened is not None and self._panel.opened is self._lane.opened

    @Slot()
    def _read(self) -> None:
        """Read the layers at the cursor; the next ones only when these are there."""
        opened, asked, exact_values = (
            self._panel.opened,
            self._panel.asked,
            self._panel.exact_values,
        )
        if self._reading is not None or opened is None or asked is None or not self._is_open:
            return
        both = asked.snapshot, asked.untouched
        names = opened.lens or tuple(asked.snapshot.signals)
        # All are asked for, and the frame that has them all is read.
        if [n for n in names for one in both if exact_values.lacks_at(one, n)]:
            return
        signals, plain = (
            {n: one.signals[n] for n in names if n in one.signals} if one is not None else {}
            for one in both
        )
        run = next(RUNS)
        self._reading = run, asked
        self._client.post(ReadThrough(run, signals, plain, asked.target))

    @Slot(object)
    def _show_layers(self, read: LayersRead) -> None:
        if self._reading is None or read.run != self._reading[0]:
            return
        of, self._reading = self._reading[1], None
        self._panel.show_layers(of, read)
        if of is not self._panel.asked:
            self._read()

    @Slot()
    def _forget(self) -> None:
        """Another text or model is open, so that what is still to come is of no use."""
        self._reading = None
        for run in tuple(self._measuring):
            self._finish(run)

    @Slot()
    def _measure_bits(self) -> None:
        frame = self._panel.frame
        if frame is not None and self._is_open:
            ids = frame.trace.column("ids", 0, len(frame.trace)).astype(np.int32)
            self._ask(MeasureLayers(next(RUNS), ids))

    @Slot()
    def _measure_importance(self) -> None:
        frame, aimed = self._panel.frame, self._panel.aimed
        if frame is None or frame.snapshot is None or not aimed or not self._is_open:
            return
        ids = frame.trace.column("ids", 0, frame.snapshot.token + 1).astype(np.int32)
        self._revision = frame.revision
        self._ask(MeasureImportance(next(RUNS), ids, aimed))

    def _ask(self, asked: MeasureLayers | MeasureImportance) -> None:
        for run, before in tuple(self._measuring.items()):
            if type(before) is type(asked):
                self._finish(run)
        self._measuring[asked.run] = asked
        self._progress.begin(
            f"{TOPIC} {asked.run}", tr("Measuring"), lambda: self._client.post(StopSearch())
        )
        self._client.post(asked)

    @Slot(object)
    def _advance(self, done: SearchProgress) -> None:
        if done.run in self._measuring:
            self._progress.advance(f"{TOPIC} {done.run}", done.done, done.of)

    @Slot(object)
    def _show_bits(self, measured: LayersMeasured) -> None:
        if self._finish(measured.run):
            self._panel.show_bits(measured)

    @Slot(object)
    def _show_importance(self, found: ImportanceMeasured) -> None:
        if self._finish(found.run):
            self._panel.show_importance(found, self._revision)

    @Slot(object)
    def _fail(self, ended: SearchEnded) -> None:
        asked = self._finish(ended.run)
        if isinstance(asked, MeasureImportance):
            self._panel.show_importance(None, self._revision, sentence(ended.why) or tr(STOPPED))
        elif asked is not None:
            self._panel.show_bits(None)

    def _finish(self, run: int) -> MeasureLayers | MeasureImportance | None:
        asked = self._measuring.pop(run, None)
        if asked is not None:
            self._progress.end(f"{TOPIC} {run}")
        return asked

    def end(self) -> None:
        """The lane was closed."""
        for run in tuple(self._measuring):
            self._finish(run)
        self.deleteLater()
