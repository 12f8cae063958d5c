"""One token as every step of a training run reads it: what units and predictions became."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.engine.failures import sentence_of
from wmstudio.engine.messages import TRAINING_STEP, Frame, StepRead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.document_engine import DocumentEngine
    from wmstudio.engine.messages import ReadSteps, Values
    from wmstudio.engine.runs.readings import StepReadings


class Following:
    """Reads a view with one step after another, up to its cursor, a chunk of tokens at a time."""

    def __init__(
        self, request: ReadSteps, own: Backend, values: Values, readings: StepReadings
    ) -> None:
        """``own`` is the open run, and ``values`` the settings in force."""
        self._run, self._own, self._readings = request.run, own, readings
        view = request.view
        # Its tokens and its cursor are what matters: nothing else is recorded along the text.
        self._view = replace(view, watch=(), window=(0, 0), also=(), untouched=False, ask="")
        self._values = tuple(value for value in values if value[0] != TRAINING_STEP)
        run = getattr(own, "run", None)
        self._left = list(run.steps) if run is not None else []
        self._document: DocumentEngine | None = None
        self._frames: Iterator[Frame | None] | None = None

    def leave(self, document: DocumentEngine) -> None:
        """Begin the present step again if this document engine, which reads it, is read now."""
        if document is self._document:
            self._frames = None

    def go_on(self) -> StepRead | None:
        """Read one chunk. Returns what was read once a step has read the token.

        Raises:
            StopIteration: all steps have been read.
        """
        if not self._left:
            raise StopIteration
        step = self._left[0]
        try:
            frame = self._next(step)
        except (ValueError, OSError, RuntimeError, MemoryError) as error:
            return self._done(StepRead(self._run, step, why=sentence_of(error)))
        if frame is None or frame.snapshot is None or len(frame.trace) <= frame.cursor:
            return None
        return self._done(StepRead(self._run, step, frame))

    def _next(self, step: int) -> Frame | None:
        if self._frames is None:
            backend = self._own.configured((*self._values, (TRAINING_STEP, step)))
            self._document, _ = self._readings.of(backend)
            self._frames = self._document.read(self._view)
        return next(self._frames)

    def _done(self, read: StepRead) -> StepRead:
        self._left.pop(0)
        self._document = self._frames = None
        return read
