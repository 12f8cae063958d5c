"""Weights over past tokens, which a model gives by tokens back, as the panels need them.

Shapes: H heads, W tokens that are looked back (0 is the token itself).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from wmstudio.engine.messages import Signal

Floats = npt.NDArray[np.float32]
MEAN = phrase("mean of heads")


def heads(signal: Signal) -> int:
    """How many rows of weights a signal has."""
    return signal.shape[0] if len(signal.shape) > 1 else 1


def head_words(count: int) -> list[str]:
    """What can be chosen of so many heads."""
    return [MEAN, *(f"head {i}" for i in range(count))] if count > 1 else []


def of_head(weights: Floats, chosen: str) -> Floats:
    """``[W]`` of the head that was chosen, or the mean of all: of ``[H, W]`` or ``[W]``."""
    rows = weights.reshape(-1, weights.shape[-1])
    at = chosen.removeprefix("head ")
    one = at.isdecimal() and int(at) < len(rows)
    found: Floats = rows[int(at)] if one else rows.mean(axis=0)
    return found


def by_token(weights: Floats, token: int, start: int, stop: int) -> Floats:
    """Weights ``[…, W]`` at a token as ``[…, stop - start]`` of tokens ``start`` on.

    NaN where it does not look: after itself, before the first token, too far back.
    """
    back = token - np.arange(start, stop)
    seen = (back >= 0) & (back <= min(weights.shape[-1] - 1, token))
    found = np.full((*weights.shape[:-1], len(back)), np.nan, np.float32)
    found[..., seen] = weights[..., back[seen]]
    return found
