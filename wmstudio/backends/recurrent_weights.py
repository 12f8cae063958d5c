"""Tensors of an LSTM, GRU or RNN language model, under whatever names, as a model of ours.

Names differ from author to author, so parts are known by their shapes. Recurrent layers are
PyTorch's `weight_hh`: [4H, H] of an LSTM, [3H, H] of a GRU, [H, H] of a plain RNN. The embedding is
the matrix that is as wide as the first layer's input, and the output layer the one that is as wide
as the last layer. Whatever has no place in that is refused by its name rather than left out.

Shapes: E embedding, H hidden units, V vocabulary.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.backends.parameters import check_size, filled, finite
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
MOST_LAYERS = 64
CELL_OF = {4: Cell("lstm"), 3: Cell("gru"), 1: Cell("rnn")}
"""By how many times H rows the recurrent weights have."""
EMBEDDING_WORDS = ("emb", "encoder", "wte", "lookup", "word", "i2e", "drop")
OUTPUT_WORDS = ("decoder", "fc", "linear", "out", "head", "proj", "h2o", "lin", "logit", "softmax")
# `_raw` is what AWD-LSTM learns; beside it stands a copy with dropped weights.
_PART = re.compile(
    r"(?P<rnn>.*?)(?P<part>(?:weight|bias)_(?:ih|hh|hr))(?:_l(?P<layer>\d+))?"
    r"(?P<reverse>_reverse)?(?P<raw>_raw)?"
)


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
    is_told: bool
    """Whether the file says what the cell is; of a plain RNN it may not say whether it is tanh."""
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
    return any(
        (m := _PART.fullmatch(name)) is not None and m["part"] == "weight_hh"
        for name in table.tensors
    )


def plan_of(table: TensorTable) -> RecurrentPlan:
    """What each tensor is.

    Raises:
        FormatError: it is no language model, or one of a form that is not read; a sentence.
    """
    groups, rest = _grouped(table.tensors)
    layers = _in_order(groups, table)
    cells = {_cell(layer) for layer in layers}
    if len(cells) > 1:
        raise FormatError("it mixes recurrent layers of several kinds, which is not read")
    (cell,) = cells
    hidden = tuple(layer["weight_hh"].shape[1] for layer in layers)
    inputs = layers[0]["weight_ih"].shape[1]
    embedding, output, bias, tied = _words(rest, inputs, hidden[-1])
    is_told = True
    if cell.kind == "rnn":
        cell, is_told = _nonlinearity(table)
    # Two biases were added; a file that has one of them only is of another program.
    parts = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return RecurrentPlan(
        cell=cell,
        hidden=hidden,
        vocab_size=output.shape[0],
        inputs=inputs,
        embedding=embedding,
        layers=tuple(tuple(layer.get(part) for part in parts) for layer in layers),
        output=output,
        output_bias=bias,
        tied=tied,
        is_told=is_told,
    )


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
        for part, x in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), layer, strict=True):
            name = f"layers.{i}.{inner}.{part}_l0"
            wanted[name] = values(x, shapes[name])
    return filled(model, wanted)


# --- which is which -----------------------------------------------------------------------------

Layer = dict[str, "StoredTensor"]


def _grouped(
    tensors: Mapping[str, StoredTensor],
) -> tuple[dict[tuple[str, int], Layer], dict[str, StoredTensor]]:
    """Recurrent layers by the name of their module and their number in it, and all the rest."""
    groups: dict[tuple[str, int], Layer] = {}
    raw: set[tuple[tuple[str, int], str]] = set()
    rest: dict[str, StoredTensor] = {}
    for name, x in tensors.items():
        match = _PART.fullmatch(name)
        if match is None:
            if x.is_float and x.shape:
                rest[name] = x
            continue
        if match["reverse"]:
            raise FormatError(
                "its recurrent layers read the text from both ends, so it is no language model"
            )
        if match["part"] == "weight_hr":
            raise FormatError("its LSTM projects its hidden state (proj_size), which is not read")
        # AWD-LSTM keeps `rnn.weight_hh_l0_raw` beside `rnn.module.weight_ih_l0`.
        rnn = match["rnn"].removesuffix(".").removesuffix(".module")
        at = (rnn, int(match["layer"] or 0))
        if (at, match["part"]) in raw:
            continue
        if match["raw"]:
            raw.add((at, match["part"]))
        groups.setdefault(at, {})[match["part"]] = x
    return groups, rest


def _in_order(groups: Mapping[tuple[str, int], Layer], table: TensorTable) -> list[Layer]:
    """The layers from the input to the output, each of which fits on the one before."""
    if len(groups) > MOST_LAYERS:
        raise FormatError(f"it has {len(groups)} recurrent layers")
    for (rnn, _), layer in groups.items():
        w, u = layer.get("weight_ih"), layer.get("weight_hh")
        if w is None or u is None or len(w.shape) != 2 or len(u.shape) != 2:
            raise FormatError(f"its recurrent layer {excerpt(rnn)} lacks a matrix of weights")
        if not all(u.shape) or w.shape[0] != u.shape[0] or u.shape[0] % u.shape[1]:
            raise FormatError(f"its recurrent layer {excerpt(rnn)} has sizes that do not fit")
        for bias in ("bias_ih", "bias_hh"):
            if bias in layer and layer[bias].shape != (u.shape[0],):
                raise FormatError(f"its recurrent layer {excerpt(rnn)} has a bias of another size")
    ordered = [groups[at] for at in sorted(groups, key=lambda at: (_natural(at[0]), at[1]))]
    for below, above in pairwise(ordered):
        if above["weight_ih"].shape[1] != below["weight_hh"].shape[1]:
            raise FormatError(
                "its recurrent layers are not one on another (as in an encoder with a decoder), "
                "which is not read"
            )
    return ordered


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(p), "") if p.isdigit() else (-1, p) for p in re.split(r"(\d+)", name)]


def _cell(layer: Layer) -> Cell:
    rows, columns = layer["weight_hh"].shape
    if rows // columns not in CELL_OF:
        raise FormatError(f"its recurrent layers have {rows // columns} gates, and no known kind")
    return CELL_OF[rows // columns]


def _words(
    rest: Mapping[str, StoredTensor], inputs: int, top: int
) -> tuple[StoredTensor | None, StoredTensor, StoredTensor | None, bool]:
    """Embedding, output layer and its bias, and whether the two matrices are one."""
    matrices = {name: x for name, x in rest.items() if len(x.shape) == 2}
    vectors = {name: x for name, x in rest.items() if len(x.shape) == 1}
    if other := [name for name in rest if name not in matrices and name not in vectors]:
        raise FormatError(f"it has {excerpt(other[0])}, for which a recurrent model has no place")
    outputs = [name for name, x in matrices.items() if x.shape[1] == top]
    pairs = [
        (e, o)
        for o in outputs
        for e, x in matrices.items()
        if e != o and x.shape == (matrices[o].shape[0], inputs)
    ]
    embedding: str | None
    if pairs:
        order = list(matrices)
        # Where nothing else tells, the embedding was written before the output layer.
        embedding, output = max(
            pairs,
            key=lambda pair: (
                _likeness(pair[0], pair[1], vectors),
                order.index(pair[0]) < order.index(pair[1]),
            ),
        )
    elif len(outputs) == 1 and matrices[outputs[0]].shape[0] == inputs <= MOST_ONE_HOT:
        # As wide as it has rows may be both: a name that tells of an embedding says that it is one.
        output = outputs[0]
        tied = inputs == top and _is_called(output, EMBEDDING_WORDS)
        embedding = output if tied else None
    elif len(outputs) == 1 and inputs == top:
        embedding = output = outputs[0]
    else:
        raise FormatError(
            "it has recurrent layers, but no embedding and output layer that fit them, so it is no "
            "language model"
        )
    biases = [n for n, x in vectors.items() if x.shape == (matrices[output].shape[0],)]
    bias = min(biases, key=lambda n: _stem(n) != _stem(output)) if biases else None
    known = [matrices[n] for n in (embedding, output) if n is not None]
    # AWD-LSTM has its embedding twice, once for each name that it goes by.
    extra = [
        n
        for n, x in rest.items()
        if n not in (embedding, output, bias) and not any(_is_same(x, other) for other in known)
    ]
    if extra:
        raise FormatError(
            f"it has {excerpt(extra[0])}, for which a recurrent language model has no place"
        )
    tied = embedding is not None and _is_same(matrices[embedding], matrices[output])
    return (
        None if embedding is None else matrices[output if tied else embedding],
        matrices[output],
        None if bias is None else vectors[bias],
        tied,
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


def _nonlinearity(table: TensorTable) -> tuple[Cell, bool]:
    """What a plain RNN applies, and whether the file says so."""
    for kept in table.settings.values():
        told = str(kept.get("nonlinearity") or kept.get("mode") or "").lower()
        if "relu" in told or "tanh" in told:
            return Cell("rnn", "relu" if "relu" in told else "tanh"), True
    return Cell("rnn"), False
