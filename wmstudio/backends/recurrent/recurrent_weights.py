"""Tensors of an LSTM, GRU or RNN language model, under whatever names, as a model of ours.

Names differ from author to author, so parts are known by their shapes. Recurrent layers are
PyTorch's `weight_hh`: [4H, H] of an LSTM, [3H, H] of a GRU, [H, H] of a plain RNN. The embedding is
the matrix that is as wide as the first layer's input, and the output layer the one that is as wide
as the last layer. Whatever has no place in that is refused by its name rather than left out.

Shapes: E embedding, H hidden units, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.backends.parameters import check_size, filled, finite
from wmstudio.backends.recurrent import recurrent_parts
from wmstudio.backends.recurrent.recurrent_parts import OtherWiringError
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.recurrent_layers import Cell
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    import torch

    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.models.windowed import WindowSpec
    from wmstudio.weights.stored import StoredTensor
    from wmstudio.weights.trees import TensorTable

MOST_ONE_HOT = 4096
PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
"""Of a layer. Its two biases are added; a file that has one of them only is of another program."""
EMBEDDING_WORDS = ("emb", "encoder", "wte", "lookup", "word", "i2e", "drop")
OUTPUT_WORDS = ("decoder", "fc", "linear", "out", "head", "proj", "h2o", "lin", "logit", "softmax",
                "classif", "predict", "generator", "score", "dense")  # fmt: skip


@dataclass(frozen=True)
class Between:
    """A dense layer before the output layer; its activation is a name in `ACTIVATIONS`."""

    weight: StoredTensor
    bias: StoredTensor | None
    activation: str


@dataclass(frozen=True)
class RecurrentPlan:
    """Which tensor is what. ``layers`` have W, U and the biases (None where there are none).

    ``embedding`` is None of a one-hot input; ``output_bias`` where there is none.
    """

    cell: Cell
    hidden: tuple[int, ...]
    vocab_size: int
    inputs: int
    embedding: StoredTensor | None
    layers: tuple[tuple[StoredTensor | None, ...], ...]
    output: StoredTensor
    output_bias: StoredTensor | None
    tied: bool
    assumed: tuple[str, ...] = ()
    """What names and shapes leave open, and how it is taken here: a sentence each."""
    between: tuple[Between, ...] = ()
    """Layers before the output layer."""
    window: WindowSpec | None = None
    """Of a model that reads windows of a fixed length."""
    attention: StoredTensor | None = None

    @property
    def what(self) -> str:
        """In a few words, for people."""
        widths = " + ".join(f"{h:,}" for h in self.hidden)
        units = f"{len(self.hidden)} layers of {widths}" if self.hidden[1:] else f"{widths} units"
        first = "one-hot input" if self.embedding is None else f"embedding of {self.inputs:,}"
        tied = ", output tied to it" if self.tied else ""
        dense = "".join(f", dense {x.weight.shape[0]:,} ({x.activation})" for x in self.between)
        window = f", windows of {self.window.length:,} tokens" if self.window else ""
        attention = ", attention over the window" if self.attention else ""
        return (
            f"{self.cell} language model: {first}{tied}, {units}{attention}{dense}{window}, "
            f"vocabulary of {self.vocab_size:,}"
        )


def is_recurrent(table: TensorTable) -> bool:
    """Whether there are weights of recurrent layers among the tensors."""
    return recurrent_parts.is_recurrent(table.tensors)


def plans_of(table: TensorTable) -> list[RecurrentPlan]:
    """What each tensor is, in all ways that names and shapes leave open, the likeliest first.

    Raises:
        FormatError: it is no language model, or one of a form that is not read; a sentence.
    """
    modules, rest = recurrent_parts.grouped(table.tensors)
    cell = recurrent_parts.cell_of(recurrent_parts.layers_in(modules, [*modules]))
    cells = (cell,) if cell.kind != "rnn" else _nonlinearities(table)
    found: list[RecurrentPlan] = []
    why: FormatError | None = None
    orders = recurrent_parts.orders(modules)
    for order in orders:
        layers = recurrent_parts.layers_in(modules, order)
        hidden = tuple(layer["weight_hh"].shape[1] for layer in layers)
        inputs = layers[0]["weight_ih"].shape[1]
        try:
            ways = _words(rest, inputs, hidden[-1])
        except FormatError as error:
            why = why or error
            continue
        told = (f"Its recurrent layers are read in the order {', '.join(order)}.",)
        found += (
            RecurrentPlan(
                cell=one,
                hidden=hidden,
                vocab_size=way.output.shape[0],
                inputs=inputs,
                embedding=way.embedding,
                layers=tuple(tuple(layer.get(part) for part in PARTS) for layer in layers),
                output=way.output,
                output_bias=way.bias,
                tied=way.tied,
                assumed=(*(told if len(orders) > 1 else ()), *(way.told if ways[1:] else ())),
            )
            for way in ways
            for one in cells
        )
    if not found:
        assert why is not None
        raise why
    return found


def build(plan: RecurrentPlan) -> RecurrentLanguageModel:
    """The model, in float32.

    Raises:
        FormatError: a weight is no finite number, or there are too many.
        UntrustedError: the file became shorter.
    """
    import numpy as np

    from wmstudio.models.device import without_numbers
    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.models.windowed import WindowedLanguageModel

    between = [(x.weight.shape[0], x.activation) for x in plan.between]
    sizes = plan.vocab_size, plan.inputs, plan.hidden, plan.cell
    with without_numbers():
        model = (
            RecurrentLanguageModel(*sizes, between)
            if plan.window is None
            else WindowedLanguageModel(*sizes, plan.window, between)
        )
    check_size(model)

    def values(x: StoredTensor | None, shape: torch.Size) -> npt.NDArray[np.float32]:
        found = np.zeros(tuple(shape), np.float32) if x is None else x.values()
        return finite(found, "one of its tensors").reshape(tuple(shape))

    output = values(plan.output, model.words.project.weight.shape)
    wanted = {
        "words.embedding.weight": np.eye(plan.vocab_size, dtype=np.float32)
        if plan.embedding is None
        else output
        if plan.embedding is plan.output
        else values(plan.embedding, model.words.embedding.weight.shape),
        "words.project.weight": output,
        "words.bias": values(plan.output_bias, model.words.bias.shape),
    }
    inner = "lstm.fused" if plan.cell.kind == "lstm" else "fused"
    shapes = {name: x.shape for name, x in model.state_dict().items()}
    for i, one in enumerate(plan.between):
        for part, x in (("weight", one.weight), ("bias", one.bias)):
            name = f"words.between.{i}.{part}"
            wanted[name] = values(x, shapes[name])
    if plan.attention is not None:
        wanted["attention.weight"] = values(plan.attention, shapes["attention.weight"])
    for i, layer in enumerate(plan.layers):
        for part, x in zip(PARTS, layer, strict=True):
            name = f"layers.{i}.{inner}.{part}_l0"
            wanted[name] = values(x, shapes[name])
    return filled(model, wanted)


# --- which is which -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Words:
    """Embedding, output layer and its bias, whether the two matrices are one, and a sentence."""

    embedding: StoredTensor | None
    output: StoredTensor
    bias: StoredTensor | None
    tied: bool
    told: tuple[str, ...]


def _words(rest: Mapping[str, StoredTensor], inputs: int, top: int) -> list[_Words]:
    """Embedding and output layer, in the ways that names leave open, the likeliest first."""
    matrices = {name: x for name, x in rest.items() if len(x.shape) == 2}
    vectors = {name: x for name, x in rest.items() if len(x.shape) == 1}
    if other := [name for name in rest if name not in matrices and name not in vectors]:
        raise OtherWiringError(
            f"it has {excerpt(other[0])}, for which a recurrent language model has no place"
        )
    outputs = [name for name, x in matrices.items() if x.shape[1] == top]
    pairs = [
        (e, o)
        for o in outputs
        for e, x in matrices.items()
        if e != o and x.shape == (matrices[o].shape[0], inputs)
    ]
    if pairs:
        order = list(matrices)
        likeness = [_likeness(e, o, vectors) for e, o in pairs]
        best = [pair for pair, n in zip(pairs, likeness, strict=True) if n == max(likeness)]
        # Where nothing else tells, the embedding was written before the output layer.
        best.sort(key=lambda pair: order.index(pair[0]) > order.index(pair[1]))
        return [_way(rest, e, o) for e, o in best]
    if len(outputs) == 1 and matrices[outputs[0]].shape[0] == inputs <= MOST_ONE_HOT:
        # As wide as it has rows may be both: a name that tells of an embedding says that it is one.
        output = outputs[0]
        tied = inputs == top and _is_called(output, EMBEDDING_WORDS)
        return [_way(rest, output if tied else None, output)]
    if len(outputs) == 1 and inputs == top:
        return [_way(rest, outputs[0], outputs[0])]
    raise OtherWiringError(
        "it has recurrent layers, but no embedding and output layer that fit them"
    )


def _way(rest: Mapping[str, StoredTensor], embedding: str | None, output: str) -> _Words:
    """These two by name, the bias of the output layer, and whether the two matrices are one."""
    biases = [n for n, x in rest.items() if x.shape == (rest[output].shape[0],)]
    bias = min(biases, key=lambda n: _stem(n) != _stem(output)) if biases else None
    known = [rest[n] for n in (embedding, output) if n is not None]
    # AWD-LSTM has its embedding twice, once for each name that it goes by.
    extra = [
        n
        for n, x in rest.items()
        if n not in (embedding, output, bias) and not any(_is_same(x, other) for other in known)
    ]
    if extra:
        raise OtherWiringError(
            f"it has {excerpt(extra[0])}, for which a recurrent language model has no place"
        )
    tied = embedding is not None and _is_same(rest[embedding], rest[output])
    told = (f"{embedding} is taken for the embedding, and {output} for the output layer.",)
    return _Words(
        None if embedding is None else rest[output if tied else embedding],
        rest[output],
        None if bias is None else rest[bias],
        tied,
        told,
    )


def _is_same(a: StoredTensor, b: StoredTensor) -> bool:
    return a is b or (a.shape == b.shape and bool((a.values() == b.values()).all()))


def _likeness(embedding: str, output: str, vectors: Mapping[str, StoredTensor]) -> float:
    """How well two matrices' names fit what they are taken for."""
    score = 0.0
    score += _is_called(embedding, EMBEDDING_WORDS) - _is_called(embedding, OUTPUT_WORDS)
    score += _is_called(output, OUTPUT_WORDS) - _is_called(output, EMBEDDING_WORDS)
    # Only an output layer has a bias.
    stems = {_stem(name) for name in vectors}
    return score + 2 * ((_stem(output) in stems) - (_stem(embedding) in stems))


def _is_called(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name.lower() for word in words)


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _nonlinearities(table: TensorTable) -> tuple[Cell, ...]:
    """What a plain RNN applies; both where the file does not say, PyTorch's default first."""
    for kept in table.settings.values():
        told = str(kept.get("nonlinearity") or kept.get("mode") or "").lower()
        if "relu" in told or "tanh" in told:
            return (Cell("rnn", "relu" if "relu" in told else "tanh"),)
    return Cell("rnn"), Cell("rnn", "relu")
