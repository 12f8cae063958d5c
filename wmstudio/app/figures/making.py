"""What a panel shows or a study has measured, as named arrays: for drawing, data files and Python.

Shapes: R rows (units, series, heads), n columns (tokens, candidates).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from wmstudio.app.figures.source import FigureSource, expression_of, python_code, units_of
from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import CHANGE
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.visible import visible

if TYPE_CHECKING:
    from wmstudio.app.quantities import Quantity
    from wmstudio.app.unit_order import Order
    from wmstudio.engine.messages import (
        Floats,
        Frame,
        OpenedModel,
        Signal,
        TokenSnapshot,
    )
    from wmstudio.engine.trace import Trace

BEFORE_ALL = phrase(
    "Move the cursor to a token first. There is nothing to show before the first one."
)
NO_TOKENS = phrase("There are no tokens in sight. Type some text, or scroll to it.")
UNREAD = phrase("The model has not read all of this yet. Try again in a moment.")

ROUNDED = phrase("These are too many values to be read exactly from another machine: take fewer.")


class FigureError(ValueError):
    """There is no figure now. The message is a sentence."""


class RoundedError(FigureError):
    """Values of a model on another machine are rounded until they are asked for.

    They are those of the signals ``names`` from token ``start`` to ``stop``, ``values`` in number.
    """

    def __init__(self, names: tuple[str, ...], start: int, stop: int, values: int) -> None:
        super().__init__(ROUNDED)
        self.names, self.start, self.stop, self.values = names, start, stop, values


@dataclass(frozen=True, eq=False)
class Figure:
    """``values`` ``[R, n]``, NaN where unknown, with labels of rows and columns.

    ``first`` is the number of the first column. ``code`` is Python that computes ``values``, or
    empty where that is not possible. ``changes`` are the interventions in force, each as a line.
    """

    kind: Literal["map", "curves", "bars"]
    title: str
    x: str
    y: str
    values: Floats = field(repr=False)
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    first: int = 0
    low: float = 0.0
    high: float = 1.0
    code: str = ""
    changes: tuple[str, ...] = ()
    caption: str = ""
    """What somebody needs to make it again, in sentences."""
    places: tuple[float, ...] = ()
    """Where columns stand along the axis, 0 to 1; evenly if empty."""
    ranges: Floats | None = field(default=None, repr=False)
    """``[2, R, n]``, the lowest and the highest of what ``values`` are the means of, or NaN."""
    marks: tuple[float | None, ...] = ()
    """A place along the axis that belongs to each row, or None."""
    untouched: bool = False
    """Whether interventions have no part in it: they were left out, or it is of no text."""

    @property
    def across(self) -> tuple[float, ...]:
        """Where each column stands along the axis, 0 to 1."""
        count = len(self.columns)
        return self.places or tuple((i + 0.5) / count for i in range(count))


@dataclass(frozen=True, eq=False)
class Excerpt:
    """The input of figures: a model's frame of a text, and its tokens ``start`` to ``stop``."""

    source: FigureSource
    opened: OpenedModel
    frame: Frame
    start: int
    stop: int


class OfferedFigure(NamedTuple):
    """A figure that a panel can make, under the name in the export dialog."""

    name: str
    make: Callable[[], Figure]
    """Raises `FigureError` if there is no figure now."""


# --- from a frame ---


def read_to(frame: Frame, start: int, stop: int) -> int:
    """Where a range of tokens ends that may reach beyond the text.

    Raises:
        FigureError: the range has no tokens, or not all of them have been read.
    """
    stop = min(stop, frame.length)
    if start >= stop:
        raise FigureError(NO_TOKENS)
    if stop > len(frame.trace):
        raise FigureError(UNREAD)
    return stop


def along_text(
    source: FigureSource,
    opened: OpenedModel,
    frame: Frame,
    signals: Sequence[Signal],
    start: int,
    stop: int,
    order: Order | None = None,
    *,
    changed: bool = False,
) -> Figure:
    """Units by tokens ``start`` to ``stop``, in an order or by number, as far as the text goes.

    With ``changed``, by how much they differ from those of the untouched reading.

    Raises:
        FigureError: not all of it has been read, or not exactly (`RoundedError`).
    """
    stop = read_to(frame, start, stop)
    names = [signal.name for signal in signals]
    values = _known(frame.trace, names, start, stop)
    exprs = [units_of(signal, start, stop) + ".T" for signal in signals]
    if changed:
        values = values - _known(frame.trace.untouched, names, start, stop)
        plain = f"model.trace(text, signals={names!r})"
        exprs = [f"{one} - {one.replace('trace', plain, 1)}" for one in exprs]
    joined = exprs[0] if len(exprs) == 1 else f"np.concatenate([{', '.join(exprs)}])"
    first = signals[0]
    rows = tuple(name for signal in signals for name in _unit_names(signal))
    if order is not None:
        at = order.tolist()
        values, rows = values[at], tuple(rows[unit] for unit in at)
        joined = f"({joined})[{at}]" if changed else f"{joined}[{at}]"
    return Figure(
        "map",
        f"{'change of ' if changed else ''}{', '.join(names)} of {opened.name}",
        "token",
        first.dims[0] if len(signals) == 1 and first.dims else "signal",
        values,
        rows,
        _pieces(opened, frame, start, stop),
        start,
        min(s.low for s in signals),
        max(s.high for s in signals),
        python_code(source, names, joined),
    )


def _known(trace: Trace | None, names: Sequence[str], start: int, stop: int) -> Floats:
    """Units ``[R, n]`` of signals, one below the other.

    Raises:
        FigureError: they are not known.
    """
    if trace is None:
        raise FigureError(UNREAD)
    parts = [trace.signal(name, start, stop) for name in names]
    known = [part.reshape(stop - start, -1).T for part in parts if part is not None]
    if not known or len(known) < len(names):
        raise FigureError(UNREAD)
    _refuse_rounded(trace, names, start, stop, sum(part.size for part in known))
    return np.concatenate(known)


def _refuse_rounded(trace: Trace, names: Sequence[str], start: int, stop: int, values: int) -> None:
    rounded = tuple(name for name in names if trace.is_rounded(name, start, stop))
    if rounded:
        raise RoundedError(rounded, start, stop, values)


def curves(
    source: FigureSource,
    opened: OpenedModel,
    frame: Frame,
    quantities: Sequence[Quantity],
    start: int,
    stop: int,
) -> Figure:
    """Quantities along the text.

    Raises:
        FigureError: not all of it has been read, or not exactly (`RoundedError`).
    """
    stop = read_to(frame, start, stop)
    values = [q.values(frame.trace, start, stop) for q in quantities]
    names = tuple(dict.fromkeys(name for q in quantities for name in q.watch))
    if not values or any(np.isnan(x).any() for x in values):
        # A model that is driven beyond its range computes what is no number, which is known, too.
        plain = frame.trace.untouched
        of_both = any(q.signal == CHANGE for q in quantities)
        if (
            not values
            or any(frame.trace.signal(name, start, stop) is None for name in names)
            or (of_both and (plain is None or len(plain) < stop))
        ):
            raise FigureError(UNREAD)
    sizes = sum(opened.signals[name].size for name in names)
    _refuse_rounded(frame.trace, names, start, stop, sizes * (stop - start))
    expr = f"np.stack([{', '.join(expression_of(q, start, stop) for q in quantities)}])"
    stacked = np.stack(values)
    known = stacked[np.isfinite(stacked)]
    measures = {q.measure for q in quantities}
    return Figure(
        "curves",
        f"{', '.join(q.key for q in quantities)} of {opened.name}",
        "token",
        (measures.pop() if len(measures) == 1 else "") or "value",
        stacked,
        tuple(f"{q.key} ({q.measure})" if q.measure else q.key for q in quantities),
        _pieces(opened, frame, start, stop),
        start,
        min(float(known.min(initial=0.0)), 0.0),
        float(known.max()) if len(known) else 0.0,
        python_code(source, names, f"{expr}.astype(np.float32)"),
    )


def expected(source: FigureSource, opened: OpenedModel, frame: Frame) -> Figure:
    """The most probable tokens after the cursor, with the parts from memory and from the network.

    Raises:
        FigureError: it has not been read.
    """
    snapshot = frame.snapshot
    if snapshot is None:
        raise FigureError(UNREAD)
    values = np.array([[c.probability for c in snapshot.candidates]], np.float32)
    memory = [c.memory for c in snapshot.candidates if c.memory is not None]
    rows: tuple[str, ...] = ("probability",)
    k, token = values.shape[1], snapshot.token
    expr = f"trace.topk_probs[{token}][None, :{k}]"
    if memory and len(memory) == k:
        values = np.stack([values[0], np.array(memory, np.float32)])
        values = np.concatenate([values, values[:1] - values[1:]])
        rows = ("probability", "from memory", "from the network")
        whole, part = (f"trace.{name}[{token}][:{k}]" for name in ("topk_probs", "topk_memory"))
        expr = f"np.stack([{whole}, {part}, {whole} - {part}])"
    return Figure(
        "bars",
        f"Expected after token {token} by {opened.name}",
        "next token",
        "probability",
        values,
        rows,
        tuple(visible(opened.pieces[c.token]) for c in snapshot.candidates),
        low=0.0,
        high=float(values.max(initial=0.0)) or 1.0,
        # Before the first token there is no token of a trace.
        code=python_code(source, (), expr, top=k) if token >= 0 else "",
    )


def at_cursor(source: FigureSource, opened: OpenedModel, frame: Frame, signal: Signal) -> Figure:
    """A signal at the cursor's token: a matrix, or one row.

    Raises:
        FigureError: it has not been read.
    """
    snapshot = frame.snapshot
    if snapshot is None or signal.name not in snapshot.signals:
        raise FigureError(UNREAD if snapshot is None or snapshot.token >= 0 else BEFORE_ALL)
    values = _exact_at(snapshot, signal)
    rows = signal.shape[0] if len(signal.shape) > 1 else 1
    matrix = values.reshape(rows, -1)
    down = signal.dims[0] if len(signal.shape) > 1 else ""
    across = ", ".join(signal.dims[1:] if down else signal.dims)
    expr = f"trace.signals[{signal.name!r}][{snapshot.token}].reshape({rows}, -1)"
    return Figure(
        "map",
        f"{signal.name} at token {snapshot.token} of {opened.name}",
        across or "value",
        down,
        matrix,
        tuple(f"{down} {i}" if down else signal.name for i in range(rows)),
        tuple(str(i) for i in range(matrix.shape[1])),
        low=signal.low,
        high=min(signal.high, max(float(matrix.max(initial=0.0)), signal.low + 1)),
        code=python_code(source, [signal.name], expr),
    )


def _exact_at(snapshot: TokenSnapshot, signal: Signal) -> Floats:
    if signal.name in snapshot.rounded:
        raise RoundedError((signal.name,), snapshot.token, snapshot.token + 1, signal.size)
    return snapshot.signals[signal.name]


def looking_back(
    source: FigureSource, opened: OpenedModel, frame: Frame, signal: Signal, start: int, stop: int
) -> Figure:
    """Weights over past tokens at the cursor: heads by tokens, NaN where out of reach.

    Raises:
        FigureError: it has not been read.
    """
    snapshot = frame.snapshot
    stop = read_to(frame, start, stop)
    if snapshot is None or signal.name not in snapshot.signals:
        raise FigureError(UNREAD if snapshot is None or snapshot.token >= 0 else BEFORE_ALL)
    weights, token = _exact_at(snapshot, signal), snapshot.token
    weights = weights.reshape(-1, weights.shape[-1])
    values = np.full((len(weights), stop - start), np.nan, np.float32)
    for t in range(start, stop):
        if 0 <= token - t < weights.shape[1]:
            values[:, t - start] = weights[:, token - t]
    lines = (
        f"weights = trace.signals[{signal.name!r}][{token}]",
        "weights = weights.reshape(-1, weights.shape[-1])  # heads by tokens back",
        f"values = np.full((len(weights), {stop - start}), np.nan, np.float32)",
        f"for t in range({start}, {stop}):",
        f"    if 0 <= {token} - t < weights.shape[1]:",
        f"        values[:, t - {start}] = weights[:, {token} - t]",
    )
    known = values[np.isfinite(values)]
    return Figure(
        "map",
        f"{signal.name} at token {token} of {opened.name}",
        "token",
        "head",
        values,
        tuple(f"head {i}" for i in range(len(values))),
        _pieces(opened, frame, start, stop),
        start,
        min(float(known.min(initial=0.0)), 0.0),
        float(known.max(initial=0.0)) or 1.0,
        python_code(source, [signal.name], "\n".join(lines)),
    )


def _unit_names(signal: Signal) -> tuple[str, ...]:
    if not signal.dims:
        return (signal.name,)
    return tuple(
        ", ".join(f"{d} {i}" for d, i in zip(signal.dims, at, strict=True))
        for at in np.ndindex(signal.shape)
    )


def _pieces(opened: OpenedModel, frame: Frame, start: int, stop: int) -> tuple[str, ...]:
    ids = frame.trace.column("ids", start, stop)
    return tuple(visible(opened.pieces[int(i)]) for i in ids)
