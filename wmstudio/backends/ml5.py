"""ml5's charRNN folders: ``manifest.json``, a file of raw float32 for each tensor, ``vocab.json``.

They are TensorFlow's BasicLSTMCell: one matrix ``[E + H, 4H]`` for input and hidden state together,
with the gates in the order i, j, f, o (j is the candidate), and 1 added to the forget gate's bias
when the model runs.

Shapes: E embedding, H hidden units, V vocabulary.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.found import FormatError, Found, opens
from wmstudio.untrusted import excerpt, parse_json, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.weights.stored import Floats, StoredTensor
    from wmstudio.weights.trees import TensorTable

NAME = "ml5 charRNN (a folder)"
MANIFEST, VOCABULARY = "manifest.json", "vocab.json"
LARGEST = 4_000_000
MOST_TENSORS = 1_000
_CELL = re.compile(r".*/cell_(\d+)/basic_lstm_cell/(weights|kernel|biases|bias)")
MISKEYED = {"  ": "u", "": "U"}
"""How some of ml5's vocabularies have these letters, which the program that wrote them lost."""


def recognise(path: Path) -> Path | None:
    """A folder with a manifest and a vocabulary, or its manifest."""
    folder = path.parent if path.name == MANIFEST else path
    manifest = folder / MANIFEST
    if not (folder / VOCABULARY).is_file() or not manifest.is_file():
        return None
    if manifest.stat().st_size > LARGEST:
        return None
    return folder if b"basic_lstm_cell" in read_bytes(manifest, LARGEST) else None


@opens
def open(path: Path) -> Found:
    """Open a folder.

    Raises:
        FormatError: it is damaged, or not of this layout; one sentence.
    """
    from wmstudio.backends.recurrent import recurrent_weights
    from wmstudio.text.vocabularies import CharacterTokenizer

    tensors = _tensors(path)
    table = _recurrent(tensors)
    plan = recurrent_weights.plans_of(table)[0]
    characters, told = _characters(path, plan.vocab_size)
    return Found(
        recurrent_weights.build(plan),
        CharacterTokenizer(characters),
        "recurrent",
        "ml5 charRNN folder",
        plan.what,
        ("Its gates are in the order i, j, f, o, and 1 is added to the forget gate.", *told),
        compared=True,
    )


def _tensors(folder: Path) -> dict[str, StoredTensor]:
    """Every tensor of the manifest, by its name in TensorFlow."""
    from wmstudio.weights.stored import MOST_DIMS, in_file

    found = {}
    for name, about in (
        parse_json(read_bytes(folder / MANIFEST, LARGEST)).table(MOST_TENSORS).items()
    ):
        shape = tuple(n.whole(1, 2**24) for n in about["shape"].items(MOST_DIMS))
        file = about["filename"].file_name()
        place = folder / file
        if not place.is_file():
            raise FormatError(f"its file {excerpt(file)} is missing")
        tensor = in_file(place, 0, "F32", shape)
        if place.stat().st_size != 4 * tensor.size:
            raise FormatError(f"its file {excerpt(file)} is not as long as the manifest says")
        if shape:
            found[name] = tensor
    return found


def _recurrent(tensors: dict[str, StoredTensor]) -> TensorTable:
    """The same weights under PyTorch's names and in its order, i f g o."""
    from wmstudio.weights.stored import StoredTensor
    from wmstudio.weights.trees import TensorTable

    found: dict[str, StoredTensor] = {}
    rest = dict(tensors)
    for name, x in tensors.items():
        match = _CELL.fullmatch(name)
        if match is None:
            continue
        del rest[name]
        layer, columns = int(match[1]), x.shape[-1]
        if columns % 4 or (len(x.shape) == 2 and x.shape[0] <= columns // 4):
            raise FormatError(f"{excerpt(name)} is no matrix of a BasicLSTMCell")
        hidden = columns // 4
        if len(x.shape) == 1:
            found[f"rnn.bias_ih_l{layer}"] = StoredTensor("F32", x.shape, partial(_bias, x))
            continue
        inputs = x.shape[0] - hidden
        for part, start, stop in (("ih", 0, inputs), ("hh", inputs, inputs + hidden)):
            found[f"rnn.weight_{part}_l{layer}"] = StoredTensor(
                "F32", (columns, stop - start), partial(_rows, x, start, stop)
            )
    for name, x in rest.items():
        if name.endswith("softmax_w") and len(x.shape) == 2:
            turned = partial(_turned, x)
            found["decoder.weight"] = StoredTensor("F32", x.shape[::-1], turned)
        elif name.endswith("softmax_b"):
            found["decoder.bias"] = x
        else:
            found[f"{name}.weight" if name.endswith("embedding") else name] = x
    return TensorTable(found)


def _in_order(x_RZ: Floats) -> Floats:
    """Columns from i, j, f, o to i, f, g, o, where g is j."""
    i, j, f, o = np.split(x_RZ, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def _rows(x: StoredTensor, start: int, stop: int) -> Floats:
    return np.ascontiguousarray(_in_order(x.values()[start:stop]).T)


def _bias(x: StoredTensor) -> Floats:
    bias_Z = _in_order(x.values())
    hidden = len(bias_Z) // 4
    bias_Z[hidden : 2 * hidden] += 1.0
    return bias_Z


def _turned(x: StoredTensor) -> Floats:
    return np.ascontiguousarray(x.values().T)


def _characters(folder: Path, count: int) -> tuple[list[str], list[str]]:
    """The characters by id, and what was assumed of them."""
    ids = parse_json(read_bytes(folder / VOCABULARY, LARGEST)).table(count + 1)
    characters, told = [""] * count, []
    for text, id in ids.items():
        letter = MISKEYED.get(text, text)
        if letter != text and letter not in ids:
            told.append(f"Its piece {text!r} is taken for {letter!r}, which its vocabulary lacks.")
            text = letter
        characters[id.whole(0, count - 1)] = text
    if len(ids) != count:
        raise FormatError(f"its vocabulary has {len(ids):,} entries, and the model {count:,}")
    return characters, told
