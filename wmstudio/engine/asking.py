"""What is expected after a state, and what becomes of a piece of text that is read aside.

Shapes: k candidates, V vocabulary.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import Asked, Candidate, Kind, Moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.engine.backend import Backend, Floats, Ids, State
    from wmstudio.engine.messages import View
    from wmstudio.models.contract import Patch

GIVEN_BACK = (Kind.ADDRESS, Kind.ATTENTION, Kind.INDEX)
"""Kinds of signals that tell where in its memory a model finds something, and who wrote it."""


def expected(log_probs: Floats, top: int) -> tuple[Ids, Floats, float]:
    """Of ``[V]``: the most probable tokens ``[k]``, how probable each is, the entropy in bits."""
    p = np.exp(log_probs.astype(np.float64))
    best = np.argsort(-p, kind="stable")[:top]
    # What is impossible adds nothing: its logarithm is not a number to multiply with.
    entropy_bits = abs(float((p[p > 0] * log_probs[p > 0]).sum() / np.log(2)))
    return best.astype(np.int32), p[best].astype(np.float32), entropy_bits


def candidates(best: Ids, p: Floats) -> tuple[Candidate, ...]:
    """What `expected` gave, one by one."""
    return tuple(Candidate(int(i), float(x)) for i, x in zip(best, p, strict=True))


def moment(
    backend: Backend,
    view: View,
    cursor: int,
    state: State,
    signals: Mapping[str, Floats],
    best: Ids,
    p: Floats,
    entropy_bits: float,
) -> Moment:
    """What a view wants to know at the cursor, from the state there and what was seen on the way.

    ``best`` and ``p`` ``[k]`` are the tokens that are expected.
    """
    asked = None
    if view.ask:
        asked = ask(backend, view.ask, state, cursor + 1, patches=view.patches, top=view.top)
    return Moment(
        token=cursor,
        signals=signals,
        candidates=candidates(best, p),
        entropy_bits=entropy_bits,
        load=backend.load(state),
        asked=asked,
    )


def ask(
    backend: Backend,
    text: str,
    state: State,
    position: int,
    *,
    patches: Sequence[Patch] = (),
    top: int = 20,
) -> Asked:
    """Read a piece of text (not an empty one) after a state; ``position`` is its first token's."""
    try:
        tokens = backend.encode(text).ids
    except Refused:
        return Asked(text=text, tokens=(), first=math.nan, whole=math.nan, known=False)
    reading = backend.read(
        tokens,
        state,
        position=position,
        watch=[name for name, signal in backend.signals.items() if signal.kind in GIVEN_BACK],
        patches=patches,
        top=top,
    )
    bits = reading.surprisal_bits
    return Asked(
        text=text,
        tokens=tuple(int(token) for token in tokens),
        first=float(2.0 ** -bits[0]),
        whole=float(2.0 ** -bits.sum()),
        signals={name: x[-1] for name, x in reading.signals.items()},
        candidates=candidates(reading.topk_ids[-1], reading.topk_probs[-1]),
    )
