"""Keras models of text: ``.h5`` and ``.keras`` files of Embedding, recurrent layers and Dense.

Nothing of Keras is used: HDF5 is read in a process of its own, and no layer's code is run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.backends.found import Found, opens
from wmstudio.untrusted import parse_json, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.backends.keras_plan import KerasPlan
    from wmstudio.models.windowed import WindowSpec
    from wmstudio.text.paragraphs import ParagraphTokenizer

NAME = "Keras model (.h5, .keras)"
MAGIC, ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
COMPARED = ("2.", "3.")
"""Beginnings of the versions of Keras whose files the tests have."""
TEXTGENRNN_LENGTH = 40
LARGEST_CONFIG = 1_000_000


def recognise(path: Path) -> Path | None:
    """A file that begins as HDF5, or a zip that is called ``.keras``."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    is_zip = path.suffix.lower() == ".keras" and start.startswith(ZIP)
    return path if is_zip or start == MAGIC else None


@opens
def open(path: Path) -> Found:
    """Open a file.

    Raises:
        FormatError: it is damaged, or no language model that is read; one sentence.
    """
    from wmstudio.backends import keras_plan
    from wmstudio.backends.keras_layers import read_layers
    from wmstudio.backends.recurrent import recurrent_weights
    from wmstudio.backends.vocabulary import tokenizer_for

    with path.open("rb") as file:
        is_zip = file.read(len(ZIP)) == ZIP
    layers = read_layers(path, is_zip)
    found = keras_plan.plan_of(layers)
    tokenizer, told = tokenizer_for(path, found.plan.vocab_size)
    window, how = _window(found, tokenizer, path)
    plan = replace(found.plan, window=window)
    unknown = []
    if not layers.config:
        unknown = ["Its gates are sigmoids: it holds weights only."]
    elif layers.config != path.name:
        unknown = [f"Its configuration is that of {layers.config} beside it."]
    return Found(
        recurrent_weights.build(plan),
        tokenizer,
        "recurrent",
        ".keras file" if is_zip else "Keras HDF5 file",
        plan.what,
        (*found.assumed, *unknown, *how, told),
        compared=plan.attention is None and layers.version.startswith(COMPARED),
    )


def _window(
    found: KerasPlan, tokenizer: ParagraphTokenizer, path: Path
) -> tuple[WindowSpec | None, list[str]]:
    """How a text is cut into windows, if it is, and what is to be said of it."""
    from wmstudio.models.windowed import WindowSpec
    from wmstudio.text.vocabularies import NumberTokenizer

    plan, length = found.plan, found.length
    if plan.attention is not None:
        length = length or _textgenrnn_length(path)
    if not found.is_windowed or length is None:
        if length is None or length == 1 or found.is_stateful:
            return None, []
        return None, [
            f"It was trained on stretches of {length:,} tokens, and reads on beyond them."
        ]
    # Where 0 is a piece of the text, nothing is kept for padding.
    is_free = found.has_embedding and (
        isinstance(tokenizer, NumberTokenizer) or not tokenizer.piece(0)
    )
    told = [
        f"It reads the last {length:,} tokens anew after each token, as its author's program "
        "does, because it was made for windows of that length."
    ]
    start = None
    if plan.attention is not None:
        start = _start_of(tokenizer)
        told.append("" if start is None else "A text begins with <s>.")
    if is_free and not found.is_masked:
        told.append("Shorter windows are filled up with token 0 on the left.")
    elif is_free:
        told.append("Padding is left out, as its embedding says.")
    else:
        told.append("Shorter windows are read as they are: no token is kept for padding.")
    return WindowSpec(
        length=length,
        padding=0 if is_free and not found.is_masked else None,
        ignored=0 if is_free and plan.attention is None else None,
        start=start,
        attends=plan.attention is not None,
    ), list(filter(None, told))


def _start_of(tokenizer: ParagraphTokenizer) -> int | None:
    from wmstudio.text.vocabularies import ListedTokenizer

    return tokenizer.find("<s>") if isinstance(tokenizer, ListedTokenizer) else None


def _textgenrnn_length(path: Path) -> int:
    """The length of the windows that textgenrnn's configuration beside the weights says."""
    beside = path.with_name(path.name.replace("_weights.hdf5", "_config.json"))
    if beside != path and beside.is_file():
        return parse_json(read_bytes(beside, LARGEST_CONFIG)).whole_of(
            "max_length", TEXTGENRNN_LENGTH, 1, 10_000
        )
    return TEXTGENRNN_LENGTH
