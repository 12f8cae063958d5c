"""The progress of all long tasks, in the status bar, where they can be cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import tr
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QPaintEvent

LONG = 500
"""Milliseconds after which a task is shown."""
STEPS = 1000


@dataclass(frozen=True)
class RunningTask:
    """A running task: what it is, when it began, how to cancel it, and its progress."""

    text: str
    cancel: Callable[[], object]
    since: int
    share: float | None = None
    """0…1; None if unknown."""
    ending: bool = False


class FlatBar(QProgressBar):
    """A progress bar of two rectangles.

    The style's own bar has slanted stripes that Qt paints on a thread pool and waits for: with all
    processors busy, typing waits too. If the progress is unknown, the whole bar has a fainter
    colour.
    """

    UNKNOWN = 0.4
    """Opacity of the bar if the progress is unknown."""

    def __init__(self) -> None:
        super().__init__()
        # Otherwise Qt repaints the window under it too. The style resets `WA_OpaquePaintEvent`.
        self.setAutoFillBackground(True)

    def setValue(self, value: int) -> None:
        """Set the value, and have it painted with whatever else is.

        By itself, `QProgressBar` paints the window at once, for which a letter would have to wait.
        """
        if value != self.value():
            self.setUpdatesEnabled(False)
            super().setValue(value)
            self.setUpdatesEnabled(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar, and over it the part that is done."""
        painter, palette, known = QPainter(self), self.palette(), self.maximum() > 0
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Mid))
        share = self.value() / self.maximum() if known else 1.0
        painter.setOpacity(1.0 if known else self.UNKNOWN)
        done = palette.color(QPalette.ColorRole.Highlight)
        painter.fillRect(0, 0, round(self.width() * max(share, 0.0)), self.height(), done)
        painter.end()


class Progress(QWidget):
    """Shows the oldest running task, unless it finishes within `LONG` milliseconds."""

    changed = Signal()
    """The shown task has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[str, RunningTask] = {}
        self._shown = ""
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._show)
        self.label = PlainLabel()
        self.label.setAccessibleName(tr("Running task"))
        self.bar = FlatBar()
        self.bar.setAccessibleName(tr("Progress of the task"))
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(110, 8)
        self.button = QToolButton(autoRaise=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.label, self.bar, self.button):
            row.addWidget(part)
        row.addStretch(1)
        self.setAccessibleName(tr("Progress"))
        self.hide()

    def use(self, cancel: QAction) -> None:
        """Connect the button to this command."""
        cancel.setIconText("×")
        self.button.setDefaultAction(cancel)
        self.button.setAccessibleName(tr("Cancel running task"))

    @property
    def text(self) -> str:
        """The description of the shown task; empty if there is none."""
        return self.label.text() if self._shown else ""

    def begin(self, id: str, text: str, cancel: Callable[[], object]) -> None:
        """Add a task, or continue the one with the same id."""
        since = self._tasks[id].since if id in self._tasks else self._clock.elapsed()
        self._tasks[id] = RunningTask(text, cancel, since)
        self._show()

    def advance(self, id: str, done: int, of: int) -> None:
        """Set the progress of a task."""
        if id in self._tasks and of > 0:
            self._tasks[id] = replace(self._tasks[id], share=min(done / of, 1.0))
            if id == self._shown:
                self._show()

    def end(self, *ids: str) -> None:
        """Remove tasks."""
        over = [self._tasks.pop(id, None) for id in ids]
        if any(over):
            self._show()

    def cancel(self) -> None:
        """Cancel the shown task."""
        task = self._tasks.get(self._shown)
        if task is not None and not task.ending:
            self._tasks[self._shown] = replace(task, ending=True)
            self._show()
            task.cancel()

    @Slot()
    def _show(self) -> None:
        before, now = self._shown, self._clock.elapsed()
        long = {id: task for id, task in self._tasks.items() if now - task.since >= LONG}
        self._shown = min(long, key=lambda id: long[id].since, default="")
        soon = [task.since + LONG - now for task in self._tasks.values() if now - task.since < LONG]
        if soon:
            self._timer.start(max(min(soon), 1))
        if self._shown:
            self._tell(long[self._shown], len(long) - 1)
        if self._shown != before:
            self.setVisible(bool(self._shown))
            self.changed.emit()

    def _tell(self, task: RunningTask, others: int) -> None:
        text = tr("{what}: stopping…", what=task.text) if task.ending else task.text
        self.label.setText(tr("{what} (and {n} more)", what=text, n=others) if others else text)
        self.bar.setRange(0, STEPS if task.share is not None else 0)
        if task.share is not None:
            self.bar.setValue(round(task.share * STEPS))
