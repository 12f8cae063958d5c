"""What memories inside the LSTM's loop have in common: they see ``x_t`` and ``h_{t-1}``.

Shapes: T time, B batch, E embedding, H hidden units of the LSTM, M width of what is given back,
P what the memory asks for, projected.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from wmstudio.memory.base import Memory

if TYPE_CHECKING:
    from wmstudio.contract import State, Tap


class CoupledRun(NamedTuple):
    """What an LSTM and its memory read together.

    ``x_TBR`` is what the words feed to both, biases included; ``w_RH`` and ``w_ZM`` are the weights
    of ``h_{t-1}`` and of ``m_t``. Rows R are the Z = 4H of the LSTM (i, f, g, o), the P of the
    memory, then maybe zeros. ``h_BH`` and ``c_BH`` are the LSTM's before the first token.
    """

    x_TBR: Tensor
    w_RH: Tensor
    w_ZM: Tensor
    h_BH: Tensor
    c_BH: Tensor


class Scanned(NamedTuple):
    """What came of a `CoupledRun`: of each token h, m, the LSTM's gates i, f, g, o, and c.

    ``remembered`` is the memory's part of the state after the last one.
    """

    h_TBH: Tensor
    m_TBM: Tensor
    lstm_TBZ: Tensor
    c_TBH: Tensor
    remembered: State


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

    def advance(
        self, x_BE: Tensor, before_BH: Tensor, h_BH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """One token."""
        return self.driven(self.from_word(x_BE) + self.from_hidden(before_BH), state, tap)

    @abstractmethod
    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token by its projection: ``m_t`` ``[B, M]`` and the memory after it."""

    def scan(self, run: CoupledRun, state: State, tap: Tap) -> Scanned | None:
        """LSTM and memory over many tokens, where no patch acts; what is watched goes to the tap.

        None where there is no faster way than token by token, or not for these settings.
        """
        return None
