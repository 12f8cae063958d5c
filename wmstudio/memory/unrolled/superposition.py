"""`superposition` over many tokens with its gradient.

The levels before a token stand in a buffer, between what it pushes and an empty level. So what
push, no-op and pop make of them are three windows of the same buffer, and nothing is moved. How
much of a level is filled goes the same way, as one more feature.

Shapes: T time, B batch, N levels (top first), D width of a level, X = D + 1, P = D + 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from wmstudio.memory.coupled import Unrolled

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from wmstudio.contract import State


class UnrolledSuperposition(Unrolled):
    """The levels before each of T tokens, and after the last one.

    ``remember`` makes the state of the actions of each token, the last levels and their strengths.
    """

    def __init__(
        self,
        tokens: int,
        values_BND: Tensor,
        strength_BN: Tensor,
        remember: Callable[[Tensor, Tensor, Tensor], State],
    ) -> None:
        b, self.n, d = values_BND.shape
        self.tokens, self.d, self.projected, self.remember = tokens, d, d + 3, remember
        self.levels = values_BND.new_empty(tokens + 1, b, self.n + 2, d + 1)
        self.levels[:, :, 0, d] = 1
        self.levels[:, :, -1] = 0
        self.levels[0, :, 1:-1, :d] = values_BND
        self.levels[0, :, 1:-1, d] = strength_BN
        self.actions_TB3 = values_BND.new_empty(tokens, b, 3)

    def forward(self, t: int, p_BP: Tensor, m_BM: Tensor) -> None:
        """Push, pop and do nothing, each by degrees."""
        n, d, before = self.n, self.d, self.levels[t]
        torch.tanh(p_BP[:, :d], out=before[:, 0, :d])
        actions_B3 = torch.softmax(p_BP[:, d:], dim=-1, out=self.actions_TB3[t])
        push, pop, noop = actions_B3[:, :, None, None].unbind(1)
        after_BNX = torch.mul(push, before[:, :n], out=self.levels[t + 1, :, 1:-1])
        after_BNX.addcmul_(pop, before[:, 2:])
        after_BNX.addcmul_(noop, before[:, 1:-1])
        m_BM.copy_(after_BNX[:, 0, :d])

    def start_back(self) -> None:
        """See `Unrolled.start_back`."""
        # By turns: of the levels after a token, and, one place lower, of those before it.
        self.dlevels = torch.zeros_like(self.levels[0]), torch.zeros_like(self.levels[0])

    def back(self, t: int, dm_BM: Tensor, dp_BP: Tensor) -> None:
        """Undo the mixture. No later token reads below level ``T - 1 - t``."""
        d, before = self.d, self.levels[t]
        n = min(self.n, self.tokens - t)
        dlevels, dbefore = self.dlevels[t % 2], self.dlevels[(t + 1) % 2]
        dafter_BNX = dlevels[:, 1 : n + 1]
        dafter_BNX[:, 0, :d] += dm_BM
        actions_B3 = self.actions_TB3[t]
        push, pop, noop = actions_B3[:, :, None, None].unbind(1)
        torch.mul(push, dafter_BNX, out=dbefore[:, :n])
        dbefore[:, n : n + 2] = 0
        dbefore[:, 2 : n + 2].addcmul_(pop, dafter_BNX)
        dbefore[:, 1 : n + 1].addcmul_(noop, dafter_BNX)
        made = (before[:, i : i + n] for i in (0, 2, 1))
        dactions_B3 = torch.stack([(dafter_BNX * x_BNX).sum((1, 2)) for x_BNX in made], dim=-1)
        mean_B1 = (actions_B3 * dactions_B3).sum(-1, keepdim=True)
        torch.mul(actions_B3, dactions_B3 - mean_B1, out=dp_BP[:, d:])
        v_BD, dv_BD = before[:, 0, :d], dbefore[:, 0, :d]
        torch.addcmul(dv_BD, dv_BD * v_BD, v_BD, value=-1, out=dp_BP[:, :d])

    def remembered(self, h_TBH: Tensor, c_TBH: Tensor, m_TBM: Tensor, lstm_TBZ: Tensor) -> State:
        """See `Unrolled.remembered`."""
        last = self.levels[-1, :, 1:-1]
        return self.remember(
            self.actions_TB3, last[..., : self.d].clone(), last[..., self.d].clone()
        )
