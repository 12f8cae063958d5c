"""A session that looks at the caret as the window does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame
    from wmstudio.engine.torch_backend import TorchBackend

WATCH = ("lstm.0.forget_gate", "slots.read_weights", "load.occupancy")
SEEN = 48
"""Tokens in sight."""


class Reader:
    """A session that looks at the caret as the window does."""

    def __init__(self, backend: TorchBackend, watch: tuple[str, ...] = WATCH) -> None:
        self.backend, self.session, self.watch = backend, DocumentEngine(backend), watch
        self._last = 0

    @property
    def window(self) -> tuple[int, int]:
        """What is in sight, around the last cursor."""
        return max(self._last - SEEN + 8, 0), self._last + 8

    def look(self, text: str, caret: int | None = None) -> tuple[Frame, float]:
        """The complete frame, and milliseconds until what is at the cursor was there."""
        caret = len(text) if caret is None else caret
        began, first, frame = time.perf_counter(), 0.0, None
        view = View(0, text, caret, watch=self.watch, window=self.window)
        for frame in self.session.read(view):
            if not first and frame is not None and frame.snapshot is not None:
                first = 1000 * (time.perf_counter() - began)
        assert frame is not None
        self._last = frame.cursor
        return frame, first
