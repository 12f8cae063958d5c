"""A window whose panels a frame clock draws: it paints at once all that is drawn together."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, Signal, Slot

from wmstudio.gui.base.parts import PartsWindow
from wmstudio.gui.client.clock import FrameClock


class ClockedWindow(PartsWindow):
    """Every `QGraphicsView` would have Qt paint the window at once; here it waits for the others.

    Otherwise the window would be painted once for each of them.
    """

    painted = Signal(float)
    """Everything new has been painted, in this many seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FrameClock(self)
        self._owes_painting = False
        self.clock.gathered.connect(self._paint_together)
        self.painted.connect(self.clock.painted)

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        if self.clock.gathers:
            self._owes_painting = True
            return True
        began = time.perf_counter()
        done = super().event(event)
        self.painted.emit(time.perf_counter() - began)
        return done

    @Slot()
    def _paint_together(self) -> None:
        if self._owes_painting:
            self._owes_painting = False
            self.event(QEvent(QEvent.Type.UpdateRequest))
