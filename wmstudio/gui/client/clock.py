"""The frame clock: draws what is dirty and visible, at 60 Hz at most.

What is drawn within `TOGETHER` is painted together. Anything more is drawn after that has been
painted and keys have had their turn, or no key would get a word in. Keys that come quickly mostly
come evenly, since one is held down; nothing is begun then that would still be at it at the next.
"""

from __future__ import annotations

import time
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PERIOD = 1 / 60
"""Least seconds between two drawings of the same thing."""
TOGETHER = 0.002
"""Seconds after which no other drawing is begun before what was drawn is painted."""
DRAW, DRAWN, PAINTED = (QEvent.Type(QEvent.registerEventType()) for _ in range(3))
BEFORE_PAINTING = Qt.EventPriority.NormalEventPriority.value
WITH_PAINTING = Qt.EventPriority.LowEventPriority.value
"""The priority with which Qt posts paint events. It posts those of scenes with the normal one."""
AFTER_PAINTING = WITH_PAINTING - 1
HURRIED = 0.05
"""Seconds between two keys, such as those of one held down, below which nothing is drawn together:
the next key should not have to wait for that."""
LATE = 0.003
"""Seconds by which the next of them may come earlier or later than expected."""
PATIENCE = 0.25
"""Seconds after which a thing is drawn even if it takes longer than there is between two keys."""
LEFT_FREE = 2.0
"""If keys come faster than drawing, this many times the drawing time is left free."""


class SoonTimer(QObject):
    """A single-shot timer that, started with 0 ms, fires once all that is new has been painted.

    A `QTimer` may fire between a key and the painting of its letter.
    """

    timeout = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._planned = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.timeout)

    def isActive(self) -> bool:
        """Whether it is going to fire."""
        return self._planned or self._timer.isActive()

    def start(self, ms: int) -> None:
        """Fire in so many milliseconds."""
        self.stop()
        if ms:
            self._timer.start(ms)
        else:
            self._planned = True
            QCoreApplication.postEvent(self, QEvent(PAINTED), AFTER_PAINTING)

    def stop(self) -> None:
        """Do not fire."""
        self._planned = False
        self._timer.stop()
        QCoreApplication.removePostedEvents(self, PAINTED.value)

    def event(self, event: QEvent) -> bool:
        if event.type() != PAINTED:
            return super().event(event)
        self._planned = False
        self.timeout.emit()
        return True


@dataclass
class _Drawn:
    draw: Callable[[], None]
    shown: Callable[[], bool]
    dirty: bool = False
    last: float = 0.0
    took: float = 0.0
    """Seconds from the beginning of its drawing to the end of its painting, the last times."""
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
    gathered = Signal()
    """All that is to be painted together is known."""
    settled = Signal()
    """Everything dirty and visible has been drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.period = PERIOD
        self._drawn: dict[str, _Drawn] = {}
        self._behind = False
        self._planned = False
        """Whether an event is on its way to this clock, or something is being drawn."""
        self.gathers = False
        """Whether more is to be painted together with what is known so far."""
        self._pressed = False
        """Whether a key was pressed whose letter is not painted yet."""
        self._pressed_at = 0.0
        self._hurried = False
        self._pause = 0.0
        """Seconds between two keys, on the average of the last."""
        self._alone: tuple[_Drawn, float] | None = None
        """What is drawn alone and not painted yet, and when that began."""
        self._took = 0.0
        """Seconds of the last drawing, including painting."""
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self._timer.isActive() or self._planned)

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
        now = time.perf_counter()
        self._behind, self._pressed = not self.idle, True
        pause, self._pressed_at = now - self._pressed_at, now
        followed, self._hurried = self._hurried, pause < HURRIED
        self._pause = 0.75 * self._pause + 0.25 * pause if followed else pause

    @Slot(float)
    def painted(self, seconds: float) -> None:
        """The window was painted in this many seconds."""
        self._took += seconds
        self._pressed = False

    def wake(self) -> None:
        """Check again what is visible."""
        for item in self._drawn.values():
            item.seen = None
        self._begin()

    def stop(self) -> None:
        """Stop drawing for good."""
        self._timer.stop()
        for kind in (DRAW, DRAWN, PAINTED):
            QCoreApplication.removePostedEvents(self, kind.value)
        self._planned = self.gathers = False
        self._drawn.clear()

    def event(self, event: QEvent) -> bool:
        kind = event.type()  # PySide makes an object of it at each call
        if kind not in (DRAW, DRAWN, PAINTED):
            return super().event(event)
        if kind == DRAWN:
            self.gathers = False
            self.gathered.emit()
            self._learn()
            return True
        self._planned = False
        if kind == DRAW:
            self._tick()
        else:
            self._timer.start(round(1000 * LEFT_FREE * self._took) if self._behind else 0)
        return True

    def _learn(self) -> None:
        """Learn how long the one thing took that has been drawn and painted."""
        if self._alone is not None:
            item, began = self._alone
            # Slowly forgotten: to draw a little later costs less than to keep a letter waiting.
            item.took = max(time.perf_counter() - began, 0.9 * item.took)
            self._alone = None

    def _plan(self, kind: QEvent.Type, priority: int) -> None:
        self._planned = True
        QCoreApplication.postEvent(self, QEvent(kind), priority)

    def _begin(self) -> None:
        if not self.idle or not any(self._due()):
            return
        if self._pressed:
            # First the letter is painted.
            self._timer.start(0)
        else:
            self._plan(DRAW, BEFORE_PAINTING)

    def _due(self) -> Iterator[_Drawn]:
        """The dirty and visible thing that has waited longest, so that none starves."""
        dirty = [item for item in self._drawn.values() if item.dirty and item.seen is not False]
        return (item for item in sorted(dirty, key=attrgetter("last")) if item.due)

    @property
    def _next_key(self) -> float:
        """When the next key is to be expected, if they go on coming evenly."""
        return self._pressed_at + self._pause

    def _fits(self, item: _Drawn, now: float) -> bool:
        """Whether it may be drawn now, since no key waits for its painting as far as is known."""
        if not self._hurried or now > self._next_key + LATE or now - item.last > PATIENCE:
            return True
        return item.last + self.period <= now and now + item.took + LATE <= self._next_key

    @Slot()
    def _tick(self) -> None:
        if self._pressed:
            # A letter came in the meantime. It is painted before anything else is drawn.
            self._pressed = False
            self._plan(PAINTED, AFTER_PAINTING)
            return
        began = now = time.perf_counter()
        due = self._due()
        first = next(due, None)
        if first is None:
            self._settle()
            return
        if (rest := first.last + self.period - now) > 0:
            self._timer.start(max(round(rest * 1000), 1))
            return
        # If what has waited longest would take too long, something else may not.
        item = next((each for each in chain((first,), due) if self._fits(each, now)), None)
        if item is None:
            self._timer.start(max(round((self._next_key + LATE - now) * 1000), 1))
            return
        together = 0.0 if self._behind or self._hurried else TOGETHER
        self._planned = True
        self._alone = None if together else (item, now)
        try:
            while item is not None and item.last + self.period <= now:
                item.dirty, item.last = False, now
                item.draw()
                now = time.perf_counter()
                item = next(due, None) if now - began < together else None
        finally:
            # Also where a drawing has failed, which must not stop the others.
            self._planned, self.gathers = False, True
            QCoreApplication.postEvent(self, QEvent(DRAWN), WITH_PAINTING)
            if any(self._due()):
                self._plan(PAINTED, AFTER_PAINTING)
        self._took = now - began
        self.drew.emit()
        if self.idle:
            self._settle()

    def _settle(self) -> None:
        self._behind = False
        self.settled.emit()
