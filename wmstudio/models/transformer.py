"""`transformer`: causal multi-head attention over a window of past tokens (Vaswani et al. 2017).

Layer norm before each part (Xiong et al. 2020), rotary positions (Su et al. 2021)::

    q, k, v = W_qkv LN(x)                    q and k turned by their positions, per head
    x = x + W_o concat_heads softmax(q kᵀ / √d) v        over the last W tokens
    x = x + W_2 GELU(W_1 LN(x))

Its state is the keys and values of past tokens (a cache), and what the output layer sees. A layer
sees W tokens back, so that the whole sees further; tokens beyond are forgotten.

Shapes: B batch, T time, C width of the model, L layers, H heads, D = C / H, J rows attended to,
W window, F width of the feed-forward part, V vocabulary.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import Kind, Signal, SignalRows, UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, rows_of_layers, usage_signals
from wmstudio.memory.family import Family
from wmstudio.memory.window import Window, by_distance, by_row
from wmstudio.models.language_model import LanguageModel
from wmstudio.models.layers import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wmstudio.contract import State, Tap

FEATURES = "transformer.features"
PRESSURE, INTERFERENCE = "attention.pressure", "attention.interference"
"""Signals of how the last token's attention was distributed, with patches applied."""
BASE = 10_000.0
"""The base of the wavelengths of rotary positions."""


@dataclass(frozen=True, kw_only=True)
class TransformerSizes:
    """Sizes of a `transformer`. A layer sees ``window`` tokens, including the present one."""

    vocab_size: int
    width: int
    layers: int
    heads: int
    feed_forward: int
    window: int = 256

    def __post_init__(self) -> None:
        if self.width % (2 * self.heads):
            raise ValueError(
                f"'width' must be a multiple of twice 'heads', "
                f"and {self.width} is none of {2 * self.heads}"
            )


class Block(nn.Module):
    """One layer: attention, then the feed-forward part."""

    weights_name: str
    attended_name: str
    hidden_name: str
    residual_name: str
    signals: list[Signal]
    norm_attention: nn.Module
    norm_feed_forward: nn.Module

    def __init__(self, sizes: TransformerSizes, layer: int) -> None:
        super().__init__()
        c, f = sizes.width, sizes.feed_forward
        self.heads, self.window = sizes.heads, sizes.window
        self.norm_attention, self.norm_feed_forward = nn.LayerNorm(c), nn.LayerNorm(c)
        self.qkv, self.out = nn.Linear(c, 3 * c), nn.Linear(c, c)
        self.widen, self.narrow = nn.Linear(c, f), nn.Linear(f, c)
        with torch.no_grad():
            # Those that add to the residual are scaled down, because its variance grows with the
            # number of layers (Radford et al. 2019).
            added = 0.02 / sqrt(2 * sizes.layers)
            for linear, std in (
                (self.qkv, 0.02),
                (self.out, added),
                (self.widen, 0.02),
                (self.narrow, added),
            ):
                nn.init.normal_(linear.weight, std=std)
                linear.bias.zero_()
        layer_signals(self, sizes.heads, sizes.window, c, f, layer)

    def signal_rows(self) -> dict[str, tuple[SignalRows, ...]]:
        """See `DeclaresRows`. Of q, k and v, attention is made of the first two."""
        made = {
            "qkv": (self.weights_name, self.qkv.out_features - self.values),
            "out": (self.attended_name, self.out.out_features),
            "widen": (self.hidden_name, self.widen.out_features),
        }
        return rows_of_layers(self, made)

    @property
    def values(self) -> int:
        """The number of features of all heads' values."""
        return self.out.in_features

    def queries_keys_values(self, x_BTC: Tensor, turn: Callable[[Tensor], Tensor]) -> list[Tensor]:
        """Rotated q and k, and v: ``[B, T, C]`` each."""
        q, k, v = self.qkv(self.norm_attention(x_BTC)).chunk(3, dim=-1)
        return [turn(q), turn(k), v]

    def split(self, x_BTC: Tensor) -> Tensor:
        """Split heads: ``[B, H, T, D]``."""
        return x_BTC.view(*x_BTC.shape[:-1], self.heads, -1).transpose(1, 2)

    def weights(self, q_BTC: Tensor, k_BJC: Tensor, bar_B1TJ: Tensor) -> Tensor:
        """Attention weights ``[B, H, T, J]``. The mask is -∞ where a token is out of reach."""
        q, k = self.split(q_BTC), self.split(k_BJC)
        scores_BHTJ = (q / sqrt(q.shape[-1])) @ k.transpose(-1, -2)
        return (scores_BHTJ + bar_B1TJ.to(scores_BHTJ.dtype)).softmax(dim=-1)

    def add(
        self, x_BTC: Tensor, attended_BTC: Tensor, show: Callable[[str, Tensor], Tensor]
    ) -> Tensor:
        """The residual after both parts."""
        x_BTC = x_BTC + show(self.attended_name, self.out(attended_BTC))
        hidden_BTF = F.gelu(self.widen(self.norm_feed_forward(x_BTC)))
        x_BTC = x_BTC + self.narrow(show(self.hidden_name, hidden_BTF))
        return show(self.residual_name, x_BTC)


class TransformerLanguageModel(LanguageModel):
    """Logits from the last layer's residual, through a projection tied to the embedding."""

    stepped = ()
    recurrent = False
    short = 0
    usage_texts = UsageTexts(
        occupancy="share of the window that holds tokens",
        pressure="attention to the token that leaves the window next, mean over heads and layers",
        interference="entropy of attention over the tokens in reach, mean over heads and layers, "
        "1 when all get alike",
    )

    _blocks: Sequence[Block]
    norm: nn.Module

    def __init__(self, sizes: TransformerSizes) -> None:
        super().__init__()
        c = sizes.width
        self.words = Words(sizes.vocab_size, c, c)
        self.blocks = nn.ModuleList(Block(sizes, layer) for layer in range(sizes.layers))
        self.norm = nn.LayerNorm(c)
        # No token marks a beginning, so the prediction of the first token is learned.
        self.start = nn.Parameter(torch.zeros(c))
        self._blocks = [x for x in self.blocks if isinstance(x, Block)]
        self.window = Window("attention", sizes.window, 2 * c * sizes.layers)
        pairs = c // sizes.heads // 2
        frequencies_D = torch.tensor(
            [BASE ** (-i / pairs) for i in range(pairs)], dtype=torch.float64
        )
        self.register_buffer("_frequencies", frequencies_D, persistent=False)
        signals = [s for block in self._blocks for s in block.signals]
        self.signals = {s.name: s for s in (*signals, *usage_signals(pressure=True))}

    def empty_state(self, batch: int = 1) -> State:
        """An empty window."""
        return {
            **self.window.initial_state(batch, self.start.detach()),
            PRESSURE: self.start.new_zeros(batch),
            INTERFERENCE: self.start.new_zeros(batch),
            FEATURES: self.start.expand(batch, -1),
        }

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """Reset the count of real rows, and the prediction of the first token."""
        features = torch.where(fresh_B.unsqueeze(-1), self.start, state[FEATURES])
        return {**self.window.forget(state, fresh_B), FEATURES: features}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token, with every signal passed through the tap."""

        def show(name: str, x_B1: Tensor) -> Tensor:
            return tap(name, x_B1[:, 0]).unsqueeze(1)

        _, after, _ = self._run(token_B.unsqueeze(1), state, tap, show)
        return after

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Run all tokens at once."""
        features_BTC, after, weights = self._run(tokens_BT, state, tap, tap.through)
        if tap.watches(*USAGE_NAMES):
            at_T = torch.arange(1, tokens_BT.shape[1] + 1, device=tokens_BT.device)
            count_BT = state[self.window.count].unsqueeze(1) + at_T
            attention_usage(torch.stack(weights, dim=2), count_BT).show(tap.stretch)
        return features_BTC, after

    def lens_inputs(self) -> Mapping[str, Callable[[Tensor], Tensor]]:
        """Every layer's residual, through the final norm."""
        return {block.residual_name: self.norm for block in self._blocks}

    def features(self, state: State) -> Tensor:
        """The last layer's residual, normalised."""
        return state[FEATURES]

    def _run(
        self, tokens_BT: Tensor, state: State, tap: Tap, show: Callable[[str, Tensor], Tensor]
    ) -> tuple[Tensor, State, list[Tensor]]:
        """Features, the state, and, where requested, each layer's weights by tokens back."""
        tokens = tokens_BT.shape[1]
        past_BRX = self.window.rows(state)
        rows = past_BRX.shape[1]
        bar_B1TJ = _bar(self.reach(state, rows, tokens))
        turn = self._turn(state[self.window.count], tokens)
        old = past_BRX.chunk(2 * len(self._blocks), dim=-1)
        new, last, weights = [], [], []
        with_usage = tap.watches(*USAGE_NAMES)
        x_BTC = self.embedded(tokens_BT, state)
        for i, block in enumerate(self._blocks):
            q, k, v = block.queries_keys_values(x_BTC, turn)
            k_BJC, v_BJC = (
                torch.cat([before.to(now.dtype), now], dim=1)
                for before, now in ((old[2 * i], k), (old[2 * i + 1], v))
            )
            a_BHTJ = block.weights(q, k_BJC, bar_B1TJ)
            if with_usage or tap.concerns(block.weights_name):
                a_BTHW = by_distance(a_BHTJ, block.window).transpose(1, 2)
                shown = show(block.weights_name, a_BTHW)
                if shown is not a_BTHW:
                    a_BHTJ = by_row(shown.transpose(1, 2), a_BHTJ)
                weights.append(shown)
            heads_BHTD = a_BHTJ @ block.split(v_BJC)
            x_BTC = block.add(x_BTC, heads_BHTD.transpose(1, 2).flatten(2), show)
            new += [k, v]
            last.append(by_distance(a_BHTJ[:, :, -1:].detach(), block.window).transpose(1, 2))
        features_BTC = self.norm(x_BTC)
        count_B1 = state[self.window.count].unsqueeze(1) + tokens
        paid = attention_usage(torch.stack(last, dim=2), count_B1).last()
        after = {
            **self.window.extended(state, torch.cat(new, dim=-1)),
            PRESSURE: paid.pressure,
            INTERFERENCE: paid.interference,
            FEATURES: features_BTC[:, -1].clone(),
        }
        return features_BTC, after, weights

    def embedded(self, tokens_BT: Tensor, state: State) -> Tensor:
        """What the first layer sees of tokens after a state: ``[B, T, C]``."""
        return self.words.embed(tokens_BT)

    def reach(self, state: State, rows: int, tokens: int) -> Tensor:
        """Which rows each new token may attend to; see `Window.reach`."""
        return self.window.reach(state, rows, tokens)

    def _turn(self, count_B: Tensor, tokens: int) -> Callable[[Tensor], Tensor]:
        """Rotations of each head's pairs of features by the positions of the tokens."""
        features = 2 * len(self.get_buffer("_frequencies"))
        at_BT = count_B.unsqueeze(1) + torch.arange(tokens, device=count_B.device)
        # In float64, since in float32 the angles of a long text would be too coarse.
        angles_BTD = at_BT.double().unsqueeze(-1) * self.get_buffer("_frequencies")
        cos, sin = (f(angles_BTD).float().unsqueeze(2) for f in (torch.cos, torch.sin))

        def turn(x_BTC: Tensor) -> Tensor:
            a, b = x_BTC.view(*x_BTC.shape[:-1], -1, features).float().chunk(2, dim=-1)
            turned = torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)
            return turned.flatten(2).to(x_BTC.dtype)

        return turn

    def batch_usage(self, state: State) -> BatchUsage:
        """Filled share of the window, weight on the token that leaves next, and blur."""
        used_B = state[self.window.count].clamp(max=self.window.length)
        return BatchUsage(
            occupancy=used_B.to(state[PRESSURE].dtype) / self.window.length,
            pressure=state[PRESSURE],
            interference=state[INTERFERENCE],
        )


def layer_signals(
    block: Block, heads: int, window: int, width: int, feed_forward: int, layer: int
) -> None:
    """Declare what a layer shows."""
    block.weights_name = f"attention.{layer}.weights"
    block.attended_name = f"attention.{layer}.output"
    block.hidden_name = f"feed_forward.{layer}.hidden"
    block.residual_name = f"residual.{layer}"
    block.signals = [
        Signal(
            block.weights_name,
            Kind.ATTENTION,
            ("head", "back"),
            (heads, window),
            "a: how much each head attends to past tokens, by distance",
            layer=layer,
        ),
        _activation(block.attended_name, width, "what attention adds to the residual", 6.0, layer),
        _activation(
            block.hidden_name, feed_forward, "GELU(W₁ x): the feed-forward units", 3.0, layer
        ),
        _activation(block.residual_name, width, "x: the residual after the layer", 16.0, layer),
    ]


def attention_usage(a_BTLHW: Tensor, count_BT: Tensor) -> BatchUsage:
    """Memory use from attention weights by tokens back and the number of tokens read."""
    length = a_BTLHW.shape[-1]
    used_BT = count_BT.clamp(max=length)
    entropy_BT = -torch.xlogy(a_BTLHW, a_BTLHW).sum(-1).mean(dim=(2, 3))
    return BatchUsage(
        occupancy=used_BT.to(a_BTLHW.dtype) / length,
        pressure=a_BTLHW[..., -1].mean(dim=(2, 3)),
        interference=(entropy_BT / used_BT.clamp(min=2).log()).clamp(0, 1),
    )


def _bar(reach_BTJ: Tensor) -> Tensor:
    """The attention mask ``[B, 1, T, J]``, added to scores: -∞ where a token is out of reach."""
    zeros = torch.zeros(reach_BTJ.shape, device=reach_BTJ.device)
    return zeros.masked_fill(~reach_BTJ, -torch.inf).unsqueeze(1)


# These signals are unbounded. Each range contains at least 95 % of the values of `stories-
# transformer` on a story (measured on assets/samples).
def _activation(name: str, size: int, text: str, reach: float, layer: int) -> Signal:
    return Signal(name, Kind.ACTIVATION, ("unit",), (size,), text, -reach, reach, layer)


FAMILY = Family(
    name="transformer",
    text="attention over a window of past tokens, layer on layer",
    sizes=TransformerSizes,
    make=TransformerLanguageModel,
    tiny={"width": 8, "layers": 2, "heads": 2, "feed_forward": 12, "window": 9},
    limits={"layers": 64},
)
