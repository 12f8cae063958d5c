"""Measures where the time of an answer goes."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wmstudio.engine.messages import READING_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stopwatch:
    """Adds up seconds by part. Time in a nested part is not counted for the outer one."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.spent = dict.fromkeys(READING_PARTS, 0.0)
        self._part = ""
        self._since = self.began

    @contextmanager
    def at(self, part: str) -> Iterator[None]:
        """Count the time in this block for a part."""
        before = self._go_on(part)
        try:
            yield
        finally:
            self._go_on(before)

    def move(self, seconds: float, one: str, other: str) -> None:
        """Move some seconds from one part to another."""
        self.spent[one] -= seconds
        self.spent[other] += seconds

    def _go_on(self, part: str) -> str:
        now = time.perf_counter()
        if self._part:
            self.spent[self._part] += now - self._since
        before, self._part, self._since = self._part, part, now
        return before
