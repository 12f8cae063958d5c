"""That a model was opened rightly: how well it reads English, and that it reads the same each way.

A model of another program may open without an error and still be wrong: gates in another order, a
vocabulary that is not its own. Then it needs about as many bits as a guess. And a model that gives
one thing for a text read at once and another for the same text read token by token would show what
never happened. Both are measured on a paragraph that ships with the program.
"""

from __future__ import annotations

import time
from math import inf, log2
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.messages import TOLERANCE, Proof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wmstudio.engine.backend import Backend, Floats
    from wmstudio.engine.messages import OpenedModel

PARAGRAPH = (
    "The rain had stopped before morning, and the road out of the village was soft and brown. "
    "An old man with a basket of apples walked slowly beside his horse, and from time to time he "
    'looked back at the house, where a lamp was still burning in the window. "She will be up '
    'already," he said, although there was nobody to hear him. The horse shook its head. When they '
    "came to the bridge they saw that the river was high, and that the water had carried away part "
    "of the fence. He tied the horse to a tree, took off his hat, and began to think about what he "
    "would tell her."
)
"""Written for this purpose, so that no model has learned it by heart."""
MOST_TOKENS = 256
MOST_AT_ONCE = 64
"""Tokens that are read at once, as where a document is read."""
SECONDS_AT_ONCE = 0.05
"""A slow model reads fewer at once, so that whoever waits for it does not wait longer than this."""
FEWEST_AT_ONCE = 8


def prove(backend: Backend, text: str = PARAGRAPH) -> Proof:
    """Measure a model on a text.

    Raises:
        Refused: it can read no other text than its own, as a recording.
    """
    for proof in proving(backend, text):
        if proof is not None:
            return proof
    raise AssertionError("a measurement ends with its result")


def proving(backend: Backend, text: str = PARAGRAPH) -> Iterator[Proof | None]:
    """`prove` in short steps. Yields None between them, and the proof at the end.

    Raises:
        Refused: as `prove`.
    """
    encoded = backend.encode(text)
    ids = encoded.ids[:MOST_TOKENS]
    count, seconds = len(ids), inf
    start = backend.initial_state()
    # Token by token first, which tells how many may be read at once.
    told: dict[int, Floats] = {}
    state = start
    for n in range(1, count + 1):
        began = time.perf_counter()
        state = backend.read(ids[n - 1 : n], state, position=n - 1, top=0).state
        seconds = min(seconds, time.perf_counter() - began)
        if n % (FEWEST_AT_ONCE // 2) == 0 or n == count:
            told[n] = backend.log_probs(state)
        yield None
    many = MOST_AT_ONCE
    while many > FEWEST_AT_ONCE and many * seconds > SECONDS_AT_ONCE:
        many //= 2
    bits = step = resume = 0.0
    state, middle = start, start
    half = (count // 2) // many * many + many // 2
    for n in range(0, count, many):
        some = ids[n : n + many]
        reading = backend.read(some, state, position=n, every=many // 2, top=0)
        bits += float(reading.surprisal_bits.astype(np.float64).sum())
        state = reading.state
        for at, reached in {**reading.snapshots, len(some): state}.items():
            step = max(step, _difference(backend.log_probs(reached), told[n + at]))
            if n + at == half:
                middle = reached
        yield None
    if half < count:
        # From within a stretch, so that from here on the stretches are others.
        for n in range(half, count, many):
            middle = backend.read(ids[n : n + many], middle, position=n, top=0).state
            yield None
        resume = _difference(backend.log_probs(state), backend.log_probs(middle))
    yield Proof(
        characters=int(encoded.ends[count - 1]) if count else 0,
        tokens=count,
        bits=bits,
        uniform=count * log2(len(backend.pieces)),
        step=step,
        resume=resume,
    )


def _difference(x: Floats, y: Floats) -> float:
    seen = np.isfinite(x) & np.isfinite(y)
    # Impossible in one way of reading and possible in the other is as different as can be.
    if not np.array_equal(np.isfinite(x), np.isfinite(y)):
        return inf
    largest = float(np.abs(x[seen]).max(initial=1e-9))
    return float(np.abs(x[seen] - y[seen]).max(initial=0.0)) / largest


NO_ENGLISH = ". It reads no better than a guess: the vocabulary may be another, or not English"


def report(
    opened: OpenedModel, proof: Proof | None, instead: str = ""
) -> tuple[str, str, str, str]:
    """The card of a model: what it is, what was assumed, how it reads, that it runs right.

    Without a proof the last two lines are ``instead``.
    """
    origin = opened.origin
    if origin is None:
        what = f"{opened.family}, {opened.parameters:,} parameters, WM Studio's own format"
        assumed, compared = "nothing: the checkpoint says it all", "it is our own"
    else:
        what = f"{origin.what}; {opened.parameters:,} parameters, from a {origin.layout}"
        assumed = " ".join(origin.assumed) or "nothing: the file says it all"
        compared = "yes, by our tests" if origin.compared else "no"
    if proof is None:
        return what, assumed, instead, instead
    guess = "" if proof.reads_english else NO_ENGLISH
    reads = (
        f"{proof.bits_per_character:.2f} bits per character on a paragraph of English; a uniform "
        f"guess needs {proof.uniform_per_character:.2f}{guess}"
    )
    runs = (
        f"{'yes' if proof.runs_right else 'NO'}: reading token by token gives the same as at once "
        f"({_to(proof.step)}), and from a snapshot as from the start ({_to(proof.resume)}), of "
        f"{TOLERANCE:.0e} allowed; compared with its author's own numbers: {compared}"
    )
    return what, assumed, reads, runs


def _to(difference: float) -> str:
    return f"to within {difference:.0e}" if difference else "exactly"


TITLES = ("What it is", "What was assumed", "How it reads", "Whether it runs right")
