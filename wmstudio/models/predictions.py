"""What is told of every token's prediction, computed from logits a few rows at a time.

A block of rows stays in the processor's cache while all figures are made of it: whole logits of a
stretch of text would be read from memory once for each figure.

Shapes: T tokens of one call, R rows of a block, k candidates, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from wmstudio.memory import base

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK = 1 << 17
"""Number of logits of a block on a processor: half a megabyte. A GPU takes all rows at once."""
FINITE = torch.finfo(torch.float32).max
LEAST = -200.0
"""A logarithm (natural) of what is practically impossible."""


class Predictions(NamedTuple):
    """Figures in nats, of each token given all before it, and of the prediction after it.

    ``own_T`` and ``ranks_T`` are of the token: its log probability, and one more than the number of
    more probable tokens, or 0 where the log probability is no number. The others are of what is
    expected next. ``kept_NV`` are all log probabilities after some of the tokens.
    """

    own_T: Tensor
    ranks_T: Tensor
    entropy_T: Tensor
    best_Tk: Tensor
    best_log_p_Tk: Tensor
    kept_NV: Tensor


def predictions(
    logits_TV: Tensor, ids_T: Tensor, before_1V: Tensor, top: int, keep: Sequence[int] = ()
) -> Predictions:
    """The figures of tokens ``ids_T``, after each of which ``logits_TV`` were computed.

    ``before_1V`` are the log probabilities of the first of them, and ``top`` is how many candidates
    are kept, which may be none. ``keep`` are the tokens, in ascending order, whose log
    probabilities of what comes next are wanted.
    """
    length, vocabulary = logits_TV.shape
    rows = max(BLOCK // vocabulary, 1) if base.quick_to_ask(logits_TV) else length
    own_11 = before_1V.gather(1, ids_T[:1, None])
    # Memory that is used again is still in the cache.
    spaces = logits_TV.new_empty(2, min(rows, length), vocabulary, dtype=torch.float32)
    own, ranks, kept = [own_11], [_ranks(before_1V, own_11, spaces[1, :1])], [before_1V[:0]]
    entropy, best, best_log_p = [], [], []
    for start in range(0, length, rows):
        stop = min(start + rows, length)
        part_RV, (x_RV, p_RV) = logits_TV[start:stop].float(), spaces[:, : stop - start]
        # The largest is 0: then sums of logarithms have terms of one sign, and lose no digits.
        torch.sub(part_RV, part_RV.amax(dim=-1, keepdim=True).clamp_max(FINITE), out=x_RV)
        x_RV.clamp_max_(0)  # which only an infinite one is not
        torch.softmax(x_RV, -1, out=p_RV)
        sum_R1 = -p_RV.amax(dim=-1, keepdim=True).log()
        found = x_RV.topk(min(top, vocabulary), dim=-1)
        entropy.append(sum_R1[:, 0] - _mean(x_RV, p_RV))
        best.append(found.indices)
        best_log_p.append(found.values - sum_R1)
        asked = [slice(t - start, t - start + 1) for t in keep if start <= t < stop]
        kept += [x_RV[row] - sum_R1[row] for row in asked]
        next_R1 = ids_T[start + 1 : stop + 1, None]
        n = len(next_R1)
        own_R1 = x_RV[:n].gather(1, next_R1)
        own.append(own_R1 - sum_R1[:n])
        ranks.append(_ranks(x_RV[:n], own_R1, p_RV[:n]))
    own_T = torch.cat(own)[:, 0]
    # Nothing is larger than what is no number, which does not make it the first.
    ranks_T = torch.cat(ranks) * ~own_T.isnan()
    each = entropy, best, best_log_p, kept
    return Predictions(own_T, ranks_T, *(torch.cat(parts) for parts in each))


def log_probs(logits: Tensor) -> Tensor:
    """Log probabilities of logits ``[…, V]``; infinite ones share all there is, as in the limit."""
    return logits.float().clamp_max(FINITE).log_softmax(dim=-1)


def _ranks(x_RV: Tensor, own_R1: Tensor, space_RV: Tensor) -> Tensor:
    """One more than how many are larger; ``space_RV`` is overwritten."""
    # As floats, which are exact up to 2²⁴, these take a third of the time that bools take.
    return torch.gt(x_RV, own_R1, out=space_RV).sum(dim=-1) + 1


def _mean(x_RV: Tensor, p_RV: Tensor) -> Tensor:
    """The mean of each row with these probabilities. Where they are 0, x may be -inf."""
    if not base.quick_to_ask(x_RV):
        return (p_RV * x_RV.clamp_min(LEAST)).sum(dim=-1)
    mean_R = torch.linalg.vecdot(p_RV, x_RV)
    # 0 · -inf is NaN.
    return (p_RV * x_RV.clamp_min(LEAST)).sum(dim=-1) if bool(mean_R.isnan().any()) else mean_R
