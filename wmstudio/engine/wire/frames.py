"""Frames as what has changed since the last one that was sent over the same connection."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product, zip_longest
from typing import TYPE_CHECKING, Any

from wmstudio.engine.messages import MOST_EXACT, Cost, Frame
from wmstudio.engine.timeline import CHUNK
from wmstudio.engine.trace import PAGE, Chunk, Pages, Trace
from wmstudio.engine.wire.changes import Changes
from wmstudio.engine.wire.chunks import Known, pack_chunk, sharpened, unpack_chunk
from wmstudio.engine.wire.pictures import Drawn
from wmstudio.engine.wire.plans import WireError, items_of, pack_array, unpack_array
from wmstudio.engine.wire.snapshots import Shortened, SnapshotReader, SnapshotWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import Signal
    from wmstudio.engine.messages import Stretch, TokenSnapshot

APART = ("trace", "snapshot", "untouched", "cost")
MOST_CHUNKS = 2**20
NEAR = CHUNK
"""Tokens around what is in sight that are sent with all there is."""


class TraceWriter:
    """Packs traces as the chunks that the other side does not have."""

    def __init__(self) -> None:
        self._chunks: list[Known] = []
        self._pages: tuple[object, ...] = ()
        self._exact: dict[int, dict[str, set[int]]] = {}
        """Of each chunk by its index, the rows of which the other side has exact values."""

    def pack(
        self,
        trace: Trace | None,
        seen: set[int],
        drawn: Mapping[str, Drawn],
        snapshot: TokenSnapshot | None,
        exact: Sequence[Stretch],
    ) -> Any:
        """The number of chunks, those that differ, and values that are wanted ``exact``.

        ``seen`` are the indices in sight. The other side has the ``snapshot`` when it reads them.
        """
        if trace is None:
            self._chunks, self._pages, self._exact = [], (), {}
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
                packed = pack_chunk(chunk, full, old, drawn, snapshot)
                sent.append([at, packed])
                self._chunks[at : at + 1] = [(chunk, full)]
                had = self._exact.pop(at, {})
                # Rows before the first one that is sent stay as they are.
                self._exact[at] = {
                    name: {row for row in had.get(name, ()) if row < whole}
                    for name, whole, *_ in packed[4]
                }
        self._pages = pages
        return [len(trace.chunks), sent, self._pack_exact(trace, seen, drawn, exact)]

    def _pack_exact(
        self, trace: Trace, seen: set[int], drawn: Mapping[str, Drawn], exact: Sequence[Stretch]
    ) -> list[Any]:
        """Values that the other side only has rounded: each chunk, signal, first row, and rows."""
        packed, room = [], MOST_EXACT
        for at, stretch in product(sorted(seen), exact):
            chunk = trace.chunks[at] if at < len(trace.chunks) else None
            if chunk is None or not stretch.overlaps(chunk.start, chunk.stop):
                continue
            first = max(stretch.start - chunk.start, 0)
            last = min(stretch.stop, chunk.stop) - chunk.start
            for name in stretch.watch:
                rows = self._exact[at].setdefault(name, set())
                if name not in chunk.signals or name not in drawn or drawn[name].exact:
                    continue
                values = chunk.signals[name][first:last]
                if values.size <= room and not rows.issuperset(range(first, last)):
                    packed.append([at, name, first, pack_array(values)])
                    rows.update(range(first, last))
                    room -= values.size
        return packed


class TraceReader:
    """Unpacks what a `TraceWriter` packed. Chunks and pages that stayed the same are the same."""

    def __init__(self) -> None:
        self._pages: list[tuple[Chunk, ...]] = []

    def unpack(self, plain: Any, snapshot: TokenSnapshot | None) -> Trace | None:
        """The trace."""
        if plain is None:
            self._pages = []
            return None
        count, sent, exact = items_of(plain, 3)
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
            chunks = (changed.get(i) or self._chunk(i) for i in range(first, last))
            page = tuple(chunk for chunk in chunks if chunk is not None)
            if len(page) < last - first:
                raise WireError("a chunk is missing")
            if not _is_same(page, kept[number]):
                kept[number] = page
        if any(not page for page in kept):
            raise WireError("a page is missing")
        self._pages = kept
        _check(self._pages, sorted(changed))
        for one in items_of(exact):
            self._sharpen(*items_of(one, 4))
        return Trace(Pages(tuple(self._pages)))

    def _sharpen(self, at: Any, name: Any, row: Any, packed: Any) -> None:
        """Put exact values of a signal in the place of rounded ones, from a row of a chunk on."""
        chunk = self._chunk(at) if type(at) is int and at >= 0 else None
        if chunk is None or type(row) is not int:
            raise WireError("exact values are of no chunk")
        page = list(self._pages[at // PAGE])
        page[at % PAGE] = sharpened(chunk, str(name), row, unpack_array(packed))
        self._pages[at // PAGE] = tuple(page)

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
        self._shortened = Shortened(), Shortened()
        self._drawn: dict[str, Drawn] = {}
        self.was_brief = False
        """Whether the last frame has numbers that were made shorter."""

    def declare(self, signals: Mapping[str, Signal]) -> None:
        """Another model is open, with these signals."""
        self._drawn = {name: Drawn.of(signal) for name, signal in signals.items()}

    def pack(
        self,
        frame: Frame,
        also: Sequence[Stretch] = (),
        exact: Sequence[Stretch] = (),
        brief: bool = False,
    ) -> list[Any]:
        """The frame as plain values, with all there is of what the view asks for ``also``.

        What it wants ``exact`` is not rounded. A ``brief`` one is for the moment between two keys.
        """
        seen = in_sight(frame, (*also, *exact))
        own, untouched = (
            one.of(snapshot, self._drawn, exact, brief)
            for one, snapshot in zip(
                self._shortened, (frame.snapshot, frame.untouched), strict=True
            )
        )
        self.was_brief = any(one is not None and one.rounded for one in (own, untouched))
        both = (frame.trace, own), (frame.trace.untouched, untouched)
        plain = [
            self._changes.pack(frame, self._last),
            *(
                writer.pack(trace, seen, self._drawn, snapshot, exact)
                for writer, (trace, snapshot) in zip(self._traces, both, strict=True)
            ),
            *(
                writer.pack(snapshot, self._drawn, exact)
                for writer, (_, snapshot) in zip(self._snapshots, both, strict=True)
            ),
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
