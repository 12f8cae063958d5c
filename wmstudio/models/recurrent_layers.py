"""GRU and plain recurrent layers with all their signals, and an LSTM layer of the same form.

A layer reads its own parts of the state by name. `step` is one token with every signal through the
tap; `run` is many tokens by PyTorch's fused loop, after which the gates are recovered at once.

Shapes: B batch, T time, E inputs, H hidden units.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, Signal, SignalRows, Tap, rows_in_blocks
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.layers import LstmLayer

if TYPE_CHECKING:
    from wmstudio.contract import State


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "softsign": F.softsign,
    "elu": F.elu,
    "selu": F.selu,
    "linear": lambda x: x,
    # Keras had the first as its usual gate until version 2.3; since 3 the name means the second.
    "hard_sigmoid": lambda x: (0.2 * x + 0.5).clamp(0, 1),
    "hard_sigmoid of Keras 3": lambda x: (x / 6 + 0.5).clamp(0, 1),
}


@dataclass(frozen=True)
class Cell:
    """What a recurrent layer computes: ``kind`` is ``lstm``, ``gru`` or ``rnn``.

    ``gate`` and ``activation`` are names in `ACTIVATIONS`. ``reset_after`` is of a GRU: whether the
    reset gate multiplies what comes from the hidden state (PyTorch), or the hidden state itself.
    """

    kind: str
    activation: str = "tanh"
    gate: str = "sigmoid"
    reset_after: bool = True

    @property
    def is_fused(self) -> bool:
        """Whether PyTorch has a fused loop for it."""
        if self.kind == "rnn":
            return self.activation in ("tanh", "relu")
        return (self.activation, self.gate, self.reset_after) == ("tanh", "sigmoid", True)

    def __str__(self) -> str:
        """In a few words, for people."""
        title = self.kind.upper()
        if self.kind == "rnn":
            return f"{title} ({'ReLU' if self.activation == 'relu' else self.activation})"
        if self.is_fused:
            return title
        order = "" if self.reset_after else ", reset before"
        return f"{title} ({self.gate}, {self.activation}{order})"


class RecurrentLayer(nn.Module):
    """What every layer of a `recurrent` model has."""

    signals: list[Signal]
    hidden_name: str
    """The part of the state that the next layer sees."""
    memory_name: str
    """The part of the state that saturates: the cell of an LSTM, else the hidden state."""

    @abstractmethod
    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros, by the names of the layer's parts of the state."""

    @abstractmethod
    def step(self, x_BE: Tensor, state: State, tap: Tap) -> dict[str, Tensor]:
        """The layer's parts of the state after one token."""

    @abstractmethod
    def run(
        self, x_BTE: Tensor, state: State, tap: Tap, with_memory: bool
    ) -> tuple[Tensor, dict[str, Tensor], Tensor | None]:
        """Every hidden state ``[B, T, H]``, the parts of the state at the end, and the memory.

        The memory is what saturates, ``[B, T, H]``, where it is wanted; else None.
        """

    def loop(
        self, x_BTE: Tensor, state: State, tap: Tap
    ) -> tuple[Tensor, dict[str, Tensor], Tensor]:
        """The result of `run` token by token, with patches."""
        own = {name: state[name] for name in self.initial_state(1)}
        every = Tap([signal.name for signal in self.signals], tap.patches, tap.position)
        for x_BE in x_BTE.unbind(1):
            own = self.step(x_BE, own, every)
        seen = every.recorded()
        for name, x_BTH in seen.items():
            tap.stretch(name, x_BTH)
        return seen[self.hidden_name], own, seen[self.memory_name]


class StackedLstmLayer(RecurrentLayer):
    """An LSTM layer; see `wmstudio.models.layers.LstmLayer` for its formula."""

    def __init__(self, inputs: int, hidden: int, layer: int) -> None:
        super().__init__()
        self.lstm = LstmLayer(inputs, hidden, layer)
        self.signals = self.lstm.signals
        self.hidden_name, self.memory_name = f"{self.lstm.name}.hidden", f"{self.lstm.name}.cell"

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        return self.lstm.initial_state(batch)

    def step(self, x_BE: Tensor, state: State, tap: Tap) -> dict[str, Tensor]:
        """One token."""
        h_BH, c_BH = self.lstm.step(x_BE, state[self.hidden_name], state[self.memory_name], tap)
        return {self.hidden_name: h_BH, self.memory_name: c_BH}

    def run(
        self, x_BTE: Tensor, state: State, tap: Tap, with_memory: bool
    ) -> tuple[Tensor, dict[str, Tensor], Tensor | None]:
        """Many tokens."""
        h_BTH, h_BH, c_BH, c_BTH = self.lstm.sequence(
            x_BTE, state[self.hidden_name], state[self.memory_name], tap, with_memory
        )
        return h_BTH, {self.hidden_name: h_BH, self.memory_name: c_BH}, c_BTH


class _HiddenLayer(RecurrentLayer):
    """A layer whose only state is its hidden state; ``fused`` is PyTorch's module of it."""

    fused: Any

    def _declare(
        self, name: str, hidden: int, layer: int, gates: list[tuple[str, Kind, str]]
    ) -> None:
        self.name, self.hidden = name, hidden
        self.hidden_name = self.memory_name = f"{name}.hidden"
        self.signals = [
            Signal(
                f"{name}.{gate}",
                kind,
                ("unit",),
                (hidden,),
                text,
                low=0.0 if kind is Kind.GATE else -1.0,
                layer=layer,
            )
            for gate, kind, text in gates
        ]

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`: the gates, or what a layer without gates makes at once."""
        made = [signal.name for signal in self.signals if signal.name != self.hidden_name]
        rows = rows_in_blocks(made or [self.hidden_name], self.hidden)
        return dict.fromkeys((name for name, _ in self.fused.named_parameters("fused")), rows)

    @property
    def weights(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """W, U and the two biases, in PyTorch's order of rows."""
        w_ZE, u_ZH, b_Z, c_Z = self.fused.all_weights[0]
        return w_ZE, u_ZH, b_Z, c_Z

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        return {self.hidden_name: self.weights[1].new_zeros(batch, self.hidden)}

    def run(
        self, x_BTE: Tensor, state: State, tap: Tap, with_memory: bool
    ) -> tuple[Tensor, dict[str, Tensor], Tensor | None]:
        """Many tokens."""
        if tap.patched(signal.name for signal in self.signals):
            return self.loop(x_BTE, state, tap)
        h_BH = state[self.hidden_name]
        h_BTH, h_1BH = self.fused(x_BTE, h_BH.unsqueeze(0))
        tap.stretch(self.hidden_name, h_BTH)
        if tap.watches(*(s.name for s in self.signals if s.name != self.hidden_name)):
            self.recover(x_BTE, torch.cat([h_BH.unsqueeze(1), h_BTH[:, :-1]], dim=1), tap)
        return h_BTH, {self.hidden_name: h_1BH[0]}, h_BTH

    def recover(self, x_BTE: Tensor, before_BTH: Tensor, tap: Tap) -> None:
        """Show the gates of a fused run, whose hidden states are what they were made from."""


class GruLayer(_HiddenLayer):
    """One GRU layer (Cho et al. 2014) as PyTorch has it; rows in order r z n.

    r, z = σ(W x_t + U h_{t-1} + b);  n = tanh(W x_t + b + r⊙(U h_{t-1} + c));
    h_t = (1-z)⊙n + z⊙h_{t-1}
    """

    def __init__(self, inputs: int, hidden: int, layer: int) -> None:
        super().__init__()
        self.fused = nn.GRU(inputs, hidden, batch_first=True)
        gates = [
            ("reset_gate", Kind.GATE, "r: how much of the hidden state the candidate sees"),
            ("update_gate", Kind.GATE, "z: how much of the hidden state is kept"),
            ("candidate", Kind.ACTIVATION, "n: what may enter the hidden state"),
            ("hidden", Kind.ACTIVATION, "h: the hidden state"),
        ]
        self._declare(f"gru.{layer}", hidden, layer, gates)

    def step(self, x_BE: Tensor, state: State, tap: Tap) -> dict[str, Tensor]:
        """One token."""
        h_BH = state[self.hidden_name]
        from_x, from_h = self._parts(x_BE, h_BH)
        r = tap(f"{self.name}.reset_gate", torch.sigmoid(from_x[0] + from_h[0]))
        z = tap(f"{self.name}.update_gate", torch.sigmoid(from_x[1] + from_h[1]))
        n = tap(f"{self.name}.candidate", torch.tanh(from_x[2] + r * from_h[2]))
        return {self.hidden_name: tap(self.hidden_name, n + z * (h_BH - n))}

    def recover(self, x_BTE: Tensor, before_BTH: Tensor, tap: Tap) -> None:
        """All gates at once."""
        from_x, from_h = self._parts(x_BTE, before_BTH)
        r = torch.sigmoid(from_x[0] + from_h[0])
        tap.stretch(f"{self.name}.reset_gate", r)
        tap.stretch(f"{self.name}.update_gate", torch.sigmoid(from_x[1] + from_h[1]))
        tap.stretch(f"{self.name}.candidate", torch.tanh(from_x[2] + r * from_h[2]))

    def _parts(self, x: Tensor, h: Tensor) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
        """What comes from the input and from the hidden state, for r, z and n each."""
        w_ZE, u_ZH, b_Z, c_Z = self.weights
        return F.linear(x, w_ZE, b_Z).chunk(3, dim=-1), F.linear(h, u_ZH, c_Z).chunk(3, dim=-1)


class RnnLayer(_HiddenLayer):
    """One plain recurrent layer (Elman 1990): h_t = tanh(W x_t + U h_{t-1} + b), or ReLU of it."""

    def __init__(self, inputs: int, hidden: int, layer: int, nonlinearity: str = "tanh") -> None:
        super().__init__()
        self.fused = nn.RNN(inputs, hidden, nonlinearity=nonlinearity, batch_first=True)
        self._activation = ACTIVATIONS[nonlinearity]
        self._declare(
            f"rnn.{layer}", hidden, layer, [("hidden", Kind.ACTIVATION, "h: the hidden state")]
        )

    def step(self, x_BE: Tensor, state: State, tap: Tap) -> dict[str, Tensor]:
        """One token."""
        w_HE, u_HH, b_H, c_H = self.weights
        z_BH = F.linear(x_BE, w_HE, b_H) + F.linear(state[self.hidden_name], u_HH, c_H)
        return {self.hidden_name: tap(self.hidden_name, self._activation(z_BH))}


class _Looped(RecurrentLayer):
    """A layer that PyTorch has no fused loop for: token by token, also over many tokens."""

    def run(
        self, x_BTE: Tensor, state: State, tap: Tap, with_memory: bool
    ) -> tuple[Tensor, dict[str, Tensor], Tensor | None]:
        """Many tokens."""
        return self.loop(x_BTE, state, tap)


class LoopedLstmLayer(_Looped, StackedLstmLayer):
    """An LSTM layer with other functions for its gates or for candidate and cell."""

    def __init__(self, inputs: int, hidden: int, layer: int, cell: Cell) -> None:
        super().__init__(inputs, hidden, layer)
        self._gate, self._activation = ACTIVATIONS[cell.gate], ACTIVATIONS[cell.activation]

    def step(self, x_BE: Tensor, state: State, tap: Tap) -> dict[str, Tensor]:
        """One token."""
        name, gate, activation = self.lstm.name, self._gate, self._activation
        c_BH = state[self.memory_name]
        i, f, g, o = self.lstm.preactivations(x_BE, state[self.hidden_name]).chunk(4, dim=-1)
        i, f = tap(f"{name}.input_gate", gate(i)), tap(f"{name}.forget_gate", gate(f))
        g = tap(f"{name}.candidate", activation(g))
        o = tap(f"{name}.output_gate", gate(o))
        c_BH = tap(self.memory_name, f * c_BH + i * g)
        h_BH = tap(self.hidden_name, o * activation(c_BH))
        return {self.hidden_name: h_BH, self.memory_name: c_BH}


class LoopedGruLayer(_Looped, GruLayer):
    """A GRU layer with other functions, or with the reset gate before the product with U.

    Then n = tanh(W x_t + U (r⊙h_{t-1}) + b), as Cho et al. 2014 have it.
    """

    def __init__(self, inputs: int, hidden: int, layer: int, cell: Cell) -> None:
        super().__init__(inputs, hidden, layer)
        self._cell = cell
        self._gate, self._activation = ACTIVATIONS[cell.gate], ACTIVATIONS[cell.activation]

    def step(self, x_BE: Tensor, state: State, tap: Tap) -> dict[str, Tensor]:
        """One token."""
        h_BH = state[self.hidden_name]
        from_x, from_h = self._parts(x_BE, h_BH)
        r = tap(f"{self.name}.reset_gate", self._gate(from_x[0] + from_h[0]))
        z = tap(f"{self.name}.update_gate", self._gate(from_x[1] + from_h[1]))
        if self._cell.reset_after:
            reset = r * from_h[2]
        else:
            _, u_ZH, _, c_Z = self.weights
            reset = F.linear(r * h_BH, u_ZH.chunk(3)[2], c_Z.chunk(3)[2])
        n = tap(f"{self.name}.candidate", self._activation(from_x[2] + reset))
        return {self.hidden_name: tap(self.hidden_name, n + z * (h_BH - n))}


class LoopedRnnLayer(_Looped, RnnLayer):
    """A plain recurrent layer with another function."""

    def __init__(self, inputs: int, hidden: int, layer: int, cell: Cell) -> None:
        super().__init__(inputs, hidden, layer)
        self._activation = ACTIVATIONS[cell.activation]


LOOPED: dict[str, Callable[[int, int, int, Cell], RecurrentLayer]] = {
    "lstm": LoopedLstmLayer,
    "gru": LoopedGruLayer,
    "rnn": LoopedRnnLayer,
}


def layer_of(cell: Cell, inputs: int, hidden: int, layer: int) -> RecurrentLayer:
    """The layer of a stack that computes this; by PyTorch's fused loop where there is one."""
    if not cell.is_fused:
        return LOOPED[cell.kind](inputs, hidden, layer, cell)
    if cell.kind == "rnn":
        return RnnLayer(inputs, hidden, layer, cell.activation)
    return (StackedLstmLayer if cell.kind == "lstm" else GruLayer)(inputs, hidden, layer)
