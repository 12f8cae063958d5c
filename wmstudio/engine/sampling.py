"""Choosing the next token, and generating.

Shapes: V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.engine.backend import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wmstudio.contract import Patch
    from wmstudio.engine.backend import Backend, Floats, State
    from wmstudio.engine.messages import Sampling


COLDEST = 1e-4
"""A temperature below this counts as 0: only the most probable token would be left."""
NOTHING = (
    "The model's probabilities of the next token are no numbers: undo what drives it too far, such "
    "as a patch"
)


def likeliest(log_probs: Floats) -> int:
    """The most probable token.

    Raises:
        Refused: the probabilities are no numbers.
    """
    best = int(log_probs.argmax())  # NaN, if there is one
    if not np.isfinite(log_probs[best]):
        raise Refused(NOTHING)
    return best


def distribution(log_probs: Floats, sampling: Sampling) -> Floats:
    """The probabilities ``[V]`` to draw from: temperature, then top-k, then top-p.

    Top-k and top-p keep the most probable tokens (Holtzman et al. 2020), and the rest is rescaled
    to sum to one. Temperature 0 leaves only the most probable token.

    Raises:
        Refused: the probabilities are no numbers.
    """
    likely = likeliest(log_probs)
    if sampling.temperature < COLDEST:
        best = np.zeros_like(log_probs)
        best[likely] = 1.0
        return best
    scaled = log_probs.astype(np.float64) / sampling.temperature
    p = np.exp(scaled - scaled.max())
    p /= p.sum()
    order = np.argsort(-p, kind="stable")
    kept = len(p) if sampling.top_k <= 0 else min(sampling.top_k, len(p))
    if sampling.top_p < 1:
        # The smallest set that reaches p, including the token that crosses it.
        of_kept = p[order[:kept]] / p[order[:kept]].sum()
        crossing = int(np.searchsorted(np.cumsum(of_kept), max(sampling.top_p, 0.0)))
        kept = min(kept, crossing + 1)
    p[order[kept:]] = 0.0
    return np.asarray(p / p.sum(), dtype=np.float32)


def generate(
    backend: Backend,
    state: State,
    position: int,
    sampling: Sampling,
    patches: Sequence[Patch] = (),
) -> Iterator[int]:
    """Generate tokens, reading each before the next is drawn. Stop by not iterating on.

    ``position`` is the number of the first of them, at which the ``patches`` may act.

    Raises:
        Refused: the probabilities are no numbers.
    """
    random = np.random.default_rng(sampling.seed)
    for n in range(sampling.tokens):
        p = distribution(backend.log_probs(state), sampling).astype(np.float64)
        token = int(random.choice(len(p), p=p / p.sum()))
        yield token
        ids = np.array([token], np.int32)
        state = backend.read(ids, state, position=position + n, patches=patches, top=0).state


def said(backend: Backend, tokens: Iterable[int], text: str) -> Iterator[bytes]:
    """The bytes that generated tokens add to a text.

    A space with which its tokenizer begins every text is not written at the beginning: read again,
    the text would begin with two.
    """
    begins = not text
    for token in tokens:
        piece = backend.pieces[token]
        if begins and piece[:1] == b" ":
            rest = piece[1:].decode(errors="ignore")
            if rest and backend.encode(rest).ids.tolist() == [token]:
                piece = piece[1:]
        begins = False
        yield piece
