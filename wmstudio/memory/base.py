"""The base class of memories that stand in or beside an LSTM.

Shapes: B batch, T time, E embedding, H hidden units of the LSTM, M width of what is given back.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind, Signal, SignalRows
from wmstudio.memory.parts import copied, pasted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.contract import EditSpec, PartSpec, Patch, Setting, State, Tap, UsageTexts
    from wmstudio.memory.window import Window

    ReadAside = Callable[[State, int, Sequence[Patch]], State]

MEANINGS = {
    "load.occupancy": "memory use: how full the memory is",
    "load.pressure": "memory use: how much the next write discards",
    "load.interference": "memory use: how blurred the last read was",
}
USAGE_NAMES = tuple(MEANINGS)
"""Signals that show memory use along the text. Sessions and recordings refer to these names."""


class BatchUsage(NamedTuple):
    """The numbers of a `MemoryUsage` (0…1), ``[B]`` for a batch or ``[B, T]`` for each token.

    A number is None where the memory has no such quantity.
    """

    occupancy: Tensor
    pressure: Tensor | None
    interference: Tensor | None

    def last(self) -> BatchUsage:
        """The numbers of the last token of each row: ``[B, T]`` → ``[B]``."""
        pressure, interference = (
            None if x is None else x[:, -1] for x in (self.pressure, self.interference)
        )
        return BatchUsage(self.occupancy[:, -1], pressure, interference)

    def show(self, record: Callable[[str, Tensor], object]) -> None:
        """Record the numbers that exist under the names of `usage_signals`."""
        for name, x in self._asdict().items():
            if x is not None:
                record(f"load.{name}", x)


def share_above(x: Tensor, limit: float) -> Tensor:
    """The share of the last dim whose size is above a limit; NaN where one is no number."""
    share = (x.abs() > limit).to(x.dtype).mean(dim=-1)
    return share.where(~x.isnan().any(dim=-1), torch.nan)


def rows_of_layers(
    part: nn.Module, made: Mapping[str, tuple[str, int]]
) -> dict[str, tuple[SignalRows, ...]]:
    """`DeclaresRows` for layers whose first rows make a signal: its name and how many, by layer."""
    return {
        f"{layer}.{name}": (SignalRows(signal, 0, rows),)
        for layer, (signal, rows) in made.items()
        for name, _ in part.get_submodule(layer).named_parameters()
    }


def usage_signals(*, pressure: bool = False) -> list[Signal]:
    """Declare memory use as signals along the text."""
    return [
        Signal(name, Kind.SCALAR, (), (), text, patchable=False)
        for name, text in MEANINGS.items()
        if pressure or name == "load.occupancy"
    ]


class Memory(nn.Module):
    """A working memory. Its part of the state is a flat mapping with names of its own.

    After every token it returns ``m_t`` ``[B, M]``, which the output layer reads next to ``h_t``.
    If ``coupled`` is true, ``m_t`` is computed before the LSTM reads the token, and the LSTM reads
    it too (see `CoupledMemory`); otherwise the LSTM does not depend on the memory.
    """

    width: int
    """M, the width of ``m_t``."""
    coupled = False
    signals: Sequence[Signal]
    windows: Sequence[Window] = ()
    """Windows of past tokens. Resetting their counts of real rows is enough to begin a new text."""

    @abstractmethod
    def advance(
        self, x_BE: Tensor, before_BH: Tensor, h_BH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by one token: ``m_t`` ``[B, M]``, and the memory's part of the new state.

        ``x_BE`` is the token's embedding, ``before_BH`` is ``h_{t-1}`` and ``h_BH`` is ``h_t``. A
        coupled memory runs before ``h_t`` exists and is given ``h_{t-1}`` in both places.
        """

    def sequence(
        self, x_BTE: Tensor, before_BTH: Tensor, h_BTH: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, State]:
        """Advance by many tokens: every ``m_t`` ``[B, T, M]``, and the last state.

        It must equal `advance` token by token, which is also the default implementation. Where
        signals of the memory are patched, the default is used, so others need not know of patches.
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
        """Memory use, each number ``[B]``."""

    usage_texts: UsageTexts
    """What the numbers of `batch_usage` mean."""

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Settings that can be changed without training."""
        return {}

    def set(self, values: Mapping[str, bool | int | float | str]) -> None:
        """Apply settings. It is called on a copy that shares the weights."""

    def held(self, state: State) -> Mapping[str, Tensor]:
        """Signals, besides parts of the state, that follow from it alone: ``[B, *shape]``."""
        return {}

    writers = ""
    """The part of the state that says which token wrote each item, ``[B, N]``; -1 for none. A
    memory that has it can forget a token by its edit ``clear`` of an item."""
    counters: Sequence[str] = ()
    """Parts of the state that count the tokens of the text. They are kept when everything is
    forgotten."""

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The parts of the memory that can be copied and put in elsewhere, by id."""
        return {}

    def copied(self, state: State, part: PartSpec, item: int) -> dict[str, Tensor]:
        """The numbers of one of `parts` in the first row of the batch, by name.

        Raises:
            EditError: there is no such item.
        """
        return copied(state, part, item)

    def put_in(
        self, state: State, part: PartSpec, item: int, given: Mapping[str, Tensor], token: int
    ) -> dict[str, Tensor]:
        """What changes in the state when one of `parts` is put in after this token.

        Raises:
            EditError: there is no such item, or what is given does not fit.
        """
        return pasted(state, part, item, given, token)

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """The edits that this memory offers."""
        return {}

    def edit(self, state: State, name: str, read: ReadAside, /, **arguments: int) -> State:
        """Return a changed copy of the memory's part of the state. The edit is valid.

        ``read`` gives the state after one more token, without reading it for good.
        """
        raise NotImplementedError(name)

    def names(self) -> Tensor | None:
        """The matrix ``[E, M]`` that turns ``m`` into the embedding of a token that was found.

        An output layer is initialised with it. None where the memory does not hold embeddings.
        """
        return None


def quick_to_ask(x: Tensor) -> bool:
    """Whether reading a value of the tensor is cheap: on a GPU it waits for all queued work."""
    return x.device.type == "cpu"
