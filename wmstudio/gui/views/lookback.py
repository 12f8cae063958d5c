"""Weights over past tokens, converted from distances back to tokens of the text.

Shapes: H heads, W tokens that are looked back (0 is the token itself).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.translation import numbered, tr

if TYPE_CHECKING:
    import numpy.typing as npt

    from wmstudio.engine.messages import Signal

Floats: TypeAlias = "npt.NDArray[np.float32]"
MEAN = "mean"
"""The id of the mean of all heads, or of what they read together. A head's id is its number."""
ALL_HEADS = Option("all", phrase("all heads"))


def heads(signal: Signal) -> int:
    """The number of rows of weights that a signal has."""
    return signal.shape[0] if len(signal.shape) > 1 else 1


def head_options(count: int, *, shared: bool = False) -> list[Option]:
    """The options for this many heads, whose weights may be ``shared``: see `of_head`."""
    each = (Option(str(i), f"head {i}") for i in range(count))
    together = ALL_HEADS.label if shared else phrase("mean of heads")
    return [Option(MEAN, together), *each] if count > 1 else []


def head_name(chosen: str, *, shared: bool = False) -> str:
    """The name of a chosen option in a readout; empty if there is no choice."""
    if shared and chosen == MEAN:
        return tr(ALL_HEADS.label)
    return numbered("head", chosen) if chosen.isdecimal() else tr(chosen)


def of_head(weights: Floats, chosen: str, *, shared: bool = False) -> Floats:
    """The weights ``[W]`` of the chosen head, or the mean of all, from ``[H, W]`` or ``[W]``.

    ``shared`` weights add up to 1 over all heads and not over each: their sum takes the place of
    the mean.
    """
    rows = weights.reshape(-1, weights.shape[-1])
    if chosen.isdecimal() and int(chosen) < len(rows):
        one: Floats = rows[int(chosen)]
        return one
    together: Floats = rows.sum(axis=0) if shared else rows.mean(axis=0)
    return together


def by_token(weights: Floats, token: int, start: int, stop: int) -> Floats:
    """Weights ``[…, W]`` at a token as ``[…, stop - start]`` of tokens from ``start``.

    NaN where it does not look: after itself, before the first token, too far back.
    """
    back = token - np.arange(start, stop)
    seen = (back >= 0) & (back <= min(weights.shape[-1] - 1, token))
    found = np.full((*weights.shape[:-1], len(back)), np.nan, np.float32)
    found[..., seen] = weights[..., back[seen]]
    return found
