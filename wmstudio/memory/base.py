"""What a memory beside an LSTM is: how it remembers, and what it gives back.

Shapes: B batch, T time, E embedding, H hidden units of the LSTM, M width of what is given back.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.models.contract import Load, Signal, State, Tap


class Memory(nn.Module):
    """A working memory. Its part of the state is a flat mapping with names of its own.

    The memory comes before the LSTM at every token: it sees ``x_t`` and ``h_{t-1}``, and gives
    back ``m_t``, which the output layer sees beside ``h_t``. Where ``coupled`` is true the LSTM
    cell sees it too.
    """

    width: int
    coupled: bool
    signals: Sequence[Signal]

    @abstractmethod
    def initial_state(self, batch: int) -> State:
        """An empty memory."""

    @abstractmethod
    def advance(self, x_BE: Tensor, h_BH: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """One token: ``m_t`` ``[B, M]`` and the memory after it."""

    @abstractmethod
    def output(self, state: State) -> Tensor:
        """The last ``m_t`` ``[B, M]``, from the state."""

    @abstractmethod
    def load(self, state: State) -> Load:
        """How burdened the memory is (first row of the batch)."""

    @property
    def edits(self) -> Mapping[str, str]:
        """Edits of this memory's own."""
        return {}

    def edit(self, state: State, name: str, **arguments: int) -> State:
        """A changed copy of the memory's part of the state."""
        raise KeyError(name)
