"""Which tokens of the text give a candidate its probability, if the memory names tokens.

Such a memory gives each past token a weight as the next one. All weights on tokens of the same
piece, with the memory's share of the prediction, are what it adds to that piece's probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import Candidate, Signal, TokenSnapshot
    from wmstudio.engine.trace import Trace

LEAST = 0.001
"""Smallest share of a candidate's probability that is listed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A token of the text, and its share (0 to 1) of a candidate's probability."""

    token: int
    share: float


def sources(
    candidate: Candidate,
    snapshot: TokenSnapshot,
    trace: Trace,
    signals: Mapping[str, Signal],
    limit: int = 8,
) -> tuple[Source, ...]:
    """The tokens of the text that a candidate comes from, those with the largest share first.

    ``signals`` are those that the model declares. Empty if no memory names tokens, or if it does
    not predict this candidate. At most ``limit`` are returned, each with a share of at least
    `LEAST`. All shares together are the memory's part of the probability.
    """
    weights = next(
        (
            snapshot.signals[s.name]
            for s in signals.values()
            if s.names and s.name in snapshot.signals
        ),
        None,
    )
    if weights is None or not candidate.memory or snapshot.token < 0:
        return ()
    by_distance_W = weights.reshape(-1, weights.shape[-1]).sum(0)
    first = max(snapshot.token + 1 - len(by_distance_W), 0)
    ids = trace.column("ids", first, snapshot.token + 1)
    # Tokens of the same piece, in the order of the text. Distance 0 is the snapshot's own token.
    tokens = first + np.flatnonzero(ids == candidate.token)
    weights_n = by_distance_W[snapshot.token - tokens]
    total = float(weights_n.sum())
    if total <= 0:
        return ()
    shares_n = weights_n / total * (candidate.memory / candidate.probability)
    best = np.argsort(-shares_n, kind="stable")[:limit]
    return tuple(Source(int(tokens[i]), float(shares_n[i])) for i in best if shares_n[i] >= LEAST)
