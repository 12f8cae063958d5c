"""`rwkv7`: RWKV-7, "Goose" (Peng et al. 2025).

The matrices are written by a delta rule whose rate, and what of it decays, are one number for each
key feature, and depend on the token::

    r, k, v = W_r x_r, W_k x_k, W_v x_v                 of mixed tokens: see `rwkv`
    w = exp(-e^{-1/2} σ(w_0 + tanh(x_w A_w) B_w))       decay
    a = σ(a_0 + x_a A_a B_a)                            rate: how much is replaced, "in-context"
    g = σ(x_g A_g) B_g                                  gate
    v = v + σ(v_0 + x_v A_v B_v) ⊙ (v_1 - v)            v_1: the value of the first layer
    κ = k ⊙ k_k, normed to length 1 in each head        what is removed
    k = k ⊙ (1 + (a - 1) ⊙ k_a)                         what is stored
    S_t = diag(w) S_{t-1} - (a ⊙ κ) (S_{t-1}ᵀ κ)ᵀ + k vᵀ
    y_t = norm(S_tᵀ r) + (Σ r ⊙ k ⊙ r_k) v              for each head
    x_t + W_o (y_t ⊙ g)

Shapes: B batch, T time, C width of the model, A = C channels of all heads, N heads, K = V features
of one, R ranks.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family
from wmstudio.models.language_model import as_it_is
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.heads import HeadNorm, by_head, own_rows
from wmstudio.models.mixers.matrices import MATRIX_TEXTS, effective_rank, matrix_use
from wmstudio.models.mixers.rwkv import EPSILON, RwkvSizes, TokenShift, ramp, rwkv

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.contract import SignalRows, State
    from wmstudio.models.mixers.residual import ResidualLanguageModel

MIXED = "rwkvag"
"""What is made of mixed tokens, in the order in which the shares are kept."""
FIRST_VALUE = "rwkv.first_value"
"""What the first layer hands on to the others."""


@dataclass(frozen=True, kw_only=True)
class Rwkv7Config:
    """Sizes of the time mixing of RWKV-7: the ranks of decay, rate, value residual and gate."""

    heads: int
    decay_rank: int
    rate_rank: int
    residual_rank: int
    gate_rank: int

    def make(self, width: int, layer: int) -> TimeMix7:
        """Make the mixer of a layer."""
        return TimeMix7(self, width, layer)


class LowRank(nn.Module):
    """``b + f(x A) B``; without b where ``has_bias`` is false."""

    def __init__(
        self, width: int, rank: int, f: Callable[[Tensor], Tensor], *, has_bias: bool = True
    ) -> None:
        super().__init__()
        self.enter = nn.Parameter(torch.zeros(width, rank))
        self.leave = nn.Parameter(torch.empty(rank, width))
        nn.init.orthogonal_(self.leave, 0.1)
        self.bias = nn.Parameter(torch.zeros(width)) if has_bias else None
        self._f = f

    def forward(self, x_BTC: Tensor) -> Tensor:
        """``[B, T, C]`` → ``[B, T, C]``."""
        y_BTC = self._f(x_BTC @ self.enter) @ self.leave
        return y_BTC if self.bias is None else y_BTC + self.bias


class TimeMix7(Mixer):
    """The first part of a layer."""

    usage_texts = MATRIX_TEXTS

    def __init__(self, config: Rwkv7Config, width: int, layer: int) -> None:
        super().__init__("rwkv", layer)
        c, n = width, config.heads
        if c % n:
            raise ValueError(f"{c} channels cannot be shared out among {n} heads")
        self._heads = n
        self.shift = TokenShift(self, width)
        self.mix = nn.Parameter((1 - ramp(c, 0.5)).repeat(6, 1))
        self.decay = LowRank(c, config.decay_rank, torch.tanh)
        self.rate = LowRank(c, config.rate_rank, as_it_is)
        self.gate = LowRank(c, config.gate_rank, torch.sigmoid, has_bias=False)
        self.residual = LowRank(c, config.residual_rank, as_it_is) if layer else None
        self.removal, self.storage = nn.Parameter(torch.ones(c)), nn.Parameter(torch.ones(c))
        self.bonus = nn.Parameter(torch.zeros(n, c // n))
        self.receptance, self.key, self.value, self.output = (
            nn.Linear(c, c, bias=False) for _ in range(4)
        )
        self.norm = HeadNorm(c, EPSILON)
        if not self.mix.is_meta:
            self._begin(c)
        self.matrix = f"{self.name}.matrix"
        self.carried = (self.matrix, self.shift.state_name)
        k, activation, gate = c // n, Kind.ACTIVATION, Kind.GATE
        self.signals = [
            self.signal("decay", gate, c, "w: how much is kept under each key feature"),
            self.signal("rate", gate, c, "a: how much of what is under the key is replaced"),
            *(
                [
                    self.signal(
                        "residual", gate, c, "ν: how much of the first layer's value is taken"
                    )
                ]
                if self.residual is not None
                else []
            ),
            self.signal("read", activation, c, "y: what is read, each head normed", 3.0),
            self.signal("receptance", activation, c, "r: what is looked for", 3.0),
            self.signal("removal", activation, c, "κ: the key whose value is replaced"),
            self.signal("key", activation, c, "k: what the token is stored under", 3.0),
            self.signal("value", activation, c, "v: what the token stores", 3.0),
            self.signal("gate", activation, c, "g: how much of each channel is shown", 3.0),
            self.matrix_signal(
                k, k, "S: the matrices after the write, one head below the other", 3.0
            ),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.shift.signal,
        ]

    def _begin(self, c: int) -> None:
        """Decays from slow to fast, and keys that are small at first."""
        with torch.no_grad():
            if self.decay.bias is not None and self.rate.bias is not None:
                self.decay.bias.copy_(6 * ramp(c) - 5.5)
                self.rate.bias.fill_(-0.2)
            self.gate.enter.uniform_(-1, 1).mul_(c**-0.5)
            self.gate.leave.mul_(10)
            if self.residual is not None and self.residual.bias is not None:
                self.residual.bias.fill_(1.0)
            self.removal.fill_(0.85)

    @property
    def heads(self) -> int:
        """The number of heads."""
        return self._heads

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`. A key depends on the rate too, and the first value on all layers."""
        return own_rows(self, "receptance", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Empty matrices."""
        n, k = self.bonus.shape
        zeros = self.bonus.detach().new_zeros(batch, n, k, k)
        return {self.matrix: zeros, self.shift.state_name: zeros.new_zeros(batch, self.shift.width)}

    def occupancy(self, state: State) -> Tensor:
        """Effective rank of the matrices."""
        return effective_rank(state[self.matrix])

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens; the matrices go from one to the next in a loop."""
        before_BTC, after = self.shift.run(x_BTC, state, show)
        back_BTC = before_BTC - x_BTC
        mixed = {
            name: x_BTC + back_BTC * share for name, share in zip(MIXED, self.mix, strict=True)
        }

        def shown(name: str, x: Tensor) -> Tensor:
            return by_head(show(f"{self.name}.{name}", x), self._heads)

        w = shown("decay", (-exp(-0.5) * torch.sigmoid(self.decay(mixed["w"]))).exp())
        a = shown("rate", torch.sigmoid(self.rate(mixed["a"])))
        r = shown("receptance", self.receptance(mixed["r"]))
        key_BTC, value_BTC = self.key(mixed["k"]), self.value(mixed["v"])
        kappa = F.normalize(by_head(key_BTC * self.removal, self._heads), dim=-1, eps=1e-12)
        kappa = shown("removal", kappa.flatten(2))
        k = shown("key", key_BTC * (1 + (a.flatten(2) - 1) * self.storage))
        if self.residual is not None:
            nu_BTC = show(f"{self.name}.residual", torch.sigmoid(self.residual(mixed["v"])))
            value_BTC = value_BTC + (show.handed_on[FIRST_VALUE] - value_BTC) * nu_BTC
        v_BTC = show(f"{self.name}.value", value_BTC)
        if self.residual is None:
            show.handed_on[FIRST_VALUE] = v_BTC
        v = by_head(v_BTC, self._heads)
        with torch.autocast(x_BTC.device.type, enabled=False):
            w, a, r, kappa, k, v = (x.float() for x in (w, a, r, kappa, k, v))
            matrix = self.show_matrix(_written(state[self.matrix], w, a * kappa, kappa, k, v), show)
            y = (r.unsqueeze(-2) @ matrix).squeeze(-2)
            own = (r * k * self.bonus).sum(-1, keepdim=True) * v
            y_BTC = show(f"{self.name}.read", self.norm(y) + own.flatten(2))
        gate_BTC = show(f"{self.name}.gate", self.gate(mixed["g"]))
        y_BTC = show(f"{self.name}.output", self.output(y_BTC * gate_BTC))
        after = {**after, self.matrix: last(matrix)}
        return y_BTC, after, matrix_use(matrix, k, v, w, show)


def _written(
    S_BNKK: Tensor, w: Tensor, removed: Tensor, kappa: Tensor, k: Tensor, v: Tensor
) -> Tensor:
    """The matrices after each token ``[B, T, N, K, K]``; all else is ``[B, T, N, K]``."""
    new = (k.unsqueeze(-1) * v.unsqueeze(-2)).unbind(1)
    w, removed, kappa = w.unsqueeze(-1), removed.unsqueeze(-1), kappa.unsqueeze(-2)
    seen = []
    for w_t, removed_t, kappa_t, new_t in zip(
        w.unbind(1), removed.unbind(1), kappa.unbind(1), new, strict=True
    ):
        S_BNKK = torch.addcmul(new_t, w_t, S_BNKK) - removed_t * (kappa_t @ S_BNKK)
        seen.append(S_BNKK)
    return torch.stack(seen, dim=1)


@dataclass(frozen=True, kw_only=True)
class Rwkv7Sizes(RwkvSizes):
    """Sizes of an `rwkv7`: ``rank`` is of decay, rate, value residual and gate."""

    heads: int
    rank: int = 16


def _make(sizes: Rwkv7Sizes) -> ResidualLanguageModel:
    config = Rwkv7Config(
        heads=sizes.heads, decay_rank=sizes.rank, rate_rank=sizes.rank, residual_rank=sizes.rank,
        gate_rank=sizes.rank,
    )  # fmt: skip
    return rwkv(sizes, config, has_receptance=False)


FAMILY = Family(
    name="rwkv7",
    text="matrices that are written by a delta rule with rates and decays of their own (RWKV-7)",
    sizes=Rwkv7Sizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "feed_forward": 16, "heads": 2, "rank": 3},
    limits={"layers": 64},
)
