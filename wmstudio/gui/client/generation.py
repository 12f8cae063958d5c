"""Generation: text streams in at the caret, and stops when the user touches the text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.engine.messages import Generate, GeneratedText, GenerationFinished, Sampling, Stop

if TYPE_CHECKING:
    from wmstudio.gui.client.clock import FrameClock
    from wmstudio.gui.client.engine_client import QtEngineClient
    from wmstudio.gui.editor.editor import Editor

NAME = "generated text"


class Generation(QObject):
    """At most one generation runs. Its text is one step to undo."""

    running_changed = Signal(bool)
    ended = Signal(int, float)
    """Number of tokens, and seconds."""

    def __init__(
        self,
        editor: Editor,
        client: QtEngineClient,
        clock: FrameClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._editor, self._client, self._clock = editor, client, clock
        self._run = 0
        self._running = False
        self._waiting: list[str] = []
        self._heard, self._first, self._first_at, self._last_at = 0, 0, 0.0, 0.0
        clock.add(NAME, self._insert, lambda: True)
        editor.touched.connect(self.stop)
        client.generated.connect(self._take)
        client.finished.connect(self._finish)

    @property
    def running(self) -> bool:
        """Whether text may still arrive."""
        return self._running

    def start(self, sampling: Sampling) -> None:
        """Continue the text from the caret."""
        self.stop()
        self._run += 1
        self._heard = 0
        self._editor.begin_stream()
        self._set_running(True)
        text = self._editor.text[: self._editor.caret]
        self._client.post(Generate(self._run, text, sampling))

    @Slot()
    def stop(self) -> None:
        """Stop. Text that has arrived stays."""
        if not self._running:
            return
        # Set first, so that inserting the rest does not count as the user's touch.
        self._set_running(False)
        self._client.post(Stop())
        self._waiting.clear()
        self._tell_speed()

    @Slot(object)
    def _take(self, generated: GeneratedText) -> None:
        if not self._running or generated.run != self._run:
            return
        self._last_at = time.perf_counter()
        if self._heard == 0:
            # Text that is already here arrived in no measurable time.
            self._first_at, self._first = self._last_at, generated.tokens
        self._heard += generated.tokens
        if generated.text:
            self._waiting.append(generated.text)
            self._clock.mark(NAME)

    def _insert(self) -> None:
        text, self._waiting = "".join(self._waiting), []
        if text and self._running:
            self._editor.stream(text)

    @Slot(object)
    def _finish(self, finished: GenerationFinished) -> None:
        if not self._running or finished.run != self._run:
            return
        self._insert()
        self._set_running(False)
        if finished.tokens:
            self.ended.emit(finished.tokens, finished.seconds)
        else:
            self._tell_speed()

    def _tell_speed(self) -> None:
        """Compute the speed from the time between pieces: a stopped generation has none."""
        if self._heard > self._first:
            self.ended.emit(self._heard - self._first, self._last_at - self._first_at)

    def _set_running(self, running: bool) -> None:
        self._running = running
        self.running_changed.emit(running)
