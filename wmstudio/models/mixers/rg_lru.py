"""`griffin`: real-gated linear recurrent units and local attention (De et al. 2024).

    u_t = conv(W_u x)_t                      over the last K tokens
    i_t, r_t = σ(W_i u_t + b_i), σ(W_r u_t + b_r)         block by block
    a_t = exp(-8 r_t softplus(Λ))            how much of each unit is kept
    h_t = a_t ⊙ h_{t-1} + √(1 - a_t²) ⊙ i_t ⊙ u_t         the first token of a text enters whole
    x_t + W_o (h_t ⊙ GELU(W_y x_t))

Two such layers are followed by one of attention over a window, and every layer has a gated
feed-forward part, as in RecurrentGemma.

Shapes: B batch, T time, C width of the model, U units, N blocks, D = U / N.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family
from wmstudio.models.mixers.attention import AttentionConfig
from wmstudio.models.mixers.base import TINY, Mixer, MixerConfig, Show, Use, last
from wmstudio.models.mixers.convolution import CausalConvolution
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.heads import by_head, own_rows
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State

RATE = 8.0
KEPT = (0.9, 0.999)
"""How much of a unit is kept at the beginning of training, where its gate is open."""
LEAST = 2.5e-7
"""Below this, 1 - a² has no gradient: that of its root is infinite at 0, and here it is 1000."""


@dataclass(frozen=True, kw_only=True)
class RgLruConfig:
    """Sizes of a recurrent layer. The gates of a unit see its own of the ``blocks``."""

    units: int
    blocks: int
    kernel: int

    def make(self, width: int, layer: int) -> RgLru:
        """Make the mixer of a layer."""
        return RgLru(self, width, layer)


class RgLru(Mixer):
    """One layer. Every projection has a bias."""

    usage_texts = UsageTexts(
        occupancy="share of units in use, were all equally large, mean over layers",
        pressure="share of the units that the last token's decay discards, mean over layers",
    )

    def __init__(self, config: RgLruConfig, width: int, layer: int) -> None:
        super().__init__("rg_lru", layer)
        u, n = config.units, config.blocks
        if u % n:
            raise ValueError(f"{u} units cannot be cut into {n} blocks")
        d = u // n
        self.enter, self.gate = nn.Linear(width, u), nn.Linear(width, u)
        self.convolution = CausalConvolution(self, u, config.kernel)
        self.input_weight, self.input_bias = _block_weights(n, d)
        self.decay_weight, self.decay_bias = _block_weights(n, d)
        self.rate = nn.Parameter(torch.empty(u))
        self.output = nn.Linear(u, width)
        if not self.rate.is_meta:
            with torch.no_grad():
                # a = exp(-8 softplus(Λ)), evenly between the two squares.
                squares = torch.empty(u).uniform_(KEPT[0] ** 2, KEPT[1] ** 2)
                self.rate.copy_(torch.expm1(-squares.log() / 2 / RATE).log())
        self.hidden_name, self._begun = f"{self.name}.hidden", f"{self.name}.begun"
        self.carried = (self.hidden_name, self.convolution.state_name)
        activation = Kind.ACTIVATION
        self.signals = [
            self.signal("hidden", activation, u, "h: the units after the write", 3.0),
            self.signal("input", activation, u, "u: what may enter the units", 3.0),
            self.signal("input_gate", Kind.GATE, u, "i: how much of the input enters"),
            self.signal("recurrence_gate", Kind.GATE, u, "r: how fast the unit forgets"),
            self.signal("keep", Kind.GATE, u, "a: how much of the unit is kept"),
            self.signal("gate", activation, u, "GELU(W x): how much of each unit is shown", 3.0),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.convolution.signal(self),
        ]

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "gate", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros, and that no token has been read."""
        like = self.rate.detach()
        return {
            self.hidden_name: like.new_zeros(batch, len(like)),
            self._begun: like.new_zeros(batch),
            **self.convolution.initial_state(batch),
        }

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens; the units go from one to the next in a loop."""
        filtered, window = self.convolution.run(self.enter(x_BTC), state, show)
        with torch.autocast(x_BTC.device.type, enabled=False):
            u_BTU = show(f"{self.name}.input", filtered.float())
            i_BTU = show(
                f"{self.name}.input_gate", _block_gate(u_BTU, self.input_weight, self.input_bias)
            )
            r_BTU = show(
                f"{self.name}.recurrence_gate",
                _block_gate(u_BTU, self.decay_weight, self.decay_bias),
            )
            log_BTU = -RATE * r_BTU * F.softplus(self.rate.float())
            a_BTU = show(f"{self.name}.keep", log_BTU.exp())
            # A patch may set a above 1.
            enters_BTU = -torch.expm1(2 * a_BTU.clamp(TINY, 1.0).log())
            root_BTU = enters_BTU.clamp_min(LEAST).sqrt()
            share_BTU = root_BTU + (enters_BTU.sqrt() - root_BTU).detach()
            fresh_BT1 = torch.zeros_like(share_BTU[..., :1], dtype=torch.bool)
            fresh_BT1[:, 0] = state[self._begun].unsqueeze(-1) == 0
            new_BTU = torch.where(fresh_BT1, 1.0, share_BTU) * i_BTU * u_BTU
            h_BU, seen = state[self.hidden_name], []
            for a_BU, new_BU in zip(a_BTU.unbind(1), new_BTU.unbind(1), strict=True):
                h_BU = torch.addcmul(new_BU, a_BU, h_BU)
                seen.append(h_BU)
            h_BTU = show(self.hidden_name, torch.stack(seen, dim=1))
        gate_BTU = show(f"{self.name}.gate", F.gelu(self.gate(x_BTC), approximate="tanh"))
        y_BTC = show(f"{self.name}.output", self.output(h_BTU * gate_BTU))
        with torch.no_grad():
            at = slice(None) if show.each else slice(-1, None)
            use = Use(_in_use(h_BTU) if show.each else None, 1 - a_BTU[:, at].mean(-1))
        begun_B = torch.ones_like(state[self._begun])
        return y_BTC, {self.hidden_name: last(h_BTU), self._begun: begun_B, **window}, use

    def occupancy(self, state: State) -> Tensor:
        """How many units are in use, as a share of all."""
        return _in_use(state[self.hidden_name])


def _block_weights(blocks: int, width: int) -> tuple[nn.Parameter, nn.Parameter]:
    weight = nn.Parameter(torch.empty(blocks, width, width))
    nn.init.normal_(weight, std=width**-0.5)
    return weight, nn.Parameter(torch.zeros(blocks, width))


def _block_gate(u_BTU: Tensor, weight_NDD: Tensor, bias_ND: Tensor) -> Tensor:
    blocks_BTND = by_head(u_BTU, len(bias_ND))
    sums_BTND = torch.einsum("btnd,nde->btne", blocks_BTND, weight_NDD) + bias_ND
    return torch.sigmoid(sums_BTND).flatten(2)


def _in_use(h: Tensor) -> Tensor:
    """``(Σh²)² / (U Σh⁴)``: 1 where all units are equally large, 1 / U where one is alone."""
    squares = (h / h.abs().amax(-1, keepdim=True).clamp_min(TINY)).square()
    share: Tensor = squares.sum(-1).square() / squares.square().sum(-1).clamp_min(TINY)
    return share / h.shape[-1]


@dataclass(frozen=True, kw_only=True)
class GriffinSizes:
    """Sizes of a `griffin`. Every third layer is one of attention."""

    vocab_size: int
    width: int
    layers: int
    heads: int
    feed_forward: int
    window: int = 256
    kernel: int = 4

    def __post_init__(self) -> None:
        if self.width % (2 * self.heads):
            raise ValueError(
                f"'width' must be a multiple of twice 'heads', "
                f"and {self.width} is none of {2 * self.heads}"
            )


def _make(sizes: GriffinSizes) -> ResidualLanguageModel:
    c, h = sizes.width, sizes.heads
    recurrent = RgLruConfig(units=c, blocks=h, kernel=sizes.kernel)
    attention = AttentionConfig(
        heads=h, kv_heads=1, head_width=c // h, window=sizes.window, rotary=c // h
    )
    part = FeedForwardConfig(hidden=sizes.feed_forward, activation="gelu_new")
    mixers: list[MixerConfig] = [
        attention if i % 3 == 2 else recurrent for i in range(sizes.layers)
    ]
    layers = tuple((mixer, part) for mixer in mixers)
    return ResidualLanguageModel(
        ResidualConfig(
            vocab_size=sizes.vocab_size, width=c, layers=layers, epsilon=1e-6, scale=c**0.5
        )
    )


FAMILY = Family(
    name="griffin",
    text="gated linear recurrent units, and attention over a window in every third layer (Griffin)",
    sizes=GriffinSizes,
    make=_make,
    tiny={
        "width": 12, "layers": 3, "heads": 2, "feed_forward": 16, "window": 9, "kernel": 3
    },
    limits={"layers": 64, "window": 8192, "kernel": 64},
)  # fmt: skip
