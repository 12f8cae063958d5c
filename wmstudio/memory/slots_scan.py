"""A fast scan of slots coupled to an LSTM cell, without gradients.

First in, first out means that the slots before token t are simply the last N things written. So the
slots are unrolled, oldest first, into one buffer of N + T entries, and the slots before token t are
the window ``[t, t + N)`` of it: nothing is copied at a write.

The formulas are those of `wmstudio.memory.slots` and of the LSTM; a test holds both to them.

Shapes: T time (first here: each step is contiguous), B batch, H hidden units, D slot width,
N slots, R ≥ 4H + 3D + 3: the rows that h_{t-1} feeds: LSTM i f g o, then q k v, then gates i f o
(rows of zeros may follow).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from wmstudio.memory.loops.cell import cell
from wmstudio.memory.loops.running import run


class Before(NamedTuple):
    """The state that a scan starts from, slots oldest first."""

    h_BH: Tensor
    c_BH: Tensor
    keys_BND: Tensor
    values_BND: Tensor
    strength_BN: Tensor


class Scan(NamedTuple):
    """The results of a scan. Buffers hold the N old and then the T new entries, oldest first."""

    h_TBH: Tensor
    c_TBH: Tensor
    m_TBD: Tensor
    lstm_TBZ: Tensor
    """LSTM gates i f g o, after σ and tanh."""
    q_TBD: Tensor
    read_TBD: Tensor
    """The read, before the read gate."""
    a_TBA: Tensor
    """Read weights over the window before each token, then the weight on "nothing" (A = N + 1)."""
    gates_TB3: Tensor
    """Write, decay and read gates."""
    strength_TBN: Tensor
    """Strengths of the window before each token."""
    keys_BMD: Tensor
    values_BMD: Tensor
    strength_BM: Tensor
    """Strengths at the end; for an entry that has left the window, when it left."""


def scan(
    x_TBR: Tensor,
    w_hidden_RH: Tensor,
    w_memory_ZD: Tensor,
    null_1: Tensor,
    before: Before,
    epsilon: float,
) -> Scan:
    """Run T tokens. ``x_TBR`` is what the words feed, biases included.

    Products with ``w_hidden_RH`` and ``w_memory_ZD`` are done in their dtype, all else in float32.
    """
    t_all, b, _ = x_TBR.shape
    n, d = before.keys_BND.shape[1:]
    h4 = 4 * before.h_BH.shape[1]
    new = x_TBR.new_empty
    keys = torch.cat([before.keys_BND, new(b, t_all, d)], dim=1)
    values = torch.cat([before.values_BND, new(b, t_all, d)], dim=1)
    strength = torch.cat([before.strength_BN, new(b, t_all)], dim=1)
    out = Scan(
        h_TBH=new(t_all, b, h4 // 4),
        c_TBH=new(t_all, b, h4 // 4),
        m_TBD=new(t_all, b, d),
        lstm_TBZ=new(t_all, b, h4),
        q_TBD=new(t_all, b, d),
        read_TBD=new(t_all, b, d),
        a_TBA=new(t_all, b, n + 1),
        gates_TB3=new(t_all, b, 3),
        strength_TBN=new(t_all, b, n),
        keys_BMD=keys,
        values_BMD=values,
        strength_BM=strength,
    )
    weights = w_hidden_RH.t(), w_memory_ZD.t()
    run("slots", _run, x_TBR, *weights, null_1, before.h_BH, before.c_BH, *out, epsilon)
    return out


def _run(
    x_TBR: Tensor,
    w_hidden_HR: Tensor,
    w_memory_DZ: Tensor,
    null_1: Tensor,
    h_BH: Tensor,
    c_BH: Tensor,
    h_TBH: Tensor,
    c_TBH: Tensor,
    m_TBD: Tensor,
    lstm_TBZ: Tensor,
    q_TBD: Tensor,
    read_TBD: Tensor,
    a_TBA: Tensor,
    gates_TB3: Tensor,
    strength_TBN: Tensor,
    keys: Tensor,
    values: Tensor,
    strength: Tensor,
    epsilon: float,
) -> None:
    """The loop over tokens. It writes into the fields of a `Scan` that follow ``c_BH``.

    It stays within the subset of Python that TorchScript compiles.
    """
    h4, d, n = lstm_TBZ.size(2), q_TBD.size(2), strength_TBN.size(2)
    low = w_hidden_HR.dtype
    scale = 1.0 / float(d) ** 0.5
    a_TBA[:, :, n:] = null_1
    for t in range(x_TBR.size(0)):
        p_BR = x_TBR[t] + h_BH.to(low) @ w_hidden_HR
        q_BD = torch.mul(p_BR[:, h4 : h4 + d], scale, out=q_TBD[t])
        gates_B3 = torch.sigmoid(p_BR[:, h4 + 3 * d : h4 + 3 * d + 3], out=gates_TB3[t])
        strength_BN = strength_TBN[t].copy_(strength[:, t : t + n])
        scores_BA = a_TBA[t]
        torch.add(
            torch.bmm(keys[:, t : t + n], q_BD.unsqueeze(-1)).squeeze(-1),
            torch.log(strength_BN + epsilon),
            out=scores_BA[:, :n],
        )
        a_BA = scores_BA.copy_(torch.softmax(scores_BA, dim=-1))
        read_BD = read_TBD[t]
        read_BD.copy_(torch.bmm(a_BA[:, :n].unsqueeze(1), values[:, t : t + n]).squeeze(1))
        m_BD = torch.mul(read_BD, gates_B3[:, 2:], out=m_TBD[t])

        z_BZ = p_BR[:, :h4] + m_BD.to(low) @ w_memory_DZ
        h_BH, c_BH = cell(z_BZ, c_BH, lstm_TBZ[t], c_TBH[t], h_TBH[t], h_TBH[t])

        strength[:, t : t + n].mul_(gates_B3[:, 1:2])
        keys[:, n + t].copy_(p_BR[:, h4 + d : h4 + 2 * d])
        values[:, n + t].copy_(torch.tanh(p_BR[:, h4 + 2 * d : h4 + 3 * d]))
        strength[:, n + t].copy_(gates_B3[:, 0])
