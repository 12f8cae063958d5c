"""From Keras' layers to a model of ours: Embedding, recurrent layers, Dense.

Keras has weights as ``[in, out]``, an LSTM's gates in the order i f c o, and a GRU's in z r h; its
``reset_after`` GRUs have two biases, as PyTorch's all have.

Shapes: A features of an attention, E embedding, F features, H hidden units, V vocabulary, Z gates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.backends.found import FormatError
from wmstudio.backends.recurrent.recurrent_weights import Between, RecurrentPlan
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.recurrent_layers import ACTIVATIONS, Cell
from wmstudio.untrusted import Node, excerpt
from wmstudio.weights.stored import Floats, StoredTensor

if TYPE_CHECKING:
    from wmstudio.backends.keras_layers import KerasFile, KerasLayer

RECURRENT = {"LSTM": "lstm", "GRU": "gru", "SimpleRNN": "rnn",
             "CuDNNLSTM": "lstm", "CuDNNGRU": "gru"}  # fmt: skip
GATES = {"lstm": 4, "gru": 3, "rnn": 1}
WITHOUT_EFFECT = ("InputLayer", "Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout",
                  "AlphaDropout", "ActivityRegularization")  # fmt: skip
"""Layers that do nothing but in training."""
NOT_READ = {
    "Bidirectional": "its layers read the text from both ends, so it is no language model",
    "Conv1D": "it has convolutions, which are not read",
    "Conv2D": "it is a network for images, which has no next token",
    "RepeatVector": "it is an encoder with a decoder, which is not read",
    "MultiHeadAttention": "it is a transformer of Keras, which is not read",
}
MOST_SCALAR = 65_536
Matrices = tuple[StoredTensor, StoredTensor, StoredTensor | None, StoredTensor | None]
"""W, U and the two biases of a layer."""
LONGEST = 10_000


@dataclass(frozen=True)
class KerasPlan:
    """The plan, and what decides how a text is read.

    ``length`` is that of the windows that it was made for (None: of any length). ``is_windowed``:
    it expects something only after the last token of a window. ``is_masked``: padding is left out.
    """

    plan: RecurrentPlan
    length: int | None
    is_windowed: bool
    is_masked: bool
    is_stateful: bool
    has_embedding: bool
    assumed: tuple[str, ...] = ()


def plan_of(file: KerasFile) -> KerasPlan:
    """What each layer is.

    Raises:
        FormatError: it is no language model, or one of a form that is not read.
        UntrustedError: a value in the configuration is not valid.
    """
    layers = [x for x in file.layers if x.kind not in WITHOUT_EFFECT]
    if not any(x.kind in RECURRENT for x in layers):
        raise FormatError(_no_model(layers))
    layers, attention = _chain(file, layers)
    masked = [x for x in layers if x.kind == "Masking"]
    embeddings, layers = _take(layers, ("Embedding", "Masking"))
    recurrent, dense = _take(layers, tuple(RECURRENT))
    embedding = next((x for x in embeddings if x.kind == "Embedding"), None)
    if not recurrent or not dense:
        raise FormatError("it has no recurrent layers with a dense layer above them")
    cell = _cell(recurrent, file)
    made = [_weights(x, cell) for x in recurrent]
    hidden = tuple(layer[1].shape[1] for layer in made)
    inputs = made[0][0].shape[1]
    for below, above in pairwise(made):
        if above[0].shape[1] != below[1].shape[1]:
            raise FormatError("its recurrent layers do not fit on one another")
    features = inputs + sum(hidden) if attention is not None else hidden[-1]
    between, output, bias = _dense(dense, features, file.has_config)
    first, told = _input(embedding, inputs, output.shape[0])
    windowed = attention is not None or _flag(recurrent[-1], "return_sequences", False) is False
    for layer in recurrent[:-1]:
        if file.has_config and not _flag(layer, "return_sequences", False):
            raise FormatError(f"its layer {excerpt(layer.name)} does not pass on every token")
    if any(_flag(x, "go_backwards", False) for x in recurrent):
        raise FormatError("its recurrent layers read the text backwards")
    plan = RecurrentPlan(
        cell=cell, hidden=hidden, vocab_size=output.shape[0], inputs=inputs, embedding=first,
        layers=tuple(made), output=output, output_bias=bias, tied=False,
        between=between, attention=attention,
    )  # fmt: skip
    return KerasPlan(
        plan=plan,
        length=_length(file.layers),
        is_windowed=windowed,
        is_masked=bool(masked) or (embedding is not None and _flag(embedding, "mask_zero", False)),
        is_stateful=any(_flag(x, "stateful", False) for x in recurrent),
        has_embedding=embedding is not None,
        assumed=told,
    )


def _no_model(layers: Sequence[KerasLayer]) -> str:
    for layer in layers:
        if layer.kind in NOT_READ:
            return NOT_READ[layer.kind]
    return "it has no recurrent layers, so it is no language model that is read"


def _chain(
    file: KerasFile, layers: list[KerasLayer]
) -> tuple[list[KerasLayer], StoredTensor | None]:
    """The layers one after the other; textgenrnn's attention over all of them, apart from them."""
    names = {x.name for x in layers}
    kinds = [x.kind for x in layers]
    attention = next((x for x in layers if x.kind == "AttentionWeightedAverage"), None)
    if attention is not None:
        at = layers.index(attention)
        vector = next(iter(attention.tensors.values()), None)
        below = [x for x in layers[:at] if x.kind != "Concatenate"]
        if vector is None or len(vector.shape) != 2 or "Embedding" not in kinds:
            raise FormatError("its attention is not that of textgenrnn, and no other is read")
        if any(x.kind not in ("Embedding", *RECURRENT) for x in below):
            raise FormatError("its attention is not that of textgenrnn, and no other is read")
        turned = StoredTensor(vector.dtype, vector.shape[::-1], partial(_turned, vector))
        return [*below, *layers[at + 1 :]], turned
    for layer in layers:
        if layer.kind == "Bidirectional":
            raise FormatError(NOT_READ["Bidirectional"])
        if len([name for name in layer.inputs if name in names]) > 1:
            raise FormatError(
                f"its layer {excerpt(layer.name)} joins several others, which is not read"
            )
    readers = [name for layer in layers for name in layer.inputs]
    if len(readers) != len(set(readers)):
        raise FormatError("several of its layers read the same one, which is not read")
    return layers, None


def _take(
    layers: list[KerasLayer], kinds: tuple[str, ...]
) -> tuple[list[KerasLayer], list[KerasLayer]]:
    """The layers at the beginning that are of these kinds, and the others."""
    count = next((i for i, x in enumerate(layers) if x.kind not in kinds), len(layers))
    return layers[:count], layers[count:]


def _flag(layer: KerasLayer, name: str, usual: bool) -> bool:
    found = layer.config.get(name)
    return usual if found is None else bool(found.value)


def _function(config: Node, key: str, usual: str) -> str:
    """The name of a function in a configuration; Keras 3 may have it in a table."""
    found = config.get(key)
    if found is not None and isinstance(found.value, dict):
        found = (
            found.get("config") if found["class_name"].value == "function" else found["class_name"]
        )
    return usual if found is None else found.text(200)


def _cell(layers: Sequence[KerasLayer], file: KerasFile) -> Cell:
    """What all of the recurrent layers compute."""
    cells = {_cell_of(layer, file) for layer in layers}
    if len(cells) > 1:
        raise FormatError("it mixes recurrent layers of several kinds, which is not read")
    return cells.pop()


def _cell_of(layer: KerasLayer, file: KerasFile) -> Cell:
    kind = RECURRENT[layer.kind]
    # Of weights alone the bias tells: only a GRU that resets after the product has two rows.
    bias = layer.tensors.get("bias")
    before = kind == "gru" and bias is not None and len(bias.shape) == 1
    if layer.kind.startswith("CuDNN") or not file.has_config:
        cudnn = bias is not None and kind == "gru" and layer.kind.startswith("CuDNN")
        return Cell(kind, reset_after=cudnn or not before)
    modern = not file.version.startswith(("0.", "1.", "2.0", "2.1", "2.2"))
    gate = _function(layer.config, "recurrent_activation", "sigmoid" if modern else "hard_sigmoid")
    if gate == "hard_sigmoid" and file.version.startswith("3"):
        gate = "hard_sigmoid of Keras 3"
    activation = _function(layer.config, "activation", "tanh")
    after = kind != "gru" or _flag(layer, "reset_after", usual=not before)
    for name in (gate, activation):
        if name not in ACTIVATIONS:
            raise FormatError(f"its layer {excerpt(layer.name)} uses {excerpt(name)}, not known")
    return Cell(kind, activation, "sigmoid" if kind == "rnn" else gate, after)


# --- weights ------------------------------------------------------------------------------------


def _matrix(layer: KerasLayer, name: str) -> StoredTensor:
    found = layer.tensors.get(name)
    if found is None or len(found.shape) != 2 or not all(found.shape):
        raise FormatError(f"its layer {excerpt(layer.name)} has no matrix {name!r}")
    return found


def _weights(layer: KerasLayer, cell: Cell) -> Matrices:
    """W, U and two biases in PyTorch's order of rows."""
    w, u = _matrix(layer, "kernel"), _matrix(layer, "recurrent_kernel")
    gates, hidden = GATES[cell.kind], u.shape[0]
    rows = gates * hidden
    if u.shape[1] != rows or w.shape[1] != rows:
        raise FormatError(f"its layer {excerpt(layer.name)} has weights of sizes that do not fit")
    bias = layer.tensors.get("bias")
    count = 0 if bias is None else bias.size
    if count not in (0, rows, 2 * rows):
        raise FormatError(f"its layer {excerpt(layer.name)} has a bias of another size")
    # cuDNN's matrices are turned gate by gate; a long bias in one row tells of it.
    is_cudnn = bias is not None and count == 2 * rows and len(bias.shape) == 1

    def matrix(x: StoredTensor, is_input: bool) -> Floats:
        parts = np.split(x.values(), gates, axis=1)
        if is_cudnn:
            shape = parts[0].shape
            parts = [p.T.reshape(shape, order="F") if is_input else p.T for p in parts]
        return np.ascontiguousarray(np.concatenate(_ordered(cell, parts), axis=1).T)

    def vector(x: StoredTensor, part: int) -> Floats:
        both = x.values().reshape(-1, rows)
        return np.concatenate(_ordered(cell, np.split(both[part], gates)))

    def stored(shape: tuple[int, ...], make: Callable[[], Floats]) -> StoredTensor:
        return StoredTensor("F32", shape, make)

    biases: list[StoredTensor | None] = [None, None]
    for part in range(count // rows):
        assert bias is not None
        biases[part] = stored((rows,), partial(vector, bias, part))
    return (
        stored(w.shape[::-1], partial(matrix, w, True)),
        stored(u.shape[::-1], partial(matrix, u, False)),
        biases[0],
        biases[1],
    )


def _ordered(cell: Cell, parts: list[Any]) -> list[Any]:
    """Keras' z r h in PyTorch's order r z n; an LSTM has the same in both."""
    return [parts[1], parts[0], parts[2]] if cell.kind == "gru" else parts


def _turned(x: StoredTensor) -> Floats:
    return np.ascontiguousarray(x.values().T)


def _dense(
    layers: Sequence[KerasLayer], features: int, has_config: bool
) -> tuple[tuple[Between, ...], StoredTensor, StoredTensor | None]:
    """The layers before the output layer, and the output layer and its bias."""
    found: list[tuple[StoredTensor, StoredTensor | None, str]] = []
    for layer in layers:
        if layer.kind in ("Activation", "Softmax") and found:
            name = (
                "softmax"
                if layer.kind == "Softmax"
                else _function(layer.config, "activation", "linear")
            )
            weight, bias, before = found.pop()
            if before != "linear":
                raise FormatError(f"its layer {excerpt(layer.name)} follows another activation")
            found.append((weight, bias, name))
            continue
        kind, config = layer.kind, layer.config
        if kind == "TimeDistributed":
            kind, config = config["layer"]["class_name"].value, config["layer"]["config"]
        if kind != "Dense":
            raise FormatError(_other(layer))
        kernel = _matrix(layer, "kernel")
        if kernel.shape[0] != features:
            raise FormatError(f"its layer {excerpt(layer.name)} does not fit on the one before")
        features = kernel.shape[1]
        bias = layer.tensors.get("bias")
        if bias is not None and bias.shape != (features,):
            raise FormatError(f"its layer {excerpt(layer.name)} has a bias of another size")
        turned = StoredTensor("F32", kernel.shape[::-1], partial(_turned, kernel))
        found.append((turned, bias, _function(config, "activation", "linear")))
    *inner, (output, output_bias, last) = found
    if inner and not has_config:
        raise FormatError(
            "it holds weights without the configuration that tells the activations of its dense "
            "layers: save the model as a whole with model.save()"
        )
    if last not in ("softmax", "linear", "log_softmax"):
        raise FormatError(f"its last layer has {excerpt(last)}, so it expects no next token")
    for _, _, name in inner:
        if name not in ACTIVATIONS:
            raise FormatError(f"a dense layer uses {excerpt(name)}, which is not read")
    return tuple(Between(*one) for one in inner), output, output_bias


def _other(layer: KerasLayer) -> str:
    told = NOT_READ.get(layer.kind)
    return told or f"it has a layer {excerpt(layer.kind)} above its recurrent layers, not read"


def _input(
    embedding: KerasLayer | None, inputs: int, count: int
) -> tuple[StoredTensor | None, tuple[str, ...]]:
    """The embedding ``[V, E]``; None of a one-hot input."""
    if embedding is not None:
        found = _matrix(embedding, "embeddings")
        if found.shape[1] != inputs:
            raise FormatError("its embedding does not fit on its first recurrent layer")
        if found.shape[0] != count:
            raise FormatError(
                f"it reads {found.shape[0]:,} tokens and expects {count:,}, "
                "so it is no language model of its own text"
            )
        return found, ()
    if inputs == count:
        return None, ()
    if inputs == 1 and count <= MOST_SCALAR:
        scaled = partial(np.divide, np.arange(count, dtype=np.float32)[:, None], np.float32(count))
        told = f"A token is read as its id divided by {count:,}: it has no embedding."
        return StoredTensor("F32", (count, 1), scaled), (told,)
    raise FormatError(f"it reads {inputs:,} numbers a token and expects {count:,} tokens")


def _length(layers: Sequence[KerasLayer]) -> int | None:
    """The length of the windows that the first layer reads; None where it may be any."""
    for layer in layers[:2]:
        for name in ("batch_input_shape", "batch_shape"):
            shape: Node | None = layer.config.get(name)
            if shape is not None and isinstance(shape.value, list) and len(shape.value) > 1:
                length = shape.items(8)[1]
                return None if length.missing else length.whole(1, LONGEST)
        told = layer.config.get("input_length")
        if told is not None:
            return told.whole(1, LONGEST)
    return None
