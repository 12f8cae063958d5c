"""What is told of every token's prediction, computed from logits a few rows at a time.

A block of rows stays in the processor's cache while all figures are made of it: whole logits of a
stretch of text would be read from memory once for each figure.

Shapes: T tokens of one call, R rows of a block, k candidates, V vocabulary.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from wmstudio.memory import base

BLOCK = 1 << 17
"""Number of logits of a block on a processor: half a megabyte. A GPU takes all rows at once."""
LEAST = -200.0
"""The log probability (natural) of what is practically impossible."""


class Predictions(NamedTuple):
    """Figures in nats, of each token given all before it, and of the prediction after it.

    ``own_T`` and ``ranks_T`` are of the token: its log probability, and one more than the number of
    more probable tokens. The others are of what is expected next.
    """

    own_T: Tensor
    ranks_T: Tensor
    entropy_T: Tensor
    best_Tk: Tensor
    best_log_p_Tk: Tensor


def predictions(logits_TV: Tensor, ids_T: Tensor, before_1V: Tensor, top: int) -> Predictions:
    """The figures of tokens ``ids_T``, after each of which ``logits_TV`` were computed.

    ``before_1V`` are the log probabilities of the first of them, and ``top`` is how many candidates
    are kept, which may be none.
    """
    length, vocabulary = logits_TV.shape
    k, quick = min(top, vocabulary), base.quick_to_ask(logits_TV)
    rows = max(BLOCK // vocabulary, 1) if quick else length
    own = [before_1V.gather(1, ids_T[:1, None])[:, 0]]
    ranks = [(before_1V > own[0][:, None]).sum(dim=-1) + 1]
    entropy, best, best_log_p = [], [], []
    for start in range(0, length, rows):
        after_RV = logits_TV[start : start + rows].float().log_softmax(dim=-1)
        found = after_RV.topk(k, dim=-1)
        entropy.append(_entropy(after_RV))
        best.append(found.indices)
        best_log_p.append(found.values)
        next_R1 = ids_T[start + 1 : start + 1 + rows, None]
        after_RV, values_Rk = after_RV[: len(next_R1)], found.values[: len(next_R1)]
        own_R1 = after_RV.gather(1, next_R1)
        own.append(own_R1[:, 0])
        ranks.append(_above(after_RV, own_R1, values_Rk if quick and k else after_RV) + 1)
    each = own, ranks, entropy, best, best_log_p
    return Predictions(*(torch.cat(parts) for parts in each))


def _above(after_RV: Tensor, own_R1: Tensor, values_Rk: Tensor) -> Tensor:
    """How many are more probable. It is enough to look at the best unless all of them are."""
    above_R = (values_Rk > own_R1).sum(dim=-1)
    if values_Rk.shape == after_RV.shape:
        return above_R
    beyond = (above_R == values_Rk.shape[1]).nonzero()[:, 0]
    above_R[beyond] = (after_RV[beyond] > own_R1[beyond]).sum(dim=-1)
    return above_R


def _entropy(log_p_RV: Tensor) -> Tensor:
    # Impossible tokens contribute nothing, but 0 · -inf is NaN.
    if not base.quick_to_ask(log_p_RV):
        return -(log_p_RV.exp() * log_p_RV.clamp_min(LEAST)).sum(dim=-1)
    # Of log probabilities, softmax is exp, and takes two thirds of its time.
    p_RV = log_p_RV.softmax(dim=-1)
    entropy_R = torch.mul(p_RV, log_p_RV).sum(dim=-1)
    if bool(entropy_R.isnan().any()):
        entropy_R = p_RV.mul_(log_p_RV.clamp_min(LEAST)).sum(dim=-1)
    return -entropy_R
