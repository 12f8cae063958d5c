"""Which tokens of the text give a candidate its probability, if the memory names tokens.

Such a memory gives each past token a weight as the next one. All weights on tokens of the same
piece, with the memory's share of the prediction, are what it adds to that piece's probability. Some
of its places may hold what was put in by hand.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wmstudio.engine.memory_file import MemoryFileError, arrays_of
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from wmstudio.contract import CopiedPart
    from wmstudio.engine.messages import Candidate, InterventionResult, Signal, TokenSnapshot
    from wmstudio.engine.trace import Trace

ROWS = "rows"
"""The name of the array of a copied part that is one token of a memory, or many."""
LEAST = 0.001
"""Smallest share of a candidate's probability that is listed."""


@dataclass(frozen=True)
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
    put_in: Mapping[int, PlaceByHand] | None = None,
) -> tuple[Source, ...]:
    """The tokens of the text that a candidate comes from, those with the largest share first.

    ``signals`` are those that the model declares. Empty if no memory names tokens, or if it does
    not predict this candidate. At most ``limit`` are returned, each with a share of at least
    `LEAST`. All shares together are the memory's part of the probability, but for that of places
    whose content was ``put_in`` by hand: they are no tokens of the text.
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
    by_hand = 0.0
    if put_in:
        ids = ids.copy()
        for token, (_, piece) in put_in.items():
            back = snapshot.token - token
            if piece == candidate.token and back < len(by_distance_W):
                by_hand += float(by_distance_W[back])
            if token >= first:
                ids[token - first] = -1
    # Tokens of the same piece, in the order of the text. Distance 0 is the snapshot's own token.
    tokens = first + np.flatnonzero(ids == candidate.token)
    weights_n = by_distance_W[snapshot.token - tokens]
    total = float(weights_n.sum()) + by_hand
    if total <= 0:
        return ()
    shares_n = weights_n / total * (candidate.memory / candidate.probability)
    best = np.argsort(-shares_n, kind="stable")[:limit]
    return tuple(Source(int(tokens[i]), float(shares_n[i])) for i in best if shares_n[i] >= LEAST)


class PlaceByHand(NamedTuple):
    """The token after which something was put in, and the piece that it names (-1 if none)."""

    after: int
    piece: int


def put_in_places(
    interventions: Sequence[InterventionResult], cursor: int, *, names: bool
) -> Mapping[int, PlaceByHand]:
    """What was put in up to the cursor's token, by the token in whose place it is.

    A whole memory that is longer than the text reaches back to places before the first token, which
    are negative. ``names`` says whether the memory names tokens.
    """
    there: dict[int, PlaceByHand] = {}
    edits = [edit for told in interventions for edit in told.edits if edit.token <= cursor]
    for edit in sorted(edits, key=lambda edit: edit.token):
        rows = _rows(edit.copied) if edit.copied is not None else None
        if rows is None:
            continue
        pieces = (rows[..., -1] if names else 0 * rows[..., -1] - 1).astype(int)
        if rows.ndim == 1:
            there[dict(edit.arguments)["item"]] = PlaceByHand(edit.token, int(pieces))
        else:
            first = edit.token + 1 - len(rows)
            there = {first + i: PlaceByHand(edit.token, int(p)) for i, p in enumerate(pieces)}
    return there


@lru_cache(maxsize=32)
def _rows(copied: CopiedPart) -> npt.NDArray[np.float32] | None:
    """The rows of a copied part; None if it is none of tokens."""
    try:
        return arrays_of(copied).get(ROWS)
    except MemoryFileError:
        return None
