"""The base of memories inside the LSTM's loop, which see ``x_t`` and ``h_{t-1}``.

Shapes: T time, B batch, E embedding, H hidden units of the LSTM, M width of what is given back,
P what the memory asks for, projected.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from wmstudio.memory.base import Memory

if TYPE_CHECKING:
    from wmstudio.contract import State, Tap


class CoupledRun(NamedTuple):
    """The inputs of an LSTM and its memory that are run together.

    ``x_TBR`` is the projection of the embeddings for both, biases included; ``w_RH`` and ``w_ZM``
    are the weights of ``h_{t-1}`` and of ``m_t``. Rows R are the Z = 4H of the LSTM (i, f, g, o),
    then the P of the memory, then possibly zeros. ``h_BH`` and ``c_BH`` are the LSTM's state before
    the first token.
    """

    x_TBR: Tensor
    w_RH: Tensor
    w_ZM: Tensor
    h_BH: Tensor
    c_BH: Tensor


class Scanned(NamedTuple):
    """The result of a `CoupledRun`: h, m, the LSTM's gates i, f, g, o and c of each token.

    ``remembered`` is the memory's part of the state after the last token.
    """

    h_TBH: Tensor
    m_TBM: Tensor
    lstm_TBZ: Tensor
    c_TBH: Tensor
    remembered: State


class Unrolled(ABC):
    """A memory over the T tokens of a run, with its gradient; `models/coupled_training` drives it.

    It goes over the tokens once, keeps what the gradient needs, and may go back over them any
    number of times. The gradient ends at the state before the first token.
    """

    projected: int
    """P, the width of its projection."""
    parameters: tuple[Tensor, ...] = ()
    """The memory's parameters besides those of its projection."""

    @abstractmethod
    def forward(self, t: int, p_BP: Tensor, m_BM: Tensor) -> None:
        """Advance by token t, given its projection, and write its ``m_t`` into ``m_BM``."""

    @abstractmethod
    def start_back(self) -> None:
        """Forget the gradients of an earlier pass."""

    @abstractmethod
    def back(self, t: int, dm_BM: Tensor, dp_BP: Tensor) -> None:
        """Go back over token t, the last one first, and write the gradient of its projection.

        ``dm_BM`` is the gradient of ``m_t``.
        """

    def gradients(self) -> tuple[Tensor, ...]:
        """The gradients of ``parameters``, once all tokens were gone back over."""
        return ()

    @abstractmethod
    def remembered(self, h_TBH: Tensor, c_TBH: Tensor, m_TBM: Tensor, lstm_TBZ: Tensor) -> State:
        """The memory's part of the state after the last token. Watched signals are recorded.

        It is given what was computed: h, c, m, and the LSTM's gates of each token.
        """


class CoupledMemory(Memory):
    """A memory driven by ``p_t = W_x x_t + W_h h_{t-1} + b``; the LSTM reads its ``m_t``.

    ``biases`` are the initial biases of the last elements of p, which are the gates.
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
        """Advance by one token."""
        return self.driven(self.from_word(x_BE) + self.from_hidden(before_BH), state, tap)

    @abstractmethod
    def driven(self, p_BP: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Advance by one token, given its projection: ``m_t`` ``[B, M]`` and the new memory."""

    def scan(self, run: CoupledRun, state: State, tap: Tap) -> Scanned | None:
        """Run LSTM and memory over many tokens without patches, and record what is watched.

        No gradient passes through it. None where there is no implementation that is faster than
        token by token, or none for these settings.
        """
        return None

    def unrolled(self, tokens: int, state: State, tap: Tap) -> Unrolled | None:
        """This memory over so many tokens without patches, with its gradient.

        None where there is none for these settings, or for what is watched.
        """
        return None
