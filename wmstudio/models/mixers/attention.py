"""Attention over a window of past tokens, as a layer among recurrent ones.

    q, k, v = W_q x, W_k x, W_v x            q and k normed per head, if the model does so
    x + W_o (softmax(q kᵀ / √D) v)           q and k turned by their positions, over the last W
                                             tokens; gated: what is read is multiplied by σ(W_g x)

Only the first features of a head may be turned (rotary positions, Su et al. 2021).

Shapes: B batch, T time, C width of the model, H heads, G heads of keys and values, D features of a
head, J rows attended to, W window.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.contract import Kind
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.window import LONGEST_WINDOW, Window, by_distance, by_row
from wmstudio.models.mixers.base import Mixer, Show, Use
from wmstudio.models.mixers.heads import by_head, own_rows

if TYPE_CHECKING:
    from wmstudio.contract import SignalRows, State


@dataclass(frozen=True, kw_only=True)
class AttentionConfig:
    """Sizes of an attention layer. ``rotary`` is how many features of a head are turned."""

    heads: int
    kv_heads: int
    head_width: int
    window: int
    rotary: int
    rope_base: float = 10_000.0
    is_gated: bool = False
    is_normed: bool = False
    epsilon: float = 1e-6

    def make(self, width: int, layer: int) -> Attention:
        """Make the mixer of a layer."""
        return Attention(self, width, layer)


class Attention(Mixer):
    """One layer. Every projection has a bias, which may be zero."""

    def __init__(self, config: AttentionConfig, width: int, layer: int) -> None:
        super().__init__("attention", layer)
        h, g, d = config.heads, config.kv_heads, config.head_width
        if h % g:
            raise ValueError(f"{h} heads cannot share {g} of keys and values")
        if config.rotary % 2 or config.rotary > d:
            raise ValueError(f"{config.rotary} of {d} features cannot be turned in pairs")
        if not 1 <= config.window <= LONGEST_WINDOW:
            raise ValueError(f"a window of {config.window:,} tokens is not read")
        self.config = config
        self.query, self.output = nn.Linear(width, h * d), nn.Linear(h * d, width)
        self.key, self.value = nn.Linear(width, g * d), nn.Linear(width, g * d)
        self.gate = nn.Linear(width, h * d) if config.is_gated else None
        self.query_norm = nn.RMSNorm(d, eps=config.epsilon) if config.is_normed else None
        self.key_norm = nn.RMSNorm(d, eps=config.epsilon) if config.is_normed else None
        self.window = Window(self.name, config.window, 2 * g * d)
        self.windows = (self.window,)
        self.weights_name = f"{self.name}.weights"
        text = "a: how much each head attends to past tokens, by distance"
        size, dims = (h, config.window), ("head", "back")
        self.signals = [
            self.signal("weights", Kind.ATTENTION, size, text, dims=dims),
            self.signal(
                "output", Kind.ACTIVATION, width, "what attention adds to the residual", 6.0
            ),
        ]
        if self.gate is not None:
            text = "σ(W x): how much of what is read is passed on"
            self.signals.insert(1, self.signal("gate", Kind.GATE, h * d, text))

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`."""
        return own_rows(self, "gate", "output")

    def initial_state(self, batch: int) -> dict[str, Tensor]:
        """An empty window."""
        return dict(self.window.initial_state(batch, self.query.bias.detach()))

    def run(self, x_BTC: Tensor, state: State, show: Show) -> tuple[Tensor, dict[str, Tensor], Use]:
        """Read some tokens."""
        h, g = self.config.heads, self.config.kv_heads
        q, k = by_head(self.query(x_BTC), h), by_head(self.key(x_BTC), g)
        if self.query_norm is not None and self.key_norm is not None:
            q, k = self.query_norm(q.float()), self.key_norm(k.float())
        q, k = self._turned(state[self.window.count], q, k)
        past_BRX = self.window.rows(state)
        new_BTX = torch.cat([k.flatten(2), self.value(x_BTC)], dim=-1).to(past_BRX.dtype)
        rows_BJX = torch.cat([past_BRX, new_BTX], dim=1)
        keys, values = (
            by_head(x, g).transpose(1, 2).repeat_interleave(h // g, dim=1)
            for x in rows_BJX.chunk(2, dim=-1)
        )
        reach_BTJ = self.window.reach(state, past_BRX.shape[1], x_BTC.shape[1])
        scores = (q.transpose(1, 2) / sqrt(q.shape[-1])).to(keys.dtype) @ keys.transpose(-1, -2)
        a_BHTJ = scores.masked_fill(~reach_BTJ.unsqueeze(1), -torch.inf).softmax(dim=-1)
        if show.concerns(self.weights_name):
            a_BTHW = by_distance(a_BHTJ, self.window.length).transpose(1, 2)
            a_BHTJ = by_row(show(self.weights_name, a_BTHW).transpose(1, 2), a_BHTJ)
        read_BTX = (a_BHTJ @ values).transpose(1, 2).flatten(2)
        if self.gate is not None:
            read_BTX = read_BTX * show(f"{self.name}.gate", torch.sigmoid(self.gate(x_BTC)))
        y_BTC = show(f"{self.name}.output", self.output(read_BTX))
        return y_BTC, self.window.extended(state, new_BTX), Use()

    def _turned(self, count_B: Tensor, *xs_BTHD: Tensor) -> list[Tensor]:
        """The first features of each head, turned by the positions of the tokens."""
        size, tokens = self.config.rotary, xs_BTHD[0].shape[1]
        at_BT = count_B.unsqueeze(1) + torch.arange(tokens, device=count_B.device)
        # In float64, since in float32 the angles of a long text would be too coarse.
        places = torch.arange(0, size, 2, dtype=torch.float64, device=count_B.device) / size
        angles = at_BT.double().unsqueeze(-1) * self.config.rope_base**-places
        cos, sin = (f(angles).float().unsqueeze(2) for f in (torch.cos, torch.sin))
        turned = []
        for x in xs_BTHD:
            a, b = x[..., :size].float().chunk(2, dim=-1)
            parts = [a * cos - b * sin, b * cos + a * sin, x[..., size:].float()]
            turned.append(torch.cat(parts, dim=-1).to(x.dtype))
        return turned
