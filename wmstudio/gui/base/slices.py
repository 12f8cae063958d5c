"""Long work on the window's own thread, in short slices, so that typing never waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

SLICE = 0.006
"""Seconds of work before events are processed again."""


class Slices(QObject):
    """Runs a generator in slices; a new one replaces the one before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether work is left."""
        return self._work is not None

    def run(self, work: Iterator[None]) -> None:
        """Start a generator. The first slice runs at once, so short work is done on return."""
        self._work = work
        self._timer.start(0)
        self._go_on()

    def stop(self) -> None:
        """Stop the work."""
        self._work = None
        self._timer.stop()

    @Slot()
    def _go_on(self) -> None:
        work, until = self._work, time.perf_counter() + SLICE
        while work is not None and work is self._work:
            if next(work, self) is self:
                if work is self._work:
                    self.stop()
                return
            if time.perf_counter() > until:
                return
