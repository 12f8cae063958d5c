"""A feed-forward part of many experts, few of which are asked for each token.

    p = softmax(W_r x)                       the router; the K most probable experts are asked
    x + Σ_e p_e / Σ p  expert_e(x) + σ(w x) shared(x)

An expert is a gated feed-forward part; the shared one is always asked (Qwen-MoE, Bai et al. 2023).

Shapes: B batch, T time, C width of the model, E experts, F hidden units of an expert, K asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.mixers.base import Mixer, Show, Use
from wmstudio.models.mixers.heads import own_rows

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State


@dataclass(frozen=True, kw_only=True)
class MixtureConfig:
    """Sizes of a mixture of experts. ``is_normed`` where the shares of those asked add up to 1."""

    experts: int
    asked: int
    hidden: int
    shared: int
    is_normed: bool = True

    def make(self, width: int, layer: int) -> Mixture:
        """Make the mixer of a layer."""
        return Mixture(self, width, layer)


class Mixture(Mixer):
    """The feed-forward part of one layer."""

    def __init__(self, config: MixtureConfig, width: int, layer: int) -> None:
        super().__init__("feed_forward", layer)
        if config.asked > config.experts:
            raise ValueError(f"{config.asked} of {config.experts} experts cannot be asked")
        self.config = config
        e, f, s = config.experts, config.hidden, config.shared
        self.router = nn.Linear(width, e, bias=False)
        self.enter = nn.Parameter(torch.empty(e, 2 * f, width).normal_(std=0.02))
        self.leave = nn.Parameter(torch.empty(e, width, f).normal_(std=0.02))
        self.shared_enter = nn.Linear(width, 2 * s, bias=False)
        self.shared_leave = nn.Linear(s, width, bias=False)
        self.shared_gate = nn.Linear(width, 1, bias=False)
        dims = ("expert",)
        self.signals = [
            self.signal("router", Kind.GATE, e, "p: how much each expert is wanted", dims=dims),
            self.signal("shared_gate", Kind.GATE, 1, "how much the shared expert adds"),
        ]

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "shared_gate")

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens, each by itself."""
        p_BTE = show(f"{self.name}.router", self.router(x_BTC).float().softmax(dim=-1))
        share_BTK, asked_BTK = p_BTE.topk(self.config.asked, dim=-1)
        if self.config.is_normed:
            share_BTK = share_BTK / share_BTK.sum(-1, keepdim=True)
        gate_BT1 = show(f"{self.name}.shared_gate", torch.sigmoid(self.shared_gate(x_BTC)))
        y_BTC = gate_BT1 * self.shared_leave(_gated(self.shared_enter(x_BTC)))
        for e in torch.unique(asked_BTK).tolist():
            own_BT1 = (share_BTK * (asked_BTK == e)).sum(-1, keepdim=True)
            told_BTC = F.linear(_gated(F.linear(x_BTC, self.enter[e])), self.leave[e])
            y_BTC = y_BTC + own_BT1 * told_BTC
        return y_BTC, {}, Use()


def _gated(x: Tensor) -> Tensor:
    gate, up = x.chunk(2, dim=-1)
    return F.silu(gate) * up
