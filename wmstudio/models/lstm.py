"""`lstm`: a plain LSTM language model, one layer on another.

Shapes: B batch, T time, E embedding, H hidden units, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from wmstudio.models.contract import Load
from wmstudio.models.layers import LstmLayer, Words
from wmstudio.models.recurrent import RecurrentLanguageModel, state_bytes

if TYPE_CHECKING:
    from wmstudio.models.contract import State, Tap


@dataclass(frozen=True, kw_only=True)
class LstmConfig:
    """Sizes of an `lstm`."""

    vocab_size: int
    embedding: int
    hidden: int
    layers: int = 1


class LstmLanguageModel(RecurrentLanguageModel):
    """Logits from the top layer's hidden state, through a projection tied to the embedding."""

    def __init__(self, config: LstmConfig) -> None:
        super().__init__()
        self.words = Words(config.vocab_size, config.embedding, config.hidden)
        self.layers = nn.ModuleList(
            LstmLayer(config.hidden if layer else config.embedding, config.hidden, layer)
            for layer in range(config.layers)
        )
        self._lstm: list[LstmLayer] = [x for x in self.layers if isinstance(x, LstmLayer)]
        self.signals = {s.name: s for layer in self._lstm for s in layer.signals}

    def initial_state(self, batch: int = 1) -> State:
        """Zeros."""
        return {k: v for layer in self._lstm for k, v in layer.initial_state(batch).items()}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token through every layer."""
        x = self.words.embed(token_B)
        after = {}
        for layer in self._lstm:
            h, c = f"{layer.name}.hidden", f"{layer.name}.cell"
            after[h], after[c] = layer.step(x, state[h], state[c], tap)
            x = after[h]
        return after

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Layer by layer with PyTorch's fused LSTM."""
        x = self.words.embed(tokens_BT)
        after = {}
        for layer in self._lstm:
            h, c = f"{layer.name}.hidden", f"{layer.name}.cell"
            x, after[h], after[c] = layer.sequence(x, state[h], state[c], tap)
        return x, after

    def features(self, state: State) -> Tensor:
        """The top layer's hidden state."""
        return state[f"{self._lstm[-1].name}.hidden"]

    def load(self, state: State) -> Load:
        """Saturation of the cell."""
        return lstm_load(state, [f"{layer.name}.cell" for layer in self._lstm])


def lstm_load(state: State, cells: list[str]) -> Load:
    """Load of an LSTM: the share of its cells that are saturated."""
    c = torch.cat([state[name][0] for name in cells])
    return Load(
        occupancy=float((torch.tanh(c).abs() > 0.9).float().mean()),
        pressure=None,
        interference=None,
        bytes=state_bytes(state),
        definition="occupancy: share of cell units with |tanh c| above 0.9",
    )
