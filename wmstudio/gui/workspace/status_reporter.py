"""Reports what goes on: numbers in the status bar, progress of long tasks, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app.log import homeless, log
from wmstudio.engine.messages import Cancel, GeneratedText
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.pace import Pace

if TYPE_CHECKING:
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.base.message import Notice
    from wmstudio.gui.client.generation import Generation
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.gui.workspace.status import Status

OPENING, READING, GENERATING = "opening", "reading", "generating"
LOGGED = frozenset({"opening", "setting", "settings", "preferences"})
"""Topics (first words) whose notices never quote the user's text, so they may be logged."""
CANCEL, START, STOP = "edit.cancel", "generate.start", "generate.stop"


class StatusReporter(Controller):
    """Listens to the lanes and to generation, and reports; it changes nothing else."""

    def __init__(self, services: Services, generation: Generation, status: Status) -> None:
        super().__init__(services)
        self._generation, self._status = generation, status
        workspace, progress, actions = self._workspace, self._progress, self._actions
        preferences, messages = self._preferences, self._messages
        self._written = 0
        progress.use(actions[CANCEL])
        progress.changed.connect(self._show_whether_long)
        self._show_whether_long()
        actions.on(CANCEL, progress.cancel)
        first = self._lane
        reading, client = first.reading, first.client
        reading.counted.connect(status.set_tokens)
        reading.read.connect(self._show_reading_speed)
        generation.ended.connect(status.set_speed)
        generation.running_changed.connect(self._show_running)
        client.generated.connect(self._count)
        messages.said.connect(_log)
        preferences.failed.connect(lambda why: messages.say(why, "preferences"))
        workspace.each_lane(self._follow)
        workspace.lane_removed.connect(self._forget)
        self._show_running(False)

    def _follow(self, lane: Lane) -> None:
        """Show progress while a lane's model opens or reads for a long time."""
        models, reading, client = lane.models, lane.reading, lane.client
        progress, messages = self._progress, self._messages
        opening, reads = f"{OPENING} {lane.mark}", f"{READING} {lane.mark}"

        def begin_opening(source: str) -> None:
            progress.begin(opening, tr("Opening model"), lambda: client.post(Cancel()))

        def end_opening() -> None:
            if not models.is_opening:
                progress.end(opening)
            if models.open_model is None:
                progress.end(reads)

        def begin_reading() -> None:
            if models.open_model is not None and lane.editor.text:
                progress.begin(reads, tr("Reading the text"), stop_reading)

        def go_on() -> None:
            frame = lane.current_frame
            if frame is not None:
                progress.advance(reads, len(frame.trace), frame.length)
                if frame.complete:
                    progress.end(reads)

        def stop_reading() -> None:
            client.post(Cancel())
            progress.end(reads)
            frame = lane.current_frame
            done = len(frame.trace) if frame is not None else 0
            messages.say(
                tr(
                    "Reading was stopped after {n} tokens. It continues with the next key "
                    "or click.",
                    n=f"{done:,}",
                ),
                models.topics[1],
                warns=False,
            )

        Pace(lane, messages)
        models.opening.connect(begin_opening)
        client.opened.connect(end_opening)
        client.failed.connect(end_opening)
        client.failed.connect(lambda: progress.end(reads))
        client.framed.connect(go_on)
        reading.asked.connect(begin_reading)
        reading.completed.connect(lambda: messages.clear(models.topics[1]))
        models.opened.connect(_log_opened)

    def _forget(self, lane: Lane) -> None:
        self._progress.end(f"{OPENING} {lane.mark}", f"{READING} {lane.mark}")

    # --- progress of long tasks ---

    @Slot()
    def _show_whether_long(self) -> None:
        self._actions.allow(CANCEL, bool(self._progress.text))

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        self._actions.allow(STOP, running)
        self._actions.allow(START, not running)
        self._written = 0
        if running:
            self._progress.begin(GENERATING, tr("Generating"), self._generation.stop)
        else:
            self._progress.end(GENERATING)

    @Slot(object)
    def _count(self, generated: GeneratedText) -> None:
        self._written += generated.tokens
        self._progress.advance(GENERATING, self._written, self._settings.tokens)

    # --- numbers and log ---

    @Slot(int, float)
    def _show_reading_speed(self, tokens: int, seconds: float) -> None:
        # With only a few tokens the overhead of a call dominates.
        if tokens >= 32 and not self._generation.running:
            self._status.set_speed(tokens, seconds)


def _log(notice: Notice) -> None:
    logged = notice.topic.partition(" ")[0] in LOGGED
    said = homeless(notice.text) if logged else "(not written here)"
    log.log(30 if notice.warns else 20, "notice about %s: %s", notice.topic, said)


def _log_opened(opened: OpenedModel) -> None:
    log.info(
        "opened %s, family %s, %s parameters, on %s, settings %s",
        opened.name,
        opened.family,
        opened.parameters,
        opened.device,
        opened.values,
    )
