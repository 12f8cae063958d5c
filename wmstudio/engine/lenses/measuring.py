"""Answers to requests about lenses, with whatever the backend can do of it.

Shapes: n tokens, R readings of one token, F features, V vocabulary.
"""

from __future__ import annotations

from math import log, log2
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from wmstudio.engine.asking import candidates
from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import (
    MOST_LEFT_OUT,
    MOST_MEASURED,
    ImportanceMeasured,
    LayerPrediction,
    LayersMeasured,
    LayersRead,
    MeasureImportance,
    MeasureLayers,
    SearchProgress,
)
from wmstudio.engine.timeline import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wmstudio.engine.backend import Backend, Floats, Ids, State
    from wmstudio.engine.messages import Lensing, ReadThrough
    from wmstudio.engine.messages.lenses import Numbers

NO_LAYERS = (
    "The output layer of this model reads no single layer, so there is no logit lens: transformers "
    "and stacked recurrent layers have one."
)
NO_GRADIENT = "This model has no gradient here, so it cannot be measured what its targets hang on."
NO_TOKENS = "There are no tokens before the cursor: move it to a later place."


@runtime_checkable
class Lensed(Protocol):
    """A backend that can also be looked through."""

    @property
    def lens_layers(self) -> Sequence[str]:
        """Signals of layers that the output layer can read, from the lowest; maybe none."""
        ...

    def read_through(self, layer: str, x_RF: Floats) -> Floats:
        """Log probabilities ``[R, V]`` (natural) that the output layer makes of a layer."""
        ...

    def gradient_times_input(self, ids: Ids, state: State, targets: Sequence[int]) -> Numbers:
        """Per token, in bits; of the log probability of a target, or its log-odds: ``[n]``.

        Raises:
            LensError: the embeddings are not known.
        """
        ...


def read_through(backend: Backend | None, asked: ReadThrough) -> LayersRead:
    """Answer at once what each layer of one token predicts, or why that cannot be told."""
    if not isinstance(backend, Lensed):
        return LayersRead(asked.run, why=NO_LAYERS)
    there = [name for name in backend.lens_layers if name in asked.signals]
    if not there:
        return LayersRead(asked.run, why=NO_LAYERS)
    found = []
    for name in there:
        readings = [of[name] for of in (asked.signals, asked.plain) if name in of]
        log_p_RV = backend.read_through(name, np.stack(readings))
        best = _largest(log_p_RV[0], asked.top)
        bits: list[float | None] = [None, None]
        if asked.next is not None:
            for row, log_p in enumerate(log_p_RV[:, asked.next]):
                bits[row] = abs(float(log_p)) / log(2)
        found.append(
            LayerPrediction(name, candidates(best, np.exp(log_p_RV[0, best]), None), *bits)
        )
    return LayersRead(asked.run, tuple(found))


def _largest(x_V: Floats, count: int) -> Ids:
    """The ids of the largest values, the largest first, without sorting all of them."""
    count = min(count, len(x_V))
    best = np.argpartition(-x_V, count - 1)[:count]
    found: Ids = best[np.lexsort((best, -x_V[best]))].astype(np.int32)
    return found


def measuring(
    backend: Backend, asked: Lensing
) -> Iterator[SearchProgress | LayersMeasured | ImportanceMeasured]:
    """Yield progress, then the result.

    Raises:
        Refused, LensError: it cannot be measured; the message is a sentence.
    """
    if isinstance(asked, MeasureLayers):
        return _layers(backend, asked)
    return _importance(backend, asked)


def _layers(backend: Backend, asked: MeasureLayers) -> Iterator[SearchProgress | LayersMeasured]:
    if not isinstance(backend, Lensed) or not backend.lens_layers:
        raise Refused(NO_LAYERS)
    ids = asked.ids[-MOST_MEASURED:]
    if len(ids) < 2:
        raise Refused(NO_TOKENS)
    names, state, own = backend.lens_layers, backend.initial_state(), 0.0
    sums = dict.fromkeys(names, 0.0)
    for start in range(0, len(ids), CHUNK):
        here = ids[start : start + CHUNK]
        following = ids[start + 1 : start + len(here) + 1]
        reading = backend.read(here, state, position=start, watch=names, top=0)
        state = reading.state
        own += float(reading.surprisal_bits[0 if start else 1 :].sum(dtype=np.float64))
        for name in names:
            # The surprise of each token is told by the layer after the token before it.
            log_p_nV = backend.read_through(name, reading.signals[name][: len(following)])
            log_p_n = log_p_nV[np.arange(len(following)), following]
            sums[name] -= float(log_p_n.sum(dtype=np.float64)) / log(2)
        yield SearchProgress(asked.run, start + len(here), len(ids))
    count = len(ids) - 1
    bits = {name: total / count for name, total in sums.items()}
    yield LayersMeasured(asked.run, bits, own / count, log2(len(backend.pieces)), len(ids))


def _importance(
    backend: Backend, asked: MeasureImportance
) -> Iterator[SearchProgress | ImportanceMeasured]:
    if not isinstance(backend, Lensed):
        raise Refused(NO_GRADIENT)
    ids = asked.ids
    if not len(ids):
        raise Refused(NO_TOKENS)
    first, state = max(len(ids) - MOST_LEFT_OUT, 0), backend.initial_state()
    for start in range(0, first, CHUNK):
        stop = min(start + CHUNK, first)
        state = backend.read(ids[start:stop], state, position=start, top=0).state
        yield SearchProgress(asked.run, stop, len(ids))
    estimated = backend.gradient_times_input(ids[first:], state, asked.targets)
    yield SearchProgress(asked.run, first, len(ids))
    without = []
    for token in range(first, len(ids)):
        without.append(_after(backend, ids, token + 1, state, asked.targets))
        state = backend.read(ids[token : token + 1], state, position=token, top=0).state
        yield SearchProgress(asked.run, token + 1, len(ids))
    bits = _target_bits(backend, state, asked.targets)
    yield ImportanceMeasured(
        asked.run, first, asked.targets, bits, estimated, bits - np.array(without)
    )


def _after(backend: Backend, ids: Ids, start: int, state: State, targets: Sequence[int]) -> float:
    """The bits of the target after the tokens from ``start`` on are read in a state."""
    if start < len(ids):
        state = backend.read(ids[start:], state, position=start, top=0).state
    return _target_bits(backend, state, targets)


def _target_bits(backend: Backend, state: State, targets: Sequence[int]) -> float:
    log_p = backend.log_probs(state)[list(targets)].astype(np.float64) / log(2)
    return float(log_p[0] - log_p[1]) if len(log_p) > 1 else float(log_p[0])
