"""`rwkv5`: RWKV-5, "Eagle" (Peng et al. 2024, "Eagle and Finch").

Time mixing has a matrix for each head, to which every token adds, and which decays::

    r, k, v = W_r x_r, W_k x_k, W_v x_v                 of mixed tokens: see `rwkv`
    g = SiLU(W_g x_g)                                   the first models (5.0) have no gate
    y_t = (S_{t-1} + diag(u) k_t v_tᵀ)ᵀ r_t             for each head
    S_t = diag(w) S_{t-1} + k_t v_tᵀ                    w = exp(-e^d): the decay of a key feature
    x_t + W_o (norm(y_t) ⊙ g)                           each head normed alone

Shapes: B batch, T time, C width of the model, A channels of all heads, N heads, K = V features of
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.family import Family
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.heads import HeadNorm, by_head, own_rows
from wmstudio.models.mixers.matrices import MATRIX_TEXTS, effective_rank, matrix_use
from wmstudio.models.mixers.rwkv import EPSILON, RwkvSizes, TokenShift, ramp, rwkv

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State
    from wmstudio.models.mixers.residual import ResidualLanguageModel


@dataclass(frozen=True, kw_only=True)
class Rwkv5Config:
    """Sizes of the time mixing of RWKV-5."""

    channels: int
    heads: int
    has_gate: bool = True

    def make(self, width: int, layer: int) -> TimeMix5:
        """Make the mixer of a layer."""
        return TimeMix5(self, width, layer)


class MatrixMix(Mixer):
    """What the time mixing of RWKV-5 and RWKV-6 has in common: the matrices, and what they show."""

    usage_texts = MATRIX_TEXTS

    def __init__(self, width: int, channels: int, heads: int, has_gate: bool, layer: int) -> None:
        super().__init__("rwkv", layer)
        a, n = channels, heads
        if a % n:
            raise ValueError(f"{a} channels cannot be shared out among {n} heads")
        self._heads = n
        self.shift = TokenShift(self, width)
        self.first = nn.Parameter((1 - ramp(a)).view(n, -1))
        self.receptance, self.key, self.value = (nn.Linear(width, a, bias=False) for _ in range(3))
        self.gate = nn.Linear(width, a, bias=False) if has_gate else None
        self.norm = HeadNorm(a, EPSILON)
        self.output = nn.Linear(a, width, bias=False)
        self.matrix = f"{self.name}.matrix"
        self.carried = (self.matrix, self.shift.state_name)
        k, activation = a // n, Kind.ACTIVATION
        self.signals = [
            self.signal("decay", Kind.GATE, a, "w: how much is kept under each key feature"),
            self.signal("read", activation, a, "y: what is read, each head normed", 3.0),
            self.signal("receptance", activation, a, "r: what is looked for", 3.0),
            self.signal("key", activation, a, "k: what the token is stored under", 3.0),
            self.signal("value", activation, a, "v: what the token stores", 3.0),
            self.matrix_signal(
                k, k, "S: the matrices after the write, one head below the other", 3.0
            ),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.shift.signal,
        ]
        if self.gate is not None:
            text = "SiLU(g): how much of each channel is shown"
            self.signals.insert(5, self.signal("gate", activation, a, text, 3.0))

    @property
    def heads(self) -> int:
        """The number of heads."""
        return self._heads

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "receptance", "key", "value", "gate", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Empty matrices."""
        n, k = self.first.shape
        zeros = self.first.detach().new_zeros(batch, n, k, k)
        return {self.matrix: zeros, self.shift.state_name: zeros.new_zeros(batch, self.shift.width)}

    def occupancy(self, state: State) -> Tensor:
        """Effective rank of the matrices."""
        return effective_rank(state[self.matrix])

    def read(
        self,
        mixed: dict[str, Tensor],
        decay_BTA: Tensor,
        after: dict[str, Tensor],
        state: State,
        show: Show,
    ) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens, of which ``mixed`` has what r, k, v and g are made of."""
        r, k, v = (
            by_head(show(f"{self.name}.{name}", part(mixed[name[0]])), self._heads)
            for name, part in (
                ("receptance", self.receptance),
                ("key", self.key),
                ("value", self.value),
            )
        )
        decay_BTNK = by_head(show(f"{self.name}.decay", decay_BTA), self._heads)
        with torch.autocast(r.device.type, enabled=False):
            r, k, v, decay = (x.float() for x in (r, k, v, decay_BTNK))
            new = k.unsqueeze(-1) * v.unsqueeze(-2)
            matrices = [state[self.matrix]]
            for w_BNK, new_BNKV in zip(decay.unbind(1), new.unbind(1), strict=True):
                matrices.append(torch.addcmul(new_BNKV, w_BNK.unsqueeze(-1), matrices[-1]))
            matrix = self.show_matrix(torch.stack(matrices[1:], dim=1), show)
            # What is read was there before the token, which counts u times itself.
            earlier = (r.unsqueeze(-2) @ torch.stack(matrices[:-1], dim=1)).squeeze(-2)
            y = earlier + (r * self.first * k).sum(-1, keepdim=True) * v
            y_BTA = show(f"{self.name}.read", self.norm(y))
        if self.gate is not None:
            y_BTA = y_BTA * show(f"{self.name}.gate", F.silu(self.gate(mixed["g"])))
        y_BTC = show(f"{self.name}.output", self.output(y_BTA))
        after = {**after, self.matrix: last(matrix)}
        return y_BTC, after, matrix_use(matrix, k, v, decay, show)


class TimeMix5(MatrixMix):
    """The first part of a layer."""

    def __init__(self, config: Rwkv5Config, width: int, layer: int) -> None:
        super().__init__(width, config.channels, config.heads, config.has_gate, layer)
        self.mix = nn.ParameterDict(
            {name: ramp(width, 0.5) for name in ("rkvg" if config.has_gate else "rkv")}
        )
        self.decay = nn.Parameter((5 * ramp(config.channels) - 6).view(config.heads, -1))

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens; the matrices go from one to the next in a loop."""
        before_BTC, after = self.shift.run(x_BTC, state, show)
        mixed = {name: torch.lerp(before_BTC, x_BTC, share) for name, share in self.mix.items()}
        decay_A = (-self.decay.exp()).exp().flatten()
        return self.read(mixed, decay_A.expand(*x_BTC.shape[:2], -1), after, state, show)


@dataclass(frozen=True, kw_only=True)
class Rwkv5Sizes(RwkvSizes):
    """Sizes of an `rwkv5`."""

    heads: int


def _make(sizes: Rwkv5Sizes) -> ResidualLanguageModel:
    return rwkv(sizes, Rwkv5Config(channels=sizes.width, heads=sizes.heads))


FAMILY = Family(
    name="rwkv5",
    text="matrices to which every token adds, and which decay (RWKV-5)",
    sizes=Rwkv5Sizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "feed_forward": 16, "heads": 2},
    limits={"layers": 64},
)
