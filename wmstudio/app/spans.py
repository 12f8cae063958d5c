"""Spans (selected tokens): their figures, text and table; and peaks along the text.

Shapes: n tokens of a range.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.app.quantities import SURPRISAL, Quantity
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.exported import spreadsheet_cell
from wmstudio.text.stretches import stretch_of, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.trace import Floats, Trace


@dataclass(frozen=True)
class Span:
    """Tokens from ``start`` to ``stop`` (half open), at least one."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def within(self, tokens: int) -> Span | None:
        """The part of the span in a text of this many tokens; None if there is none."""
        stop = min(self.stop, tokens)
        return Span(self.start, stop) if self.start < stop else None


def span_between(token: int, other: int) -> Span:
    """The span from one token to another, inclusive."""
    first, last = sorted((max(token, 0), max(other, 0)))
    return Span(first, last + 1)


@dataclass(frozen=True)
class Figures:
    """Number of known values, and their mean, minimum, maximum and sum; NaN if there are none."""

    known: int
    mean: float
    least: float
    most: float
    total: float


def figures(values: Floats) -> Figures:
    """The figures of values ``[n]``, where NaN is unknown. Sums are in float64."""
    x = values[~np.isnan(values)].astype(np.float64)
    if not len(x):
        return Figures(0, np.nan, np.nan, np.nan, np.nan)
    return Figures(len(x), float(x.mean()), float(x.min()), float(x.max()), float(x.sum()))


def size_in_bytes(
    trace: Trace, span: Span, pieces: Sequence[bytes], text: str | None = None
) -> int:
    """The size in bytes of what a span's tokens are in the text.

    Pieces of other people's tokenizers need not spell it: one may stand for any unknown word, or
    have a space that nobody typed. Then the characters count, if the ``text`` is known.
    """
    first, after = span.start, span.stop
    if text is not None and (known := span.within(len(trace))) is not None:
        start, stop = place_of(trace, known)
        low, high = tokens_of(trace, start, stop)
        spelled = b"".join(pieces[i] for i in trace.column("ids", low, high).tolist())
        written = text[start:stop].encode("utf-8", "surrogatepass")
        if spelled != written:
            return len(written)
        # A part of a character has the bytes of its pieces.
        first, after = max(first, low), min(after, high)
    return sum(len(pieces[i]) for i in trace.column("ids", first, after).tolist())


def bits_per_byte(
    trace: Trace, span: Span, pieces: Sequence[bytes], text: str | None = None
) -> float:
    """Surprise of a span's tokens divided by their bytes; NaN if they have none."""
    size = size_in_bytes(trace, span, pieces, text)
    bits = Quantity(SURPRISAL).values(trace, span.start, span.stop).astype(np.float64).sum()
    return float(bits) / size if size else float("nan")


def place_of(trace: Trace, span: Span) -> tuple[int, int]:
    """The place of a span in the text, in code points: whole characters.

    The trace must cover it.
    """
    return stretch_of(trace, span.start, span.stop)


def span_at(trace: Trace, start: int, stop: int) -> Span | None:
    """The tokens that contain any character of a stretch in code points; None if there are none."""
    first, after = tokens_of(trace, start, stop)
    return Span(first, after) if first < after else None


def table(trace: Trace, span: Span, pieces: Sequence[bytes], quantities: Sequence[Quantity]) -> str:
    """A span as CSV: one row per token, with its place in the text. Unknown values are empty.

    Bytes that do not form text are written as U+FFFD, and a piece that a spreadsheet would take for
    a formula is preceded by an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["token", "id", "piece", "start", "end", *(q.key for q in quantities)])
    columns = [q.values(trace, span.start, span.stop) for q in quantities]
    for i, token in enumerate(range(span.start, min(span.stop, len(trace)))):
        id, cells = trace.id(token), [float(column[i]) for column in columns]
        written = ["" if np.isnan(x) else f"{x:.7g}" for x in cells]
        piece = spreadsheet_cell(pieces[id].decode("utf-8", "replace"))
        rows.writerow([token, id, piece, *trace.span(token), *written])
    return out.getvalue()


def with_model(table: str, model: str) -> str:
    """The same table with the model's name as the first column."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for i, row in enumerate(csv.reader(io.StringIO(table, newline=""))):
        rows.writerow([spreadsheet_cell(model) if i else "model", *row])
    return out.getvalue()


def peak(values: Floats, cursor: int, step: int) -> int | None:
    """The next token that stands out, or with ``step`` -1 the previous one; None if none does.

    It is higher than the one before it, not lower than the one after it, and at least one standard
    deviation above the mean of all.
    """
    x = np.nan_to_num(values.astype(np.float64), nan=-np.inf, posinf=np.inf, neginf=-np.inf)
    known = x[np.isfinite(x)]
    if not len(known):
        return None
    around = np.concatenate([[-np.inf], x, [-np.inf]])
    high = (x > around[:-2]) & (x >= around[2:]) & (x >= known.mean() + known.std())
    tokens = np.flatnonzero(high)
    there = tokens[tokens > cursor] if step > 0 else tokens[tokens < cursor][::-1]
    return int(there[0]) if len(there) else None
