"""A fast scan of a superposition stack coupled to an LSTM cell, without gradients.

All that a level holds goes the same way, so it stands in one row: the shares of tokens, the values
and the strength. Above the top is a row of what is pushed, below the last one a row of zeros; a
token makes each level of the row above, the row below and itself, from one copy of all levels into
another.

The formulas are those of `wmstudio.memory.superposition` and of the LSTM; a test holds both to
them.

Shapes: T time (first here: each step is contiguous), B batch, H hidden units, D width of a level,
N levels, M tokens with shares, L = N + 2, F = M + D + 1, R ≥ 4H + D + 3: the rows that h_{t-1}
feeds; K = T, or 0 where levels are not kept for each token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from wmstudio.memory.loops.cell import cell
from wmstudio.memory.loops.running import run

if TYPE_CHECKING:
    from wmstudio.memory.coupled import CoupledRun

TINY = 1e-6
"""A share up to this makes no token the writer of a level."""


class Levels(NamedTuple):
    """What is on the stack: ``rows_BNF`` of shares, values and strength, top first."""

    rows_BNF: Tensor
    tokens_BM: Tensor
    """The tokens that have shares, -1 for none."""

    def split(self, width: int) -> tuple[Tensor, Tensor, Tensor]:
        """Shares ``[…, N, M]``, values ``[…, N, D]`` of this width, and strengths ``[…, N]``."""
        sizes = [self.tokens_BM.shape[-1], width, 1]
        shares, values, strength = torch.split(self.rows_BNF, sizes, dim=-1)
        return shares, values, strength[..., 0]


class SuperpositionScan(NamedTuple):
    """The results of a scan."""

    h_TBH: Tensor
    c_TBH: Tensor
    m_TBD: Tensor
    lstm_TBZ: Tensor
    """LSTM gates i f g o, after σ and tanh."""
    actions_TB3: Tensor
    """Weights of push, pop and no-op."""
    pushed_TBD: Tensor
    levels: Levels
    """After the last token."""
    each: Levels
    """After each token ``[K, B, …]``."""


def scan(given: CoupledRun, before: Levels, seen_B: Tensor, keep: bool) -> SuperpositionScan:
    """Run T tokens, the first of which is number ``seen_B`` of the text."""
    x_TBR, w_RH, w_ZM, h_BH, c_BH = given
    t_all, b, _ = x_TBR.shape
    hidden, d = h_BH.shape[1], w_ZM.shape[1]
    kept = t_all if keep else 0
    new = x_TBR.new_empty
    out = (
        new(t_all, b, hidden),
        new(t_all, b, hidden),
        new(t_all, b, d),
        new(t_all, b, 4 * hidden),
        new(t_all, b, 3),
        new(t_all, b, d),
    )
    rows_BLF = F.pad(before.rows_BNF, (0, 0, 1, 1))
    rows_2BLF = torch.stack([rows_BLF, rows_BLF])
    tokens_BM = before.tokens_BM.clone()
    each = Levels(new(kept, *before.rows_BNF.shape), tokens_BM.new_empty(kept, *tokens_BM.shape))
    weights = w_RH.t(), w_ZM.t()
    run(
        "superposition", _run, x_TBR, *weights, h_BH, c_BH, seen_B.contiguous(),
        *out, rows_2BLF, tokens_BM, *each,
    )  # fmt: skip
    return SuperpositionScan(*out, Levels(rows_2BLF[t_all % 2, :, 1:-1], tokens_BM), each)


def _run(
    x_TBR: Tensor,
    w_hidden_HR: Tensor,
    w_memory_DZ: Tensor,
    h_BH: Tensor,
    c_BH: Tensor,
    seen_B: Tensor,
    h_TBH: Tensor,
    c_TBH: Tensor,
    m_TBD: Tensor,
    lstm_TBZ: Tensor,
    actions_TB3: Tensor,
    pushed_TBD: Tensor,
    rows_2BLF: Tensor,
    tokens_BM: Tensor,
    each_KBNF: Tensor,
    tokens_KBM: Tensor,
) -> None:
    """The loop over tokens. It writes into what follows ``seen_B``.

    It stays within the subset of Python that TorchScript compiles.
    """
    hidden, d, m_all = h_BH.size(1), m_TBD.size(2), tokens_BM.size(1)
    z = 4 * hidden
    levels = rows_2BLF.size(2) - 2
    for t in range(x_TBR.size(0)):
        r_BR = torch.addmm(x_TBR[t], h_BH, w_hidden_HR)
        v_BD = torch.tanh(r_BR[:, z : z + d], out=pushed_TBD[t])
        actions_B3 = actions_TB3[t].copy_(torch.softmax(r_BR[:, z + d : z + d + 3], dim=-1))
        rows_BLF = rows_2BLF[t % 2]
        # The token takes the place of the one of which least is held.
        shares_BLM = rows_BLF[:, :, :m_all]
        held_BM = shares_BLM[:, 1 : levels + 1].sum(dim=1).masked_fill_(tokens_BM == -1, -1.0)
        place_B1 = held_BM.argmin(dim=-1, keepdim=True)
        tokens_BM.scatter_(1, place_B1, (seen_B + t).unsqueeze(-1))
        shares_BLM.scatter_(2, place_B1.unsqueeze(-1).expand(-1, levels + 2, -1), 0.0)
        top_BF = rows_BLF[:, 0]
        top_BF.fill_(1.0)
        top_BF[:, :m_all] = 0.0
        top_BF[:, :m_all].scatter_(1, place_B1, 1.0)
        top_BF[:, m_all : m_all + d].copy_(v_BD)

        after_BNF = rows_2BLF[(t + 1) % 2, :, 1 : levels + 1]
        push_B11, pop_B11, noop_B11 = actions_B3.unsqueeze(-1).unsqueeze(-1).unbind(1)
        torch.mul(rows_BLF[:, :levels], push_B11, out=after_BNF)
        after_BNF.addcmul_(rows_BLF[:, 2:], pop_B11)
        after_BNF.addcmul_(rows_BLF[:, 1 : levels + 1], noop_B11)
        if each_KBNF.size(0) > 0:
            each_KBNF[t].copy_(after_BNF)
            tokens_KBM[t].copy_(tokens_BM)
        m_BD = m_TBD[t].copy_(after_BNF[:, 0, m_all : m_all + d])

        z_BZ = torch.addmm(r_BR[:, :z], m_BD, w_memory_DZ)
        h_BH, c_BH = cell(z_BZ, c_BH, lstm_TBZ[t], c_TBH[t], h_TBH[t], h_TBH[t])


def main_writers(levels: Levels, width: int) -> tuple[Tensor, Tensor]:
    """The token that most of each level comes from (-1: none), and its share: ``[…, N]``."""
    shares, _, strength = levels.split(width)
    most, at = shares.max(dim=-1)
    writer = levels.tokens_BM.gather(-1, at)
    share = (most / strength.clamp_min(TINY)).clamp(0, 1)
    return torch.where(most > TINY, writer, -1), share
