"""A fast scan of a stack or queue coupled to an LSTM cell, without gradients.

Items never change places while they live, so they stand in one long buffer, oldest first: the N
that the state has and then one for each token. A token changes strengths, and nothing is moved.

The formulas are those of `wmstudio.memory.stack_queue` and of the LSTM; a test holds both to them.

Shapes: T time (first here: each step is contiguous), B batch, H hidden units, D width of an item,
N items there is room for, M = N + T, R ≥ 4H + D + 2: the rows that h_{t-1} feeds.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from wmstudio.memory import base
from wmstudio.memory.loops.cell import cell
from wmstudio.memory.loops.running import run

GONE = 1e-4
"""An item of less strength is removed."""


class StackScan(NamedTuple):
    """The results of a scan."""

    h_TBH: Tensor
    c_TBH: Tensor
    m_TBD: Tensor
    lstm_TBZ: Tensor
    """LSTM gates i f g o, after σ and tanh."""
    gates_TB2: Tensor
    """Pop and push."""
    strength_TBM: Tensor
    """Strengths of all items after each token."""
    read_TBM: Tensor
    values_BMD: Tensor


def scan(
    x_TBR: Tensor,
    w_hidden_RH: Tensor,
    w_memory_ZD: Tensor,
    h_BH: Tensor,
    c_BH: Tensor,
    values_BND: Tensor,
    strength_BN: Tensor,
    newest_first: bool,
) -> StackScan:
    """Run T tokens. ``x_TBR`` is what the words feed, biases included; items are oldest first."""
    t_all, b, _ = x_TBR.shape
    n, d = values_BND.shape[1:]
    hidden = h_BH.shape[1]
    z = 4 * hidden
    new = x_TBR.new_empty
    out = StackScan(
        h_TBH=new(t_all, b, hidden),
        c_TBH=new(t_all, b, hidden),
        m_TBD=new(t_all, b, d),
        lstm_TBZ=new(t_all, b, z),
        gates_TB2=new(t_all, b, 2),
        strength_TBM=x_TBR.new_zeros(t_all, b, n + t_all),
        read_TBM=x_TBR.new_zeros(t_all, b, n + t_all),
        values_BMD=torch.cat([values_BND, new(b, t_all, d)], dim=1),
    )
    # On a GPU room is made unconditionally, since asking whether it is needed would wait.
    ask = base.quick_to_ask(strength_BN)
    weights = w_hidden_RH.t(), w_memory_ZD.t()
    run("stack", _run, x_TBR, *weights, h_BH, c_BH, strength_BN, *out, newest_first, ask, GONE)
    return out


def _run(
    x_TBR: Tensor,
    w_hidden_HR: Tensor,
    w_memory_DZ: Tensor,
    h_BH: Tensor,
    c_BH: Tensor,
    before_BM: Tensor,
    h_TBH: Tensor,
    c_TBH: Tensor,
    m_TBD: Tensor,
    lstm_TBZ: Tensor,
    gates_TB2: Tensor,
    strength_TBM: Tensor,
    read_TBM: Tensor,
    values_BMD: Tensor,
    newest_first: bool,
    ask: bool,
    gone: float,
) -> None:
    """The loop over tokens. It writes into the fields of a `StackScan` that follow ``before_BM``.

    It stays within the subset of Python that TorchScript compiles.
    """
    hidden, d, n = h_BH.size(1), m_TBD.size(2), before_BM.size(1)
    z = 4 * hidden
    room = n - _most_alive(before_BM) if ask else 0
    for t in range(x_TBR.size(0)):
        r_BR = torch.addmm(x_TBR[t], h_BH, w_hidden_HR)
        torch.tanh(r_BR[:, z : z + d], out=values_BMD[:, n + t])
        gates_B2 = gates_TB2[t].copy_(stretched(torch.sigmoid(r_BR[:, z + d : z + d + 2])))
        strength_BM = strength_TBM[t]
        s_BM = strength_BM[:, : n + t]
        over_BM = (gates_B2[:, :1] - _above(before_BM, newest_first)).relu_()
        torch.sub(before_BM, over_BM, out=s_BM)
        s_BM.mul_(s_BM > gone)
        if room == 0:
            # Recounted only when the memory may be full: items may have been popped meanwhile.
            room = n - _most_alive(s_BM) if ask else 0
            if room == 0:
                _make_room(s_BM, n, gates_B2[:, 1:] > 0)
                room = 1  # or nothing was pushed: then it is recounted at the next token
        room -= 1
        strength_BM[:, n + t].copy_(gates_B2[:, 1])
        before_BM = strength_BM[:, : n + t + 1]
        read_BM = read_TBM[t, :, : n + t + 1]
        left_BM = (1 - _above(before_BM, newest_first)).relu_()
        torch.minimum(before_BM, left_BM, out=read_BM)
        m_BD = m_TBD[t]
        m_BD.copy_(torch.bmm(read_BM.unsqueeze(1), values_BMD[:, : n + t + 1]).squeeze(1))

        z_BZ = torch.addmm(r_BR[:, :z], m_BD, w_memory_DZ)
        h_BH, c_BH = cell(z_BZ, c_BH, lstm_TBZ[t], c_TBH[t], h_TBH[t], h_TBH[t])


def stretched(gates: Tensor) -> Tensor:
    """Stretch sigmoids so that gates can be exactly 0 and 1 (hard concrete)."""
    return (1.2 * gates - 0.1).clamp(0, 1)


def newest_and_alive_first(strength: Tensor, items: int) -> Tensor:
    """The positions in the buffer of the state's items, ``[…, M]`` → ``[…, N]``, dead ones last."""
    newest_first = strength.flip(-1)
    order = torch.argsort((newest_first == 0).byte(), dim=-1, stable=True)[..., :items]
    return strength.shape[-1] - 1 - order


def _above(s_BM: Tensor, newest_first: bool) -> Tensor:
    """The total strength of the items that are read before each item."""
    sums_BM = s_BM.cumsum(-1)
    return sums_BM[:, -1:] - sums_BM if newest_first else sums_BM - s_BM


def _most_alive(s_BM: Tensor) -> int:
    """The largest number of live items in any row."""
    return int((s_BM > 0).sum(-1).max())


def _make_room(s_BM: Tensor, items: int, comes_B1: Tensor) -> None:
    """Remove the weakest item (the oldest of equals) where one is pushed and the memory is full."""
    alive_BM = s_BM > 0
    weakest_B1 = s_BM.masked_fill(~alive_BM, float("inf")).argmin(dim=-1, keepdim=True)
    full_B1 = (alive_BM.sum(-1, keepdim=True) >= items) & comes_B1
    left_B1 = s_BM.gather(1, weakest_B1).masked_fill(full_B1, 0.0)
    s_BM.scatter_(1, weakest_B1, left_B1)
