"""What memories inside the LSTM's loop have in common: they see ``x_t`` and ``h_{t-1}``.

Shapes: B batch, E embedding, H hidden units of the LSTM, P what the memory asks for, projected.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.memory.base import Memory

if TYPE_CHECKING:
    from wmstudio.models.contract import State, Tap


class CoupledMemory(Memory):
    """A memory that is driven by ``p_t = W_x x_t + W_h h_{t-1} + b``; the LSTM sees what it gives.

    ``biases`` are those of the last elements of p at the start: the gates.
    """

    coupled = True

    def __init__(
        self, embedding: int, hidden: int, projected: int, biases: Sequence[float]
    ) -> None:
        super().__init__()
        self.from_word = nn.Linear(embedding, projected)
        self.from_hidden = nn.Linear(hidden, projected, bias=False)
        with torch.no_grad():
            for linear in (self.from_word, self.from_hidden):
                nn.init.xavier_uniform_(linear.weight)
            self.from_word.bias.zero_()
            self.from_word.bias[-len(biases) :] = torch.tensor(biases)

    def advance(self, x_BE: Tensor, h_BH: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token."""
        return self.driven(self.from_word(x_BE) + self.from_hidden(h_BH), state, tap)

    @abstractmethod
    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token by its projection: ``m_t`` ``[B, M]`` and the memory after it."""
