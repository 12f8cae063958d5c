"""Cross entropy with tied output embeddings, with or without a memory, in blocks of rows.

At 4,096 tokens × 4,096 words the logits are 67 MB that softmax walks through many times. Here they
are made, used and dropped some rows at a time, while they are in the processor's cache. The
gradient is made on the way.

Shapes: R rows (tokens), E embedding, V vocabulary.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

ROWS_AT_A_TIME = 256
FAR = 87.0
"""Scores this far below the largest one count as out of reach in gradients: the exponential of the
difference is no longer a normal number of float32, and its inverse is none at all."""


def of_counted(counted_BT: Tensor | None, *each_BT: Tensor) -> list[Tensor]:
    """What stands at the tokens that count, ``[B, T, …]`` → ``[R, …]``; None: all of them."""
    if counted_BT is None:
        return [x_BT.flatten(0, 1) for x_BT in each_BT]
    return [x_BT[counted_BT] for x_BT in each_BT]


class SumOfNats(torch.autograd.Function):
    """``Σ_r -log p_r(target_r)``, in float32; products in the dtype of ``y``.

    Alone, ``p = softmax(y Eᵀ + b)``. With a memory, the network competes with what the memory
    holds in one softmax (Merity et al. 2017)::

        p_r(x) = (e^z_r softmax(y_r Eᵀ + b)(x) + Σ_{i: x_i = x} e^s_ri) / (e^z_r + Σ_i e^s_ri)

    ``z_R`` is the network's score, ``hit_R = log Σ_{i: x_i = target_r} e^s_ri`` the score of the
    right places and ``all_R = log Σ_i e^s_ri`` that of all places.
    """

    @staticmethod
    def forward(
        ctx: Any,
        y_RE: Tensor,
        words_VE: Tensor,
        bias_V: Tensor,
        target_R: Tensor,
        z_R: Tensor | None = None,
        hit_R: Tensor | None = None,
        all_R: Tensor | None = None,
    ) -> Tensor:
        """The sum, together with all its gradients."""
        words = words_VE.to(y_RE.dtype)
        dy_RE = torch.empty_like(y_RE)
        dwords_VE = torch.zeros_like(words_VE)
        dbias_V = torch.zeros_like(bias_V)
        total = torch.zeros((), device=y_RE.device)
        dmemory: tuple[Tensor | None, Tensor | None, Tensor | None] = (None, None, None)
        if z_R is not None and hit_R is not None and all_R is not None:
            dz_R, dhit_R, dall_R = (torch.empty_like(x) for x in (z_R, hit_R, all_R))
            dmemory = (dz_R, dhit_R, dall_R)
        for start in range(0, len(y_RE), ROWS_AT_A_TIME):
            rows = slice(start, start + ROWS_AT_A_TIME)
            target = target_R[rows].unsqueeze(-1)
            logits = (y_RE[rows] @ words.t()).float() + bias_V
            own = logits.gather(1, target).squeeze(-1) - logits.logsumexp(-1)
            dlogits = torch.softmax(logits, dim=-1)
            dlogits.scatter_add_(1, target, torch.full_like(target, -1.0, dtype=dlogits.dtype))
            if z_R is None or hit_R is None or all_R is None:
                total -= own.sum()
            else:
                network = z_R[rows] + own
                right = torch.logaddexp(network, hit_R[rows])
                everything = torch.logaddexp(z_R[rows], all_R[rows])
                total += (everything - right).sum()
                # The network's share of the target's probability, and of the total.
                share = (network - right).exp()
                dlogits *= share.unsqueeze(-1)
                dz_R[rows] = (z_R[rows] - everything).exp() - share
                dhit_R[rows] = -(hit_R[rows] - right).exp()
                dall_R[rows] = (all_R[rows] - everything).exp()
            dbias_V += dlogits.sum(0)
            low = dlogits.to(y_RE.dtype)
            dy_RE[rows] = low @ words
            dwords_VE += low.t() @ y_RE[rows]
        ctx.save_for_backward(dy_RE, dwords_VE, dbias_V, *dmemory)
        return total

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dtotal: Tensor) -> tuple[Tensor | None, ...]:
        """Scale the gradients from the forward pass."""
        dy_RE, dwords_VE, dbias_V, *dmemory = ctx.saved_tensors
        scaled = (None if x is None else dtotal * x for x in dmemory)
        return dtotal * dy_RE, dtotal * dwords_VE, dtotal * dbias_V, None, *scaled


class PointerScores(torch.autograd.Function):
    """``log Σ e^s`` with ``s = q kᵀ``, over places that hold the target, and over all in reach.

    Shapes: B batch, N heads, T time, J places, K width of a key.
    """

    @staticmethod
    def forward(
        ctx: Any,
        q_BNTK: Tensor,
        k_BNJK: Tensor,
        tokens_BJ: Tensor,
        targets_BT: Tensor,
        reach_BTJ: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Both ``[B, T]``; -inf if no place holds the target, or none is in reach."""
        hits, sums, ctx.exponentials = [], [], []
        # One row of the batch at a time, so that the working set stays in the processor's cache.
        for b, reach_TJ in enumerate(reach_BTJ):
            # In half precision, scores that differ by less than 1 % would be the same.
            with torch.autocast(q_BNTK.device.type, enabled=False):
                s_NTJ = q_BNTK[b] @ k_BNJK[b].transpose(1, 2)
            s_NTJ.masked_fill_(~reach_TJ, -torch.inf)
            most_T = s_NTJ.amax(dim=(0, 2)).clamp_min(torch.finfo(s_NTJ.dtype).min)
            e_NTJ = s_NTJ.sub_(most_T.unsqueeze(-1)).exp_()
            at_place_TJ = e_NTJ.sum(0)
            right_TJ = tokens_BJ[b] == targets_BT[b].unsqueeze(-1)
            sums.append(at_place_TJ.sum(-1).log() + most_T)
            hits.append((at_place_TJ * right_TJ).sum(-1).log() + most_T)
            ctx.exponentials.append((e_NTJ, most_T))
        hit_BT, all_BT = torch.stack(hits), torch.stack(sums)
        ctx.save_for_backward(q_BNTK, k_BNJK, tokens_BJ, targets_BT, hit_BT, all_BT)
        return hit_BT, all_BT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dhit_BT: Tensor, dall_BT: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients of the queries and of the keys."""
        q_BNTK, k_BNJK, tokens_BJ, targets_BT, hit_BT, all_BT = ctx.saved_tensors
        dq, dk = torch.empty_like(q_BNTK), torch.empty_like(k_BNJK)
        for b, (e_NTJ, most_T) in enumerate(ctx.exponentials):
            right_TJ = (tokens_BJ[b] == targets_BT[b].unsqueeze(-1)).to(e_NTJ.dtype)
            # Where the target or everything is out of reach, the score (-inf) depends on nothing.
            by_hit_T, by_all_T = (
                torch.where(below_T < FAR, dscore_T * below_T.clamp_max(FAR).exp(), 0.0)
                for below_T, dscore_T in (
                    (most_T - hit_BT[b], dhit_BT[b]),
                    (most_T - all_BT[b], dall_BT[b]),
                )
            )
            ds_NTJ = e_NTJ * torch.addcmul(by_all_T[:, None], by_hit_T[:, None], right_TJ)
            dq[b] = ds_NTJ @ k_BNJK[b]
            dk[b] = ds_NTJ.transpose(1, 2) @ q_BNTK[b]
        return dq, dk, None, None, None
