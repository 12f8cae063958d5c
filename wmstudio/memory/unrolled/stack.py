"""`stack` and `queue` over many tokens with their gradient.

As in `wmstudio.memory.stack_scan`, items never change places while they live: they stand in one
buffer, here newest first, where those of token t are the window from ``T - 1 - t`` on. Items that
are gone keep strength 0, so they count for nothing.

Shapes: T time, B batch, D width of an item, N items there is room for, M = T + N, P = D + 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from wmstudio.memory import base
from wmstudio.memory.coupled import Unrolled
from wmstudio.memory.stack_scan import GONE, StackScan, stretched

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from wmstudio.contract import State


class UnrolledStack(Unrolled):
    """The N items of a state, preceded by those that T tokens push."""

    def __init__(
        self,
        tokens: int,
        values_BND: Tensor,
        strength_BN: Tensor,
        newest_first: bool,
        remember: Callable[[StackScan], State],
    ) -> None:
        b, n, d = values_BND.shape
        self.tokens, self.n, self.d, self.projected = tokens, n, d, d + 2
        self.newest_first, self.remember = newest_first, remember
        new, zeros = values_BND.new_empty, values_BND.new_zeros
        self.values_BMD = torch.cat([new(b, tokens, d), values_BND], dim=1)
        self.sigma_TB2, self.gates_TB2 = new(tokens, b, 2), new(tokens, b, 2)
        self.before_BN, self.room = strength_BN, 0
        self.strength_TBM, self.read_TBM, self.over_TBM, self.left_TBM = (
            zeros(tokens, b, tokens + n) for _ in range(4)
        )

    def forward(self, t: int, p_BP: Tensor, m_BM: Tensor) -> None:
        """Pop, push, and read."""
        d, at = self.d, self.tokens - 1 - t
        torch.tanh(p_BP[:, :d], out=self.values_BMD[:, at])
        sigma_B2 = torch.sigmoid(p_BP[:, d:], out=self.sigma_TB2[t])
        gates_B2 = self.gates_TB2[t].copy_(stretched(sigma_B2))
        before_BX = self.strength_TBM[t - 1, :, at + 1 :] if t else self.before_BN
        s_BX, over_BX = self.strength_TBM[t, :, at:], self.over_TBM[t, :, at + 1 :]
        over_BX.copy_((gates_B2[:, :1] - _sum_above(before_BX, self.newest_first)).relu_())
        rest_BX = torch.sub(before_BX, over_BX, out=s_BX[:, 1:])
        rest_BX *= rest_BX > GONE
        self._make_room(rest_BX, gates_B2[:, 1:])
        s_BX[:, 0] = gates_B2[:, 1]
        left_BX = self.left_TBM[t, :, at:]
        left_BX.copy_((1 - _sum_above(s_BX, self.newest_first)).relu_())
        read_BX = torch.minimum(s_BX, left_BX, out=self.read_TBM[t, :, at:])
        torch.bmm(read_BX.unsqueeze(1), self.values_BMD[:, at:], out=m_BM.unsqueeze(1))

    def _make_room(self, s_BX: Tensor, push_B1: Tensor) -> None:
        """Remove the weakest item (the oldest of equals) where one is pushed and none has room."""
        if self.room == 0:
            alive_BX = s_BX > 0
            alive_B1 = alive_BX.sum(-1, keepdim=True)
            # On a GPU room is made unconditionally, since asking whether it is needed would wait.
            self.room = self.n - int(alive_B1.max()) if base.quick_to_ask(s_BX) else 0
            if self.room == 0:
                oldest_first_BX = s_BX.masked_fill(~alive_BX, torch.inf).flip(-1)
                at_B1 = s_BX.shape[-1] - 1 - oldest_first_BX.argmin(dim=-1, keepdim=True)
                full_B1 = (alive_B1 >= self.n) & (push_B1 > 0)
                s_BX.scatter_(1, at_B1, s_BX.gather(1, at_B1) * ~full_B1)
                self.room = 1  # or nothing was pushed: then it is counted again
        self.room -= 1

    def start_back(self) -> None:
        """See `Unrolled.start_back`."""
        self.dvalues_BMD = torch.zeros_like(self.values_BMD)
        self.dstrength_BM = torch.zeros_like(self.strength_TBM[0])
        raw_TB2 = 1.2 * self.sigma_TB2 - 0.1
        slope_TB2 = 1.2 * self.sigma_TB2 * (1 - self.sigma_TB2)
        self.slope_TB2 = slope_TB2 * ((raw_TB2 >= 0) & (raw_TB2 <= 1))

    def back(self, t: int, dm_BM: Tensor, dp_BP: Tensor) -> None:
        """Undo the read, then the push, then the pop."""
        d, at, first = self.d, self.tokens - 1 - t, self.newest_first
        values_BXD, s_BX = self.values_BMD[:, at:], self.strength_TBM[t, :, at:]
        read_BX, left_BX = self.read_TBM[t, :, at:], self.left_TBM[t, :, at:]
        alive_BX, dstrength_BX = s_BX > 0, self.dstrength_BM[:, at:]
        dread_BX = torch.bmm(dm_BM.unsqueeze(1), values_BXD.transpose(1, 2)).squeeze(1)
        self.dvalues_BMD[:, at:].addcmul_(read_BX.unsqueeze(-1), dm_BM.unsqueeze(1))
        # Of equals, each has half of the gradient of a minimum.
        own_BX = dread_BX * (0.5 + 0.5 * torch.sign(left_BX - s_BX))
        dleft_BX = (dread_BX - own_BX) * (left_BX > 0)
        # What is above an item in one order of reading, it is above in the other.
        dstrength_BX += own_BX - _sum_above(dleft_BX, not first)
        dp_BP[:, d + 1] = dstrength_BX[:, 0]
        kept_BX = dstrength_BX[:, 1:]
        kept_BX *= alive_BX[:, 1:]
        popped_BX = kept_BX * (self.over_TBM[t, :, at + 1 :] > 0)
        torch.neg(popped_BX.sum(-1), out=dp_BP[:, d])
        kept_BX += _sum_above(popped_BX, not first)
        dp_BP[:, d:] *= self.slope_TB2[t]
        v_BD, dv_BD = values_BXD[:, 0], self.dvalues_BMD[:, at]
        torch.addcmul(dv_BD, dv_BD * v_BD, v_BD, value=-1, out=dp_BP[:, :d])

    def remembered(self, h_TBH: Tensor, c_TBH: Tensor, m_TBM: Tensor, lstm_TBZ: Tensor) -> State:
        """See `Unrolled.remembered`."""
        buffers = self.strength_TBM.flip(-1), self.read_TBM.flip(-1), self.values_BMD.flip(1)
        return self.remember(StackScan(h_TBH, c_TBH, m_TBM, lstm_TBZ, self.gates_TB2, *buffers))


def _sum_above(s_BX: Tensor, newest_first: bool) -> Tensor:
    """The total of the items that are read before each item; they stand newest first."""
    sums_BX = s_BX.cumsum(-1)
    return sums_BX - s_BX if newest_first else sums_BX[:, -1:] - sums_BX
