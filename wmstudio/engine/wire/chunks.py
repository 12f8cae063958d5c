"""Chunks of a trace as what the other side does not have yet.

Numbers of tokens are exact, and so are signals with few numbers a token or with numbers of tokens.
All other signals travel as the 8-bit pictures that are drawn; values from them are exact where they
are beyond the range that is drawn, and within half a step of it elsewhere, until somebody asks for
them exactly. Shapes: n tokens.
"""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.engine.trace import OF_SIGNALS, Chunk, Picture
from wmstudio.engine.wire.pictures import Drawn, pack_beyond, unpack_values
from wmstudio.engine.wire.plans import WireError, items_of, pack_array, unpack_array

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import TokenSnapshot
    from wmstudio.engine.trace import Floats

LEAN = ("ids", "ends", "surprisal_bits", "entropy_bits", "ranks")
"""What every chunk has; candidates and signals have only those in sight."""
MOST_TOKENS = 2**16
DTYPES = {
    "ids": np.int32,
    "ends": np.int64,
    "surprisal_bits": np.float32,
    "entropy_bits": np.float32,
    "ranks": np.int32,
}


Known = tuple[Chunk, bool]
"""A chunk that the other side has, and whether with all that is in sight."""


def pack_chunk(
    new: Chunk,
    seen: bool,
    old: Known | None,
    drawn: Mapping[str, Drawn],
    snapshot: TokenSnapshot | None = None,
) -> list[Any]:
    """A chunk as what differs from the one that the other side has in its place.

    What is ``seen`` has candidates and signals too, unless they follow from the ``snapshot``, which
    the other side has.
    """
    before = old[0] if old is not None else None
    keep = _kept(new, before)
    lean = [pack_array(_small(name, getattr(new, name)[keep:], new, keep)) for name in LEAN]
    if not seen:
        return [new.start, keep, lean, None, []]
    whole = keep if old is not None and old[1] else 0
    top = [
        None if column is None else pack_array(column[whole:])
        for column in (new.topk_ids, new.topk_probs, new.topk_memory)
    ]
    signals = [
        [name, *_pack_signal(name, new, before if whole else None, keep, drawn[name], snapshot)]
        for name in new.signals
        if name in drawn
    ]
    return [new.start, keep, lean, [whole, *top], signals]


def _small(name: str, column: np.ndarray, chunk: Chunk, keep: int) -> np.ndarray:
    """Ends as the widths of tokens, most of which are one byte."""
    if name != "ends" or not len(column):
        return column
    widths = np.diff(column, prepend=chunk.ends[keep - 1] if keep else 0)
    return widths.astype(np.uint8) if widths.min() >= 0 and widths.max() < 256 else widths


def _kept(new: Chunk, old: Chunk | None) -> int:
    """How many tokens of the chunk are the same as before."""
    if old is None or old.start != new.start:
        return 0
    n = min(len(old.ids), len(new.ids))
    same = np.ones(n, np.bool_)
    for name in (*LEAN, "topk_ids", "topk_probs"):
        a, b = getattr(old, name), getattr(new, name)
        if a is b:
            continue
        if a.shape[1:] != b.shape[1:]:
            return 0
        equal = a[:n] == b[:n]
        same &= equal if equal.ndim == 1 else equal.all(axis=1)
    return n if same.all() else int(same.argmin())


def _pack_signal(
    name: str,
    new: Chunk,
    old: Chunk | None,
    keep: int,
    drawn: Drawn,
    snapshot: TokenSnapshot | None,
) -> list[Any]:
    values = new.signals[name]
    whole = 0
    if old is not None and name in old.signals and old.signals[name].shape[1:] == values.shape[1:]:
        n = keep
        a, b = old.signals[name][:n].reshape(n, -1), values[:n].reshape(n, -1)
        same = (a == b).all(axis=1) if n else np.ones(0, np.bool_)
        whole = n if same.all() else int(same.argmin())
    rows = values[whole:]
    shape = list(values.shape[1:])
    if drawn.exact:
        return [whole, shape, drawn.low, drawn.high, True, pack_array(rows), None, None]
    image = new.pictures[name][whole:]
    flat = rows.reshape(image.shape)
    at = _row_known(name, image, new.start + whole, drawn, snapshot)
    if at is not None:
        flat, image = np.delete(flat, at, axis=0), np.delete(image, at, axis=0)
    beyond = pack_beyond(flat, image, drawn)
    return [whole, shape, drawn.low, drawn.high, False, pack_array(image), beyond, at]


def _row_known(
    name: str, image: Picture, start: int, drawn: Drawn, snapshot: TokenSnapshot | None
) -> int | None:
    """The row of the snapshot's token, if it is the picture of the snapshot's values.

    ``start`` is the token of the first row of the image.
    """
    values = None if snapshot is None else snapshot.signals.get(name)
    if snapshot is None or values is None or not 0 <= (at := snapshot.token - start) < len(image):
        return None
    # What becomes of numbers that are not finite depends on the processor.
    if values.size != image.shape[1] or not np.isfinite(values).all():
        return None
    return at if np.array_equal(drawn.picture(values[None])[0], image[at]) else None


def unpack_chunk(plain: Any, old: Chunk | None, snapshot: TokenSnapshot | None = None) -> Chunk:
    """The chunk of `pack_chunk`; ``old`` is the one in its place.

    Raises:
        WireError: it is not as it must be.
    """
    start, keep, lean, top, signals = items_of(plain, 5)
    known = 0 if old is None else len(old.ids)
    if type(start) is not int or type(keep) is not int or not 0 <= keep <= known or start < 0:
        raise WireError("a chunk does not follow the one before")
    columns: dict[str, Any] = {}
    for name, packed in zip(LEAN, items_of(lean, len(LEAN)), strict=True):
        part = unpack_array(packed)
        if part.ndim != 1 or len(part) + keep > MOST_TOKENS:
            raise WireError("a chunk has too many tokens")
        if name == "ends":
            part = np.cumsum(part.astype(np.int64))
            part += int(old.ends[keep - 1]) if keep and old is not None else 0
        head = getattr(old, name)[:keep] if old is not None else part[:0]
        columns[name] = np.concatenate([head, part]).astype(DTYPES[name], copy=False)
    n = len(columns["ids"])
    if n == 0 or any(len(column) != n for column in columns.values()):
        raise WireError("the columns of a chunk differ in length")
    columns |= _top(top, n, old)
    columns |= {of: {} for of in OF_SIGNALS}
    for packed in items_of(signals):
        name, *rest = items_of(packed, 9)
        found = _unpack_signal(str(name), rest, n, old, snapshot)
        for of, rows in zip(OF_SIGNALS, found, strict=True):
            columns[of][str(name)] = rows
    return Chunk(start, **columns)


def _top(plain: Any, n: int, old: Chunk | None) -> dict[str, Any]:
    if plain is None:
        return {
            "topk_ids": np.zeros((n, 0), np.int32),
            "topk_probs": np.zeros((n, 0), np.float32),
        }
    whole, *packed = items_of(plain, 4)
    found: dict[str, Any] = {}
    for name, one in zip(("topk_ids", "topk_probs", "topk_memory"), packed, strict=True):
        if one is None:
            found[name] = None
            continue
        part, before = unpack_array(one), None if old is None else getattr(old, name)
        found[name] = _joined(before, part, whole, n)
    if found["topk_ids"] is None or found["topk_probs"] is None:
        raise WireError("a chunk has no candidates")
    return found


def _joined(before: np.ndarray | None, part: np.ndarray, whole: Any, n: int) -> np.ndarray:
    """The first rows of what was there, and these."""
    if type(whole) is not int or whole < 0 or whole + len(part) != n or part.ndim < 1:
        raise WireError("rows of a chunk are missing")
    if not whole:
        return part
    if before is None or len(before) < whole or before.shape[1:] != part.shape[1:]:
        raise WireError("rows of a chunk do not follow those before")
    return np.concatenate([before[:whole], part])


def _unpack_signal(
    name: str, plain: list[Any], n: int, old: Chunk | None, snapshot: TokenSnapshot | None
) -> list[np.ndarray]:
    """Values of a signal, its picture, and which rows are rounded."""
    whole, shape, low, high, exact, packed, beyond, at = plain
    drawn, part = Drawn.between(low, high), unpack_array(packed)
    sizes = tuple(items_of(shape))
    if exact:
        values = part.astype(np.float32, copy=False)
        width = prod(values.shape[1:])
        image = drawn.picture(values) if len(values) else np.zeros((0, width), np.uint8)
    else:
        if part.dtype != np.uint8 or part.ndim != 2:
            raise WireError("a picture has other numbers than bytes")
        image, values = part, unpack_values(part, beyond, drawn)
    rounded = np.full(len(values), not exact)
    if at is not None:
        known = None if snapshot is None else snapshot.signals.get(name)
        if exact or type(at) is not int or not 0 <= at <= len(part):
            raise WireError("a row of a picture is beside it")
        if snapshot is None or known is None or known.size != part.shape[1]:
            raise WireError("a row of a picture does not follow from the snapshot")
        image = np.insert(image, at, drawn.picture(known[None])[0], axis=0)
        values = np.insert(values, at, known.reshape(-1), axis=0)
        rounded = np.insert(rounded, at, name in snapshot.rounded)
    if not exact:
        if any(type(s) is not int for s in sizes) or prod(sizes) != image.shape[1]:
            raise WireError("a picture does not have the shape of its signal")
        values = values.reshape(len(values), *sizes)
    parts: tuple[np.ndarray, ...] = (values, image, rounded)
    return [
        _joined(None if old is None else getattr(old, of).get(name), one, whole, n)
        for of, one in zip(OF_SIGNALS, parts, strict=True)
    ]


def sharpened(chunk: Chunk, name: str, row: int, values: Floats) -> Chunk:
    """The chunk with the exact values ``[n, *shape]`` of the tokens from a row on.

    Raises:
        WireError: the chunk does not have this signal at these tokens.
    """
    there, rows = chunk.signals.get(name), slice(row, row + len(values) if values.ndim else 0)
    if there is None or row < 0 or there[rows].shape != values.shape:
        raise WireError("exact values are beside a signal")
    now, rounded = there.copy(), chunk.rounded[name].copy()
    now[rows], rounded[rows] = values, False
    signals, left = {**chunk.signals, name: now}, {**chunk.rounded, name: rounded}
    return replace(chunk, signals=signals, rounded=left)
