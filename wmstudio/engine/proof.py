"""That a model was opened rightly: how well it reads English, and that it reads the same each way.

A model of another program may open without an error and still be wrong: gates in another order, a
vocabulary that is not its own. Then it needs about as many bits as a guess. And a model that gives
one thing for a text read at once and another for the same text read token by token would show what
never happened. Both are measured on a paragraph that ships with the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend
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
EVERY = 16
"""Tokens between two places where the ways of reading are compared."""
TOLERANCE = 1e-4
"""Of the largest logarithm of a probability: float32 in another order stays well below."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was measured on ``characters`` of `PARAGRAPH`, which are ``tokens`` of the model.

    ``bits`` is what the model needs for them, ``uniform`` what a guess would need in which every
    piece is equally likely. ``step`` and ``resume`` are the largest differences between the
    expectations after reading at once and after reading token by token, or on from a snapshot;
    relative to the largest logarithm of a probability.
    """

    characters: int
    tokens: int
    bits: float
    uniform: float
    step: float
    resume: float

    @property
    def bits_per_character(self) -> float:
        """What the model needs for a character."""
        return self.bits / max(self.characters, 1)

    @property
    def uniform_per_character(self) -> float:
        """What a guess needs for a character."""
        return self.uniform / max(self.characters, 1)

    @property
    def runs_right(self) -> bool:
        """Whether reading in every way gives the same."""
        return self.step <= TOLERANCE and self.resume <= TOLERANCE


def prove(backend: Backend, text: str = PARAGRAPH) -> Proof:
    """Measure a model on a text.

    Raises:
        Refused: it can read no other text than its own, as a recording.
    """
    encoded = backend.encode(text)
    ids = encoded.ids[:MOST_TOKENS]
    count = len(ids)
    start = backend.initial_state()
    whole = backend.read(ids, start, every=EVERY, top=1)
    reached = {**whole.snapshots, count: whole.state}
    step, state = 0.0, start
    for n, id in enumerate(ids, start=1):
        state = backend.read(np.array([id], np.int32), state, position=n - 1, top=1).state
        if n in reached:
            step = max(step, _difference(backend, reached[n], state))
    resume = 0.0
    if whole.snapshots:
        middle = sorted(whole.snapshots)[len(whole.snapshots) // 2]
        if middle < count:
            rest = backend.read(ids[middle:], whole.snapshots[middle], position=middle, top=1)
            resume = _difference(backend, whole.state, rest.state)
    return Proof(
        characters=int(encoded.ends[count - 1]) if count else 0,
        tokens=count,
        bits=float(whole.surprisal_bits.astype(np.float64).sum()),
        uniform=count * log2(len(backend.pieces)),
        step=step,
        resume=resume,
    )


def _difference(backend: Backend, a: object, b: object) -> float:
    x, y = backend.log_probs(a), backend.log_probs(b)
    seen = np.isfinite(x) & np.isfinite(y)
    largest = float(np.abs(x[seen]).max(initial=1e-9))
    # Impossible in one way of reading and possible in the other is as different as can be.
    if not np.array_equal(np.isfinite(x), np.isfinite(y)):
        return float("inf")
    return float(np.abs(x[seen] - y[seen]).max(initial=0.0)) / largest


def report(opened: OpenedModel, proof: Proof) -> tuple[str, str, str, str]:
    """The card of a model: what it is, what was assumed, how it reads, that it runs right."""
    origin = opened.origin
    if origin is None:
        what = f"{opened.family}, {opened.parameters:,} parameters, WM Studio's own format"
        assumed, compared = "nothing: the checkpoint says it all", "it is our own"
    else:
        what = f"{origin.what}; {opened.parameters:,} parameters, from a {origin.layout}"
        assumed = " ".join(origin.assumed) or "nothing: the file says it all"
        compared = "yes, by our tests" if origin.compared else "no"
    better = proof.uniform_per_character - proof.bits_per_character
    reads = (
        f"{proof.bits_per_character:.2f} bits per character on a paragraph of English; a uniform "
        f"guess needs {proof.uniform_per_character:.2f}"
    )
    if better < 0.1:
        reads += ". It reads no better than a guess: the vocabulary may be another, or not English"
    runs = (
        f"step = full to {proof.step:.0e}, resume = fresh to {proof.resume:.0e} "
        f"({'right' if proof.runs_right else 'WRONG'}: at most {TOLERANCE:.0e}); "
        f"compared with its author's own numbers: {compared}"
    )
    return what, assumed, reads, runs


TITLES = ("What it is", "What was assumed", "How it reads", "That it runs right")
