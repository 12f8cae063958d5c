"""Scrubs and plays the steps of a training run, watches its folder, and traces a token over it."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Slot

from wmstudio.app import catalogue
from wmstudio.app.saved.training_record import curve_at, record_of
from wmstudio.engine.messages import TRAINING_STEP, ReadSteps
from wmstudio.gui.base.translation import tr
from wmstudio.gui.widgets.step_bar import StepBar
from wmstudio.gui.workspace.controller import Controller
from wmstudio.untrusted import UntrustedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.engine.messages import OpenedModel, StepRead, StepsFound, TrainingRun, Values
    from wmstudio.gui.base.side import Side
    from wmstudio.gui.panels.training import TrainingPanel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

PER_SECOND = 5
"""Steps that playing shows in a second, if they are drawn that fast."""
CHANGED, AGAIN, REST = 500, 2_000, 250
"""Milliseconds: from a change of the folder until it is looked at; until the newest step is tried
again, which may still be being written; and from a new token until it is traced."""
MOST_TRIES = 10
"""How often the newest step is tried again; after that it is damaged."""
_RUNS = count(1)


class TrainingRuns(Controller):
    """Has a bar of steps for each lane whose model is a step of a run."""

    def __init__(self, services: Services, foot: Side) -> None:
        """Show the bars in the ``foot`` of the text."""
        super().__init__(services)
        self._foot = foot
        self._runs: dict[Lane, LaneRun] = {}
        self._workspace.each_lane(self._add)
        self._workspace.each_panel(self._add_panel, of="training")
        self._workspace.lane_removed.connect(self._remove)

    def of(self, lane: Lane) -> LaneRun:
        """What there is of a lane's run."""
        return self._runs[lane]

    def _add(self, lane: Lane) -> None:
        run = self._runs[lane] = LaneRun(lane, self._foot, self)
        shown = partial(self._docks.shown, "training")
        run.is_traced = shown
        self._docks.seen_changed.connect(run.trace_soon, Qt.ConnectionType.QueuedConnection)
        self._show_marks()

    def _add_panel(self, lane: Lane, panel: TrainingPanel) -> None:
        self._runs[lane].add_panel(panel)

    def _remove(self, lane: Lane) -> None:
        self._runs.pop(lane).close()
        self._show_marks()

    def _show_marks(self) -> None:
        for lane, run in self._runs.items():
            run.set_mark(self._workspace.mark_of(lane))


class LaneRun(QObject):
    """The run of one lane: at most one request for a step is on its way."""

    def __init__(self, lane: Lane, foot: Side, parent: QObject) -> None:
        super().__init__(parent)
        self._lane, self._foot = lane, foot
        self._models, self._reading, self._client = lane.models, lane.reading, lane.client
        self.bar = StepBar()
        foot.add_part(self.bar)
        self._run: TrainingRun | None = None
        self._wanted: int | None = None
        """The step to choose next."""
        self._asked: int | None = None
        """The step that was asked for and has not been answered."""
        self._panels: list[TrainingPanel] = []
        self.is_traced: Callable[[], bool] = bool
        """Whether a panel that shows the trace can be seen."""
        self._traced: tuple[object, ...] | None = None
        """What was traced last; None for nothing."""
        self._number = 0
        self._tries: dict[int, int] = {}
        """How often each newest step was looked at again."""
        self._player = self._timer(round(1000 / PER_SECOND), self._play_on, single=False)
        self._changed = self._timer(CHANGED, self._look)
        self._again = self._timer(AGAIN, self._look_again)
        self._rest = self._timer(REST, self._trace)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._changed.start())
        self.bar.chosen.connect(self.choose)
        self.bar.play_toggled.connect(self.toggle)
        self._models.opened.connect(self._show)
        self._models.configured.connect(self._answer)
        self._reading.completed.connect(self.trace_soon)
        self._client.step_read.connect(self._read)
        self._client.steps_found.connect(self._hear)

    def _timer(self, milliseconds: int, do: Callable[[], None], *, single: bool = True) -> QTimer:
        timer = QTimer(self, singleShot=single, interval=milliseconds)
        timer.timeout.connect(do)
        return timer

    @property
    def playing(self) -> bool:
        """Whether it goes through the steps by itself."""
        return self._player.isActive()

    @property
    def watched(self) -> tuple[str, ...]:
        """The folders in which new steps are looked for."""
        return tuple(self._watcher.directories())

    def add_panel(self, panel: TrainingPanel) -> None:
        """Let a panel choose steps, and trace what it shows."""
        self._panels.append(panel)
        panel.step_wanted.connect(self.choose)
        panel.trace_wanted.connect(self.trace_soon)
        self.trace_soon()

    def set_mark(self, mark: str) -> None:
        """Say whose steps these are; empty if only one model is open."""
        self.bar.set_mark(mark)

    def close(self) -> None:
        """Leave the run, because its lane is gone."""
        self._show_run(None)
        self._foot.remove_part(self.bar)
        self.deleteLater()

    # --- choosing a step ---

    @Slot(int)
    def choose(self, step: int) -> None:
        """Open a step of the run; the last one that is wanted counts."""
        self._wanted = step
        if self._asked is None:
            self._ask()

    def _ask(self) -> None:
        opened, step = self._models.open_model, self._wanted
        self._wanted = None
        if opened is None or opened.run is None or step in (None, opened.run.step):
            return
        self._asked = step
        self._models.configure(_with(self._models.values, step))

    @Slot(object)
    def _answer(self, _: OpenedModel) -> None:
        """All that was asked for is in force, or was refused and told."""
        self._asked = None
        if self._wanted is not None:
            self._ask()
        elif self._run is not None:
            # What could not be opened is not chosen any more.
            self.bar.show_steps(self._run.steps, self._run.step)

    @Slot(object)
    def _show(self, opened: OpenedModel) -> None:
        run = opened.run
        if run is None or self._run is None or run.folder != self._run.folder:
            self._show_run(run)
        elif run.steps != self._run.steps:
            self._show_curve(opened)
        if self._traced is not None and self._traced[-1] != _with(opened.values, None):
            self._forget_trace()
        if run is not None:
            if self._run is None:
                self._show_curve(opened)
            if self._wanted is None:
                self.bar.show_steps(run.steps, run.step)
            newest_fails = TRAINING_STEP not in dict(opened.values) and run.step != run.steps[-1]
            if newest_fails and self._tries.get(run.steps[-1], 0) < MOST_TRIES:
                self._again.start()
        self._run = run
        self._foot.show_part(self.bar, run is not None)

    def _show_run(self, run: TrainingRun | None) -> None:
        """Another run is open, or none."""
        self.stop()
        self._run = None
        self._forget_trace()
        self._wanted = self._asked = None
        self._tries.clear()
        for timer in (self._changed, self._again, self._rest):
            timer.stop()
        if watched := self._watcher.directories():
            self._watcher.removePaths(watched)
        if run is not None and run.here:
            self._watcher.addPath(str(run.folder))

    def _show_curve(self, opened: OpenedModel) -> None:
        """Draw the loss of the run behind its steps, as far as it was recorded."""
        run = opened.run
        try:
            record = record_of(opened)
        except (UntrustedError, OSError):
            record = None  # the panel says so
        curves = record.curves if record is not None else ()
        if run is None or not curves:
            self.bar.show_curve("", ())
        else:
            self.bar.show_curve(tr(curves[0].measure.name), curve_at(curves[0], run.steps))

    # --- playing ---

    @Slot()
    def toggle(self) -> None:
        """Play from the open step on, or stop. At the end it begins again with the first step."""
        if self.playing:
            self.stop()
        elif self._run is not None:
            if self._run.step == self._run.steps[-1]:
                self.choose(self._run.steps[0])
            self._player.start()
            self.bar.show_playing(True)

    def stop(self) -> None:
        """Stop playing."""
        self._player.stop()
        self.bar.show_playing(False)

    @Slot()
    def _play_on(self) -> None:
        run = self._run
        if run is None or self._asked is not None or not self._reading.answered:
            return
        later = [step for step in run.steps if step > run.step]
        if later:
            self.choose(later[0])
        else:
            self.stop()

    # --- the folder ---

    @Slot()
    def _look(self) -> None:
        """Look for new steps after the folder has changed."""
        if self._run is not None and catalogue.steps_in(self._run.folder) != self._run.steps:
            self._look_again()

    @Slot(object)
    def _hear(self, found: StepsFound) -> None:
        """The server has found other steps."""
        if self._run is not None and found.steps != self._run.steps:
            self._look_again()

    @Slot()
    def _look_again(self) -> None:
        opened = self._models.open_model
        if opened is not None and opened.run is not None and self._asked is None:
            newest = opened.run.steps[-1]
            self._tries[newest] = self._tries.get(newest, 0) + 1
            self._models.configure(self._models.values)

    # --- tracing ---

    def _forget_trace(self) -> None:
        """What steps are still to tell is of another run, or of the run with other settings."""
        self._traced, self._number = None, next(_RUNS)
        for panel in self._panels:
            panel.begin_trace()

    @Slot()
    def trace_soon(self) -> None:
        """Trace the cursor's token over the steps, once nothing has changed for a moment."""
        self._rest.start()

    @Slot()
    def _trace(self) -> None:
        opened, run = self._models.open_model, self._run
        if opened is None or run is None or not self._panels or not self.is_traced():
            return
        if self.playing or not self._reading.answered:
            # It is asked for again when the view is answered.
            return
        if not any(panel.traces for panel in self._panels):
            return
        frame = self._reading.frame
        view = self._reading.view()
        cursor = frame.cursor if frame is not None else -1
        # Whichever step is open, the trace is the same.
        others = _with(opened.values, None)
        traced = view.text, cursor, view.interventions, run.folder, run.steps, others
        if traced != self._traced:
            self._traced, self._number = traced, next(_RUNS)
            for panel in self._panels:
                panel.begin_trace()
            self._client.post(ReadSteps(self._number, view))

    @Slot(object)
    def _read(self, read: StepRead) -> None:
        if read.run == self._number:
            for panel in self._panels:
                panel.show_step(read)


def _with(values: Values, step: int | None) -> Values:
    """The settings with another step, or without one."""
    others = tuple(value for value in values if value[0] != TRAINING_STEP)
    return others if step is None else (*others, (TRAINING_STEP, step))
