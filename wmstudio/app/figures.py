"""What a panel shows or a study has measured, as named arrays: for drawing, data files and Python.

Shapes: R rows (units, series, heads), n columns (tokens, candidates).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import CHANGE, ENTROPY, PROBABILITY, RANK, SURPRISAL
from wmstudio.text.visible import visible

if TYPE_CHECKING:
    from wmstudio.app.quantities import Quantity
    from wmstudio.app.unit_order import Order
    from wmstudio.engine.messages import Edit, Floats, Frame, OpenedModel, Patch, Signal, Values
    from wmstudio.engine.trace import Trace

BEFORE_ALL = phrase(
    "Move the cursor to a token first. There is nothing to show before the first one."
)
NO_TOKENS = phrase("There are no tokens in sight. Type some text, or scroll to it.")
UNREAD = phrase("The model has not read all of this yet. Try again in a moment.")


class FigureError(ValueError):
    """There is no figure now. The message is a sentence."""


@dataclass(frozen=True)
class FigureSource:
    """Where the numbers come from, so that they can be computed again.

    ``model`` is an argument of `wmstudio.open`, or empty if there is none, as for a recording.
    """

    model: str
    text: str
    values: Values = ()
    edits: tuple[Edit, ...] = ()
    patches: tuple[Patch, ...] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """The interventions in force, each as a line."""
        return *(one.words for one in self.edits), *(one.words for one in self.patches)


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
        FigureError: not all of it has been read.
    """
    stop = read_to(frame, start, stop)
    names = [signal.name for signal in signals]
    values = _known(frame.trace, names, start, stop)
    exprs = [_units(signal, start, stop) + ".T" for signal in signals]
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
    parts = [trace.signal(name, start, stop) for name in names] if trace is not None else []
    known = [part.reshape(stop - start, -1).T for part in parts if part is not None]
    if not known or len(known) < len(names):
        raise FigureError(UNREAD)
    return np.concatenate(known)


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
        FigureError: not all of it has been read.
    """
    stop = read_to(frame, start, stop)
    values = [q.values(frame.trace, start, stop) for q in quantities]
    if not values or any(np.isnan(x).any() for x in values):
        raise FigureError(UNREAD)
    names = tuple(dict.fromkeys(name for q in quantities for name in q.watch))
    expr = f"np.stack([{', '.join(_expression(q, start, stop) for q in quantities)}])"
    stacked = np.stack(values)
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
        min(float(stacked.min()), 0.0),
        float(stacked.max()),
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
    values = snapshot.signals[signal.name]
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
    weights, token = snapshot.signals[signal.name], snapshot.token
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


def source_of(model: str, opened: OpenedModel, frame: Frame, text: str) -> FigureSource:
    """The source of a frame's numbers."""
    edits = tuple(edit for edited in frame.interventions for edit in edited.edits)
    patches = tuple(edited.patch for edited in frame.interventions if edited.patch is not None)
    return FigureSource("" if opened.recorded else model, text, opened.values, edits, patches)


# --- Python ---


def python_code(source: FigureSource, signals: Sequence[str], values: str, top: int = 20) -> str:
    """Python that computes a figure's ``values`` from a ``trace`` of the text with these signals.

    ``values`` is an expression, or lines that end by assigning ``values``; both may use ``np`` and
    ``trace``. The code is empty if there is no model to compute with.
    """
    if not source.model:
        return ""
    settings = ", ".join(f"{name}={value!r}" for name, value in source.values)
    edits = f", edits={list(source.edits)!r}" if source.edits else ""
    edits += f", patches={list(source.patches)!r}" if source.patches else ""
    pasted = any(edit.copied is not None for edit in source.edits)
    needed = ["CopiedPart"] if pasted else []
    needed += [type(found[0]).__name__ for found in (source.edits, source.patches) if found]
    lines = [
        "import numpy as np",
        "",
        "import wmstudio",
        *([f"from wmstudio.library import {', '.join(needed)}"] if needed else []),
        "",
        f"text = {source.text!r}",
        f"model = wmstudio.open({source.model!r})"
        + (f".configured({settings})" if settings else ""),
        f"trace = model.trace(text, signals={list(signals)!r}, top_k={top}{edits})",
        values if "\n" in values else f"values = {values}",
    ]
    return "\n".join(lines) + "\n"


def _expression(quantity: Quantity, start: int, stop: int) -> str:
    """Python for a quantity over a range of ``trace``."""
    cut = f"[{start}:{stop}]"
    of_tokens = {
        SURPRISAL: f"trace.surprisal_bits{cut}",
        ENTROPY: f"trace.entropy_bits{cut}",
        PROBABILITY: f"np.exp2(-trace.surprisal_bits{cut})",
        RANK: f"trace.ranks{cut}",
        CHANGE: f"trace.surprisal_bits{cut} - model.trace(text, signals=[]).surprisal_bits{cut}",
    }
    if quantity.signal in of_tokens:
        return of_tokens[quantity.signal]
    return f"{_units(quantity.signal, start, stop)}[:, {quantity.unit}]"


def _units(signal: Signal, start: int, stop: int) -> str:
    return f"trace.signals[{signal.name!r}][{start}:{stop}].reshape({stop - start}, -1)"


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
