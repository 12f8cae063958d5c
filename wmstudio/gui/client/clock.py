"""The frame clock: draws what is dirty and visible, one thing at a time, at 60 Hz at most.

The next is not drawn before what was drawn last has been painted: of several together no key would
get a word in.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PERIOD = 1 / 60
"""Least seconds between two drawings of the same thing."""
PAINTED = QEvent.Type(QEvent.registerEventType())
AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
"""Qt posts paint events with low priority; an event below that comes after painting."""
LEFT_FREE = 2.0
"""If keys come faster than drawing, this many times the drawing time is left free."""


@dataclass
class _Drawn:
    draw: Callable[[], None]
    shown: Callable[[], bool]
    dirty: bool = False
    last: float = 0.0
    seen: bool | None = None
    """Whether it is visible; None until it is checked, once after each change."""

    @property
    def due(self) -> bool:
        """Whether it is dirty and visible. Checking visibility is slow in Qt."""
        if self.dirty and self.seen is None:
            self.seen = self.shown()
        return self.dirty and bool(self.seen)


class FrameClock(QObject):
    """Runs only while something dirty is visible."""

    drew = Signal()
    """Something was drawn."""
    settled = Signal()
    """Everything dirty and visible has been drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.period = PERIOD
        self._drawn: dict[str, _Drawn] = {}
        self._behind = False
        self._painting = False
        self._took = 0.0
        """Seconds of the last drawing, including painting."""
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self._timer.isActive() or self._painting)

    def add(self, name: str, draw: Callable[[], None], shown: Callable[[], bool]) -> None:
        """Register something that can be drawn."""
        self._drawn[name] = _Drawn(draw, shown)

    def remove(self, *names: str) -> None:
        """Unregister by name."""
        for name in names:
            self._drawn.pop(name, None)

    def clean(self, *names: str) -> bool:
        """Whether none of these is dirty and visible."""
        return not any(self._drawn[name].due for name in names if name in self._drawn)

    def mark(self, *names: str) -> None:
        """Mark these as dirty, or all without names."""
        for name in names or self._drawn:
            if name in self._drawn:
                self._drawn[name].dirty, self._drawn[name].seen = True, None
        self._begin()

    def press(self) -> None:
        """A key was pressed. If the one before is not drawn yet, keys take precedence."""
        self._behind = not self.idle

    @Slot(float)
    def painted(self, seconds: float) -> None:
        """The window was painted in this many seconds."""
        self._took += seconds

    def wake(self) -> None:
        """Check again what is visible."""
        for item in self._drawn.values():
            item.seen = None
        self._begin()

    def stop(self) -> None:
        """Stop drawing for good."""
        self._timer.stop()
        QCoreApplication.removePostedEvents(self, PAINTED.value)
        self._painting = False
        self._drawn.clear()

    def event(self, event: QEvent) -> bool:
        if event.type() != PAINTED:
            return super().event(event)
        self._painting = False
        self._timer.start(round(1000 * LEFT_FREE * self._took) if self._behind else 0)
        return True

    def _begin(self) -> None:
        if self.idle and any(self._due()):
            self._timer.start(0)

    def _due(self) -> Iterator[_Drawn]:
        """The dirty and visible thing that has waited longest, so that none starves."""
        dirty = [item for item in self._drawn.values() if item.dirty]
        return (item for item in sorted(dirty, key=lambda item: item.last) if item.due)

    @Slot()
    def _tick(self) -> None:
        due = self._due()
        item = next(due, None)
        if item is None:
            self._settle()
            return
        now = time.perf_counter()
        if (rest := item.last + self.period - now) > 0:
            self._timer.start(max(round(rest * 1000), 1))
            return
        item.dirty, item.last = False, now
        if any(due):
            # Scheduled before drawing, so that an exception in one drawing does not stop the
            # others.
            self._painting = True
            QCoreApplication.postEvent(self, QEvent(PAINTED), AFTER_PAINTING)
        item.draw()
        self._took = time.perf_counter() - now
        self.drew.emit()
        if self.idle:
            self._settle()

    def _settle(self) -> None:
        self._behind = False
        self.settled.emit()
