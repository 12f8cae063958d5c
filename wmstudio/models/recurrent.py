"""`recurrent`: LSTM, GRU or plain recurrent layers, one on another, as most people train them.

Unlike `lstm`, whose output is tied to the embedding through a projection, it has an output layer of
its own: logits = D h + b. Other people's checkpoints are read into it, so layers may have different
widths, and the embedding may be a one-hot code.

Shapes: B batch, T time, E embedding, H hidden units, F features, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from wmstudio.contract import UsageTexts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, share_above, usage_signals
from wmstudio.memory.family import Family, MemorySizes
from wmstudio.models.language_model import LanguageModel, as_it_is
from wmstudio.models.layers import SATURATED_CELLS, Words, cell_usage
from wmstudio.models.recurrent_layers import ACTIVATIONS, Cell, RecurrentLayer, layer_of

if TYPE_CHECKING:
    from wmstudio.contract import State, Tap

SATURATED_UNITS = UsageTexts("share of hidden units with |h| above 0.9")
CELLS = {
    "lstm": Cell("lstm"),
    "gru": Cell("gru"),
    "rnn": Cell("rnn"),
    "rnn-relu": Cell("rnn", "relu"),
}


class OwnOutput(Words):
    """Embedding, and an output layer that is not tied to it: logits = P features + b."""

    def __init__(self, vocab_size: int, embedding: int, features: int) -> None:
        nn.Module.__init__(self)
        self.embedding = nn.Embedding(vocab_size, embedding)
        self.project = nn.Linear(features, vocab_size, bias=False)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def logits(self, features: Tensor) -> Tensor:
        """``[…, F]`` → ``[…, V]``."""
        return F.linear(features, self.project.weight, self.bias)

    def nats(self, features_RF: Tensor, target_R: Tensor, *memory: Tensor) -> Tensor:
        """Sum of the surprise of these tokens; no memory adds to such a model."""
        return F.cross_entropy(self.logits(features_RF), target_R, reduction="sum")


class DeepOutput(OwnOutput):
    """An output layer with others before it: logits = P act(W features + b) + b_V, and so on."""

    def __init__(
        self, vocab_size: int, embedding: int, features: int, widths: Sequence[tuple[int, str]]
    ) -> None:
        super().__init__(vocab_size, embedding, widths[-1][0])
        inputs = (features, *(width for width, _ in widths))
        self.between = nn.ModuleList(
            nn.Linear(n, width) for n, (width, _) in zip(inputs, widths, strict=False)
        )
        self._activations = [ACTIVATIONS[name] for _, name in widths]
        self._features = features

    @property
    def reads(self) -> int:
        """How many features the first of the layers reads."""
        return self._features

    def logits(self, features: Tensor) -> Tensor:
        """``[…, F]`` → ``[…, V]``."""
        for layer, activation in zip(self.between, self._activations, strict=True):
            features = activation(layer(features))
        return super().logits(features)


class RecurrentLanguageModel(LanguageModel):
    """Logits from the top layer's hidden state, through an output layer of its own.

    ``between`` are the widths and activations of layers before the output layer.
    """

    stepped = ()

    def __init__(
        self,
        vocab_size: int,
        embedding: int,
        hidden: Sequence[int],
        cell: Cell,
        between: Sequence[tuple[int, str]] = (),
        features: int | None = None,
    ) -> None:
        super().__init__()
        wide = features or hidden[-1]
        self.words = (
            DeepOutput(vocab_size, embedding, wide, between)
            if between
            else OwnOutput(vocab_size, embedding, wide)
        )
        self.layers = nn.ModuleList(
            layer_of(cell, inputs, units, i)
            for i, (inputs, units) in enumerate(zip((embedding, *hidden), hidden, strict=False))
        )
        self._layers = [x for x in self.layers if isinstance(x, RecurrentLayer)]
        is_lstm = cell.kind == "lstm"
        self.usage_texts = SATURATED_CELLS if is_lstm else SATURATED_UNITS
        self._usage = cell_usage if is_lstm else _unit_usage
        signals = [s for layer in self._layers for s in layer.signals]
        self.signals = {s.name: s for s in (*signals, *usage_signals())}

    def empty_state(self, batch: int = 1) -> State:
        """Zeros."""
        return {k: v for layer in self._layers for k, v in layer.initial_state(batch).items()}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """One token through every layer."""
        x, after = self.words.embed(token_B), {}
        for layer in self._layers:
            after.update(layer.step(x, state, tap))
            x = after[layer.hidden_name]
        return after

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Layer by layer with PyTorch's fused loops."""
        with_usage = tap.watches(*USAGE_NAMES)
        x, after, memories = self.words.embed(tokens_BT), {}, []
        for layer in self._layers:
            x, own, memory_BTH = layer.run(x, state, tap, with_usage)
            after.update(own)
            memories.append(memory_BTH)
        if with_usage:
            self._usage(torch.cat([m for m in memories if m is not None], -1)).show(tap.stretch)
        return x, after

    def lens_inputs(self) -> Mapping[str, Callable[[Tensor], Tensor]]:
        """The hidden states of layers that are as wide as the input of the output layer."""
        names = (layer.hidden_name for layer in self._layers)
        return {name: as_it_is for name in names if self.signals[name].size == self.words.reads}

    def features(self, state: State) -> Tensor:
        """The top layer's hidden state."""
        return state[self._layers[-1].hidden_name]

    def batch_usage(self, state: State) -> BatchUsage:
        """Saturation of the cells, or of the hidden units."""
        return self._usage(torch.cat([state[x.memory_name] for x in self._layers], dim=-1))


def _unit_usage(h: Tensor) -> BatchUsage:
    return BatchUsage(share_above(h, 0.9), None, None)


@dataclass(frozen=True, kw_only=True)
class RecurrentSizes(MemorySizes):
    """Sizes of a `recurrent` model."""

    layers: int = 1
    cell: str = "lstm"


def _make(sizes: RecurrentSizes) -> RecurrentLanguageModel:
    widths = [sizes.hidden] * sizes.layers
    return RecurrentLanguageModel(sizes.vocab_size, sizes.embedding, widths, CELLS[sizes.cell])


FAMILY = Family(
    name="recurrent",
    text="LSTM, GRU or plain recurrent layers with an output layer of its own",
    sizes=RecurrentSizes,
    make=_make,
    tiny={"embedding": 8, "hidden": 12, "layers": 2, "cell": "gru"},
    limits={"layers": 64},
    choices={"cell": tuple(CELLS)},
)
