"""The gated delta rule over a stretch of tokens at once (Yang et al. 2024).

    S̄_t = α_t S_{t-1};  u_t = β_t (v_t - S̄_tᵀ k_t);  S_t = S̄_t + k_t u_tᵀ;  o_t = S_tᵀ q_t

With Γ_ti = Π_{i<j≤t} α_j and γ_t = Π_{j≤t} α_j, the u of a stretch solve
``(I + tril(diag(β) K Kᵀ ⊙ Γ, -1)) U = diag(β) (V - γ ⊙ K S_0)``.

Shapes: B batch, T time, N heads, K width of a key, V width of a value.
"""

from __future__ import annotations

import torch
from torch import Tensor


def delta_rule(
    q_BTNK: Tensor,
    k_BTNK: Tensor,
    v_BTNV: Tensor,
    store_BTN: Tensor,
    log_keep_BTN: Tensor,
    before_BNKV: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """The reads o and the u, both ``[B, T, N, V]``, and the last matrices ``[B, N, K, V]``.

    ``store`` is β, and ``log_keep`` the logarithm of α.
    """
    q, k, v = (x.transpose(1, 2) for x in (q_BTNK, k_BTNK, v_BTNV))
    store = store_BTN.transpose(1, 2).unsqueeze(-1)
    since, between = decays(log_keep_BTN)
    mixed = (store * (k @ k.transpose(-1, -2)) * between).tril(-1)
    unit = torch.eye(mixed.shape[-1], device=q.device)
    u = torch.linalg.solve_triangular(
        unit + mixed, store * (v - since * (k @ before_BNKV)), upper=False, unitriangular=True
    )
    read, after = decayed_sum(q, k, u, since, between, before_BNKV)
    return read.transpose(1, 2), u.transpose(1, 2), after


def decays(log_keep_BTN: Tensor) -> tuple[Tensor, Tensor]:
    """γ ``[B, N, T, 1]``, kept since the stretch began, and Γ ``[B, N, T, T]``, between two tokens.

    Γ is 0 where the second token, of the last dim, is after the first.
    """
    logs_BNT = log_keep_BTN.transpose(1, 2).cumsum(-1)
    tokens = logs_BNT.shape[-1]
    past = torch.ones(tokens, tokens, dtype=torch.bool, device=logs_BNT.device).tril()
    between = logs_BNT.unsqueeze(-1) - logs_BNT.unsqueeze(-2)
    return logs_BNT.exp().unsqueeze(-1), between.masked_fill(~past, -torch.inf).exp()


def decayed_sum(
    q_BNTK: Tensor,
    k_BNTK: Tensor,
    u_BNTV: Tensor,
    since: Tensor,
    between: Tensor,
    before_BNKV: Tensor,
) -> tuple[Tensor, Tensor]:
    """``S_t = α_t S_{t-1} + k_t u_tᵀ``: what q reads ``[B, N, T, V]``, and the last S.

    The third and the fourth are of `decays`.
    """
    read = since * (q_BNTK @ before_BNKV)
    read = read + (q_BNTK @ k_BNTK.transpose(-1, -2) * between) @ u_BNTV
    left = (k_BNTK * between[..., -1, :, None]).transpose(-1, -2)
    return read, since[..., -1:, :] * before_BNKV + left @ u_BNTV
