"""`slstm`: an LSTM with exponential gates and a normaliser (Beck et al. 2024, "xLSTM").

Its block has a convolution before the input and forget gates, and a feed-forward part behind::

    x' = SiLU(conv(x))                                  over the last tokens
    ĩ = W_i x' + R_i h_{t-1} + b_i                      R is a matrix for each head
    f̃ = W_f x' + R_f h_{t-1} + b_f
    z = tanh(W_z x + R_z h_{t-1} + b_z)                 candidate
    o = σ(W_o x + R_o h_{t-1} + b_o)
    m_t = max(ln σ(f̃) + m_{t-1}, ĩ)                     so that no exponential overflows
    i, f = exp(ĩ - m_t), exp(ln σ(f̃) + m_{t-1} - m_t)
    c_t = f c_{t-1} + i z,  n_t = f n_{t-1} + i         cell, and the sum of its weights
    h_t = o c_t / n_t
    x + norm(h)                                         each head normed alone

Gates see the last hidden state, so tokens are read one after the other.

Shapes: B batch, T time, C width of the model, N heads, D features of one, G = 4 gates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import rows_of_layers
from wmstudio.memory.family import Family
from wmstudio.models.mixers.base import Mixer, Show, Use
from wmstudio.models.mixers.convolution import CausalConvolution
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.heads import HeadNorm, by_head, own_rows
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State

EPSILON = 1e-5
NOTHING = -1e38
"""The exponent of a sum that is empty."""
LEAST = 1e-6
"""A normaliser is at least 1; one that a patch has made smaller counts as this."""
FORGET_BIASES = (3.0, 6.0)
"""Biases of the forget gates at first, from the first unit to the last."""


@dataclass(frozen=True, kw_only=True)
class SlstmConfig:
    """Sizes of an sLSTM layer: ``kernel`` tokens of the convolution."""

    heads: int
    kernel: int

    def make(self, width: int, layer: int) -> Slstm:
        """Make the mixer of a layer."""
        return Slstm(self, width, layer)


class Slstm(Mixer):
    """One layer."""

    usage_texts = UsageTexts(
        occupancy="1 - 1/n, where all that a cell is the mean of weighs as much as n tokens like "
        "the heaviest of them, mean over units and layers",
        pressure="share of the cells that the last token's gates discard, mean over units and "
        "layers",
        interference="share of earlier tokens in the cells that were read last, mean over units "
        "and layers",
    )

    def __init__(self, config: SlstmConfig, width: int, layer: int) -> None:
        super().__init__("slstm", layer)
        c, n = width, config.heads
        if c % n:
            raise ValueError(f"{c} units cannot be shared out among {n} heads")
        self._heads = n
        self.convolution = CausalConvolution(self, c, config.kernel)
        self.input_gate, self.forget_gate, self.candidate, self.output_gate = (
            nn.Linear(c, c) for _ in range(4)
        )
        self.recurrent = nn.Parameter(torch.zeros(4, n, c // n, c // n))
        self.norm = HeadNorm(c, EPSILON)
        if not self.recurrent.is_meta:
            with torch.no_grad():
                self.input_gate.bias.zero_()
                self.forget_gate.bias.copy_(torch.linspace(*FORGET_BIASES, c))
        self._sums = tuple(f"{self.name}.{x}" for x in ("hidden", "cell", "normaliser", "exponent"))
        self.carried = (*self._sums, self.convolution.state_name)
        activation, gate = Kind.ACTIVATION, Kind.GATE
        self.signals = [
            self.signal(
                "input_gate", gate, c, "i: how much of the token enters, beside the strongest"
            ),
            self.signal(
                "forget_gate", gate, c, "f: how much of the cell is kept, beside the strongest"
            ),
            self.signal("output_gate", gate, c, "o: how much of the cell is shown"),
            self.signal("cell", activation, c, "c: the weighted sum of the candidates", 20.0),
            self.signal(
                "hidden", activation, c, "h: the weighted mean, as the output gate shows it"
            ),
            self.signal("normaliser", activation, c, "n: the sum of the weights", 20.0, low=0.0),
            self.signal("exponent", activation, c, "m: the exponent of the strongest token", 6.0),
            self.signal("candidate", activation, c, "z: what may enter the cell"),
            self.signal(
                "input_exponent", activation, c, "ĩ: the logarithm of the token's weight", 6.0
            ),
            self.signal("output", activation, c, "what the layer adds to the residual", 3.0),
            self.convolution.signal(self),
        ]

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        exponent = {"input_gate": (f"{self.name}.input_exponent", self.input_gate.out_features)}
        return own_rows(self, "candidate", "output_gate") | rows_of_layers(self, exponent)

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Empty cells."""
        zeros = self.recurrent.detach().new_zeros(batch, self.norm.weight.shape[0])
        first = (zeros, zeros, zeros, zeros.new_full(zeros.shape, NOTHING))
        own = dict(zip(self._sums, first, strict=True))
        return own | self.convolution.initial_state(batch)

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens, one after the other."""
        filtered, window = self.convolution.run(x_BTC, state, show)
        gated = F.silu(filtered)
        driven = [
            layer(y).float()
            for layer, y in (
                (self.input_gate, gated), (self.forget_gate, gated),
                (self.candidate, x_BTC), (self.output_gate, x_BTC),
            )
        ]  # fmt: skip

        def shown(name: str, x_BC: Tensor) -> Tensor:
            return show(f"{self.name}.{name}", x_BC.unsqueeze(1))[:, 0]

        h, c, n, m = (state[name] for name in self._sums)
        seen = []
        with torch.autocast(x_BTC.device.type, enabled=False):
            for parts in zip(*(x.unbind(1) for x in driven), strict=True):
                back = torch.einsum("gnij,bnj->gbni", self.recurrent, by_head(h, self._heads))
                own, kept, candidate, out = (
                    x + y for x, y in zip(parts, back.flatten(2), strict=True)
                )
                own, kept = shown("input_exponent", own), F.logsigmoid(kept) + m
                m = shown("exponent", torch.maximum(own, kept))
                i = shown("input_gate", (own - m).exp())
                f = shown("forget_gate", (kept - m).exp())
                z = shown("candidate", torch.tanh(candidate))
                o = shown("output_gate", torch.sigmoid(out))
                c, n = shown("cell", f * c + i * z), shown("normaliser", f * n + i)
                h = shown("hidden", o * c / n.clamp_min(LEAST))
                seen.append((h, i, f, n))
        h_BTC, i_BTC, f_BTC, n_BTC = (torch.stack(x, dim=1) for x in zip(*seen, strict=True))
        y_BTC = show(f"{self.name}.output", self.norm(by_head(h_BTC, self._heads)))
        at = slice(None) if show.each else slice(-1, None)
        newest_BTC = (i_BTC / n_BTC.clamp_min(LEAST))[:, at]
        use = Use(
            _occupancy(n_BTC) if show.each else None,
            1 - f_BTC[:, at].mean(-1),
            (1 - newest_BTC).clamp(0, 1).mean(-1),
        )
        return y_BTC, dict(zip(self._sums, (h, c, n, m), strict=True)) | window, use

    def occupancy(self, state: State) -> Tensor:
        """How many tokens the cells are made of."""
        return _occupancy(state[self._sums[2]])


def _occupancy(normaliser: Tensor) -> Tensor:
    return (1 - 1 / normaliser.clamp_min(1)).mean(-1)


@dataclass(frozen=True, kw_only=True)
class SlstmSizes:
    """Sizes of an `slstm`."""

    vocab_size: int
    width: int
    layers: int
    heads: int
    feed_forward: int
    kernel: int = 4


def _make(sizes: SlstmSizes) -> ResidualLanguageModel:
    one = SlstmConfig(heads=sizes.heads, kernel=sizes.kernel)
    layer = (one, FeedForwardConfig(hidden=sizes.feed_forward, activation="gelu"))
    return ResidualLanguageModel(
        ResidualConfig(
            vocab_size=sizes.vocab_size, width=sizes.width, layers=(layer,) * sizes.layers,
            norm="layer", is_tied=False,
        )
    )  # fmt: skip


FAMILY = Family(
    name="slstm",
    text="an LSTM with exponential gates in every layer (sLSTM of xLSTM)",
    sizes=SlstmSizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "heads": 2, "feed_forward": 16, "kernel": 3},
    limits={"layers": 64, "kernel": 64},
)
