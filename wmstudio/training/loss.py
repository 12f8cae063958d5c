"""Cross entropy of tied output words, without ever holding all logits.

At 4,096 tokens × 4,096 words the logits are 67 MB that softmax walks through many times. Here they
are made, used and dropped some rows at a time, while they are in the processor's cache; the
gradient is made on the way.

Shapes: R rows (tokens), E embedding, V vocabulary.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

ROWS_AT_A_TIME = 256


class SumOfNats(torch.autograd.Function):
    """``Σ_r -log softmax(y_r Eᵀ + b)[target_r]``, in float32; products in the dtype of ``y``."""

    @staticmethod
    def forward(
        ctx: Any,
        y_RE: Tensor,
        words_VE: Tensor,
        bias_V: Tensor,
        target_R: Tensor,
    ) -> Tensor:
        """The sum, and all gradients of it."""
        words = words_VE.to(y_RE.dtype)
        dy_RE = torch.empty_like(y_RE)
        dwords_VE = torch.zeros_like(words_VE)
        dbias_V = torch.zeros_like(bias_V)
        total = torch.zeros((), device=y_RE.device)
        for start in range(0, len(y_RE), ROWS_AT_A_TIME):
            rows = slice(start, start + ROWS_AT_A_TIME)
            target = target_R[rows].unsqueeze(-1)
            logits = (y_RE[rows] @ words.t()).float() + bias_V
            total -= (logits.gather(1, target).squeeze(-1) - logits.logsumexp(-1)).sum()
            dlogits = torch.softmax(logits, dim=-1)
            dlogits.scatter_add_(1, target, torch.full_like(target, -1.0, dtype=dlogits.dtype))
            dbias_V += dlogits.sum(0)
            low = dlogits.to(y_RE.dtype)
            dy_RE[rows] = low @ words
            dwords_VE += low.t() @ y_RE[rows]
        ctx.save_for_backward(dy_RE, dwords_VE, dbias_V)
        return total

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dtotal: Tensor) -> tuple[Tensor | None, ...]:
        """Scale them."""
        dy_RE, dwords_VE, dbias_V = ctx.saved_tensors
        return dtotal * dy_RE, dtotal * dwords_VE, dtotal * dbias_V, None
