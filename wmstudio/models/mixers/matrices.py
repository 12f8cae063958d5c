"""How much of a memory of matrices is used: one matrix for each head, under whose keys values are.

Shapes: B batch, T time, N heads, K width of a key, V width of a value; ``…`` is B, or B and T.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from wmstudio.contract import UsageTexts
from wmstudio.models.mixers.base import TINY, Use

if TYPE_CHECKING:
    from torch import Tensor

    from wmstudio.models.mixers.base import Show

MATRIX_TEXTS = UsageTexts(
    occupancy="effective rank of the matrices, as a share of the highest, mean over layers",
    pressure="share of the matrices that the last token's decay discards, mean over layers",
    interference="share of other tokens in what the last token's key reads back, mean over layers",
)


def matrix_use(
    matrix_BTNKV: Tensor, k_BTNK: Tensor, v_BTNV: Tensor, decay: Tensor, show: Show
) -> Use:
    """Memory use of matrices to which ``k vᵀ`` is added, and which decay: ``[B, T, N, K]``."""
    with torch.no_grad():
        at = slice(None) if show.each else slice(-1, None)
        matrix, k, v = matrix_BTNKV[:, at], k_BTNK[:, at], v_BTNV[:, at]
        return Use(
            effective_rank(matrix) if show.each else None,
            1 - decay[:, at].mean((-1, -2)),
            crosstalk(matrix, k, k.square().sum(-1, keepdim=True) * v),
        )


def effective_rank(matrix: Tensor) -> Tensor:
    """How many directions of a matrix are in use, as a share of all: ``[…, N, K, V]`` → ``[…]``.

    ``(Σσ²)² / Σσ⁴`` of the singular values is the number of directions if all were equally strong.
    The mean over heads; 0 for an empty matrix.
    """
    if matrix.shape[-1] < matrix.shape[-2]:
        matrix = matrix.transpose(-1, -2)
    # The rank does not depend on the size, and fourth powers of small numbers would be 0.
    matrix = matrix / matrix.abs().amax((-1, -2), keepdim=True).clamp_min(TINY)
    gram = matrix @ matrix.transpose(-1, -2)
    trace = gram.diagonal(dim1=-2, dim2=-1).sum(-1)
    rank = trace.square() / gram.square().sum((-1, -2)).clamp_min(TINY)
    return (rank / matrix.shape[-2]).mean(-1).clamp(0, 1)


def crosstalk(matrix: Tensor, key: Tensor, own: Tensor) -> Tensor:
    """How much of what a key reads back is not what was just stored under it: ``[…]``.

    ``own`` ``[…, N, V]`` is what the key ``[…, N, K]`` would read were there nothing else in the
    matrix ``[…, N, K, V]``. The mean over heads; 0 where nothing is read.
    """
    read = (key.unsqueeze(-2) @ matrix).squeeze(-2)
    others, mine = (torch.linalg.vector_norm(x, dim=-1) for x in (read - own, own))
    share: Tensor = others / (others + mine).clamp_min(TINY)
    return share.mean(-1)
