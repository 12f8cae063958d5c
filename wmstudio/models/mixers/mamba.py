"""`mamba`: a selective state space (Gu & Dao 2023, "Mamba: Linear-time sequence modeling").

    u_t, z_t = W_u x_t, W_z x_t
    u_t = SiLU(conv(u)_t)                    over the last K tokens
    δ_t, B_t, C_t = W u_t
    Δ_t = softplus(W_Δ δ_t + b_Δ)            the step: how much the token counts
    h_t = exp(Δ_t A) ⊙ h_{t-1} + Δ_t B_t u_tᵀ            A = -exp(A_log)
    y_t = h_tᵀ C_t + D ⊙ u_t
    x_t + W_o (y_t ⊙ SiLU(z_t))

Every unit has a state of its own, of N numbers, which forgets as fast as the token lets it.

Shapes: B batch, T time, C width of the model, I inner units, N numbers of a unit's state,
R rank of the steps.
"""

from __future__ import annotations

from math import ceil, log
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.convolution import CausalConvolution
from wmstudio.models.mixers.heads import own_rows
from wmstudio.models.mixers.matrices import crosstalk, effective_rank
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State

STEPS = (1e-3, 0.1)
"""Steps at the beginning of training."""


@dataclass(frozen=True, kw_only=True)
class MambaConfig:
    """Sizes of a Mamba layer."""

    inner: int
    state: int
    rank: int
    kernel: int

    def make(self, width: int, layer: int) -> Mamba:
        """Make the mixer of a layer."""
        return Mamba(self, width, layer)


class Mamba(Mixer):
    """One layer."""

    usage_texts = UsageTexts(
        occupancy="effective rank of the states, divided by the numbers in one, mean over layers",
        pressure="share of the states that the last token's decay discards, mean over layers",
        interference="share of other tokens in what the last token's key reads back, "
        "mean over layers",
    )

    def __init__(self, config: MambaConfig, width: int, layer: int) -> None:
        super().__init__("mamba", layer)
        i, n, self.sizes = config.inner, config.state, [config.rank, config.state, config.state]
        self.enter, self.gate = nn.Linear(width, i), nn.Linear(width, i)
        self.convolution = CausalConvolution(self, i, config.kernel)
        self.project = nn.Linear(i, sum(self.sizes), bias=False)
        self.step = nn.Linear(config.rank, i)
        self.a_log = nn.Parameter(torch.empty(i, n))
        self.d = nn.Parameter(torch.ones(i))
        self.output = nn.Linear(i, width)
        if not self.a_log.is_meta:
            begin_steps(self.step)
            with torch.no_grad():
                self.a_log.copy_(torch.arange(1.0, n + 1).log().expand(i, -1))
        self.matrix = f"{self.name}.state"
        self.carried = (self.matrix, self.convolution.state_name)
        activation = Kind.ACTIVATION
        self.signals = [
            self.signal("input", activation, i, "u: what may enter the states", 3.0),
            self.signal("step", activation, i, "Δ: how much the token counts", 2.0, low=0.0),
            self.signal(
                "keep", Kind.GATE, i, "exp(Δ A): how much of a state is kept, mean of its numbers",
                patchable=False,
            ),
            self.signal("write", activation, n, "B: the key that is written under", 3.0),
            self.signal("read", activation, n, "C: the key that is read with", 3.0),
            self.matrix_signal(n, i, "h: the states after the write, one unit in each column", 2.0),
            self.signal("gate", activation, i, "SiLU(z): how much of each unit is shown", 3.0),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.convolution.signal(self),
        ]  # fmt: skip

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "gate", "step", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        i, n = self.a_log.shape
        zeros = self.a_log.detach().new_zeros(batch, 1, n, i)
        return {self.matrix: zeros, **self.convolution.initial_state(batch)}

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens; the states go from one to the next in a loop."""
        filtered, window = self.convolution.run(self.enter(x_BTC), state, show)
        u_BTI = show(f"{self.name}.input", F.silu(filtered))
        delta, b, c = self.project(u_BTI).split(self.sizes, dim=-1)
        step_BTI = show(f"{self.name}.step", F.softplus(self.step(delta)))
        b_BTN, c_BTN = show(f"{self.name}.write", b), show(f"{self.name}.read", c)
        with torch.autocast(x_BTC.device.type, enabled=False):
            keep_BTNI = (step_BTI.float().unsqueeze(2) * -self.a_log.float().exp().t()).exp()
            show(f"{self.name}.keep", keep_BTNI.mean(2))
            enters_BTI = (step_BTI * u_BTI).float()
            new_BTNI = b_BTN.float().unsqueeze(-1) * enters_BTI.unsqueeze(2)
            h_BNI, seen = state[self.matrix][:, 0], []
            for keep_BNI, new_BNI in zip(keep_BTNI.unbind(1), new_BTNI.unbind(1), strict=True):
                h_BNI = torch.addcmul(new_BNI, keep_BNI, h_BNI)
                seen.append(h_BNI)
            h_BTNI = self.show_matrix(torch.stack(seen, dim=1).unsqueeze(2), show)[:, :, 0]
            y_BTI = (c_BTN.float().unsqueeze(-2) @ h_BTNI).squeeze(-2) + self.d * u_BTI
        gate_BTI = show(f"{self.name}.gate", F.silu(self.gate(x_BTC)))
        y_BTC = show(f"{self.name}.output", self.output(y_BTI * gate_BTI))
        with torch.no_grad():
            at = slice(None) if show.each else slice(-1, None)
            h, b = h_BTNI[:, at].unsqueeze(2), b_BTN[:, at].float()
            own = b.square().sum(-1, keepdim=True) * enters_BTI[:, at]
            use = Use(
                effective_rank(h) if show.each else None,
                1 - keep_BTNI[:, at].mean((-1, -2)),
                crosstalk(h, b.unsqueeze(2), own.unsqueeze(2)),
            )
        return y_BTC, {self.matrix: last(h_BTNI).unsqueeze(1), **window}, use

    def occupancy(self, state: State) -> Tensor:
        """Effective rank of the units' states."""
        return effective_rank(state[self.matrix])


def begin_steps(step: nn.Linear) -> None:
    """Steps between `STEPS`, evenly on a logarithmic scale, as in the paper."""
    low, high = map(log, STEPS)
    with torch.no_grad():
        step.weight.uniform_(-1, 1).mul_(step.in_features**-0.5)
        steps = torch.empty_like(step.bias).uniform_(low, high).exp()
        step.bias.copy_(steps + torch.log(-torch.expm1(-steps)))  # the inverse of softplus


@dataclass(frozen=True, kw_only=True)
class MambaSizes:
    """Sizes of a `mamba`: ``expand`` times ``width`` inner units with ``state`` numbers each."""

    vocab_size: int
    width: int
    layers: int
    state: int = 16
    expand: int = 2
    kernel: int = 4


def _make(sizes: MambaSizes) -> ResidualLanguageModel:
    one = MambaConfig(
        inner=sizes.expand * sizes.width,
        state=sizes.state,
        rank=ceil(sizes.width / 16),
        kernel=sizes.kernel,
    )
    return ResidualLanguageModel(
        ResidualConfig(
            vocab_size=sizes.vocab_size, width=sizes.width, layers=((one,),) * sizes.layers
        )
    )


FAMILY = Family(
    name="mamba",
    text="a selective state space in every layer (Mamba)",
    sizes=MambaSizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "state": 4, "expand": 2, "kernel": 3},
    limits={"layers": 64, "state": 1024, "expand": 16, "kernel": 64},
)
