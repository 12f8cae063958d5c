"""The difference of two readings: how many bits more each token costs the second.

Two models may read one text, or one model two texts. Where the tokens of one text differ, the
shortest stretches of it that are whole tokens of both are compared with one another, so that both
numbers are always about the same characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from wmstudio.engine.messages import Frame
    from wmstudio.engine.trace import Floats, Trace
    from wmstudio.text.alignment import TextAlignment

Ints: TypeAlias = "npt.NDArray[np.int64]"
AROUND = 64
"""Number of tokens that are searched at a time for a place where tokens of both end."""
WITHIN = 8
"""Places within a character: more than its bytes, each of which may be a token."""


@dataclass(frozen=True)
class Difference:
    """The difference at n tokens of the first trace, from number ``start``. Arrays are ``[n]``.

    ``first`` and ``second`` are bits of surprise, summed over the stretch that a token belongs to:
    tokens ``begins`` to ``stops`` (half open). ``bits`` is second minus first. All three are NaN
    where the second trace has not been read yet.
    """

    start: int
    bits: Floats
    first: Floats
    second: Floats
    begins: Ints
    stops: Ints


def difference(a: Frame, b: Frame, start: int, stop: int) -> Difference:
    """Surprise of b minus surprise of a, for tokens ``start`` to ``stop`` (half open) of a.

    Both frames must be of one revision. The range may reach beyond the text.
    """
    start, stop = max(start, 0), min(stop, len(a.trace))
    if start >= stop:
        unknown, nobody = np.zeros(0, np.float32), np.zeros(0, np.int64)
        return Difference(start, unknown, unknown, unknown, nobody, nobody)
    after, until = _shared_before(a.trace, b.trace, start), _shared_from(a.trace, b.trace, stop - 1)
    low, places_a, bits_a = _tokens(a.trace, after, until)
    _, places_b, bits_b = _tokens(b.trace, after, until)
    shared = np.intersect1d(places_a, places_b)
    shared = shared[shared <= min(_surely_read(a), _surely_read(b)) * WITHIN]
    # The stretch of each token. After the last one comes a part that may end in neither.
    stretch_a, stretch_b = np.searchsorted(shared, places_a), np.searchsorted(shared, places_b)
    sums = [
        np.append(np.bincount(stretch, bits, len(shared) + 1)[:-1], np.nan)
        for stretch, bits in ((stretch_a, bits_a), (stretch_b, bits_b))
    ]
    mine = stretch_a[start - low : stop - low]
    first, second = (one[mine] for one in sums)
    return Difference(
        start,
        (second - first).astype(np.float32),
        first.astype(np.float32),
        second.astype(np.float32),
        low + np.searchsorted(stretch_a, mine, side="left"),
        low + np.searchsorted(stretch_a, mine, side="right"),
    )


def aligned_difference(
    a: Frame, b: Frame, alignment: TextAlignment, start: int, stop: int
) -> Difference:
    """The same for two texts, by tokens that are the same characters of an equal stretch.

    All other tokens are NaN, too. The alignment is of the texts of the frames.
    """
    start, stop = max(start, 0), min(stop, len(a.trace))
    found = [np.full(max(stop - start, 0), np.nan, np.float32) for _ in range(2)]
    begins = np.arange(start, start + len(found[0]), dtype=np.int64)
    if len(begins) and alignment.a and len(b.trace):
        mine, _, bits_a, bits_b = _counterparts(a, b, alignment, start, stop)
        for one, bits in zip(found, (bits_a, bits_b), strict=True):
            one[mine - start] = bits
    first, second = found
    return Difference(start, second - first, first, second, begins, begins + 1)


def counterpart(a: Frame, b: Frame, alignment: TextAlignment, token: int) -> int | None:
    """The token of b that is the same characters as a token of a; None if there is none."""
    if not (0 <= token < len(a.trace) and alignment.a and len(b.trace)):
        return None
    _, other, _, _ = _counterparts(a, b, alignment, token, token + 1)
    return int(other[0]) if len(other) else None


def _counterparts(
    a: Frame, b: Frame, alignment: TextAlignment, start: int, stop: int
) -> tuple[Ints, Ints, Floats, Floats]:
    """Tokens of a, from ``start`` to ``stop``, with those of b, and the bits of both: ``[n]``."""
    low, places_a, bits_a = _tokens(a.trace, max(a.trace.span(start)[0] - 1, 0), _end(a, stop))
    starts = np.concatenate([[a.trace.span(low)[0] * WITHIN], places_a[:-1]])
    part = slice(start - low, stop - low)
    starts, places_a, bits_a = starts[part], places_a[part], bits_a[part]
    # The characters, both included, that each token has any part of.
    first, last = starts // WITHIN, (places_a - 1) // WITHIN
    runs = [np.asarray(x, np.int64) for x in (alignment.a, alignment.b, alignment.lengths)]
    at = np.maximum(np.searchsorted(runs[0], first, side="right") - 1, 0)
    here = (runs[0][at] <= first) & (last < runs[0][at] + runs[2][at])
    here &= (last < _surely_read(a)) & (last + runs[1][at] - runs[0][at] < _surely_read(b))
    mine, moved = np.flatnonzero(here), (runs[1] - runs[0])[at[here]] * WITHIN
    if not len(mine):
        nobody = np.zeros(0, np.int64)
        return nobody, nobody, bits_a[:0], bits_a[:0]
    starts, ends = starts[here] + moved, places_a[here] + moved
    low_b, places_b, bits_b = _tokens(
        b.trace, max(int(starts[0]) // WITHIN - 1, 0), -(-int(ends[-1]) // WITHIN)
    )
    starts_b = np.concatenate([[b.trace.span(low_b)[0] * WITHIN], places_b[:-1]])
    # No token of b may end there at all, where one of its tokens spans everything that was asked.
    _, which, there = np.intersect1d(ends, places_b, assume_unique=True, return_indices=True)
    same = starts_b[there] == starts[which]
    mine, there = mine[which[same]], there[same]
    return start + mine, low_b + there, bits_a[mine], bits_b[there]


def _end(frame: Frame, stop: int) -> int:
    return frame.trace.span(stop - 1)[1]


def _tokens(trace: Trace, after: int, until: int) -> tuple[int, Ints, Floats]:
    """The tokens that end after one character and no later than another.

    Returns the number of the first, the place where each ends, and its bits. Places increase with
    every token, even if several tokens share one character. From the beginning on, they are also
    those that cover nothing of the text, such as the space that Llama's tokenizer puts before it.
    """
    low, high = trace.token_before(after) + 1 if after > 0 else 0, trace.token_before(until) + 1
    ends = trace.column("ends", low, high).astype(np.int64)
    to_come = np.searchsorted(ends, ends, side="right") - 1 - np.arange(len(ends))
    bits = trace.column("surprisal_bits", low, high).astype(np.float32)
    return low, ends * WITHIN - to_come, bits


def _surely_read(frame: Frame) -> int:
    """The number of characters that are read completely: the last one may still be partial."""
    if not len(frame.trace):
        return 0
    end = frame.trace.span(len(frame.trace) - 1)[1]
    return end if len(frame.trace) == frame.length else end - 1


def _shared_before(a: Trace, b: Trace, token: int) -> int:
    """The last place before a token of a where tokens of both end, or the beginning."""
    high = a.token_before(a.span(token)[1] - 1) + 1
    while high > 0:
        low = max(high - AROUND, 0)
        if len(shared := _shared(a, b, low, high)):
            return int(shared[-1])
        high = low
    return 0


def _shared_from(a: Trace, b: Trace, token: int) -> int:
    """The first place at or after the end of a token of a where tokens of both end.

    If none is known, a place beyond the token.
    """
    until = a.span(token)[1]
    for low in range(token, len(a), AROUND):
        high = min(low + AROUND, len(a))
        if len(shared := _shared(a, b, low, high)):
            return int(shared[0])
        until = a.span(high - 1)[1]
        if b.token_before(until) == len(b) - 1:
            break
    return until


def _shared(a: Trace, b: Trace, low: int, high: int) -> Ints:
    """Which of the tokens ``low`` to ``high`` of a end where a token of b ends."""
    first, last = a.span(low)[1], a.span(high - 1)[1]
    ends = b.column("ends", b.token_before(first - 1) + 1, b.token_before(last) + 1)
    return np.intersect1d(a.column("ends", low, high), ends).astype(np.int64)
