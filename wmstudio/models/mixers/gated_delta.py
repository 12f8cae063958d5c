"""`delta`: gated delta networks (Yang et al. 2024), with attention in every few layers.

    q_t, k_t, v_t = SiLU(conv(W x)_t)        over the last K tokens; q and k of length 1
    β_t = σ(W_β x_t)                         how strongly the value is stored
    α_t = exp(-exp(A_log) softplus(W_α x_t + b))          how much of the matrix is kept
    S̄_t = α_t S_{t-1};  S_t = S̄_t + β_t k_t (v_t - S̄_tᵀ k_t)ᵀ
    o_t = S_tᵀ q_t / √D
    x_t + W_o (RMSNorm(o_t) ⊙ SiLU(W_z x_t))              normed by head

What was stored under a key is replaced. Heads of values share heads of keys, as in Qwen3-Next,
whose layers these are: three of them, then one of attention with an output gate.

Shapes: B batch, T time, C width of the model, N heads (of values), G heads of keys, D width of a
key, V width of a value.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.delta_rule import delta_rule
from wmstudio.memory.family import Family
from wmstudio.models.mixers.attention import AttentionConfig
from wmstudio.models.mixers.base import Mixer, MixerConfig, Show, Use, last
from wmstudio.models.mixers.convolution import CausalConvolution
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.heads import by_head, own_rows
from wmstudio.models.mixers.mamba import begin_steps
from wmstudio.models.mixers.matrices import MATRIX_TEXTS, effective_rank, matrix_use
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State

LENGTH_EPSILON = 1e-6


@dataclass(frozen=True, kw_only=True)
class GatedDeltaConfig:
    """Sizes of a gated delta layer: ``heads`` of values on ``key_heads`` of keys and queries."""

    heads: int
    key_heads: int
    key: int
    value: int
    kernel: int
    epsilon: float = 1e-6

    def make(self, width: int, layer: int) -> GatedDelta:
        """Make the mixer of a layer."""
        return GatedDelta(self, width, layer)


class GatedDelta(Mixer):
    """One layer."""

    usage_texts = MATRIX_TEXTS

    def __init__(self, config: GatedDeltaConfig, width: int, layer: int) -> None:
        super().__init__("delta", layer)
        n, self.key_heads, d, v = config.heads, config.key_heads, config.key, config.value
        if n % self.key_heads:
            raise ValueError(f"{n} heads of values cannot share {self.key_heads} of keys")
        keys = self.key_heads * d
        self.sizes, self.epsilon = [keys, keys, n * v], config.epsilon
        self.enter = nn.Linear(width, sum(self.sizes), bias=False)
        self.gate = nn.Linear(width, n * v, bias=False)
        self.store, self.keep = nn.Linear(width, n, bias=False), nn.Linear(width, n)
        self.convolution = CausalConvolution(self, sum(self.sizes), config.kernel, has_bias=False)
        self.a_log, self.norm = nn.Parameter(torch.zeros(n)), nn.Parameter(torch.ones(v))
        self.output = nn.Linear(n * v, width, bias=False)
        if not self.a_log.is_meta:
            begin_steps(self.keep)
            with torch.no_grad():
                self.a_log.copy_(torch.arange(1.0, n + 1).log())
        self.matrix = f"{self.name}.matrix"
        self.carried = (self.matrix, self.convolution.state_name)
        activation, head = Kind.ACTIVATION, ("head",)
        self.signals = [
            self.signal("query", activation, keys, "q: what is looked for"),
            self.signal("key", activation, keys, "k: the key of the token"),
            self.signal("value", activation, n * v, "v: the value of the token", 3.0),
            self.signal("store", Kind.GATE, n, "β: how strongly the value is stored", dims=head),
            self.signal("keep", Kind.GATE, n, "α: how much of the matrix is kept", dims=head),
            self.matrix_signal(d, v, "S: the matrices after the write, one head below the other"),
            self.signal("gate", activation, n * v, "SiLU(z): how much of each unit is shown", 3.0),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.convolution.signal(self),
        ]

    @property
    def heads(self) -> int:
        """The number of heads."""
        return len(self.a_log)

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "store", "keep", "gate", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Empty matrices, and zeros."""
        shape = (batch, self.heads, self.sizes[0] // self.key_heads, len(self.norm))
        zeros = self.a_log.detach().new_zeros(*shape)
        return {self.matrix: zeros, **self.convolution.initial_state(batch)}

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens."""
        filtered, window = self.convolution.run(self.enter(x_BTC), state, show)
        parts = torch.split(F.silu(filtered).float(), self.sizes, dim=-1)
        q, k = (
            self._for_heads(show(f"{self.name}.{label}", self._of_length_1(x)))
            for label, x in zip(("query", "key"), parts, strict=False)
        )
        v = by_head(show(f"{self.name}.value", parts[2]), self.heads)
        store_BTN = show(f"{self.name}.store", torch.sigmoid(self.store(x_BTC).float()))
        log_BTN = -self.a_log.float().exp() * F.softplus(self.keep(x_BTC).float())
        keep_BTN = show(f"{self.name}.keep", log_BTN.exp())
        with torch.autocast(x_BTC.device.type, enabled=False):
            q = q / sqrt(q.shape[-1])
            before = state[self.matrix]
            if show.wants_states(self.matrix, f"{self.name}.keep"):
                matrix = self._each(k, v, store_BTN, keep_BTN, before, show)
                o_BTNV = (q.unsqueeze(-2) @ matrix).squeeze(-2)
            else:
                o_BTNV, _, after = delta_rule(q, k, v, store_BTN, log_BTN, before)
                matrix = after.unsqueeze(1)
            normed = F.rms_norm(o_BTNV, o_BTNV.shape[-1:], self.norm, self.epsilon).flatten(2)
        gate_BTX = show(f"{self.name}.gate", F.silu(self.gate(x_BTC)))
        y_BTC = show(f"{self.name}.output", self.output(normed * gate_BTX))
        own = store_BTN.unsqueeze(-1) * v
        use = matrix_use(matrix, k, own, keep_BTN.unsqueeze(-1), show)
        return y_BTC, {self.matrix: last(matrix), **window}, use

    def _each(
        self, k: Tensor, v: Tensor, store: Tensor, keep: Tensor, before: Tensor, show: Show
    ) -> Tensor:
        """The matrices after every token."""
        matrix, seen = before, []
        for t in range(k.shape[1]):
            matrix = keep[:, t, :, None, None] * matrix
            old = (k[:, t].unsqueeze(-2) @ matrix).squeeze(-2)
            new = store[:, t].unsqueeze(-1) * (v[:, t] - old)
            matrix = matrix + k[:, t].unsqueeze(-1) * new.unsqueeze(-2)
            seen.append(matrix)
        return self.show_matrix(torch.stack(seen, dim=1), show)

    def _of_length_1(self, x_BTX: Tensor) -> Tensor:
        heads = by_head(x_BTX, self.key_heads)
        length = heads.square().sum(-1, keepdim=True).add(LENGTH_EPSILON).sqrt()
        return (heads / length).flatten(2)

    def _for_heads(self, x_BTX: Tensor) -> Tensor:
        """Keys ``[B, T, G D]`` for the heads of values that share them: ``[B, T, N, D]``."""
        shared = by_head(x_BTX, self.key_heads)
        return shared.repeat_interleave(self.heads // self.key_heads, dim=2)

    def occupancy(self, state: State) -> Tensor:
        """Effective rank of the matrices."""
        return effective_rank(state[self.matrix])


@dataclass(frozen=True, kw_only=True)
class DeltaSizes:
    """Sizes of a `delta`. Every layer whose number ``attention_every`` divides is one of attention.

    Layers are counted from 1, and each has ``heads`` of ``head_width`` features.
    """

    vocab_size: int
    width: int
    layers: int
    heads: int
    head_width: int
    feed_forward: int
    attention_every: int = 4
    window: int = 256
    kernel: int = 4

    def __post_init__(self) -> None:
        if self.head_width % 2:
            raise ValueError("'head_width' must be even, as positions turn pairs of features")


def _make(sizes: DeltaSizes) -> ResidualLanguageModel:
    n, d = sizes.heads, sizes.head_width
    delta = GatedDeltaConfig(heads=n, key_heads=n, key=d, value=d, kernel=sizes.kernel)
    attention = AttentionConfig(
        heads=n, kv_heads=n, head_width=d, window=sizes.window, rotary=d, is_gated=True,
        is_normed=True,
    )  # fmt: skip
    part = FeedForwardConfig(hidden=sizes.feed_forward)
    every = sizes.attention_every
    mixers: list[MixerConfig] = [
        attention if (i + 1) % every == 0 else delta for i in range(sizes.layers)
    ]
    layers = tuple((mixer, part) for mixer in mixers)
    return ResidualLanguageModel(
        ResidualConfig(vocab_size=sizes.vocab_size, width=sizes.width, layers=layers, epsilon=1e-6)
    )


FAMILY = Family(
    name="delta",
    text="matrices written by the delta rule, with attention in every few layers (Gated DeltaNet)",
    sizes=DeltaSizes,
    make=_make,
    tiny={
        "width": 12, "layers": 2, "heads": 2, "head_width": 6, "feed_forward": 16,
        "attention_every": 2, "window": 9, "kernel": 3,
    },
    limits={"layers": 64, "window": 8192, "kernel": 64},
)  # fmt: skip
