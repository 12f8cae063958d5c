"""What a memory beside an LSTM is: how it remembers, and what it gives back.

Shapes: B batch, T time, E embedding, H hidden units of the LSTM, M width of what is given back.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.contract import EditSpec, Patch, Setting, State, Tap, UsageTexts
    from wmstudio.memory.window import Window

    ReadAside = Callable[[State, int, Sequence[Patch]], State]

MEANINGS = {
    "load.occupancy": "memory use: how full the memory is",
    "load.pressure": "memory use: how much the next write discards",
    "load.interference": "memory use: how blurred the last read was",
}
USAGE_NAMES = tuple(MEANINGS)
"""The signals that show memory use along the text; sessions and recordings know them by these."""


class BatchUsage(NamedTuple):
    """The numbers of a `MemoryUsage`, 0…1, for a batch, or for each token of it.

    ``[B]``, or ``[B, T]``.

    None where a memory has no such thing.
    """

    occupancy: Tensor
    pressure: Tensor | None
    interference: Tensor | None

    def last(self) -> BatchUsage:
        """Of the last token of each row: ``[B, T]`` → ``[B]``."""
        pressure, interference = (
            None if x is None else x[:, -1] for x in (self.pressure, self.interference)
        )
        return BatchUsage(self.occupancy[:, -1], pressure, interference)

    def show(self, record: Callable[[str, Tensor], object]) -> None:
        """Pass what there is on, as the signals of `usage_signals`."""
        for name, x in self._asdict().items():
            if x is not None:
                record(f"load.{name}", x)


def usage_signals(*, pressure: bool = False) -> list[Signal]:
    """Memory use as signals along the text."""
    return [
        Signal(name, Kind.SCALAR, (), (), text, patchable=False)
        for name, text in MEANINGS.items()
        if pressure or name == "load.occupancy"
    ]


class Memory(nn.Module):
    """A working memory. Its part of the state is a flat mapping with names of its own.

    At every token it gives back ``m_t`` ``[B, M]``, which the output layer sees next to ``h_t``.
    Where ``coupled`` is true, it does so before the LSTM has read the token, and the LSTM sees
    ``m_t`` too (see `CoupledMemory`); else the LSTM does not know of it.
    """

    width: int
    """M."""
    coupled = False
    signals: Sequence[Signal]
    windows: Sequence[Window] = ()
    """Of past tokens: to begin again, their counts of real rows are all that matters."""

    @abstractmethod
    def advance(
        self, x_BE: Tensor, before_BH: Tensor, h_BH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """One token: ``m_t`` ``[B, M]``, and the memory's part of the state after it.

        ``x_BE`` is the token's embedding, ``before_BH`` is ``h_{t-1}`` and ``h_BH`` is ``h_t``,
        which a coupled memory does not see: it is given ``h_{t-1}`` again.
        """

    def sequence(
        self, x_BTE: Tensor, before_BTH: Tensor, h_BTH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Many tokens, where no patch acts: every ``m_t`` ``[B, T, M]``, and the state after them.

        It equals `advance` token by token, which is what it does unless there is a faster way.
        """
        seen = []
        for t in range(x_BTE.shape[1]):
            m_BM, state = self.advance(x_BTE[:, t], before_BTH[:, t], h_BTH[:, t], state, tap)
            seen.append(m_BM)
            if tap.watches(*USAGE_NAMES):
                self.batch_usage(state).show(tap)
        return torch.stack(seen, dim=1), state

    @abstractmethod
    def initial_state(self, batch: int) -> State:
        """An empty memory."""

    @abstractmethod
    def output(self, state: State) -> Tensor:
        """The last ``m_t`` ``[B, M]``, from the state."""

    @abstractmethod
    def batch_usage(self, state: State) -> BatchUsage:
        """How much of the memory is in use: ``[B]`` each."""

    usage_texts: UsageTexts
    """What the numbers of `batch_usage` mean."""

    @property
    def settings(self) -> Mapping[str, Setting]:
        """What may be changed without training."""
        return {}

    def set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Take other settings; called on a copy that shares the weights."""

    def held(self, state: State) -> Mapping[str, Tensor]:
        """Signals, beside parts of the state, that can be told from it alone: ``[B, *shape]``."""
        return {}

    writers = ""
    """The part of the state that says which token wrote each item, ``[B, N]``; -1 for none. A
    memory that has it can be made to forget a token, by its edit ``clear`` of an item."""
    counters: Sequence[str] = ()
    """Parts of the state that count the tokens of the text: who forgets everything keeps them."""

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Edits of this memory's own."""
        return {}

    def edit(self, state: State, name: str, read: ReadAside, /, **arguments: int) -> State:
        """A changed copy of the memory's part of the state; the edit is one of `edits`, checked.

        ``read`` gives the state after one more token, read aside.
        """
        raise NotImplementedError(name)

    def names(self) -> Tensor | None:
        """What turns ``m`` into the embedding of a token that was found: ``[E, M]``.

        An output layer begins with it. None where the memory does not hold embeddings.
        """
        return None


def quick_to_ask(x: Tensor) -> bool:
    """Whether a number of a tensor can be had at once: on a device all its work is waited for."""
    return x.device.type == "cpu"
