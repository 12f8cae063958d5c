"""Stopping a training between two steps, in all of its processes after the same one."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from wmstudio.training.loop import TrainingProgress
    from wmstudio.training.processes import Processes


class WholeSteps:
    """Delays Ctrl-C to the end of a step, so that all weights are of the same step."""

    def __init__(self, processes: Processes) -> None:
        self._inside = self._asked = False
        self._processes = processes

    def __enter__(self) -> WholeSteps:
        try:
            self._before = signal.signal(signal.SIGINT, self._interrupted)
            self._set = True
        except ValueError:  # not the main thread, the only one that Ctrl-C reaches
            self._set = False
        return self

    def __exit__(self, *error: object) -> None:
        if self._set:
            signal.signal(signal.SIGINT, self._before)

    def steps(self, steps: Iterator[TrainingProgress]) -> Iterator[TrainingProgress]:
        """The same steps, interrupted only between two of them."""
        while True:
            self._inside = True
            now = next(steps, None)
            self._inside = False
            (asked,) = self._processes.total(self._asked)
            if asked:
                raise KeyboardInterrupt
            if now is None:
                return
            yield now

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        # One of several processes stops when the others have heard of it, too.
        if self._inside or self._processes.count > 1:
            self._asked = True
        else:
            raise KeyboardInterrupt
