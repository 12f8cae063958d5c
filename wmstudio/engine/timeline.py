"""What is known of a document: its tokens, their chunks, and snapshots of the state to go on from.

A chunk begins at a multiple of `CHUNK`, and there is a snapshot at every such place; where states
are so large that these would fill the memory, at every second one, then every fourth, and so on.
Around the latest edits there are snapshots closer together, so that typing replays next to nothing.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.trace import Chunk, Trace

if TYPE_CHECKING:
    from wmstudio.engine.backend import Ids, Reading, State

CHUNK = 64
CLOSE_SNAPSHOTS = 96
"""How many snapshots away from the chunks' beginnings are kept, at most."""
SNAPSHOT_BYTES = 512 * 2**20
"""What snapshots may take together, were nothing of a state shared by others."""
FEWEST = 4
"""Snapshots of each sort that are kept, however large they are."""


class Timeline:
    """Grows at the end, is cut anywhere; never computes."""

    def __init__(self, initial: State, state_bytes: int = 0) -> None:
        half = max(SNAPSHOT_BYTES // max(state_bytes, 1) // 2, FEWEST)
        self._most_close, self._most_far = min(half, CLOSE_SNAPSHOTS), half
        self.ids: Ids = np.zeros(0, np.int32)
        """Of the whole text; the first `len` of them are known."""
        self.chunks: list[Chunk] = []
        self._snapshots: dict[int, State] = {0: initial}
        self._places = [0]
        self._close: deque[int] = deque()
        self._apart = CHUNK
        """How far the snapshots that stay are from one another."""

    def __len__(self) -> int:
        return self.chunks[-1].stop if self.chunks else 0

    def trace(self) -> Trace:
        """All of it, as it is now."""
        return Trace(tuple(self.chunks))

    def common(self, ids: Ids) -> int:
        """How many of these tokens, from the first on, are the ones that are known."""
        n = min(len(self), len(ids))
        differs = np.flatnonzero(self.ids[:n] != ids[:n])
        return int(differs[0]) if len(differs) else n

    def adopt(self, ids: Ids, at: int) -> None:
        """Go on with another text, of which the first ``at`` tokens are known."""
        self.ids = ids
        if at >= len(self):
            return
        while self.chunks and self.chunks[-1].start >= at:
            self.chunks.pop()
        if self.chunks and self.chunks[-1].stop > at:
            self.chunks[-1] = self.chunks[-1].head(at)
        while self._places[-1] > at:
            del self._snapshots[self._places.pop()]
        self._close = deque(place for place in self._close if place <= at)

    def append(self, chunk: Chunk, reading: Reading) -> None:
        """Add the next tokens (not over the end of a multiple of `CHUNK`) and the states there."""
        if chunk.start % CHUNK:
            self.chunks[-1] = self.chunks[-1].joined(chunk)
        else:
            self.chunks.append(chunk)
        for place, state in reading.snapshots.items():
            self.keep(chunk.start + place, state)
        self.keep(chunk.stop, reading.state)

    def keep(self, place: int, state: State) -> None:
        """Remember the state after so many tokens."""
        if place not in self._snapshots:
            insort(self._places, place)
            if place % self._apart:
                self._close.append(place)
        self._snapshots[place] = state
        if len(self._close) > self._most_close:
            self._drop(self._close.popleft())
        if len(self._places) - len(self._close) > self._most_far:
            self._thin_out(place)

    def _thin_out(self, newest: int) -> None:
        self._apart *= 2
        for place in [p for p in self._places if p % self._apart and p not in self._close]:
            if place == newest:
                self._close.append(place)
            else:
                self._drop(place)

    def _drop(self, place: int) -> None:
        del self._snapshots[place]
        self._places.remove(place)

    def nearest(self, place: int) -> tuple[int, State]:
        """The last snapshot at or before a place."""
        found = self._places[bisect_right(self._places, place) - 1]
        return found, self._snapshots[found]
