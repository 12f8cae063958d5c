"""Transformers that other programs trained: GPT-2 and Llama, and what is built like them.

Both are layers of ``x = x + attention(norm x)`` and ``x = x + feed_forward(norm x)``; they differ
in their parts (`DecoderConfig`). All else (the window of keys and values, signals, patches, memory
use) is that of `wmstudio.models.transformer`.

Shapes: B batch, T time, C width of the model, D features of a head, H heads, K heads of keys and
values, J rows attended to, F width of the feed-forward part, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Tap
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import usage_signals
from wmstudio.memory.window import Window
from wmstudio.models.language_model import LanguageModel
from wmstudio.models.recurrent import OwnOutput
from wmstudio.models.transformer import (
    FEATURES,
    INTERFERENCE,
    PRESSURE,
    Block,
    TransformerLanguageModel,
    layer_signals,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.contract import State

ACTIVATIONS = ("gelu", "gelu_new", "relu", "silu")


@dataclass(frozen=True, kw_only=True)
class DecoderConfig:
    """The parts and sizes of a foreign transformer.

    ``positions`` is how many learned positions there are, 0 where they are rotary with the
    wavelengths' ``rope_base``. ``is_gated`` is of a feed-forward part that multiplies by a second
    projection. ``start`` is the token that is read before a text; None where there is none, and
    then nothing is expected of the first token.
    """

    vocab_size: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    feed_forward: int
    window: int
    positions: int = 0
    rope_base: float = 10_000.0
    norm: str = "layer"
    epsilon: float = 1e-5
    activation: str = "gelu_new"
    is_gated: bool = False
    start: int | None = None

    def __post_init__(self) -> None:
        if self.heads % self.kv_heads:
            raise ValueError(f"{self.heads} heads cannot share {self.kv_heads} of keys and values")
        if self.head_width % 2 and not self.positions:
            raise ValueError(f"heads of {self.head_width} features cannot have rotary positions")


class DecoderBlock(Block):
    """One layer of a foreign transformer. Every projection has a bias, which may be zero."""

    def __init__(self, config: DecoderConfig, layer: int) -> None:
        nn.Module.__init__(self)
        c, f = config.width, config.feed_forward
        self.heads, self.kv_heads = config.heads, config.kv_heads
        self.window, self._activation = config.window, config.activation
        self.norm_attention, self.norm_feed_forward = _norm(config), _norm(config)
        queries, keys = config.heads * config.head_width, config.kv_heads * config.head_width
        self.split_at = [queries, keys, keys]
        self.qkv, self.out = nn.Linear(c, queries + 2 * keys), nn.Linear(queries, c)
        self.widen, self.narrow = nn.Linear(c, f), nn.Linear(f, c)
        self.gate = nn.Linear(c, f) if config.is_gated else None
        layer_signals(self, config.heads, config.window, c, f, layer)

    def queries_keys_values(self, x_BTC: Tensor, turn: Callable[[Tensor], Tensor]) -> list[Tensor]:
        """Turned q ``[B, T, H D]`` and k, and v: ``[B, T, K D]``."""
        q, k, v = self.qkv(self.norm_attention(x_BTC)).split(self.split_at, dim=-1)
        return [turn(q), turn(k), v]

    @property
    def values(self) -> int:
        """The number of features of all heads' values, some of which share one."""
        return self.split_at[2]

    def split(self, x_BTC: Tensor) -> Tensor:
        """``[B, H, T, D]``; heads of keys and values are repeated for all that share one."""
        heads = self.heads if x_BTC.shape[-1] == self.split_at[0] else self.kv_heads
        x_BHTD = x_BTC.view(*x_BTC.shape[:-1], heads, -1).transpose(1, 2)
        return x_BHTD.repeat_interleave(self.heads // heads, dim=1)

    def add(
        self, x_BTC: Tensor, attended_BTC: Tensor, show: Callable[[str, Tensor], Tensor]
    ) -> Tensor:
        """The residual after both parts."""
        x_BTC = x_BTC + show(self.attended_name, self.out(attended_BTC))
        normed_BTC = self.norm_feed_forward(x_BTC)
        if self.gate is None:
            hidden_BTF = self.activate(self.widen(normed_BTC))
        else:
            hidden_BTF = self.activate(self.gate(normed_BTC)) * self.widen(normed_BTC)
        x_BTC = x_BTC + self.narrow(show(self.hidden_name, hidden_BTF))
        return show(self.residual_name, x_BTC)

    def activate(self, x: Tensor) -> Tensor:
        """The nonlinearity of the feed-forward part."""
        if self._activation == "gelu_new":
            return F.gelu(x, approximate="tanh")
        if self._activation == "gelu":
            return F.gelu(x)
        return F.relu(x) if self._activation == "relu" else F.silu(x)


class DecoderLanguageModel(TransformerLanguageModel):
    """A foreign transformer with an output layer that may be tied to its embedding."""

    def __init__(self, config: DecoderConfig) -> None:
        LanguageModel.__init__(self)
        self.config = config
        self.words = OwnOutput(config.vocab_size, config.width, config.width)
        self.blocks = nn.ModuleList(DecoderBlock(config, i) for i in range(config.layers))
        self.norm = _norm(config)
        self.places = nn.Embedding(config.positions, config.width) if config.positions else None
        self._blocks = [x for x in self.blocks if isinstance(x, DecoderBlock)]
        keys = config.kv_heads * config.head_width
        self.window = Window("attention", config.window, 2 * keys * config.layers)
        self.register_buffer("_frequencies", rotary_frequencies(config), persistent=False)
        signals = [s for block in self._blocks for s in block.signals]
        self.signals = {s.name: s for s in (*signals, *usage_signals(pressure=True))}
        self._first: State | None = None

    def empty_state(self, batch: int = 1) -> State:
        """The state after the token that begins a text; without one, nothing is expected yet."""
        like = self.words.bias.detach()
        empty = {
            **self.window.initial_state(batch, like),
            PRESSURE: like.new_zeros(batch),
            INTERFERENCE: like.new_zeros(batch),
            FEATURES: like.new_zeros(batch, self.config.width),
        }
        if self.config.start is None or like.is_meta:
            return empty
        if batch == 1 and self._first is not None:
            return self._first
        token_B = torch.full((batch,), self.config.start, device=like.device)
        state = self.advance(token_B, empty, Tap())
        if batch == 1 and not self.words.bias.requires_grad:
            self._first = state  # one pass over the weights, which a reader asks for often
        return state

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """Only the count of real rows matters, and what is expected first."""
        if self.config.start is not None:
            return LanguageModel.begun_again(self, state, fresh_B)
        features = state[FEATURES].masked_fill(fresh_B.unsqueeze(-1), 0.0)
        return {**self.window.forget(state, fresh_B), FEATURES: features}

    def embedded(self, tokens_BT: Tensor, state: State) -> Tensor:
        """Embeddings, with learned positions added where there are some."""
        x_BTC = self.words.embed(tokens_BT)
        if self.places is None:
            return x_BTC
        places_BTC: Tensor = self.places(self._place(state, tokens_BT.shape[1]))
        return x_BTC + places_BTC

    def reach(self, state: State, rows: int, tokens: int) -> Tensor:
        """As in `Window.reach`; where positions are learned, not before the last position 0."""
        reach_BTJ = self.window.reach(state, rows, tokens)
        if self.places is None:
            return reach_BTJ
        at_J = torch.arange(rows + tokens, device=reach_BTJ.device)
        back_TJ = at_J[rows:].unsqueeze(1) - at_J
        return reach_BTJ & (back_TJ <= self._place(state, tokens).unsqueeze(-1))

    def _place(self, state: State, tokens: int) -> Tensor:
        """The learned position of each new token: after the last one they begin anew."""
        count_B1 = state[self.window.count].unsqueeze(1)
        at_T = torch.arange(tokens, device=count_B1.device)
        return (count_B1 + at_T) % self.config.positions

    def _turn(self, count_B: Tensor, tokens: int) -> Callable[[Tensor], Tensor]:
        if self.places is not None:
            return lambda x_BTC: x_BTC
        return super()._turn(count_B, tokens)


def rotary_frequencies(config: DecoderConfig) -> Tensor:
    """Radians per token of each rotated pair, float64 ``[D / 2]``; of learned positions ``[0]``."""
    pairs = 0 if config.positions else config.head_width // 2
    return torch.tensor(
        [config.rope_base ** (-i / pairs) for i in range(pairs)], dtype=torch.float64
    )


def _norm(config: DecoderConfig) -> nn.Module:
    if config.norm == "rms":
        return nn.RMSNorm(config.width, eps=config.epsilon)
    return nn.LayerNorm(config.width, eps=config.epsilon)
