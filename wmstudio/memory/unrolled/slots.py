"""`slots`, first in first out, over many tokens with their gradient.

As in `wmstudio.memory.slots_scan`, the slots before token t are the window ``[t, t + N)`` of one
long buffer. The way back goes over the same buffer from its end: an entry has left the window
before the token that wrote it is reached, so by then its gradient is complete.

Shapes: T time, B batch, D slot width, N slots, M = N + T, A = N + 1, P = 3D + 3.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch

from wmstudio.memory.coupled import Unrolled
from wmstudio.memory.slots_scan import Scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from wmstudio.contract import State


class UnrolledSlots(Unrolled):
    """The N slots of a state, oldest first, followed by those that T tokens write."""

    def __init__(
        self,
        tokens: int,
        slots: tuple[Tensor, Tensor, Tensor],
        null_1: Tensor,
        epsilon: float,
        remember: Callable[[Scan], State],
    ) -> None:
        keys_BND, values_BND, strength_BN = slots
        b, n, d = keys_BND.shape
        self.n, self.d, self.projected = n, d, 3 * d + 3
        self.parameters, self.epsilon, self.remember = (null_1,), epsilon, remember
        new = keys_BND.new_empty
        self.keys_BMD = torch.cat([keys_BND, new(b, tokens, d)], dim=1)
        self.values_BMD = torch.cat([values_BND, new(b, tokens, d)], dim=1)
        self.strength_BM = torch.cat([strength_BN, new(b, tokens)], dim=1)
        self.q_TBD, self.read_TBD = new(tokens, b, d), new(tokens, b, d)
        self.a_TBA, self.gates_TB3 = new(tokens, b, n + 1), new(tokens, b, 3)
        self.strength_TBN = new(tokens, b, n)
        self.keys, self.values = self._windows(self.keys_BMD), self._windows(self.values_BMD)
        self.strength = self._windows(self.strength_BM)
        self.scores_BA = null_1.detach().repeat(b, n + 1)

    def forward(self, t: int, p_BP: Tensor, m_BM: Tensor) -> None:
        """Read from the window, let it decay, and write the entry after it."""
        n, d, strength_BN = self.n, self.d, self.strength[t]
        q_BD, k_BD, v_BD, gates_B3 = torch.split(p_BP, [d, d, d, 3], dim=-1)
        q_BD = torch.mul(q_BD, 1 / sqrt(d), out=self.q_TBD[t])
        i_B1, f_B1, o_B1 = torch.sigmoid(gates_B3, out=self.gates_TB3[t]).chunk(3, dim=-1)
        log_BN = torch.log(self.strength_TBN[t].copy_(strength_BN) + self.epsilon)
        # A row times a matrix is several times faster than a matrix times a column.
        scores_B1N = torch.bmm(q_BD.unsqueeze(1), self.keys[t].transpose(1, 2))
        torch.add(scores_B1N.squeeze(1), log_BN, out=self.scores_BA[:, :n])
        a_BA = torch.softmax(self.scores_BA, dim=-1, out=self.a_TBA[t])
        read_BD = self.read_TBD[t]
        torch.bmm(a_BA[:, None, :n], self.values[t], out=read_BD.unsqueeze(1))
        torch.mul(read_BD, o_B1, out=m_BM)
        strength_BN *= f_B1
        self.strength_BM[:, t + n : t + n + 1].copy_(i_B1)
        self.keys_BMD[:, t + n].copy_(k_BD)
        torch.tanh(v_BD, out=self.values_BMD[:, t + n])

    def start_back(self) -> None:
        """See `Unrolled.start_back`."""
        self.dkeys_BMD = torch.zeros_like(self.keys_BMD)
        self.dvalues_BMD = torch.zeros_like(self.values_BMD)
        self.dstrength_BM = torch.zeros_like(self.strength_BM)
        self.dkeys, self.dvalues = self._windows(self.dkeys_BMD), self._windows(self.dvalues_BMD)
        self.dstrength = self._windows(self.dstrength_BM)
        self.dnull_B1 = torch.zeros_like(self.scores_BA[:, :1])
        self.slope_TB3 = self.gates_TB3 * (1 - self.gates_TB3)

    def back(self, t: int, dm_BM: Tensor, dp_BP: Tensor) -> None:
        """Undo the write, then the decay, then the read."""
        n, d, q_BD, strength_BN = self.n, self.d, self.q_TBD[t], self.strength_TBN[t]
        a_BN, null_B1 = torch.split(self.a_TBA[t], [n, 1], dim=-1)
        _, decay_B1, read_B1 = self.gates_TB3[t].chunk(3, dim=-1)
        dq_BD, dk_BD, dv_BD, dgates_B3 = torch.split(dp_BP, [d, d, d, 3], dim=-1)
        dread_BD = dm_BM * read_B1
        da_BN = torch.bmm(dread_BD.unsqueeze(1), self.values[t].transpose(1, 2)).squeeze(1)
        mean_B1 = (a_BN * da_BN).sum(-1, keepdim=True)
        dscores_BN = a_BN * (da_BN - mean_B1)
        self.dnull_B1 -= null_B1 * mean_B1
        self.dvalues[t].addcmul_(a_BN.unsqueeze(-1), dread_BD.unsqueeze(1))
        self.dkeys[t].addcmul_(dscores_BN.unsqueeze(-1), q_BD.unsqueeze(1))
        dq_B1D = torch.bmm(dscores_BN.unsqueeze(1), self.keys[t])
        torch.mul(dq_B1D.squeeze(1), 1 / sqrt(d), out=dq_BD)
        dk_BD.copy_(self.dkeys_BMD[:, t + n])
        v_BD, dtanh_BD = self.values_BMD[:, t + n], self.dvalues_BMD[:, t + n]
        torch.addcmul(dtanh_BD, dtanh_BD * v_BD, v_BD, value=-1, out=dv_BD)
        dstrength_BN, (di_B, df_B, do_B) = self.dstrength[t], dgates_B3.unbind(-1)
        di_B.copy_(self.dstrength_BM[:, t + n])
        torch.sum(dstrength_BN * strength_BN, -1, out=df_B)
        torch.sum(dm_BM * self.read_TBD[t], -1, out=do_B)
        dgates_B3 *= self.slope_TB3[t]
        dstrength_BN *= decay_B1
        dstrength_BN += dscores_BN / (strength_BN + self.epsilon)

    def _windows(self, x_BMX: Tensor) -> tuple[Tensor, ...]:
        """Views of what stands in the window before each token, and after the last one."""
        windows = x_BMX.unfold(1, self.n, 1)
        return (windows.transpose(2, 3) if x_BMX.dim() > 2 else windows).unbind(1)

    def gradients(self) -> tuple[Tensor, ...]:
        """That of the score of reading nothing."""
        return (self.dnull_B1.sum(0),)

    def remembered(self, h_TBH: Tensor, c_TBH: Tensor, m_TBM: Tensor, lstm_TBZ: Tensor) -> State:
        """See `Unrolled.remembered`."""
        kept = self.q_TBD, self.read_TBD, self.a_TBA, self.gates_TB3, self.strength_TBN
        buffers = self.keys_BMD, self.values_BMD, self.strength_BM
        return self.remember(Scan(h_TBH, c_TBH, m_TBM, lstm_TBZ, *kept, *buffers))
