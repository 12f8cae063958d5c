"""`mamba2`: state spaces with heads (Dao & Gu 2024, "Transformers are SSMs").

    z_t = W_z x_t;  u_t, B_t, C_t = SiLU(conv(W x)_t)             over the last K tokens
    Δ_t = softplus(W_Δ x_t + b_Δ)            the step, one for each head
    h_t = α_t h_{t-1} + Δ_t B_t u_tᵀ         α_t = exp(Δ_t A),  A = -exp(A_log)
    y_t = h_tᵀ C_t + D u_t
    x_t + W_o RMSNorm(y_t ⊙ SiLU(z_t))       normed by group

Each head has a matrix, which as a whole forgets as fast as the token lets it. Heads of a group
share B and C. Without decay it is linear attention, with keys B, values Δ u and queries C.

Shapes: B batch, T time, C width of the model, I inner units, N heads, G groups, S width of a key
(numbers of a unit's state), P width of a head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.delta_rule import decayed_sum, decays
from wmstudio.memory.family import Family
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.convolution import CausalConvolution
from wmstudio.models.mixers.heads import by_head, own_rows
from wmstudio.models.mixers.mamba import begin_steps
from wmstudio.models.mixers.matrices import MATRIX_TEXTS, effective_rank, matrix_use
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State


@dataclass(frozen=True, kw_only=True)
class Mamba2Config:
    """Sizes of a Mamba-2 layer: ``heads`` times ``head_width`` inner units."""

    heads: int
    head_width: int
    state: int
    groups: int
    kernel: int
    epsilon: float = 1e-5

    def make(self, width: int, layer: int) -> Mamba2:
        """Make the mixer of a layer."""
        return Mamba2(self, width, layer)


class Mamba2(Mixer):
    """One layer."""

    usage_texts = MATRIX_TEXTS

    def __init__(self, config: Mamba2Config, width: int, layer: int) -> None:
        super().__init__("mamba2", layer)
        n, self.groups, self.epsilon = config.heads, config.groups, config.epsilon
        if n % self.groups:
            raise ValueError(f"{n} heads cannot be shared out among {self.groups} groups")
        i, keys = n * config.head_width, self.groups * config.state
        self.sizes = [i, keys, keys]
        self.enter, self.gate = nn.Linear(width, i + 2 * keys), nn.Linear(width, i)
        self.step = nn.Linear(width, n)
        self.convolution = CausalConvolution(self, i + 2 * keys, config.kernel)
        self.a_log, self.d = nn.Parameter(torch.zeros(n)), nn.Parameter(torch.ones(n))
        self.norm = nn.Parameter(torch.ones(i))
        self.output = nn.Linear(i, width)
        if not self.a_log.is_meta:
            begin_steps(self.step)
            with torch.no_grad():
                self.a_log.copy_(torch.arange(1.0, n + 1).log())
        self.matrix = f"{self.name}.state"
        self.carried = (self.matrix, self.convolution.state_name)
        activation = Kind.ACTIVATION
        self.signals = [
            self.signal("input", activation, i, "u: what may enter the states", 3.0),
            self.signal(
                "step", activation, n, "Δ: how much the token counts", 2.0, dims=("head",), low=0.0
            ),
            self.signal(
                "keep", Kind.GATE, n, "α = exp(Δ A): how much of the state is kept", dims=("head",)
            ),
            self.signal("write", activation, keys, "B: the key that is written under", 3.0),
            self.signal("read", activation, keys, "C: the key that is read with", 3.0),
            self.matrix_signal(
                config.state, config.head_width,
                "h: the states after the write, one head below the other", 2.0,
            ),
            self.signal("gate", activation, i, "SiLU(z): how much of each unit is shown", 3.0),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
            self.convolution.signal(self),
        ]  # fmt: skip

    @property
    def heads(self) -> int:
        """The number of heads."""
        return len(self.a_log)

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "gate", "step", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Zeros."""
        i, keys, _ = self.sizes
        n, s = self.heads, keys // self.groups
        zeros = self.a_log.detach().new_zeros(batch, n, s, i // n)
        return {self.matrix: zeros, **self.convolution.initial_state(batch)}

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens."""
        filtered, window = self.convolution.run(self.enter(x_BTC), state, show)
        parts = zip(
            ("input", "write", "read"), torch.split(F.silu(filtered), self.sizes, -1), strict=True
        )
        u_BTI, *keys = (show(f"{self.name}.{label}", x) for label, x in parts)
        step_BTN = show(f"{self.name}.step", F.softplus(self.step(x_BTC)))
        with torch.autocast(x_BTC.device.type, enabled=False):
            log_BTN = step_BTN.float() * -self.a_log.float().exp()
            keep_BTN = show(f"{self.name}.keep", log_BTN.exp())
            k, q = (self._for_heads(x.float()) for x in keys)
            u_BTNP = by_head(u_BTI.float(), self.heads)
            v_BTNP = step_BTN.float().unsqueeze(-1) * u_BTNP
            h_BTNSP, read_BTNP = self._read(q, k, v_BTNP, log_BTN, keep_BTN, state, show)
            y_BTI = (read_BTNP + self.d.unsqueeze(-1) * u_BTNP).flatten(2)
        gate_BTI = show(f"{self.name}.gate", F.silu(self.gate(x_BTC)))
        grouped = by_head(y_BTI * gate_BTI, self.groups)
        normed_BTI = F.rms_norm(grouped, grouped.shape[-1:], eps=self.epsilon).flatten(2)
        y_BTC = show(f"{self.name}.output", self.output(self.norm * normed_BTI))
        use = matrix_use(h_BTNSP, k, v_BTNP, keep_BTN.unsqueeze(-1), show)
        return y_BTC, {self.matrix: last(h_BTNSP), **window}, use

    def _read(
        self, q: Tensor, k: Tensor, v: Tensor, log_BTN: Tensor, keep_BTN: Tensor, state: State,
        show: Show,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """The states after every token or after the last, and what is read of each."""
        if not show.wants_states(self.matrix, f"{self.name}.keep"):
            q, k, v = (x.transpose(1, 2) for x in (q, k, v))
            read, after = decayed_sum(q, k, v, *decays(log_BTN), state[self.matrix])
            return after.unsqueeze(1), read.transpose(1, 2)
        h, seen = state[self.matrix], []
        new = k.unsqueeze(-1) * v.unsqueeze(-2)
        for keep_BN, new_BNSP in zip(keep_BTN.unbind(1), new.unbind(1), strict=True):
            h = torch.addcmul(new_BNSP, keep_BN[..., None, None], h)
            seen.append(h)
        h_BTNSP = self.show_matrix(torch.stack(seen, dim=1), show)
        return h_BTNSP, (q.unsqueeze(-2) @ h_BTNSP).squeeze(-2)

    def _for_heads(self, x: Tensor) -> Tensor:
        """Keys of groups ``[B, T, G S]`` for their heads ``[B, T, N, S]``."""
        return by_head(x, self.groups).repeat_interleave(self.heads // self.groups, dim=2)

    def occupancy(self, state: State) -> Tensor:
        """Effective rank of the heads' matrices."""
        return effective_rank(state[self.matrix])


@dataclass(frozen=True, kw_only=True)
class Mamba2Sizes:
    """Sizes of a `mamba2`: ``heads`` of ``head_width`` units, with ``state`` numbers for each."""

    vocab_size: int
    width: int
    layers: int
    heads: int
    head_width: int = 64
    state: int = 64
    groups: int = 1
    kernel: int = 4


def _make(sizes: Mamba2Sizes) -> ResidualLanguageModel:
    one = Mamba2Config(
        heads=sizes.heads,
        head_width=sizes.head_width,
        state=sizes.state,
        groups=sizes.groups,
        kernel=sizes.kernel,
    )
    return ResidualLanguageModel(
        ResidualConfig(
            vocab_size=sizes.vocab_size, width=sizes.width, layers=((one,),) * sizes.layers
        )
    )


FAMILY = Family(
    name="mamba2",
    text="a state space with heads in every layer (Mamba-2)",
    sizes=Mamba2Sizes,
    make=_make,
    tiny={
        "width": 12, "layers": 2, "heads": 4, "head_width": 6, "state": 4, "groups": 2, "kernel": 3
    },
    limits={"layers": 64, "state": 1024, "kernel": 64},
)  # fmt: skip
