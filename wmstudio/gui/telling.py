"""What the window tells of what goes on: numbers in its bar, what takes long, notices, the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from wmstudio.app.log import homeless, log
from wmstudio.engine.messages import Cancel, Generated
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame, Opened
    from wmstudio.gui.bridge import Bridge
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.message import Notice
    from wmstudio.gui.models import Models
    from wmstudio.gui.reading import Reading

OPENING, READING, GENERATING = "opening", "reading", "generating"
LOGGED = frozenset({"opening", "opening the second", "setting", "settings", "preferences"})
"""Topics whose sentences never have a piece of anybody's text in them."""
CANCEL, START, STOP = "edit.cancel", "generate.start", "generate.stop"


class Telling(QObject):
    """Listens to everything; changes nothing but what is told."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._progress, self._status = window, window.progress, window.status
        self._written = 0
        self._progress.use(window.actions_[CANCEL])
        self._progress.changed.connect(self._show_whether_long)
        self._show_whether_long()
        window.actions_.on(CANCEL, self._progress.cancel)
        window.reading.counted.connect(self._status.set_tokens)
        window.reading.measured.connect(self._status.set_latency)
        window.reading.read.connect(self._show_reading_speed)
        window.generation.ended.connect(self._status.set_speed)
        window.generation.running_changed.connect(self._show_running)
        window.bridge.generated.connect(self._count)
        window.messages.said.connect(_log)
        window.reading.completed.connect(lambda: window.messages.clear(READING))
        window.preferences.failed.connect(lambda why: window.messages.say(why, "preferences"))
        self.follow(window.models, window.reading, window.bridge)
        self._show_running(False)

    def follow(self, models: Models, reading: Reading, bridge: Bridge, mark: str = "") -> None:
        """Tell when a model takes long to open or to read; ``mark`` it where there are two."""
        progress, opening, reads = self._progress, f"{OPENING} {mark}", f"{READING} {mark}"

        def newest() -> Frame | None:
            frame = reading.frame
            there = frame is not None and frame.revision == self._window.editor.revision
            return frame if there else None

        def begin_opening(source: str) -> None:
            progress.begin(opening, tr("Opening the model"), lambda: bridge.post(Cancel()))

        def end_opening() -> None:
            if not models.is_opening:
                progress.end(opening)
            if models.open_model is None:
                progress.end(reads)

        def begin_reading() -> None:
            if models.open_model is not None and self._window.editor.text:
                progress.begin(reads, tr("Reading the text"), stop_reading)

        def go_on() -> None:
            frame = newest()
            if frame is not None:
                progress.advance(reads, len(frame.trace), frame.length)
                if frame.complete:
                    progress.end(reads)

        def stop_reading() -> None:
            bridge.post(Cancel())
            progress.end(reads)
            frame = newest()
            done = len(frame.trace) if frame is not None else 0
            self._window.messages.say(
                tr(
                    "Reading was stopped after {n} tokens: with the next key or click it goes on.",
                    n=f"{done:,}",
                ),
                models.topics[1],
                warns=False,
            )

        models.opening.connect(begin_opening)
        bridge.opened.connect(end_opening)
        bridge.failed.connect(end_opening)
        bridge.failed.connect(lambda: progress.end(reads))
        bridge.framed.connect(go_on)
        reading.asked.connect(begin_reading)
        models.opened.connect(_log_opened)

    def forget(self, mark: str) -> None:
        """The model that was followed with this mark is gone."""
        self._progress.end(f"{OPENING} {mark}", f"{READING} {mark}")

    # --- what takes long ---

    @Slot()
    def _show_whether_long(self) -> None:
        self._window.actions_.allow(CANCEL, bool(self._progress.text))

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        self._window.actions_.allow(STOP, running)
        self._window.actions_.allow(START, not running)
        self._written = 0
        if running:
            self._progress.begin(GENERATING, tr("Generating"), self._window.generation.stop)
        else:
            self._progress.end(GENERATING)

    @Slot(object)
    def _count(self, generated: Generated) -> None:
        self._written += generated.tokens
        wanted = self._window.settings.tokens
        self._progress.advance(GENERATING, self._written, wanted)

    # --- what is told in words and numbers ---

    @Slot(int, float)
    def _show_reading_speed(self, tokens: int, seconds: float) -> None:
        # A few tokens tell more about the clock than about the model.
        if tokens >= 32 and not self._window.generation.running:
            self._status.set_speed(tokens, seconds)


def _log(notice: Notice) -> None:
    said = homeless(notice.text) if notice.topic in LOGGED else "(not written here)"
    log.log(30 if notice.warns else 20, "notice about %s: %s", notice.topic, said)


def _log_opened(opened: Opened) -> None:
    log.info(
        "opened %s, family %s, %s parameters, on %s, settings %s",
        opened.name,
        opened.family,
        opened.parameters,
        opened.device,
        opened.values,
    )
