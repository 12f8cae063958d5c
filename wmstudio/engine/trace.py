"""The trace of a document: a persistent sequence of immutable chunks.

Shapes: n tokens of a chunk or a stretch, k candidates; a signal adds its own dims.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, overload

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from wmstudio.contract import Signal

Floats: TypeAlias = "npt.NDArray[np.float32]"
Picture: TypeAlias = "npt.NDArray[np.uint8]"
Rows: TypeAlias = "npt.NDArray[np.bool_]"
Array = TypeVar("Array", Floats, Picture)


@dataclass(frozen=True)
class Chunk:
    """Consecutive tokens, the first of which has number ``start``.

    ``ids`` int32 and ``ends`` int64 (code points) are ``[n]``; ``surprisal_bits`` (of each token,
    given all before it) and ``entropy_bits`` (of what is expected after it) ``[n]``; ``topk_ids``
    and ``topk_probs`` ``[n, k]`` (after it); ``ranks`` int32 ``[n]`` of each token among all that
    might have come, 1 for the most probable. ``signals`` ``[n, *shape]`` float32, those that were
    watched; ``pictures`` ``[n, size]`` the same as 0…255 over the range the signal declares.
    ``topk_memory`` ``[n, k]`` is how much of ``topk_probs`` comes from a memory that names tokens,
    None where the model has none.

    Signals and candidates are there where somebody looks; elsewhere k is 0.
    """

    start: int
    ids: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]
    surprisal_bits: Floats
    entropy_bits: Floats
    topk_ids: npt.NDArray[np.int32]
    topk_probs: Floats
    ranks: npt.NDArray[np.int32]
    signals: Mapping[str, Floats] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    topk_memory: Floats | None = None
    rounded: Mapping[str, Rows] = field(default_factory=dict)
    """Of a model on another machine: at which tokens ``[n]`` a signal's values are those of its
    picture, which are within half a step of 255. Values of other signals and tokens are exact."""

    @property
    def stop(self) -> int:
        """The number after the last token."""
        return self.start + len(self.ids)

    @property
    def end(self) -> int:
        """Where its last token ends, in code points."""
        return int(self.ends[-1])

    @cached_property
    def seen_bytes(self) -> int:
        """The size of the signals and candidates, which can be computed again."""
        memory = () if self.topk_memory is None else (self.topk_memory,)
        seen = *self.signals.values(), *self.pictures.values(), *memory
        return sum(x.nbytes for x in (*seen, self.topk_ids, self.topk_probs))

    @property
    def has_candidates(self) -> bool:
        """Whether the candidates after each token are there."""
        return self.topk_ids.size > 0

    @cached_property
    def _extremes(self) -> dict[str, tuple[float, float]]:
        return {}

    def extremes(self, name: str) -> tuple[float, float]:
        """The least and the largest value of a signal that was watched, looked for once."""
        if (found := self._extremes.get(name)) is None:
            values = self.signals[name]
            found = self._extremes[name] = _extremes(values)
        return found

    def part(self, start: int, stop: int) -> Chunk:
        """The tokens from number ``start`` up to number ``stop`` (half open)."""
        at, memory = slice(start - self.start, stop - self.start), self.topk_memory
        rows: dict[str, Any] = {name: getattr(self, name)[at] for name in COLUMNS}
        for of in OF_SIGNALS:
            rows[of] = {name: x[at] for name, x in getattr(self, of).items()}
        return replace(
            self, start=start, topk_memory=None if memory is None else memory[at], **rows
        )

    def joined(self, other: Chunk) -> Chunk:
        """This chunk joined with the next one, with the signals and candidates that both have."""
        both = self, other
        rows: dict[str, Any] = {
            name: _together([getattr(one, name) for one in both]) for name in COLUMNS
        }
        rows |= {of: _joined(*(getattr(one, of) for one in both)) for of in OF_SIGNALS}
        memory = [one.topk_memory for one in both if one.topk_memory is not None]
        return replace(self, topk_memory=_together(memory) if len(memory) == 2 else None, **rows)

    def showing(self, signals: Mapping[str, Floats], declared: Mapping[str, Signal]) -> Chunk:
        """The same tokens with these signals instead."""
        pictures = {name: picture(x, declared[name]) for name, x in signals.items()}
        return replace(self, signals=signals, pictures=pictures, rounded={})

    def expecting(self, ids: npt.NDArray[np.int32], probs: Floats, memory: Floats | None) -> Chunk:
        """The same tokens with these candidates ``[n, k]`` instead."""
        return replace(self, topk_ids=ids, topk_probs=probs, topk_memory=memory)

    def unseen(self) -> Chunk:
        """The same tokens without signals and candidates."""
        none = np.zeros((len(self.ids), 0), np.float32)
        return self.showing({}, {}).expecting(none.astype(np.int32), none, None)


OF_SIGNALS = "signals", "pictures", "rounded"
"""The fields of a chunk that have rows of each signal in sight."""
COLUMNS = ("ids", "ends", "surprisal_bits", "entropy_bits", "topk_ids", "topk_probs", "ranks")


def _together(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Join the rows of arrays, which may be of several widths, in the least of these."""
    if parts[0].ndim == 1:
        return np.concatenate(parts)
    width = min(part.shape[1] for part in parts)
    return np.concatenate([part[:, :width] for part in parts])


def _joined(a: Mapping[str, Array], b: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.concatenate([x, b[name]]) for name, x in a.items() if name in b}


def _extremes(values: Floats) -> tuple[float, float]:
    # Of these NaN is neither.
    return float(np.fmin.reduce(values, axis=None)), float(np.fmax.reduce(values, axis=None))


class Ranged(Protocol):
    """What has a range: a signal."""

    @property
    def low(self) -> float:
        """The lower end."""

    @property
    def high(self) -> float:
        """The upper end."""


def picture(values: Floats, over: Ranged) -> Picture:
    """Quantise values ``[n, *shape]`` to ``[n, size]`` 0…255 over a signal's range."""
    flat = values.reshape(len(values), -1)
    # Clipped first: a huge value, as after a patch, would overflow when it is scaled.
    scaled = (np.clip(flat, over.low, over.high) - over.low) * (255.0 / (over.high - over.low))
    # What is no number becomes 0: a patch that drives a model so far is no reason for a warning.
    with np.errstate(invalid="ignore"):
        image: Picture = np.rint(scaled).astype(np.uint8)
    return image


PAGE = 64
"""Number of chunks in a page."""


class Pages(Sequence[Chunk]):
    """Chunks in pages, all of them full but the last. Equal pages are shared.

    Thus the trace of a new frame costs one page, however long the text is.
    """

    __slots__ = ("_length", "_pages")

    def __init__(self, pages: tuple[tuple[Chunk, ...], ...]) -> None:
        self._pages = pages
        self._length = PAGE * (len(pages) - 1) + len(pages[-1]) if pages else 0

    @property
    def pages(self) -> tuple[tuple[Chunk, ...], ...]:
        """All pages."""
        return self._pages

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Chunk]:
        for page in self._pages:
            yield from page

    @overload
    def __getitem__(self, at: int) -> Chunk: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Chunk, ...]: ...
    def __getitem__(self, at: int | slice) -> Chunk | tuple[Chunk, ...]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._length)
            if step == 1 and start // PAGE == (stop - 1) // PAGE:
                # What is in sight is usually in one page.
                return self._pages[start // PAGE][start % PAGE : (stop - 1) % PAGE + 1]
            return tuple(self[i] for i in range(start, stop, step))
        at = at + self._length if at < 0 else at
        if not 0 <= at < self._length:
            raise IndexError(at)
        return self._pages[at // PAGE][at % PAGE]


_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class Trace:
    """All chunks, in order and without gaps from token 0.

    A range ``start`` to ``stop`` is half open and may reach beyond the trace.
    """

    chunks: Sequence[Chunk] = ()
    untouched: Trace | None = None
    """The trace of the untouched reading; None if nothing is changed, or it was not requested."""

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        return self.chunks[-1].stop if self.chunks else 0

    @cached_property
    def _cuts(self) -> dict[tuple[int, int], tuple[tuple[Chunk, int, int], ...]]:
        """What has been cut: of each frame, all panels ask for the range in sight."""
        return {}

    def _index(self, token: int) -> int:
        """The index of the chunk that a token is in. Usually all are as long as the first."""
        guess = token // len(self.chunks[0].ids)
        if guess < len(self.chunks):
            chunk = self.chunks[guess]
            if chunk.start <= token < chunk.stop:
                return guess
        return bisect_right(self.chunks, token, key=_START) - 1

    def chunk_of(self, token: int) -> Chunk:
        """The chunk that contains this token."""
        if not 0 <= token < len(self):
            raise IndexError(f"token {token} of {len(self)}")
        return self.chunks[self._index(token)]

    def id(self, token: int) -> int:
        """The id of a token."""
        chunk = self.chunk_of(token)
        return int(chunk.ids[token - chunk.start])

    def span(self, token: int) -> tuple[int, int]:
        """Start and end of a token in code points. The spans of all tokens tile the text.

        If a character has several tokens, the first one has its span and the others are empty: see
        `wmstudio.text.stretches` for the characters that they belong to.
        """
        chunk = self.chunk_of(token)
        i = token - chunk.start
        if i:
            start = int(chunk.ends[i - 1])
        else:
            start = int(self.chunk_of(token - 1).ends[-1]) if token else 0
        return start, int(chunk.ends[i])

    def end_of(self, token: int) -> int:
        """Where a token ends in the text, in code points."""
        chunk = self.chunk_of(token)
        return int(chunk.ends[token - chunk.start])

    def token_before(self, caret: int) -> int:
        """The last token that ends at or before a place in the text; -1 if none does."""
        if not self.chunks or self.chunks[-1].end <= caret:
            return len(self) - 1
        chunk = self.chunks[bisect_right(self.chunks, caret, key=_END)]
        return chunk.start + int(np.searchsorted(chunk.ends, caret, side="right")) - 1

    def column(self, name: str, start: int = 0, stop: int | None = None) -> npt.NDArray[np.generic]:
        """One of ``ids``, ``ends``, ``surprisal_bits``, … of tokens start to stop (half open).

        Candidates are as many as all of these tokens have.
        """
        if name not in COLUMNS:
            raise KeyError(name)
        parts = [getattr(c, name)[a:b] for c, a, b in self._cut(start, stop)]
        return _together(parts) if parts else np.zeros(0, np.float32)

    def signal(self, name: str, start: int, stop: int) -> Floats | None:
        """Values ``[stop - start, *shape]``; None unless all of them were recorded."""
        cut = self._cut(start, stop)
        if not cut or any(name not in chunk.signals for chunk, _, _ in cut):
            return None
        return np.concatenate([chunk.signals[name][a:b] for chunk, a, b in cut])

    def values(self, name: str, start: int, stop: int, unit: int = 0) -> Floats:
        """Values of one unit ``[stop - start]``, NaN where unknown.

        ``unit`` indexes the flattened shape.
        """
        values = np.full(max(stop - start, 0), np.nan, np.float32)
        for chunk, a, b in self._cut(start, stop):
            if name in chunk.signals:
                at = chunk.start - start
                values[at + a : at + b] = chunk.signals[name][a:b].reshape(b - a, -1)[:, unit]
        return values

    def picture(self, name: str, start: int, stop: int, size: int) -> tuple[Picture, np.ndarray]:
        """``[stop - start, size]`` 0…255, zeros where unknown, and which rows are known."""
        # Rows of pixels are rows of memory, as drawing requires.
        image = np.zeros((size, max(stop - start, 0)), np.uint8)
        known = np.zeros(image.shape[1], np.bool_)
        for chunk, a, b in self._cut(start, stop):
            if name in chunk.pictures:
                at = slice(chunk.start + a - start, chunk.start + b - start)
                image[:, at] = chunk.pictures[name][a:b].T
                known[at] = True
        return image.T, known

    def exact(self, name: str, start: int, stop: int, size: int) -> Floats:
        """Values ``[stop - start, size]`` rather than a picture of them, NaN where unknown."""
        values = np.full((max(stop - start, 0), size), np.nan, np.float32)
        for chunk, a, b in self._cut(start, stop):
            if name in chunk.signals:
                at = chunk.start - start
                values[at + a : at + b] = chunk.signals[name][a:b].reshape(b - a, -1)
        return values

    def is_rounded(self, name: str, start: int, stop: int) -> bool:
        """Whether any known value of a signal from ``start`` to ``stop`` is not exact.

        See `Chunk.rounded`.
        """
        return any(
            name in chunk.rounded and chunk.rounded[name][a:b].any()
            for chunk, a, b in self._cut(start, stop)
        )

    def extremes(self, name: str, start: int, stop: int) -> tuple[float, float]:
        """The least and the largest value of a signal; ∞ and −∞ where nothing is known."""
        low, high = inf, -inf
        for chunk, a, b in self._cut(start, stop):
            if name not in chunk.signals:
                continue
            if b - a == len(chunk.ids):
                ends = chunk.extremes(name)
            else:
                ends = _extremes(chunk.signals[name][a:b])
            low, high = min(low, ends[0]), max(high, ends[1])
        return low, high

    def change(self, start: int, stop: int) -> npt.NDArray[np.float64]:
        """Bits ``[stop - start]`` that each token costs more than in the untouched reading.

        NaN where either is unknown, or nothing is changed.
        """
        found = np.full(max(stop - start, 0), np.nan)
        if self.untouched is not None:
            last = min(stop, len(self), len(self.untouched))
            ours, theirs = (
                one.column("surprisal_bits", start, last).astype(np.float64)
                for one in (self, self.untouched)
            )
            at = max(-start, 0)
            found[at : at + len(ours)] = ours - theirs
        return found

    def chunks_in(self, start: int, stop: int) -> tuple[Chunk, ...]:
        """The chunks that overlap a range."""
        return tuple(chunk for chunk, _, _ in self._cut(start, stop))

    def _cut(self, start: int, stop: int | None) -> tuple[tuple[Chunk, int, int], ...]:
        """The chunks that overlap a range, and the tokens of each that are in it."""
        stop = len(self) if stop is None else min(stop, len(self))
        start = max(start, 0)
        if start >= stop:
            return ()
        if (start, stop) not in self._cuts:
            first, last = self._index(start), self._index(stop - 1) + 1
            self._cuts[start, stop] = tuple(
                (c, max(start - c.start, 0), min(stop - c.start, len(c.ids)))
                for c in self.chunks[first:last]
            )
        return self._cuts[start, stop]
