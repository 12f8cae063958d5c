"""Measures where the time of an answer goes, and how much may be read in one call."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wmstudio.engine.messages import READING_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL_SECONDS = 0.016
"""A call takes about as long as a picture on the screen stays. Nothing can interrupt it."""
MOST_AT_ONCE = 4
"""Largest number of chunks in a call; more would hardly be faster."""


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


class CallLength:
    """How many chunks are read in one call: as many as the last call shows to be quick enough.

    Each of many tokens takes less time, since all weights are fetched from memory once in a call.
    """

    def __init__(self) -> None:
        self._quick = 1.0

    def at_once(self, index: int) -> int:
        """How many chunks a call may read from number ``index`` on: a power of two.

        It divides ``index``, so that readings that begin at different places meet again.
        """
        count = 1
        while 2 * count <= min(self._quick, MOST_AT_ONCE) and index % (2 * count) == 0:
            count *= 2
        return count

    def took(self, chunks: int, seconds: float) -> None:
        """Learn how long the processor was busy with a call for so many chunks."""
        self._quick = chunks * CALL_SECONDS / max(seconds, 1e-9)
