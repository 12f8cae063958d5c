"""`rwkv6`: RWKV-6, "Finch" (Peng et al. 2024, "Eagle and Finch").

As `rwkv5`, but how much of the last token is mixed in, and how fast each key feature decays, depend
on the token::

    m = tanh((x_t + (x_{t-1} - x_t) ⊙ μ_x) A)           low rank; five parts m_w, m_k, m_v, m_r, m_g
    x_k = x_t + (x_{t-1} - x_t) ⊙ (μ_k + m_k B_k)       and so for w, v, r and g
    w_t = exp(-exp(d + tanh(x_w C) D))

Shapes: B batch, T time, C width of the model, A channels of all heads, N heads, R rank of the
shares, Q rank of the decays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family
from wmstudio.models.mixers.heads import by_head
from wmstudio.models.mixers.rwkv import RwkvSizes, ramp, rwkv
from wmstudio.models.mixers.rwkv5 import MatrixMix

if TYPE_CHECKING:
    from wmstudio.contract import State
    from wmstudio.models.mixers.base import Show, Use
    from wmstudio.models.mixers.residual import ResidualLanguageModel

MIXED = "wkvrg"
"""What is made of mixed tokens, in the order in which the shares are kept."""


@dataclass(frozen=True, kw_only=True)
class Rwkv6Config:
    """Sizes of the time mixing of RWKV-6."""

    channels: int
    heads: int
    rank: int
    decay_rank: int

    def make(self, width: int, layer: int) -> TimeMix6:
        """Make the mixer of a layer."""
        return TimeMix6(self, width, layer)


class TimeMix6(MatrixMix):
    """The first part of a layer."""

    def __init__(self, config: Rwkv6Config, width: int, layer: int) -> None:
        super().__init__(width, config.channels, config.heads, True, layer)
        share_C = 1 - ramp(width, 0.5)
        self.mix_x, self.mix = nn.Parameter(share_C.clone()), nn.Parameter(share_C.repeat(5, 1))
        self.mix_in = nn.Parameter(torch.zeros(width, 5 * config.rank))
        self.mix_out = nn.Parameter(torch.empty(5, config.rank, width).uniform_(-0.01, 0.01))
        self.decay = nn.Parameter(5 * ramp(config.channels) - 6)
        self.decay_in = nn.Parameter(torch.zeros(width, config.decay_rank))
        self.decay_out = nn.Parameter(
            torch.empty(config.decay_rank, config.channels).uniform_(-0.01, 0.01)
        )

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens; the matrices go from one to the next in a loop."""
        before_BTC, after = self.shift.run(x_BTC, state, show)
        back_BTC = before_BTC - x_BTC
        low_BT5R = by_head(torch.tanh((x_BTC + back_BTC * self.mix_x) @ self.mix_in), len(MIXED))
        shares_5BTC = torch.einsum("btnr,nrc->nbtc", low_BT5R, self.mix_out)
        mixed = {
            name: x_BTC + back_BTC * (own_C + share_BTC)
            for name, own_C, share_BTC in zip(MIXED, self.mix, shares_5BTC, strict=True)
        }
        logs_BTA = self.decay + torch.tanh(mixed["w"] @ self.decay_in) @ self.decay_out
        return self.read(mixed, (-logs_BTA.exp()).exp(), after, state, show)


@dataclass(frozen=True, kw_only=True)
class Rwkv6Sizes(RwkvSizes):
    """Sizes of an `rwkv6`: ``rank`` is of the shares and of the decays."""

    heads: int
    rank: int = 16


def _make(sizes: Rwkv6Sizes) -> ResidualLanguageModel:
    config = Rwkv6Config(
        channels=sizes.width, heads=sizes.heads, rank=sizes.rank, decay_rank=sizes.rank
    )
    return rwkv(sizes, config)


FAMILY = Family(
    name="rwkv6",
    text="matrices whose decay depends on the token (RWKV-6)",
    sizes=Rwkv6Sizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "feed_forward": 16, "heads": 2, "rank": 3},
    limits={"layers": 64},
)
