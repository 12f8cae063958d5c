"""`mlstm`: a matrix memory with exponential gates (Beck et al. 2024, "xLSTM").

As in xLSTM-7B (Beck et al. 2025), without a convolution and with a feed-forward part behind::

    q, k, v = W_q x, W_k x, W_v x                       for each head
    ĩ, f̃ = cap(W_i x + b_i), cap(W_f x + b_f)           one of each for a head; cap(z) = c tanh(z/c)
    m_t = max(ln σ(f̃) + m_{t-1}, ĩ)                     so that no exponential overflows
    i, f = exp(ĩ - m_t), exp(ln σ(f̃) + m_{t-1} - m_t)
    C_t = f C_{t-1} + i k vᵀ                            the matrix
    n_t = f n_{t-1} + i k                               its normaliser
    h_t = C_tᵀ q̂ / (max(|n_tᵀ q̂|, e^{-m_t}) + ε)       q̂ = q / √K
    x + W_o (σ(W_g x) ⊙ norm(h))                        each head normed alone

Many tokens are read at once: what token i has left is found at t times ``i_i Π_{i<j≤t} f_j``, and
what was there before them times ``Π_{j≤t} f_j``.

Shapes: B batch, T time, C width of the model, N heads, K width of a key, V width of a value,
A = N V.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import rows_of_layers
from wmstudio.memory.family import Family
from wmstudio.models.mixers.base import Mixer, Show, Use, last
from wmstudio.models.mixers.feed_forward import FeedForwardConfig
from wmstudio.models.mixers.heads import HeadNorm, by_head, own_rows
from wmstudio.models.mixers.matrices import crosstalk, effective_rank
from wmstudio.models.mixers.residual import ResidualConfig, ResidualLanguageModel

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State

CAP, LOGIT_CAP = 15.0, 30.0
"""Of the gates' preactivations, and of logits."""
EPSILON = 1e-6
LEAST = 1e-30
"""A forget gate below this is taken for it, so that its logarithm is finite."""
FORGET_BIASES = (3.0, 6.0)
"""Biases of the forget gates at first, from the first head to the last."""


@dataclass(frozen=True, kw_only=True)
class MlstmConfig:
    """Sizes of an mLSTM layer: ``keys`` and ``values`` are of all heads together."""

    heads: int
    keys: int
    values: int
    cap: float = CAP
    epsilon: float = EPSILON

    def make(self, width: int, layer: int) -> Mlstm:
        """Make the mixer of a layer."""
        return Mlstm(self, width, layer)


class Mlstm(Mixer):
    """One layer."""

    usage_texts = UsageTexts(
        occupancy="effective rank of the matrices, as a share of the highest, mean over layers",
        pressure="share of the matrices that the last token's gates discard, mean over layers",
        interference="share of other tokens in what the last token's key reads back, "
        "mean over layers",
    )

    def __init__(self, config: MlstmConfig, width: int, layer: int) -> None:
        super().__init__("mlstm", layer)
        self.config, n = config, config.heads
        if config.keys % n or config.values % n:
            raise ValueError(
                f"{config.keys} key and {config.values} value features cannot be shared out among "
                f"{n} heads"
            )
        self.query, self.key = nn.Linear(width, config.keys), nn.Linear(width, config.keys)
        self.value, self.output_gate = (nn.Linear(width, config.values) for _ in range(2))
        self.input_gate, self.forget_gate = nn.Linear(width, n), nn.Linear(width, n)
        self.norm = HeadNorm(config.values, config.epsilon)
        self.output = nn.Linear(config.values, width)
        if not self.output.weight.is_meta:
            with torch.no_grad():
                self.input_gate.bias.normal_(std=0.1)
                self.forget_gate.weight.zero_()
                self.forget_gate.bias.copy_(torch.linspace(*FORGET_BIASES, n))
        self.matrix = f"{self.name}.matrix"
        self._normaliser, self._exponent = f"{self.name}.normaliser", f"{self.name}.exponent"
        self.carried = (self.matrix, self._normaliser, self._exponent)
        activation, gate, head = Kind.ACTIVATION, Kind.GATE, ("head",)
        keys, values = config.keys, config.values
        self.signals = [
            self.signal(
                "input_gate", gate, n, "i: how much of the token enters, beside the strongest",
                dims=head,
            ),
            self.signal(
                "forget_gate", gate, n, "f: how much of the matrix is kept, beside the strongest",
                dims=head,
            ),
            self.signal("output_gate", gate, values, "o: how much of what is read is shown"),
            self.signal("read", activation, values, "h: what is read, each head normed", 3.0),
            self.signal("query", activation, keys, "q: what is looked for", 3.0),
            self.signal("key", activation, keys, "k: what the token is stored under", 3.0),
            self.signal("value", activation, values, "v: what the token stores", 3.0),
            self.signal(
                "input_exponent", activation, n, "ĩ: the logarithm of the token's weight",
                config.cap, dims=head,
            ),
            self.matrix_signal(
                keys // n, values // n, "C: the matrices after the write, one head below the other",
                3.0,
            ),
            self.signal("normaliser", activation, keys, "n: the weighted sum of the keys", 3.0),
            self.signal(
                "exponent", activation, n, "m: the exponent of the strongest token",
                config.cap, dims=head,
            ),
            self.signal("output", activation, width, "what the layer adds to the residual", 3.0),
        ]  # fmt: skip

    @property
    def heads(self) -> int:
        """The number of heads."""
        return self.config.heads

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        exponent = {"input_gate": (f"{self.name}.input_exponent", self.heads)}
        own = own_rows(self, "output_gate", "query", "key", "value", "output")
        return own | rows_of_layers(self, exponent)

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """Empty matrices."""
        n, k, v = self.heads, self.config.keys, self.config.values
        like = self.output.weight.detach()
        return {
            self.matrix: like.new_zeros(batch, n, k // n, v // n),
            self._normaliser: like.new_zeros(batch, n, k // n),
            self._exponent: like.new_zeros(batch, n),
        }

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens: at once, unless somebody wants to see the matrices."""
        q, k, v = (
            by_head(show(f"{self.name}.{name}", layer(x_BTC)), self.heads).float()
            for name, layer in (("query", self.query), ("key", self.key), ("value", self.value))
        )
        q = q / sqrt(q.shape[-1])
        enter_BTN = self._capped(self.input_gate(x_BTC))
        enter_BTN = show(f"{self.name}.input_exponent", enter_BTN)
        keep_BTN = F.logsigmoid(self._capped(self.forget_gate(x_BTC)))
        with torch.autocast(x_BTC.device.type, enabled=False):
            m_BTN = show(self._exponent, _strongest(enter_BTN, keep_BTN, state[self._exponent]))
            before_BTN = torch.cat([state[self._exponent].unsqueeze(1), m_BTN[:, :-1]], dim=1)
            i_BTN = show(f"{self.name}.input_gate", (enter_BTN - m_BTN).exp())
            f_BTN = show(f"{self.name}.forget_gate", (keep_BTN + before_BTN - m_BTN).exp())
            # The normaliser is the sum of a further value feature, which is 1 for every token.
            more = torch.cat([v, torch.ones_like(v[..., :1])], dim=-1)
            first = torch.cat([state[self.matrix], state[self._normaliser].unsqueeze(-1)], dim=-1)
            if show.wants_states(self.matrix) or show.wants_states(self._normaliser):
                matrix = self._shown(_written(first, i_BTN, f_BTN, k, more), show)
                read = (q.unsqueeze(-2) @ matrix).squeeze(-2)
            else:
                read, matrix = _at_once(first, i_BTN, f_BTN, q, k, more)
            size = torch.maximum(read[..., -1:].abs(), (-m_BTN).exp().unsqueeze(-1))
            h_BTA = self.norm(read[..., :-1] / (size + self.config.epsilon))
            h_BTA = show(f"{self.name}.read", h_BTA)
        o_BTA = show(f"{self.name}.output_gate", torch.sigmoid(self.output_gate(x_BTC)))
        y_BTC = show(f"{self.name}.output", self.output(o_BTA * h_BTA))
        after = {
            self.matrix: last(matrix[..., :-1]),
            self._normaliser: last(matrix[..., -1]),
            self._exponent: last(m_BTN),
        }
        with torch.no_grad():
            at = slice(None) if show.each else slice(-1, None)
            matrix, own = matrix[:, at, ..., :-1], i_BTN * k.square().sum(-1)
            use = Use(
                effective_rank(matrix) if show.each else None,
                1 - f_BTN[:, at].mean(-1),
                crosstalk(matrix, k[:, at], own[:, at].unsqueeze(-1) * v[:, at]),
            )
        return y_BTC, after, use

    def occupancy(self, state: State) -> Tensor:
        """Effective rank of the matrices."""
        return effective_rank(state[self.matrix])

    def _capped(self, x: Tensor) -> Tensor:
        cap = self.config.cap
        return cap * torch.tanh(x.float() / cap)

    def _shown(self, matrix: Tensor, show: Show) -> Tensor:
        """Matrices with their normalisers as the last value feature, as they are to be used."""
        plain = self.show_matrix(matrix[..., :-1], show)
        n_BTNK = by_head(show(self._normaliser, matrix[..., -1].flatten(2)), self.heads)
        return torch.cat([plain, n_BTNK.unsqueeze(-1)], dim=-1)


def _strongest(enter_BTN: Tensor, keep_BTN: Tensor, m_BN: Tensor) -> Tensor:
    """The m of each token: that of the strongest until then, or its own."""
    seen = []
    # In a loop, as no gate may exceed 1 by a rounding error of cumulated sums.
    for enter_BN, keep_BN in zip(enter_BTN.unbind(1), keep_BTN.unbind(1), strict=True):
        m_BN = torch.maximum(keep_BN + m_BN, enter_BN)
        seen.append(m_BN)
    return torch.stack(seen, dim=1)


def _written(first: Tensor, i: Tensor, f: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """The matrices after each token ``[B, T, N, K, V]``, from those before."""
    new = (i.unsqueeze(-1) * k).unsqueeze(-1) * v.unsqueeze(-2)
    matrix, seen = first, []
    for f_BN, new_BNKV in zip(f.unbind(1), new.unbind(1), strict=True):
        matrix = torch.addcmul(new_BNKV, f_BN[..., None, None], matrix)
        seen.append(matrix)
    return torch.stack(seen, dim=1)


def _at_once(
    first: Tensor, i: Tensor, f: Tensor, q: Tensor, k: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    """What is read at each token ``[B, T, N, V]``, and the last matrices ``[B, 1, N, K, V]``."""
    tokens = q.shape[1]
    past = torch.ones(tokens, tokens, dtype=torch.bool, device=q.device).tril()
    through_BTN = f.clamp_min(LEAST).log().cumsum(1)
    logs_BTTN = through_BTN.unsqueeze(2) - through_BTN.unsqueeze(1)
    kept_BTTN = logs_BTTN.masked_fill(~past[:, :, None], -torch.inf).exp()
    weights_BTTN = kept_BTTN * i.unsqueeze(1)
    old_BTN = through_BTN.exp()
    seen_BTTN = torch.einsum("btnk,bink->btin", q, k) * weights_BTTN
    read = torch.einsum("btin,binv->btnv", seen_BTTN, v)
    read = read + old_BTN.unsqueeze(-1) * torch.einsum("btnk,bnkv->btnv", q, first)
    new = torch.einsum("bin,bink,binv->bnkv", weights_BTTN[:, -1], k, v)
    return read, (old_BTN[:, -1, :, None, None] * first + new).unsqueeze(1)


@dataclass(frozen=True, kw_only=True)
class MlstmSizes:
    """Sizes of an `mlstm`: ``key`` and ``value`` are the widths of one head."""

    vocab_size: int
    width: int
    layers: int
    heads: int
    key: int
    value: int
    feed_forward: int


def _make(sizes: MlstmSizes) -> ResidualLanguageModel:
    n = sizes.heads
    one = MlstmConfig(heads=n, keys=n * sizes.key, values=n * sizes.value)
    layer = (one, FeedForwardConfig(hidden=sizes.feed_forward))
    return ResidualLanguageModel(
        ResidualConfig(
            vocab_size=sizes.vocab_size, width=sizes.width, layers=(layer,) * sizes.layers,
            epsilon=EPSILON, is_tied=False, cap=LOGIT_CAP,
        )
    )  # fmt: skip


FAMILY = Family(
    name="mlstm",
    text="matrices with exponential gates (mLSTM of xLSTM)",
    sizes=MlstmSizes,
    make=_make,
    tiny={"width": 12, "layers": 2, "heads": 2, "key": 3, "value": 5, "feed_forward": 16},
    limits={"layers": 64},
)
