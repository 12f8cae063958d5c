"""Draws what is dirty and can be seen: one thing at a time, none more than sixty times a second.

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
"""Seconds between two drawings of the same thing."""
PAINTED = QEvent.Type(QEvent.registerEventType())
AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
"""Qt asks windows to paint with low priority; what is below that comes when they have."""
LEFT_FREE = 2.0
"""Where keys come faster than all can be drawn: so many times what a drawing took is left free."""


@dataclass
class _Drawn:
    draw: Callable[[], None]
    shown: Callable[[], bool]
    dirty: bool = False
    last: float = 0.0
    unseen: bool = False
    """It was looked for and could not be seen; not asked again until something changes."""

    @property
    def due(self) -> bool:
        """Whether it has something new that can be seen: to find that out takes Qt a while."""
        if self.dirty and not self.unseen:
            self.unseen = not self.shown()
        return self.dirty and not self.unseen


class FrameClock(QObject):
    """Runs only while something dirty can be seen."""

    drew = Signal()
    """Something has been drawn."""
    settled = Signal()
    """Everything that was dirty and can be seen has been drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.period = PERIOD
        self._drawn: dict[str, _Drawn] = {}
        self._behind = False
        self._painting = False
        self._took = 0.0
        """Seconds of the last drawing, and of the painting after it."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self._timer.isActive() or self._painting)

    def add(self, name: str, draw: Callable[[], None], shown: Callable[[], bool]) -> None:
        """Take something that can be drawn."""
        self._drawn[name] = _Drawn(draw, shown)

    def drop(self, *names: str) -> None:
        """Forget these."""
        for name in names:
            self._drawn.pop(name, None)

    def clean(self, *names: str) -> bool:
        """Whether none of these has something new that can be seen."""
        return not any(self._drawn[name].due for name in names if name in self._drawn)

    def mark(self, *names: str) -> None:
        """Say that these have something new to show (without names: all)."""
        for name in names or self._drawn:
            if name in self._drawn:
                self._drawn[name].dirty, self._drawn[name].unseen = True, False
        self._begin()

    def press(self) -> None:
        """A key has come: if what the one before it changed is not drawn yet, keys come first."""
        self._behind = not self.idle

    @Slot(float)
    def painted(self, seconds: float) -> None:
        """The window was painted, which took so long."""
        self._took += seconds

    def wake(self) -> None:
        """Look again what is dirty and can be seen: something may have come into sight."""
        for item in self._drawn.values():
            item.unseen = False
        self._begin()

    def stop(self) -> None:
        """Draw nothing more."""
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
        """Whoever has waited longest is next, so none is starved by one that is always dirty."""
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
            # Before drawing: what one drawing does wrong must not keep the others from theirs.
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
