"""What the versions of RWKV have in common: token shift, channel mixing, and how heads are read.

Every version is made of layers of two parts, time mixing and channel mixing, each behind a layer
norm. Both see the token before too: ``x_k = μ_k ⊙ x_t + (1 - μ_k) ⊙ x_{t-1}``, with a share μ for
each thing that is made of it. Channel mixing is::

    y_t = σ(W_r x_r) ⊙ W_v max(W_k x_k, 0)²             without receptance r since RWKV-7

Shapes: B batch, T time, C width of the model, F units of the channel mixing, N heads, K width of a
key, V width of a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import rows_of_layers
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.heads import own_rows
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State
    from wmstudio.models.mixers.base import MixerConfig

EPSILON = 64e-5
"""Of the norm of heads: the authors divide by 8, and then have 1e-5."""


@dataclass(frozen=True, kw_only=True)
class RwkvSizes:
    """Sizes of an RWKV: ``feed_forward`` units of the channel mixing in each layer."""

    vocab_size: int
    width: int
    layers: int
    feed_forward: int


def rwkv(
    sizes: RwkvSizes, time_mix: MixerConfig, has_receptance: bool = True
) -> ResidualLanguageModel:
    """A model of layers of this time mixing."""
    channel_mix = ChannelMixConfig(hidden=sizes.feed_forward, has_receptance=has_receptance)
    layers = ((time_mix, channel_mix),) * sizes.layers
    return ResidualLanguageModel(
        ResidualConfig(
            vocab_size=sizes.vocab_size,
            width=sizes.width,
            layers=layers,
            norm="layer",
            is_embedding_normed=True,
            is_tied=False,
        )
    )


def ramp(channels: int, power: float = 1.0) -> Tensor:
    """From 0 for the first channel to nearly 1 for the last, as most parameters begin."""
    return (counted(channels) / channels) ** power


def counted(channels: int) -> Tensor:
    """0, 1, …, one for each channel.

    They are numbers also where a model is only outlined: arithmetic without numbers would make
    torch load its compiler.
    """
    device = torch.get_default_device()
    return torch.arange(channels, device="cpu" if device.type == "meta" else device)


class TokenShift(nn.Module):
    """Mixes each token with the one before it. Its part of the state is the last token."""

    def __init__(self, mixer: Mixer, width: int) -> None:
        super().__init__()
        self.state_name = f"{mixer.name}.last"
        self.width = width
        self.signal = mixer.signal("last", Kind.ACTIVATION, width, "x: what the layer read", 3.0)

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor]]:
        """What was before each token ``[B, T, C]``, and the new state."""
        first_BC = state[self.state_name]
        before_BTC = torch.cat([first_BC.unsqueeze(1).to(x_BTC.dtype), x_BTC[:, :-1]], dim=1)
        kept_BC = last(show(self.state_name, x_BTC))
        return before_BTC, {self.state_name: kept_BC.to(first_BC.dtype)}


@dataclass(frozen=True, kw_only=True)
class ChannelMixConfig:
    """Sizes of a channel mixing."""

    hidden: int
    has_receptance: bool = True

    def make(self, width: int, layer: int) -> ChannelMix:
        """Make the mixer of a layer."""
        return ChannelMix(self, width, layer)


class ChannelMix(Mixer):
    """The second part of a layer."""

    def __init__(self, config: ChannelMixConfig, width: int, layer: int) -> None:
        super().__init__("channels", layer)
        self.shift = TokenShift(self, width)
        self.mix_k = nn.Parameter(ramp(width, 0.5))
        self.key = nn.Linear(width, config.hidden, bias=False)
        self.value = nn.Linear(config.hidden, width, bias=False)
        self.receptance = None
        self.carried = (self.shift.state_name,)
        text = "max(k, 0)²: the units of the channel mixing"
        self.signals = [
            self.signal("hidden", Kind.ACTIVATION, config.hidden, text, 3.0, low=0.0),
            self.shift.signal,
        ]
        if config.has_receptance:
            self.mix_r = nn.Parameter(ramp(width, 0.5))
            self.receptance = nn.Linear(width, width, bias=False)
            text = "r: how much of the channel mixing is let through"
            self.signals.insert(0, self.signal("receptance", Kind.GATE, width, text))

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        hidden = {"key": (f"{self.name}.hidden", self.key.out_features)}
        return rows_of_layers(self, hidden) | own_rows(self, "receptance")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        return {self.shift.state_name: self.mix_k.detach().new_zeros(batch, self.shift.width)}

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens."""
        before_BTC, after = self.shift.run(x_BTC, state, show)
        hidden_BTF = self.key(torch.lerp(before_BTC, x_BTC, self.mix_k)).relu().square()
        y_BTC = self.value(show(f"{self.name}.hidden", hidden_BTF))
        if self.receptance is not None:
            r_BTC = torch.sigmoid(self.receptance(torch.lerp(before_BTC, x_BTC, self.mix_r)))
            y_BTC = show(f"{self.name}.receptance", r_BTC) * y_BTC
        return y_BTC, after, Use()
