"""Moves the cursor at a steady pace, but no faster than the panels can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from wmstudio.app.spans import Span
    from wmstudio.gui.client.read_controller import ReadController
    from wmstudio.gui.editor.editor import Editor
    from wmstudio.gui.plots.panel import TokenAxis

SPEED_OPTIONS = (
    Option("1", phrase("1 token per second")),
    Option("2", phrase("2 tokens per second")),
    Option("4", phrase("4 tokens per second")),
    Option("8", phrase("8 tokens per second")),
    Option("16", phrase("16 tokens per second")),
    Option("32", phrase("32 tokens per second")),
)
SPEEDS = tuple(int(option.id) for option in SPEED_OPTIONS)
"""In tokens per second."""


class Player(QObject):
    """Plays from the cursor to the end of the text, or of the span that the cursor is in."""

    running_changed = Signal(bool)

    def __init__(
        self,
        editor: Editor,
        reading: ReadController,
        axis: TokenAxis,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reading, self._axis = reading, axis
        self._stop = 0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)
        self.set_speed(4)
        editor.touched.connect(self.stop)
        editor.replaced.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether the cursor is moving."""
        return self._timer.isActive()

    def set_speed(self, tokens: int) -> None:
        """Set the speed in tokens per second."""
        self._timer.setInterval(round(1000 / tokens))

    @Slot()
    def toggle(self) -> None:
        """Start or stop. At the end it starts again from the beginning."""
        if self.running:
            self.stop()
            return
        frame = self._reading.frame
        if frame is None or not frame.length:
            return
        span: Span | None = self._axis.span
        inside = span is not None and span.start <= frame.cursor < span.stop
        first, self._stop = 0, frame.length
        if span is not None and inside:
            first, self._stop = span.start, min(span.stop, frame.length)
        if frame.cursor >= self._stop - 1:
            self._reading.look_at(first)
        self._timer.start()
        self.running_changed.emit(True)

    @Slot()
    def stop(self) -> None:
        """Stop."""
        if self.running:
            self._timer.stop()
            self.running_changed.emit(False)

    @Slot()
    def _step(self) -> None:
        frame = self._reading.frame
        if frame is None or not self._reading.answered:
            return
        if frame.cursor >= min(self._stop, frame.length) - 1:
            self.stop()
        else:
            self._reading.step(1)
