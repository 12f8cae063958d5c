"""Where the time of a keystroke goes, from the change of the text to the picture on the screen."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import READING_PARTS

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame

WAIT, OVER, DRAW, PAINT, OTHER = "wait", "hand over", "draw", "paint", "other"
PARTS = {
    # Until the engine takes the text up: what it was doing, and the way there.
    WAIT: phrase("wait"),
    # Cutting the text into tokens.
    READING_PARTS[0]: phrase("tokenise"),
    # Finding how much of the text is known.
    READING_PARTS[1]: phrase("prefix"),
    # Going back to a state of the model to go on from.
    READING_PARTS[2]: phrase("restore"),
    # The model's own work.
    READING_PARTS[3]: phrase("step"),
    # Keeping what the model shows.
    READING_PARTS[4]: phrase("record"),
    # From the engine to the window.
    OVER: phrase("hand over"),
    # Panels take the numbers in.
    DRAW: phrase("draw"),
    # The window paints what is new.
    PAINT: phrase("paint"),
    # Breaths between panels, and whatever else the window did.
    OTHER: phrase("other"),
}
"""How each part is called, in the order in which they come."""


@dataclass(frozen=True, eq=False)
class KeystrokeLatency:
    """One change of the text: when all panels had been painted, and seconds of each part."""

    tokens: int
    seconds: float
    parts: Mapping[str, float]


class LatencyTracker(QObject):
    """Follows one change at a time; one that comes before the panels showed the last is joined."""

    measured = Signal(object)
    """A `KeystrokeLatency`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed_at: float | None = None
        self._parts: dict[str, float] = {}
        self._tokens = 0
        self._drawn = False

    @property
    def running(self) -> bool:
        """Whether a change waits to be shown."""
        return self._changed_at is not None

    def begin(self) -> None:
        """The text has changed."""
        if self._changed_at is None:
            self._changed_at = time.perf_counter()
        self._parts, self._drawn = dict.fromkeys(PARTS, 0.0), False

    def take(self, frame: Frame) -> None:
        """An answer to the newest text has arrived."""
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
        """A panel draws."""
        began = time.perf_counter()
        yield
        if self._changed_at is not None:
            self._parts[DRAW] += time.perf_counter() - began

    def drawn(self) -> None:
        """All panels have drawn: it remains to be painted."""
        self._drawn = True

    def give_up(self) -> None:
        """Another model, or the end: there is nothing to measure."""
        self._changed_at = None

    @Slot(float)
    def painted(self, seconds: float) -> None:
        """The window was painted, which took so long."""
        if self._changed_at is None or not self._parts.get(OVER):
            return
        self._parts[PAINT] += seconds
        if self._drawn:
            total = time.perf_counter() - self._changed_at
            self._parts[OTHER] = max(total - sum(self._parts.values()), 0.0)
            self._changed_at = None
            self.measured.emit(KeystrokeLatency(self._tokens, total, self._parts))
