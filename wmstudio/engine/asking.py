"""Predictions after a state; probing, which reads a piece of text aside; and splitting texts.

Shapes: k candidates, V vocabulary.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import numpy as np

from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import (
    SPLITTING,
    Candidate,
    CandidatePair,
    Failure,
    Kind,
    Probe,
    TokenisedTexts,
    TokenSnapshot,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.contract import Patch
    from wmstudio.engine.backend import Backend, Encoded, Floats, Ids, ReadResult, State
    from wmstudio.engine.messages import Event, Tokenise, View

GIVEN_BACK = (Kind.ADDRESS, Kind.ATTENTION, Kind.INDEX)
"""Kinds of signals that say where in its memory a model finds something, and who wrote it."""


@runtime_checkable
class GoesOn(Protocol):
    """A backend whose tokenizer may begin a text in another way than it goes on with one."""

    def encode_on(self, text: str) -> Encoded:
        """Tokenise what follows another text."""
        ...


def following(backend: Backend, text: str) -> Ids:
    """The tokens of a piece of text that follows another.

    Llama's tokenizer puts a space before a document that nobody typed, and before nothing else.

    Raises:
        Refused: the model cannot read it.
    """
    return (backend.encode_on(text) if isinstance(backend, GoesOn) else backend.encode(text)).ids


class Expected(NamedTuple):
    """Predictions of the next token.

    ``ids`` ``[k]`` are the most probable tokens, with their probabilities, the parts of these that
    come from a memory (None where the model has no memory that names tokens), and the entropy of
    the whole distribution.
    """

    ids: Ids
    probs: Floats
    memory: Floats | None
    entropy_bits: float

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, most probable first."""
        return self.first(len(self.ids))

    def first(self, count: int) -> tuple[Candidate, ...]:
        """The first ``count`` candidates."""
        memory = None if self.memory is None else self.memory[:count]
        return candidates(self.ids[:count], self.probs[:count], memory)


def expected(backend: Backend, state: State, top: int) -> Expected:
    """The predictions after a state."""
    log_probs, memory = backend.log_probs(state), backend.from_memory(state)
    p = np.exp(log_probs.astype(np.float64))
    best = np.argsort(-p, kind="stable")[:top]
    # Impossible tokens contribute nothing, but 0 · -inf would be NaN. What is NaN already stays so.
    entropy_bits = abs(float((p[p != 0] * log_probs[p != 0]).sum() / np.log(2)))
    probs = p[best].astype(np.float32)
    parts = None if memory is None else np.minimum(memory[best], probs)
    return Expected(best.astype(np.int32), probs, parts, entropy_bits)


def chances(backend: Backend, state: State, tokens: Sequence[int]) -> tuple[Candidate, ...]:
    """The probabilities of these tokens after a state."""
    ids = np.array(tokens, np.int32)
    probs = np.exp(backend.log_probs(state)[ids].astype(np.float64)).astype(np.float32)
    memory = backend.from_memory(state)
    return candidates(ids, probs, None if memory is None else np.minimum(memory[ids], probs))


def pairs_of(now: Sequence[Candidate], was: Sequence[Candidate]) -> tuple[CandidatePair, ...]:
    """Pair the candidates of two predictions by token, the largest share of either first."""

    def share(pair: CandidatePair) -> float:
        return max(pair.now.probability, pair.was.probability)

    return tuple(sorted(map(CandidatePair, now, was), key=share, reverse=True))


def candidates(best: Ids, p: Floats, memory: Floats | None) -> tuple[Candidate, ...]:
    """Candidates for these tokens ``[k]``."""
    parts = [None] * len(best) if memory is None else memory.tolist()
    return tuple(
        Candidate(int(i), float(x), part) for i, x, part in zip(best, p, parts, strict=True)
    )


def expected_after(reading: ReadResult) -> Expected:
    """The predictions after the last token of a reading."""
    memory = reading.topk_memory
    return Expected(
        reading.topk_ids[-1],
        reading.topk_probs[-1],
        None if memory is None else memory[-1],
        float(reading.entropy_bits[-1]),
    )


def snapshot_at(
    backend: Backend,
    view: View,
    cursor: int,
    state: State,
    signals: Mapping[str, Floats],
    next_tokens: Expected,
    patches: Sequence[Patch] = (),
) -> TokenSnapshot:
    """Make the snapshot at the cursor, from the state there and the signals of its token.

    It includes the predictions of the next token. What the view asks about is read aside with the
    ``patches``.
    """
    asked, bits = None, tuple[float, ...]()
    if view.ask:
        asked = probe(backend, view.ask, state, cursor + 1, patches=patches, top=view.top)
    if view.targets:
        bits_T = -backend.log_probs(state)[list(view.targets)] / math.log(2)
        bits = tuple(float(x) for x in np.abs(bits_T))
    return TokenSnapshot(
        token=cursor,
        signals=signals,
        candidates=next_tokens.candidates,
        entropy_bits=next_tokens.entropy_bits,
        usage=backend.memory_usage(state),
        probe=asked,
        targets=view.targets,
        target_bits=bits,
    )


def probe(
    backend: Backend,
    text: str,
    state: State,
    position: int,
    *,
    patches: Sequence[Patch] = (),
    top: int = 20,
) -> Probe:
    """Read a piece of text aside after a state. ``position`` is its first token's number."""
    try:
        tokens = following(backend, text) if position else backend.encode(text).ids
    except Refused:
        return Probe(text=text, tokens=(), first=math.nan, whole=math.nan, known=False)
    reading = backend.read(
        tokens,
        state,
        position=position,
        watch=[name for name, signal in backend.signals.items() if signal.kind in GIVEN_BACK],
        patches=patches,
        top=top,
    )
    bits = reading.surprisal_bits
    return Probe(
        text=text,
        tokens=tuple(int(token) for token in tokens),
        first=float(2.0 ** -bits[0]),
        whole=float(2.0 ** -bits.sum()),
        signals={name: x[-1] for name, x in reading.signals.items()},
        candidates=expected_after(reading).candidates,
    )


def split(backend: Backend | None, command: Tokenise) -> Event:
    """Answer a request with the tokens of pieces of texts, or with why there are none."""
    if backend is None:
        return Failure("Open a model first: there is none to split a text for.", SPLITTING)
    try:
        ids = [following(backend, text) for text in command.texts]
    except Refused as error:
        return Failure(str(error), SPLITTING)
    return TokenisedTexts(command.texts, tuple(tuple(int(i) for i in each) for each in ids))
