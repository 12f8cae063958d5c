"""`rwkv4`: RWKV-4 (Peng et al. 2023, "RWKV: Reinventing RNNs for the Transformer Era").

Time mixing reads a weighted mean of the values of all tokens, for every channel::

    r, k, v = σ(W_r x_r), W_k x_k, W_v x_v              of mixed tokens: see `rwkv`
            Σ_{i<t} e^{k_i} w^{t-1-i} v_i + e^{u + k_t} v_t
    wkv_t = ───────────────────────────────────────────────        w = exp(-e^d) is the decay
            Σ_{i<t} e^{k_i} w^{t-1-i}     + e^{u + k_t}
    y_t = W_o (r ⊙ wkv)

The two sums are kept divided by e^p, where p is the largest exponent in them.

Shapes: B batch, T time, C width of the model, A channels of the time mixing.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.heads import own_rows
from wmstudio.models.mixers.rwkv import RwkvSizes, TokenShift, counted, ramp, rwkv

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State
    from wmstudio.models.mixers.residual import ResidualLanguageModel

NOTHING = -1e38
"""The exponent of sums that are empty."""
LEAST = 1e-30
"""A decay below this is taken for it, so that its logarithm is finite."""


@dataclass(frozen=True, kw_only=True)
class Rwkv4Config:
    """Sizes of the time mixing of RWKV-4."""

    channels: int

    def make(self, width: int, layer: int) -> TimeMix4:
        """Make the mixer of a layer."""
        return TimeMix4(self, width, layer)


class TimeMix4(Mixer):
    """The first part of a layer."""

    usage_texts = UsageTexts(
        occupancy="1 - 1/n, where all that a channel's mean is made of weighs as much as n tokens "
        "like the heaviest of them, mean over channels and layers",
        pressure="share of the sums that one token's decay discards, mean over channels and layers",
        interference="share of earlier tokens in the mean that was read last, mean over channels "
        "and layers",
    )

    def __init__(self, config: Rwkv4Config, width: int, layer: int) -> None:
        super().__init__("rwkv", layer)
        a = config.channels
        self.shift = TokenShift(self, width)
        self.mix_r = nn.Parameter(ramp(width, 0.25))
        self.mix_k, self.mix_v = (nn.Parameter(ramp(width, 0.5)) for _ in range(2))
        self.decay = nn.Parameter(8 * ramp(a) - 5)
        self.first = nn.Parameter(log(0.3) + 0.5 * ((counted(a) + 1) % 3 - 1))
        self.receptance, self.key, self.value = (nn.Linear(width, a, bias=False) for _ in range(3))
        self.output = nn.Linear(a, width, bias=False)
        self.sums = tuple(f"{self.name}.{x}" for x in ("numerator", "denominator", "exponent"))
        self.carried = (*self.sums, self.shift.state_name)
        activation, gate = Kind.ACTIVATION, Kind.GATE
        self.signals = [
            self.signal("receptance", gate, a, "r: how much of the mean is let through"),
            self.signal(
                "decay", gate, a, "w: how much of the sums is kept, the same for all tokens"
            ),
            self.signal("mean", activation, a, "wkv: the weighted mean of the values", 3.0),
            self.signal(
                "numerator", activation, a, "the sum of weighted values, divided by e^p", 6.0
            ),
            self.signal(
                "denominator", activation, a, "the sum of weights, divided by e^p", 20.0, low=0.0
            ),
            self.signal("exponent", activation, a, "p: the largest exponent in the sums", 6.0),
            self.signal("key", activation, a, "k: the logarithm of the token's weight", 6.0),
            self.signal("value", activation, a, "v: what the token adds to the mean", 3.0),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.shift.signal,
        ]

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "receptance", "key", "value", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Empty sums."""
        zeros = self.decay.detach().new_zeros(batch, len(self.decay))
        numerator, denominator, exponent = self.sums
        return {
            numerator: zeros,
            denominator: zeros,
            exponent: zeros.new_full(zeros.shape, NOTHING),
            self.shift.state_name: zeros.new_zeros(batch, self.shift.width),
        }

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens; the sums go from one to the next in a loop."""
        before_BTC, after = self.shift.run(x_BTC, state, show)

        def mixed(share_C: Tensor) -> Tensor:
            return torch.lerp(before_BTC, x_BTC, share_C)

        r_BTA = show(f"{self.name}.receptance", torch.sigmoid(self.receptance(mixed(self.mix_r))))
        k_BTA = show(f"{self.name}.key", self.key(mixed(self.mix_k)))
        v_BTA = show(f"{self.name}.value", self.value(mixed(self.mix_v)))
        decay_BTA = show(f"{self.name}.decay", (-self.decay.exp()).exp().expand_as(k_BTA))
        logs_BTA = decay_BTA.clamp_min(LEAST).log()
        a, b, p = (state[name] for name in self.sums)
        seen = []
        for k, v, log_w in zip(k_BTA.unbind(1), v_BTA.unbind(1), logs_BTA.unbind(1), strict=True):
            now = k + self.first
            top = torch.maximum(p, now)
            old, new = (p - top).exp(), (now - top).exp()
            mean, earlier = (old * a + new * v) / (old * b + new), old * b / (old * b + new)
            p = p + log_w
            top = torch.maximum(p, k)
            old, new = (p - top).exp(), (k - top).exp()
            a, b, p = old * a + new * v, old * b + new, top
            seen.append((mean, earlier, a, b, p))
        mean_BTA, earlier_BTA, *sums = (torch.stack(x, dim=1) for x in zip(*seen, strict=True))
        sums = [show(name, x) for name, x in zip(self.sums, sums, strict=True)]
        y_BTC = self.output(r_BTA * show(f"{self.name}.mean", mean_BTA))
        after |= {name: last(x) for name, x in zip(self.sums, sums, strict=True)}
        at = slice(None) if show.each else slice(-1, None)
        use = Use(
            _occupancy(sums[1]) if show.each else None,
            1 - decay_BTA[:, at].mean(-1),
            earlier_BTA[:, at].mean(-1),
        )
        return show(f"{self.name}.output", y_BTC), after, use

    def occupancy(self, state: State) -> Tensor:
        """How many tokens the means are made of."""
        return _occupancy(state[self.sums[1]])


def _occupancy(denominator: Tensor) -> Tensor:
    return (1 - 1 / denominator.clamp_min(1)).mean(-1)


@dataclass(frozen=True, kw_only=True)
class Rwkv4Sizes(RwkvSizes):
    """Sizes of an `rwkv4`."""


def _make(sizes: Rwkv4Sizes) -> ResidualLanguageModel:
    return rwkv(sizes, Rwkv4Config(channels=sizes.width))


FAMILY = Family(
    name="rwkv4",
    text="a weighted mean of all past values in every channel (RWKV-4)",
    sizes=Rwkv4Sizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "feed_forward": 16},
    limits={"layers": 64},
)
