"""Whether a model and its frames can be shown.

Types and sizes of what arrives have been checked; this is about what belongs together: numbers that
name a token, a signal or a place in the text, and what a model declares of its signals and
settings. Panels look these up without asking.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.recording_checks import DIMS, ROUNDING, WIDEST, check_parts
from wmstudio.engine.wire.frames import pages_of
from wmstudio.engine.wire.plans import WireError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wmstudio.contract import Signal
    from wmstudio.engine.messages import Candidate, Floats, Frame, OpenedModel, TokenSnapshot
    from wmstudio.engine.trace import Chunk, Trace

MOST = 2**31
"""Characters and tokens of a text are fewer."""
LEAST_RANGE = 1e-9
"""Of what is drawn, from the lower to the upper end."""


class Soundness:
    """Checks the frames of the model that was opened last; chunks only once."""

    def __init__(self) -> None:
        self._opened: OpenedModel | None = None
        self._pages: tuple[tuple[tuple[Chunk, ...], ...], ...] = ((), ())
        """Of each reading, the pages that were checked last."""

    def declare(self, opened: OpenedModel) -> None:
        """Another model is open.

        Raises:
            WireError: what it declares is not sound.
        """
        _check_model(opened)
        self._opened, self._pages = opened, ((), ())

    def check(self, frame: Frame) -> None:
        """See that the frame is sound; one of a model that is not open is not shown.

        Raises:
            WireError: it is not.
        """
        opened = self._opened
        if opened is None or not frame.is_of(opened):
            return
        if not (-1 <= frame.cursor < MOST and len(frame.trace) <= frame.length < MOST):
            raise WireError("a cursor is beside the text")
        traces = frame.trace, frame.trace.untouched
        self._pages = tuple(
            _check_trace(trace, known, opened)
            for trace, known in zip(traces, self._pages, strict=True)
        )
        for snapshot in (frame.snapshot, frame.untouched):
            if snapshot is not None:
                _check_snapshot(snapshot, frame.cursor, opened)
        pairs = (candidate for pair in frame.pairs for candidate in (pair.now, pair.was))
        _check_candidates((*pairs, *frame.beginning), opened)


def _check_model(opened: OpenedModel) -> None:
    for name, signal in opened.signals.items():
        _check_signal(name, signal)
    try:
        check_parts(opened.signals.values())
        for name, setting in opened.settings.items():
            if name != setting.name or not isfinite(setting.high - setting.low):
                raise WireError("a setting has no name or no range")
            setting.check(setting.value)
    except ValueError as error:
        raise WireError(str(error)) from error
    named = {*opened.lens, *(row.signal for rows in opened.rows.values() for row in rows)}
    if not opened.pieces or not named <= opened.signals.keys():
        raise WireError("a model has no tokens, or not the signals that it names")


def _check_signal(name: str, signal: Signal) -> None:
    if (
        name != signal.name
        or len(signal.shape) not in DIMS[signal.kind]
        or len(signal.shape) != len(signal.dims)
        or not all(0 < n < MOST for n in signal.shape)
        or not abs(signal.low) <= WIDEST
        or not signal.high - signal.low >= LEAST_RANGE
    ):
        raise WireError("a signal is of a shape or range that none has")


def _check_trace(
    trace: Trace | None, known: tuple[tuple[Chunk, ...], ...], opened: OpenedModel
) -> tuple[tuple[Chunk, ...], ...]:
    pages = pages_of(trace.chunks) if trace is not None else ()
    for number, page in enumerate(pages):
        before = known[number] if number < len(known) else ()
        if page is not before:
            there = {id(chunk) for chunk in before}
            for chunk in page:
                if id(chunk) not in there:
                    _check_chunk(chunk, opened)
    return pages


def _check_chunk(chunk: Chunk, opened: OpenedModel) -> None:
    count = len(opened.pieces)
    _check_within(chunk.ids, count, "a token")
    _check_within(chunk.topk_ids, count, "a candidate")
    _check_within(chunk.ends, MOST, "the end of a token")
    _check_within(chunk.ranks, count + 1, "a rank")
    if (np.diff(chunk.ends) < 0).any():
        raise WireError("a token ends before it begins")
    if (chunk.topk_probs > 1 + ROUNDING).any() or (chunk.topk_probs < -ROUNDING).any():
        raise WireError("a probability is none")
    _check_signals(chunk.signals, opened, of_token=slice(1, None))


def _check_within(numbers: np.ndarray, count: int, what: str) -> None:
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < count:
        raise WireError(f"{what} has a number that none has")


def _check_signals(
    signals: Mapping[str, Floats], opened: OpenedModel, of_token: slice = slice(None)
) -> None:
    for name, values in signals.items():
        declared = opened.signals.get(name)
        if declared is None or values.shape[of_token] != declared.shape:
            raise WireError("a signal is not as the model declares it")


def _check_snapshot(snapshot: TokenSnapshot, cursor: int, opened: OpenedModel) -> None:
    if snapshot.token != cursor:
        raise WireError("a snapshot is beside the cursor")
    _check_signals(snapshot.signals, opened)
    _check_candidates(snapshot.candidates, opened)
    if (probe := snapshot.probe) is not None:
        _check_candidates(probe.candidates, opened)
        _check_within(np.array(probe.tokens, np.int64), len(opened.pieces), "a token")


def _check_candidates(candidates: Iterable[Candidate], opened: OpenedModel) -> None:
    for one in candidates:
        # What a damaged model predicts may be no number, which panels say.
        beyond = one.probability > 1 + ROUNDING or one.probability < -ROUNDING
        if beyond or not 0 <= one.token < len(opened.pieces):
            raise WireError("a candidate is none of the model's tokens")
