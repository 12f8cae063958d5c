"""The feed-forward part of a layer, which carries nothing from token to token.

    x + W_2 act(W_1 x),  or gated:  x + W_2 (act(W_g x) ⊙ W_1 x)

Shapes: B batch, T time, C width of the model, F hidden units.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import rows_of_layers
from wmstudio.models.mixers.base import Mixer, Show, Use

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.contract import SignalRows, State

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": F.gelu,
    "gelu_new": partial(F.gelu, approximate="tanh"),
    "relu": F.relu,
    "silu": F.silu,
}
"""By the names that transformers has for them."""


@dataclass(frozen=True, kw_only=True)
class FeedForwardConfig:
    """Sizes of a feed-forward part."""

    hidden: int
    activation: str = "silu"
    is_gated: bool = True

    def make(self, width: int, layer: int) -> FeedForward:
        """Make the mixer of a layer."""
        return FeedForward(self, width, layer)


class FeedForward(Mixer):
    """The feed-forward part of one layer. Every projection has a bias, which may be zero."""

    def __init__(self, config: FeedForwardConfig, width: int, layer: int) -> None:
        super().__init__("feed_forward", layer)
        f = config.hidden
        self.activate = ACTIVATIONS[config.activation]
        self.widen, self.narrow = nn.Linear(width, f), nn.Linear(f, width)
        self.gate = nn.Linear(width, f) if config.is_gated else None
        text = "the hidden units of the feed-forward part"
        self.signals = [self.signal("hidden", Kind.ACTIVATION, f, text, 3.0)]

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return rows_of_layers(self, {"widen": (f"{self.name}.hidden", self.widen.out_features)})

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens, each by itself."""
        hidden_BTF = self.widen(x_BTC)
        if self.gate is None:
            hidden_BTF = self.activate(hidden_BTF)
        else:
            hidden_BTF = self.activate(self.gate(x_BTC)) * hidden_BTF
        y_BTC: Tensor = self.narrow(show(f"{self.name}.hidden", hidden_BTF))
        return y_BTC, {}, Use()
