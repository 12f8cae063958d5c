"""Layers that several families share: an LSTM layer with all its signals, and tied embeddings.

Shapes: B batch, T time, E embedding, H hidden units, F features, V vocabulary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, Signal, SignalRows, UsageTexts, rows_in_blocks
from wmstudio.memory.base import BatchUsage, share_above
from wmstudio.models.loss import SumOfNats
from wmstudio.models.packed import PackedLinear, PackedLstm, in_possible_precision

if TYPE_CHECKING:
    from wmstudio.contract import Tap
    from wmstudio.models.packed import LstmState

CELL_RANGE = 3.0


class LstmLayer(nn.Module):
    """One LSTM layer (Hochreiter & Schmidhuber 1997, with forget gates); rows in order i f g o.

    i, f, o = σ(W x_t + U h_{t-1} + b);  g = tanh(…);  c_t = f⊙c_{t-1} + i⊙g;  h_t = o⊙tanh(c_t)
    """

    def __init__(self, inputs: int, hidden: int, layer: int = 0) -> None:
        super().__init__()
        self.hidden = hidden
        self.name = f"lstm.{layer}"
        self._packed = PackedLstm()
        self._of_input, self._of_hidden = PackedLinear(), PackedLinear()
        self.make_weights(inputs)
        named = [
            ("input_gate", Kind.GATE, "i: how much of the candidate enters the cell"),
            ("forget_gate", Kind.GATE, "f: how much of the cell is kept"),
            ("candidate", Kind.ACTIVATION, "g: what may enter the cell"),
            ("output_gate", Kind.GATE, "o: how much of the cell is shown"),
            ("cell", Kind.ACTIVATION, "c: the cell state"),
            ("hidden", Kind.ACTIVATION, "h: the hidden state"),
        ]
        self.signals = [
            Signal(
                name=f"{self.name}.{name}",
                kind=kind,
                dims=("unit",),
                shape=(hidden,),
                text=text,
                low=0.0 if kind is Kind.GATE else (-CELL_RANGE if name == "cell" else -1.0),
                high=CELL_RANGE if name == "cell" else 1.0,
                layer=layer,
            )
            for name, kind, text in named
        ]

    def make_weights(self, inputs: int) -> None:
        """Initialise with Xavier's method, and with open forget gates."""
        self.fused = nn.LSTM(inputs, self.hidden, batch_first=True)
        with torch.no_grad():
            for name, parameter in self.fused.named_parameters():
                parameter.zero_() if name.startswith("bias") else nn.init.xavier_uniform_(parameter)
            # Only one of the two bias vectors, since they are added.
            self.weights[2][self.hidden : 2 * self.hidden] = 1.0

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`; in the order i f g o."""
        rows = rows_in_blocks([signal.name for signal in self.signals[:4]], self.hidden)
        return dict.fromkeys((name for name, _ in self.fused.named_parameters("fused")), rows)

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        zeros = self.weights[1].new_zeros(batch, self.hidden)
        return {f"{self.name}.hidden": zeros, f"{self.name}.cell": zeros}

    def run(self, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Every h ``[B, T, H]``, and the last h and c, with PyTorch's fused loop."""
        return self._packed.run(self.fused, x_BTE, h_BH, c_BH)

    @property
    def weights(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """W ``[4H, E]``, U ``[4H, H]``, and the two biases ``[4H]``, which are added."""
        w_ZE, u_ZH, b_Z, c_Z = self.fused.all_weights[0]
        return w_ZE, u_ZH, b_Z, c_Z

    def preactivations(self, x: Tensor, h: Tensor) -> Tensor:
        """W x_t + U h_{t-1} + b, for one token ``[B, …]`` or many ``[B, T, …]``."""
        w_ZE, u_ZH, b_Z, c_Z = self.weights
        return self._of_input(x, w_ZE, b_Z) + self._of_hidden(h, u_ZH, c_Z)

    def step(self, x_BE: Tensor, h_BH: Tensor, c_BH: Tensor, tap: Tap) -> tuple[Tensor, Tensor]:
        """Advance by one token: the new h and c."""
        # nn.LSTM would repack its weights for every single token.
        z_BZ = self.preactivations(x_BE, h_BH)
        return self.from_preactivations(z_BZ, c_BH, tap)

    def from_preactivations(self, z_BZ: Tensor, c_BH: Tensor, tap: Tap) -> tuple[Tensor, Tensor]:
        """Apply the gates, from their preactivations ``[B, 4H]`` in the order i f g o."""
        i = tap(f"{self.name}.input_gate", torch.sigmoid(z_BZ[:, : self.hidden]))
        f = torch.sigmoid(z_BZ[:, self.hidden : 2 * self.hidden])
        return self._after(i, f, z_BZ, c_BH, tap)

    def _after(
        self, i: Tensor, f: Tensor, z_BZ: Tensor, c_BH: Tensor, tap: Tap
    ) -> tuple[Tensor, Tensor]:
        f = tap(f"{self.name}.forget_gate", f)
        g, o = z_BZ[:, 2 * self.hidden :].chunk(2, dim=-1)
        g = tap(f"{self.name}.candidate", torch.tanh(g))
        o = tap(f"{self.name}.output_gate", torch.sigmoid(o))
        c_BH = tap(f"{self.name}.cell", f * c_BH + i * g)
        h_BH = tap(f"{self.name}.hidden", o * torch.tanh(c_BH))
        return h_BH, c_BH

    def show(self, gates_TBZ: Tensor, c_TBH: Tensor, h_TBH: Tensor, tap: Tap) -> None:
        """Pass gates i f g o, cell and hidden state of a scan, time first, to the tap."""
        parts = (*gates_TBZ.chunk(4, dim=-1), c_TBH, h_TBH)
        for signal, x_TB in zip(self.signals, parts, strict=True):
            tap.stretch(signal.name, x_TB.transpose(0, 1))

    def sequence(
        self, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor, tap: Tap, cells: bool = False
    ) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
        """Advance by many tokens: every h ``[B, T, H]``, and the last h and c.

        Also every c ``[B, T, H]`` if ``cells`` are requested or watched, otherwise None.
        """
        if tap.patched(signal.name for signal in self.signals):
            return self._loop(x_BTE, h_BH, c_BH, tap)
        h_BTH, last_h_BH, last_c_BH = self.run(x_BTE, h_BH, c_BH)
        tap.stretch(f"{self.name}.hidden", h_BTH)
        c_BTH = None
        gates = (s.name for s in self.signals if s.name != f"{self.name}.hidden")
        if cells or tap.watches(*gates):
            c_BTH = self._recover(x_BTE, h_BH, c_BH, h_BTH, tap, cells)
        return h_BTH, last_h_BH, last_c_BH, c_BTH

    def _loop(
        self, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor, tap: Tap
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The same token by token, since what is patched at one is seen by the next."""
        w_ZE, u_ZH, b_Z, c_Z = self.weights
        seen, cells = [], []
        for z_BZ in F.linear(x_BTE, w_ZE, b_Z + c_Z).unbind(1):
            h_BH, c_BH = self.from_preactivations(z_BZ + F.linear(h_BH, u_ZH), c_BH, tap)
            seen.append(h_BH)
            cells.append(c_BH)
        return torch.stack(seen, dim=1), h_BH, c_BH, torch.stack(cells, dim=1)

    def _recover(
        self, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor, h_BTH: Tensor, tap: Tap, cells: bool
    ) -> Tensor | None:
        """Recompute all gates of a fused run at once, from its hidden states."""
        before_BTH = torch.cat([h_BH.unsqueeze(1), h_BTH[:, :-1]], dim=1)
        z_BTZ = self.preactivations(x_BTE, before_BTH)
        i, f, g, o = z_BTZ.chunk(4, dim=-1)
        i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
        tap.stretch(f"{self.name}.input_gate", i)
        tap.stretch(f"{self.name}.forget_gate", f)
        tap.stretch(f"{self.name}.candidate", g)
        tap.stretch(f"{self.name}.output_gate", o)
        if not cells and not tap.watches(f"{self.name}.cell"):
            return None
        enters, seen = i * g, []
        for t in range(x_BTE.shape[1]):
            c_BH = torch.addcmul(enters[:, t], f[:, t], c_BH)
            seen.append(c_BH)
        c_BTH = torch.stack(seen, dim=1)
        tap.stretch(f"{self.name}.cell", c_BTH)
        return c_BTH


class CoupledLstmLayer(LstmLayer):
    """An LSTM layer whose forget gate is 1 - input gate (Greff et al. 2017, there "CIFG").

    c_t = c_{t-1}⊙(1-i_t) + g_t⊙i_t, and all else as in `LstmLayer`.

    As 1 - σ(z) = σ(-z), it is an LSTM whose rows of f are the negated rows of i. Only those of i, g
    and o are parameters; a patch of the input gate changes both.
    """

    def __init__(self, inputs: int, hidden: int, layer: int = 0) -> None:
        super().__init__(inputs, hidden, layer)
        coupled: dict[str, Any] = {
            "text": "f = 1 - i: how much of the cell is kept",
            "patchable": False,
        }
        self.signals = [
            replace(signal, **coupled) if signal.name.endswith("forget_gate") else signal
            for signal in self.signals
        ]

    def make_weights(self, inputs: int) -> None:
        """Initialise with Xavier's method, and with input gates that are nearly shut."""
        self.from_input = nn.Parameter(torch.empty(3 * self.hidden, inputs))
        self.from_hidden = nn.Parameter(torch.empty(3 * self.hidden, self.hidden))
        self.bias = nn.Parameter(torch.zeros(3 * self.hidden))
        nn.init.xavier_uniform_(self.from_input)
        nn.init.xavier_uniform_(self.from_hidden)
        with torch.no_grad():
            self.bias[: self.hidden] = -1.0

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`; in the order i g o."""
        i, _, g, o, *_ = (signal.name for signal in self.signals)
        return dict.fromkeys(
            ("from_input", "from_hidden", "bias"), rows_in_blocks((i, g, o), self.hidden)
        )

    @property
    def weights(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The weights of the equivalent LSTM, in the form of `LstmLayer.weights`."""
        w_ZE, u_ZH, b_Z = (
            torch.cat([x[: self.hidden], -x[: self.hidden], x[self.hidden :]])
            for x in (self.from_input, self.from_hidden, self.bias)
        )
        return w_ZE, u_ZH, b_Z, torch.zeros_like(b_Z)

    def run(self, x_BTE: Tensor, h_BH: Tensor, c_BH: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Every h ``[B, T, H]``, and the last h and c, with PyTorch's fused loop."""
        before = (h_BH.unsqueeze(0), c_BH.unsqueeze(0))

        def fused(x_BTE: Tensor, before: LstmState) -> tuple[Tensor, LstmState]:
            h_BTH, *after = torch.lstm(
                x_BTE, before, self.weights, True, 1, 0.0, self.training, False, True
            )
            return h_BTH, (after[0], after[1])

        h_BTH, (h_1BH, c_1BH) = in_possible_precision(fused, x_BTE, before)
        return h_BTH, h_1BH[0], c_1BH[0]

    def preactivations(self, x: Tensor, h: Tensor) -> Tensor:
        """See `LstmLayer.preactivations`. Weights that are made for a call are not packed."""
        w_ZE, u_ZH, b_Z, c_Z = self.weights
        return F.linear(x, w_ZE, b_Z) + F.linear(h, u_ZH, c_Z)

    def from_preactivations(self, z_BZ: Tensor, c_BH: Tensor, tap: Tap) -> tuple[Tensor, Tensor]:
        """Apply the gates, from their preactivations ``[B, 4H]`` in the order i f g o."""
        i = tap(f"{self.name}.input_gate", torch.sigmoid(z_BZ[:, : self.hidden]))
        return self._after(i, 1 - i, z_BZ, c_BH, tap)


SATURATED_CELLS = UsageTexts("share of cell units with |tanh c| above 0.9")


def cell_usage(c: Tensor) -> BatchUsage:
    """Memory use of an LSTM: the share of saturated cells ``[…, H]``."""
    return BatchUsage(share_above(torch.tanh(c), 0.9), None, None)


class Words(nn.Module):
    """Tied embedding and output: logits = (P features + b) Eᵀ + b_V.

    In training, a share ``dropout`` of what is embedded, and of the features that a loss is made
    of, is zero (Srivastava et al. 2014).
    """

    dropout = 0.0

    def __init__(self, vocab_size: int, embedding: int, features: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding)
        nn.init.normal_(self.embedding.weight, std=embedding**-0.5)
        self.project = nn.Linear(features, embedding)
        self.bias = nn.Parameter(torch.zeros(vocab_size))
        self._packed, self._packed_project = PackedLinear(), PackedLinear()

    @property
    def reads(self) -> int:
        """How many features the output is made of."""
        return self.project.in_features

    def embed(self, tokens: Tensor) -> Tensor:
        """``[…]`` → ``[…, E]``."""
        return self._dropped(cast("Tensor", self.embedding(tokens)))

    def logits(self, features: Tensor) -> Tensor:
        """``[…, F]`` → ``[…, V]``."""
        e = self._packed_project(features, self.project.weight, self.project.bias)
        return self._packed(e, self.embedding.weight, self.bias)

    def nats(self, features_RF: Tensor, target_R: Tensor, *memory: Tensor) -> Tensor:
        """Sum of the surprise of these tokens; a memory may add to it (`wmstudio.models.loss`)."""
        found: Tensor = SumOfNats.apply(  # type: ignore[no-untyped-call]
            self.project(self._dropped(features_RF)),
            self.embedding.weight,
            self.bias,
            target_R,
            *memory,
        )
        return found

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout) if self.dropout and self.training else x
