"""Frames as what has changed since the last one that was sent over the same connection."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from wmstudio.engine.messages import Cost, Frame, TokenSnapshot
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.trace import PAGE, Chunk, Pages, Trace
from wmstudio.engine.wire.changes import Changes
from wmstudio.engine.wire.chunks import Drawn, Known, pack_chunk, unpack_chunk
from wmstudio.engine.wire.planes import pack_planes, unpack_planes
from wmstudio.engine.wire.plans import WireError, items_of, pack_array, unpack_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import Signal
    from wmstudio.engine.messages import Stretch

APART = ("trace", "snapshot", "untouched", "cost")
MOST_CHUNKS = 2**20
NEAR = CHUNK
"""Tokens around what is in sight that are sent with all there is."""


class SnapshotWriter:
    """Packs snapshots; of each signal, what differs from the last one."""

    def __init__(self) -> None:
        self._changes = Changes(TokenSnapshot, ("signals",))
        self._last: TokenSnapshot | None = None

    def pack(self, snapshot: TokenSnapshot | None) -> Any:
        """The snapshot; True if it is the last one."""
        if snapshot is None:
            return None
        last = self._last
        if snapshot is last:
            return True
        plain = self._changes.pack(snapshot, last)
        before = {} if last is None else last.signals
        signals: list[list[Any]] = []
        for name, value in snapshot.signals.items():
            old = before.get(name)
            if old is value:
                signals.append([name, None])
            elif old is not None and (old.shape, old.dtype) == (value.shape, value.dtype):
                signals.append([name, [True, pack_planes(value, old)]])
            else:
                signals.append([name, [False, pack_array(value)]])
        self._last = snapshot
        return [plain, signals]


class SnapshotReader:
    """Unpacks what a `SnapshotWriter` packed."""

    def __init__(self) -> None:
        self._changes = Changes(TokenSnapshot, ("signals",))
        self._last: TokenSnapshot | None = None

    def unpack(self, plain: Any) -> TokenSnapshot | None:
        """The snapshot."""
        if plain is None:
            return None
        if plain is True and self._last is not None:
            return self._last
        changed, packed = items_of(plain, 2)
        before = {} if self._last is None else self._last.signals
        signals: dict[str, Any] = {}
        for pair in items_of(packed):
            name, value = items_of(pair, 2)
            old = before.get(name) if isinstance(name, str) else None
            follows, part = (True, None) if value is None else items_of(value, 2)
            if not follows:
                signals[name] = unpack_array(part)
            elif old is None:
                raise WireError("a signal does not follow the one before")
            else:
                signals[name] = old if part is None else unpack_planes(part, old)
        self._last = TokenSnapshot(signals=signals, **self._changes.unpack(changed, self._last))
        return self._last


class TraceWriter:
    """Packs traces as the chunks that the other side does not have."""

    def __init__(self) -> None:
        self._chunks: list[Known] = []
        self._pages: tuple[object, ...] = ()
        self._seen: set[int] = set()

    def pack(
        self,
        trace: Trace | None,
        seen: set[int],
        drawn: Mapping[str, Drawn],
        snapshot: TokenSnapshot | None,
    ) -> Any:
        """The number of chunks, and those that differ; ``seen`` are the indices in sight.

        The other side has the ``snapshot`` when it reads them.
        """
        if trace is None:
            self._chunks, self._pages = [], ()
            return None
        pages = pages_of(trace.chunks)
        sent = []
        del self._chunks[len(trace.chunks) :]
        for number, page in enumerate(pages):
            first = number * PAGE
            same = number < len(self._pages) and self._pages[number] is page
            for at in (
                sorted(i for i in seen if first <= i < first + len(page))
                if same
                else range(first, first + len(page))
            ):
                chunk = page[at - first]
                old = self._chunks[at] if at < len(self._chunks) else None
                full = at in seen
                if old is not None and old[0] is chunk and (old[1] or not full):
                    continue
                sent.append([at, pack_chunk(chunk, full, old, drawn, snapshot)])
                self._chunks[at : at + 1] = [(chunk, full)]
        self._pages = pages
        return [len(trace.chunks), sent]


class TraceReader:
    """Unpacks what a `TraceWriter` packed. Chunks and pages that stayed the same are the same."""

    def __init__(self) -> None:
        self._pages: list[tuple[Chunk, ...]] = []

    def unpack(self, plain: Any, snapshot: TokenSnapshot | None) -> Trace | None:
        """The trace."""
        if plain is None:
            self._pages = []
            return None
        count, sent = items_of(plain, 2)
        if type(count) is not int or not 0 <= count <= MOST_CHUNKS:
            raise WireError("a trace is too long")
        changed: dict[int, Chunk] = {}
        for pair in items_of(sent):
            at, packed = items_of(pair, 2)
            if type(at) is not int or not 0 <= at < count:
                raise WireError("a chunk is beyond the trace")
            changed[at] = unpack_chunk(packed, self._chunk(at), snapshot)
        pages = -(-count // PAGE)
        numbers = {at // PAGE for at in changed} | {pages - 1} if pages else set()
        kept = [*self._pages[:pages], *[()] * (pages - len(self._pages))]
        for number in numbers:
            first, last = number * PAGE, min((number + 1) * PAGE, count)
            page = tuple(changed.get(i) or self._chunk(i) for i in range(first, last))
            if any(chunk is None for chunk in page):
                raise WireError("a chunk is missing")
            if page != () and not _is_same(page, kept[number]):
                kept[number] = page  # type: ignore[assignment]
        if any(not page for page in kept):
            raise WireError("a page is missing")
        self._pages = kept
        _check(self._pages, sorted(changed))
        return Trace(Pages(tuple(kept)))

    def _chunk(self, at: int) -> Chunk | None:
        number, within = divmod(at, PAGE)
        page = self._pages[number] if number < len(self._pages) else ()
        return page[within] if within < len(page) else None


def _is_same(a: Sequence[object], b: Sequence[object]) -> bool:
    return all(one is other for one, other in zip_longest(a, b, fillvalue=_is_same))


def _check(pages: list[tuple[Chunk, ...]], changed: list[int]) -> None:
    """Chunks follow one another without gaps, or nothing could be found in them."""
    for at in changed:
        chunk = pages[at // PAGE][at % PAGE]
        before = pages[(at - 1) // PAGE][(at - 1) % PAGE].stop if at else 0
        if chunk.start != before:
            raise WireError("there is a gap in a trace")


def pages_of(chunks: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], ...]:
    """The pages of a trace's chunks; equal ones are shared between traces."""
    if isinstance(chunks, Pages):
        return chunks.pages
    return tuple(tuple(chunks[i : i + PAGE]) for i in range(0, len(chunks), PAGE))


class FrameWriter:
    """Packs the frames of one model over one connection."""

    def __init__(self) -> None:
        self._changes = Changes(Frame, APART)
        self._last: Frame | None = None
        self._traces = TraceWriter(), TraceWriter()
        self._snapshots = SnapshotWriter(), SnapshotWriter()
        self._drawn: dict[str, Drawn] = {}

    def declare(self, signals: Mapping[str, Signal]) -> None:
        """Another model is open, with these signals."""
        self._drawn = {name: Drawn.of(signal) for name, signal in signals.items()}

    def pack(self, frame: Frame, also: Sequence[Stretch] = ()) -> list[Any]:
        """The frame as plain values, with all there is of what the view asks for ``also``."""
        seen = in_sight(frame, also)
        other = frame.trace.untouched
        plain = [
            self._changes.pack(frame, self._last),
            self._traces[0].pack(frame.trace, seen, self._drawn, frame.snapshot),
            self._traces[1].pack(other, seen, self._drawn, frame.untouched),
            self._snapshots[0].pack(frame.snapshot),
            self._snapshots[1].pack(frame.untouched),
            [frame.cost.seconds, frame.cost.tokens, list(map(list, frame.cost.parts.items()))],
        ]
        self._last = frame
        return plain


class FrameReader:
    """Unpacks what a `FrameWriter` packed."""

    def __init__(self) -> None:
        self._changes = Changes(Frame, APART)
        self._last: Frame | None = None
        self._traces = TraceReader(), TraceReader()
        self._snapshots = SnapshotReader(), SnapshotReader()

    def unpack(self, plain: Any) -> Frame:
        """The frame.

        Raises:
            WireError: it is not as it must be.
        """
        changed, own, other, *packed, cost = items_of(plain, 6)
        snapshot, untouched = (
            reader.unpack(one) for reader, one in zip(self._snapshots, packed, strict=True)
        )
        trace = self._traces[0].unpack(own, snapshot)
        if trace is None:
            raise WireError("a frame has no trace")
        plain_trace = self._traces[1].unpack(other, untouched)
        self._last = Frame(
            trace=trace if plain_trace is None else replace(trace, untouched=plain_trace),
            snapshot=snapshot,
            untouched=untouched,
            cost=_cost(cost),
            **self._changes.unpack(changed, self._last),
        )
        return self._last


def _cost(plain: Any) -> Cost:
    seconds, tokens, parts = items_of(plain, 3)
    named = dict(items_of(pair, 2) for pair in items_of(parts))
    if not all(isinstance(one, float | int) for one in (seconds, tokens, *named.values())):
        raise WireError("a cost is no number")
    # When it arrived, as the clocks of two machines differ.
    return Cost(float(seconds), int(tokens), named, time.perf_counter())


def in_sight(frame: Frame, also: Sequence[Stretch] = ()) -> set[int]:
    """The indices of the chunks in sight of the panels, near the cursor, or asked for ``also``."""
    traces = frame.trace, frame.trace.untouched
    count = max(len(one.chunks) for one in traces if one is not None)
    looked = frame.window, (frame.cursor, frame.cursor + 1)
    stretches = [(start - NEAR, stop + NEAR) for start, stop in looked]
    stretches += [(one.start, one.stop) for one in also]
    return {
        at
        for start, stop in stretches
        for at in range(max(start, 0) // CHUNK, min(-(-stop // CHUNK), count))
    }
