"""Has it measured what capacity the text needs, and puts a chosen one into force."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.engine.messages import MeasureCapacity, StopSearch
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.engine.messages import Bound, CapacityMeasured, SearchEnded, SearchProgress
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.panels.capacity import CapacityPanel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

TOPIC = "capacity"
RUNS = count(2_000_000_001)  # apart from what others ask for


class Capacities(Controller):
    """Has a `CapacityMeasuring` for each lane."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._measuring: dict[Lane, CapacityMeasuring] = {}
        self._workspace.each_panel(self._add, of="capacity")
        self._workspace.lane_removed.connect(self._remove)

    def _add(self, lane: Lane, panel: CapacityPanel) -> None:
        self._measuring[lane] = CapacityMeasuring(lane, panel, self._progress, self)

    def _remove(self, lane: Lane) -> None:
        if (measuring := self._measuring.pop(lane, None)) is not None:
            measuring.end()
            measuring.deleteLater()


class CapacityMeasuring(QObject):
    """Connects the panel of a lane with its engine."""

    def __init__(
        self, lane: Lane, panel: CapacityPanel, progress: Progress, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._lane, self._panel, self._progress = lane, panel, progress
        self._client = client = lane.client
        self._run: int | None = None
        self._revision = -1
        """The revision of the text that is measured."""
        self._goes_on = False
        """Whether a point was chosen meanwhile: then the rest is measured after that."""
        panel.measure_wanted.connect(self._measure)
        panel.bound_chosen.connect(self._put_into_force)
        client.capacity_measured.connect(self._show)
        client.searching.connect(self._advance)
        client.unsearched.connect(self._stopped)

    @property
    def _about(self) -> str:
        return f"{TOPIC} {self._run}"

    @Slot(bool)
    def _measure(self, wanted: bool) -> None:
        self._goes_on = False
        if not wanted:
            self._client.post(StopSearch())
            return
        setting, editor = self._panel.setting, self._lane.editor
        if setting is None:
            return
        self._finish()
        self._run, self._revision = next(RUNS), editor.revision
        known = self._panel.known(self._revision)
        asked = MeasureCapacity(self._run, setting.name, editor.text, known=known)
        stop = partial(self._client.post, StopSearch())
        self._progress.begin(self._about, tr("Measuring capacity"), stop)
        self._panel.show_running(True)
        self._client.post(asked)

    @Slot(object)
    def _put_into_force(self, bound: Bound) -> None:
        setting, models = self._panel.setting, self._lane.models
        if setting is None or bound == self._panel.in_force:
            return
        # Other settings end what the engine is measuring.
        self._goes_on = self._run is not None
        models.configure(tuple((dict(models.values) | dict(bound.values(setting))).items()))

    @Slot(object)
    def _advance(self, done: SearchProgress) -> None:
        if done.run == self._run:
            self._progress.advance(self._about, done.done, done.of)

    @Slot(object)
    def _show(self, told: CapacityMeasured) -> None:
        if told.run == self._run:
            self._panel.show_curve(told.curve, self._revision, complete=told.complete)
            if told.complete:
                self._finish()

    @Slot(object)
    def _stopped(self, ended: SearchEnded) -> None:
        if ended.run == self._run:
            goes_on = self._goes_on and not ended.why
            self._finish(sentence(ended.why))
            if goes_on:
                self._measure(True)

    def _finish(self, why: str = "") -> None:
        if self._run is not None:
            self._progress.end(self._about)
        self._run = None
        self._panel.show_running(False, why)

    @Slot()
    def end(self) -> None:
        """The lane was closed."""
        self._finish()
