"""Measures the time of a keystroke by parts, from the change to the painted panels."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import READING_PARTS
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame

PATIENCE = 150
"""Milliseconds for which an older text, or an answer about another token, is shown undimmed."""
WAIT, OVER, DRAW, PAINT, OTHER = "wait", "hand over", "draw", "paint", "other"
PARTS = {
    # Until the engine takes up the text: its earlier work, and the thread switch.
    WAIT: phrase("wait"),
    # Cutting the text into tokens.
    READING_PARTS[0]: phrase("tokenise"),
    # Finding what is already known of the text.
    READING_PARTS[1]: phrase("prefix"),
    # Restoring a state of the model.
    READING_PARTS[2]: phrase("restore"),
    # Running the model.
    READING_PARTS[3]: phrase("run"),
    # Recording signals.
    READING_PARTS[4]: phrase("record"),
    # From the engine to the window.
    OVER: phrase("hand over"),
    # Drawing the panels.
    DRAW: phrase("draw"),
    # Painting the window.
    PAINT: phrase("paint"),
    # Pauses between panels, and other work of the window.
    OTHER: phrase("other"),
}
"""Labels of the parts, in order."""


RECENT = 60
"""Changes whose latency is kept."""


@dataclass(frozen=True, eq=False)
class KeystrokeLatency:
    """The latency of one change of the text, until all panels are painted: seconds by part."""

    tokens: int
    seconds: float
    parts: Mapping[str, float]


class LatencyTracker(QObject):
    """Measures one change at a time.

    A change that follows before the panels are painted joins it.
    """

    measured = Signal(object)
    """A `KeystrokeLatency`, which is in `recent` by then."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed_at: float | None = None
        self._parts: dict[str, float] = {}
        self._tokens = 0
        self._drawn = False
        self.recent: deque[KeystrokeLatency] = deque(maxlen=RECENT)
        """The latest measurements, for a panel that is opened later."""

    @property
    def running(self) -> bool:
        """Whether a change is being measured."""
        return self._changed_at is not None

    def begin(self) -> None:
        """Start, because the text has changed."""
        if self._changed_at is None:
            self._changed_at = time.perf_counter()
        self._parts, self._drawn = dict.fromkeys(PARTS, 0.0), False

    def receive(self, frame: Frame) -> None:
        """Record the engine's parts from a frame of the newest text."""
        cost = frame.cost
        if self._changed_at is None or not cost.at:
            return
        began = cost.at - cost.seconds
        self._tokens = frame.length
        self._parts |= cost.parts
        self._parts[WAIT] = max(began - self._changed_at, 0.0)
        self._parts[READING_PARTS[-1]] += cost.seconds - sum(cost.parts.values())
        self._parts[OVER] = time.perf_counter() - cost.at

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Count the time in this block as drawing."""
        began = time.perf_counter()
        yield
        if self._changed_at is not None:
            self._parts[DRAW] += time.perf_counter() - began

    def drawn(self) -> None:
        """All panels have drawn; only painting is left."""
        self._drawn = True

    def cancel(self) -> None:
        """Stop measuring, because of another model or the end."""
        self._changed_at = None

    @Slot(float)
    def painted(self, seconds: float) -> None:
        """The window was painted in this many seconds."""
        if self._changed_at is None or not self._parts.get(OVER):
            return
        self._parts[PAINT] += seconds
        if self._drawn:
            total = time.perf_counter() - self._changed_at
            self._parts[OTHER] = max(total - sum(self._parts.values()), 0.0)
            self._changed_at = None
            self.recent.append(KeystrokeLatency(self._tokens, total, self._parts))
            self.measured.emit(self.recent[-1])
