"""`lstm`: a plain LSTM language model with one or more layers.

Shapes: B batch, T time, E embedding, H hidden units, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES, usage_signals
from wmstudio.memory.family import Family, MemorySizes
from wmstudio.models.language_model import LanguageModel, as_it_is
from wmstudio.models.layers import SATURATED_CELLS, CoupledLstmLayer, LstmLayer, Words, cell_usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.contract import State, Tap
    from wmstudio.memory.base import BatchUsage


@dataclass(frozen=True, kw_only=True)
class LstmSizes(MemorySizes):
    """Sizes of an `lstm`. With ``gates="coupled"`` the forget gate is 1 - input gate."""

    layers: int = 1
    gates: str = "separate"


class LstmLanguageModel(LanguageModel):
    """Logits from the top layer's hidden state, through a projection tied to the embedding."""

    stepped = ()
    usage_texts = SATURATED_CELLS

    def __init__(self, sizes: LstmSizes) -> None:
        super().__init__()
        self.words = Words(sizes.vocab_size, sizes.embedding, sizes.hidden)
        layer_of = CoupledLstmLayer if sizes.gates == "coupled" else LstmLayer
        self.layers = nn.ModuleList(
            layer_of(sizes.hidden if layer else sizes.embedding, sizes.hidden, layer)
            for layer in range(sizes.layers)
        )
        self._lstm: list[LstmLayer] = [x for x in self.layers if isinstance(x, LstmLayer)]
        self._cells = [f"{layer.name}.cell" for layer in self._lstm]
        signals = [s for layer in self._lstm for s in layer.signals]
        self.signals = {s.name: s for s in (*signals, *usage_signals())}

    def empty_state(self, batch: int = 1) -> State:
        """Zeros."""
        return {k: v for layer in self._lstm for k, v in layer.initial_state(batch).items()}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token through every layer."""
        x = self.words.embed(token_B)
        after = {}
        for layer in self._lstm:
            h, c = f"{layer.name}.hidden", f"{layer.name}.cell"
            after[h], after[c] = layer.step(x, state[h], state[c], tap)
            x = after[h]
        return after

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Run layer by layer with PyTorch's fused LSTM."""
        return self._layers(tokens_BT, state, tap, tap.watches(*USAGE_NAMES))

    def _layers(
        self, tokens_BT: Tensor, state: State, tap: Tap, with_usage: bool
    ) -> tuple[Tensor, State]:
        """Run every layer over all tokens; ``with_usage`` also records the use of the cells."""
        x = self.words.embed(tokens_BT)
        after, cells = {}, []
        for layer in self._lstm:
            h, c = f"{layer.name}.hidden", f"{layer.name}.cell"
            x, after[h], after[c], c_BTH = layer.sequence(x, state[h], state[c], tap, with_usage)
            cells.append(c_BTH)
        if with_usage:
            cell_usage(torch.cat([c for c in cells if c is not None], dim=-1)).show(tap.stretch)
        return x, after

    def lens_inputs(self) -> Mapping[str, Callable[[Tensor], Tensor]]:
        """Every layer's hidden state, which only the last layer's was trained for."""
        return {f"{layer.name}.hidden": as_it_is for layer in self._lstm}

    def features(self, state: State) -> Tensor:
        """The top layer's hidden state."""
        return state[f"{self._lstm[-1].name}.hidden"]

    def batch_usage(self, state: State) -> BatchUsage:
        """The share of saturated cells as occupancy."""
        return cell_usage(torch.cat([state[name] for name in self._cells], dim=-1))


FAMILY = Family(
    name="lstm",
    text="an LSTM",
    sizes=LstmSizes,
    make=LstmLanguageModel,
    tiny={"embedding": 8, "hidden": 12},
    limits={"layers": 64},
    choices={"gates": ("separate", "coupled")},
)
