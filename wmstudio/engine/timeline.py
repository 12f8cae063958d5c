"""What is known of a document: its tokens, their chunks, and snapshots of states.

A chunk begins at a multiple of `CHUNK`, and there is a snapshot wherever a call of the model ended,
usually at every such place or every second one; where states are so large that these would fill the
memory, fewer are kept, at every second one, then every fourth, and so on.
Around the latest edits there are snapshots closer together, so that typing replays next to nothing.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.trace import PAGE, Chunk, Pages, Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from wmstudio.engine.backend import Encoded, Ids, ReadResult, State

CHUNK = 64
CLOSE_SNAPSHOTS = 96
"""Largest number of snapshots at places other than the beginnings of chunks."""
SNAPSHOT_BYTES = 256 * 2**20
"""Budget for all snapshots, computed as if states shared nothing."""
FEWEST = 4
"""Number of snapshots of each sort that are kept, however large they are."""


def chunk_of(text: Encoded, start: int, reading: ReadResult) -> Chunk:
    """What a reading from number ``start`` on found of its tokens, without signals."""
    stop = start + len(reading.ranks)
    return Chunk(
        start,
        text.ids[start:stop],
        text.ends[start:stop],
        reading.surprisal_bits,
        reading.entropy_bits,
        reading.topk_ids,
        reading.topk_probs,
        reading.ranks,
        topk_memory=reading.topk_memory,
    )


class Timeline:
    """Grows at the end and can be cut anywhere. It computes nothing."""

    def __init__(self, initial: State, state_bytes: int = 0) -> None:
        half = max(SNAPSHOT_BYTES // max(state_bytes, 1) // 2, FEWEST)
        self._most_close, self._most_far = min(half, CLOSE_SNAPSHOTS), half
        self.ids: Ids = np.zeros(0, np.int32)
        """Ids of the whole text; the first `len` of them have been read."""
        self._ends: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        """Where each token ends in the text."""
        self._chunks: list[Chunk] = []
        self._pages: list[tuple[Chunk, ...]] = []
        """The chunks as traces hold them; those that have changed since are missing."""
        self._showing: set[int] = set()
        """Chunks with signals along the text, or with candidates."""
        self.seen_bytes = 0
        """The size of these signals and candidates in bytes."""
        self._snapshots: dict[int, State] = {0: initial}
        self._places = [0]
        self._close: deque[int] = deque()
        self._apart = CHUNK
        """The distance in tokens between permanent snapshots."""

    def copy(self) -> Timeline:
        """Return a copy that shares the (immutable) chunks and states."""
        other = copy(self)
        for name in ("_chunks", "_pages", "_showing", "_snapshots", "_places", "_close"):
            setattr(other, name, copy(getattr(self, name)))
        return other

    def __len__(self) -> int:
        return self._chunks[-1].stop if self._chunks else 0

    @property
    def chunks(self) -> Sequence[Chunk]:
        """All chunks."""
        return self._chunks

    def trace(self) -> Trace:
        """The trace as it is now."""
        for page in range(len(self._pages), -(-len(self._chunks) // PAGE)):
            self._pages.append(tuple(self._chunks[page * PAGE : (page + 1) * PAGE]))
        return Trace(Pages(tuple(self._pages)))

    def put(self, index: int, chunk: Chunk | None) -> None:
        """Replace or append a chunk; None removes the last one."""
        if index < len(self._chunks):
            self.seen_bytes -= self._chunks[index].seen_bytes
        self._showing.discard(index)
        if chunk is None:
            del self._chunks[index]
        else:
            self._chunks[index : index + 1] = [chunk]
            self.seen_bytes += chunk.seen_bytes
            if chunk.seen_bytes:
                self._showing.add(index)
        page = index // PAGE
        if page == len(self._pages) - 1 or chunk is None:
            del self._pages[page:]
        elif page < len(self._pages):
            self._pages[page] = tuple(self._chunks[page * PAGE : (page + 1) * PAGE])

    def forget(self, most_bytes: int, cursor: int) -> None:
        """Keep what can be computed again within its budget; the farthest is dropped first."""
        while self.seen_bytes > most_bytes and self._showing:
            far = max(self._showing, key=lambda i: abs(i * CHUNK - cursor))
            self.put(far, self._chunks[far].unseen())

    def common(self, ids: Ids) -> int:
        """How many of these tokens, from the first, equal the known ones."""
        n = min(len(self), len(ids))
        differs = self.ids[:n] != ids[:n]
        first = int(differs.argmax()) if n else 0
        return first if n and differs[first] else n

    def adopt(self, text: Encoded, at: int) -> None:
        """Switch to another text, of which the first ``at`` tokens are known."""
        self.ids, before, self._ends = text.ids, self._ends, text.ends
        self._cut(at)
        # One token may stand for several texts: an unknown word, or a letter in two forms.
        n = min(len(self), len(before))
        moved = np.flatnonzero(before[:n] != text.ends[:n])
        if len(moved):
            for index in range(int(moved[0]) // CHUNK, int(moved[-1]) // CHUNK + 1):
                self.put(index, self._placed(self._chunks[index]))

    def _placed(self, chunk: Chunk) -> Chunk:
        """The same tokens where they stand in this text."""
        ends = self._ends[chunk.start : chunk.stop]
        return chunk if np.array_equal(chunk.ends, ends) else replace(chunk, ends=ends)

    def _cut(self, at: int) -> None:
        """Drop all but the first tokens."""
        if at >= len(self):
            return
        while self._chunks and self._chunks[-1].start >= at:
            self.put(len(self._chunks) - 1, None)
        if self._chunks and self._chunks[-1].stop > at:
            self.put(len(self._chunks) - 1, self._chunks[-1].part(self._chunks[-1].start, at))
        while self._places[-1] > at:
            del self._snapshots[self._places.pop()]
        self._close = deque(place for place in self._close if place <= at)

    def append(self, chunk: Chunk, reading: ReadResult) -> None:
        """Append tokens and the states there."""
        start = chunk.start
        while start < chunk.stop:
            stop = min(start - start % CHUNK + CHUNK, chunk.stop)
            part = chunk if stop - start == len(chunk.ids) else chunk.part(start, stop)
            if start % CHUNK:
                self.put(len(self._chunks) - 1, self._chunks[-1].joined(part))
            else:
                self.put(len(self._chunks), part)
            start = stop
        for place, state in reading.snapshots.items():
            self.keep(chunk.start + place, state)
        self.keep(chunk.stop, reading.state)

    def take_over(self, other: Timeline, place: int, stop: int) -> None:
        """From a chunk's beginning up to ``stop``, adopt what another timeline knows."""
        for index in range(place // CHUNK, -(-stop // CHUNK)):
            chunk = other._chunks[index]
            part = chunk if chunk.stop <= stop else chunk.part(chunk.start, stop)
            self.put(index, self._placed(part))
        for snapshot in other._places[bisect_right(other._places, place) :]:
            if snapshot <= stop:
                self.keep(snapshot, other._snapshots[snapshot])

    def keep(self, place: int, state: State) -> None:
        """Keep the state after this many tokens."""
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
