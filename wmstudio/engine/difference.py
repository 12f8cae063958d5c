"""The difference of two models on one text: how many bits more each token costs the second.

Where their tokens differ, the shortest stretches of text that are whole tokens of both are compared
with one another, so that both numbers are always about the same characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from wmstudio.engine.messages import Frame
    from wmstudio.engine.trace import Floats, Trace

Ints = npt.NDArray[np.int64]
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


def _tokens(trace: Trace, after: int, until: int) -> tuple[int, Ints, Floats]:
    """The tokens that end after one character and no later than another.

    Returns the number of the first, the place where each ends, and its bits. Places increase with
    every token, even if several tokens share one character.
    """
    low, high = trace.token_before(after) + 1, trace.token_before(until) + 1
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
