"""The layers of a Keras file in their order: what each is, its configuration, and its weights.

Three layouts hold the same. ``.h5``: the configuration is an attribute, and the weights of a layer
stand under its name. ``.keras``: a zip with ``config.json`` and ``model.weights.h5``, in which a
layer goes by its class and a number (``layers/lstm_1/cell/vars/0``). And files of weights only: the
configuration is a JSON file beside it, or else the shapes and the order of the layers tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, excerpt, parse_json, read_bytes
from wmstudio.weights.hdf5 import read_hdf5
from wmstudio.weights.zips import read_member

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.weights.stored import StoredTensor

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
CONFIGS_BESIDE = ("model.json", "model_architecture.json", "architecture.json", "model_config.json",
                  "config.json")  # fmt: skip
KINDS = ("Sequential", "Functional", "Model")
MOST_LAYERS = 200
LARGEST_CONFIG = 16 * 2**20
LARGEST_WEIGHTS = 2**31
VARIABLES = {
    "Embedding": ("embeddings",),
    "Dense": ("kernel", "bias"),
    "LSTM": ("kernel", "recurrent_kernel", "bias"),
    "GRU": ("kernel", "recurrent_kernel", "bias"),
    "SimpleRNN": ("kernel", "recurrent_kernel", "bias"),
}
"""In which order the variables of a layer are numbered in a ``.keras`` file."""
GATES = {4: "LSTM", 3: "GRU", 1: "SimpleRNN"}


@dataclass
class KerasLayer:
    """A layer: its class, its configuration, and its weights by their short names."""

    kind: str
    name: str
    config: Node
    inputs: tuple[str, ...] = ()
    """Names of the layers that it reads."""
    tensors: dict[str, StoredTensor] = field(default_factory=dict)


@dataclass(frozen=True)
class KerasFile:
    """The layers, the name of what their configuration is in, and the version of Keras.

    ``config`` is empty where there is none.
    """

    layers: list[KerasLayer]
    config: str
    version: str = ""

    @property
    def has_config(self) -> bool:
        """Whether anything but the weights is known."""
        return bool(self.config)


def _version_of(path: Path) -> str:
    with suppress(UntrustedError):  # whether the zip is damaged shows at its weights
        return parse_json(read_member(path, METADATA, LARGEST_CONFIG))["keras_version"].text(40)
    return ""


def read_layers(path: Path, is_zip: bool) -> KerasFile:
    """The layers of a file.

    Raises:
        FormatError: it is a model of another kind; part of a sentence.
        UntrustedError: it is damaged; part of a sentence.
        OSError: it cannot be read.
    """
    if is_zip:
        inside = parse_json(read_member(path, CONFIG, LARGEST_CONFIG))
        file = read_hdf5(read_member(path, WEIGHTS, LARGEST_WEIGHTS))
        layers = _configured(inside)
        _numbered(layers, file.tensors)
        return KerasFile(layers, path.name, _version_of(path))
    file = read_hdf5(path)
    told = file.attributes[""]
    begin = "model_weights" if "model_weights" in file.attributes else ""
    kept = file.attributes[begin]
    tensors = {name.removeprefix(f"{begin}/"): x for name, x in file.tensors.items()}
    version = str(told.get("keras_version", kept.get("keras_version", "")))
    config: Node | None
    if isinstance(told.get("model_config"), str):
        config, whose = parse_json(told["model_config"]), path.name
    else:
        config, whose = _config_beside(path)
    if config is None:
        return KerasFile(_by_shape(kept.get("layer_names"), tensors), "", version)
    if not version and (written := config.get("keras_version")) is not None:
        version = written.text(40)
    layers = _configured(config)
    if isinstance(kept.get("layer_names"), list) or "model_weights" in file.attributes:
        for layer in layers:
            layer.tensors = _short(layer.name, tensors)
    else:
        _numbered(layers, tensors)
    return KerasFile(layers, whose, version)


def _config_beside(path: Path) -> tuple[Node | None, str]:
    """What ``to_json()`` made of the model, in a file beside its weights, and the file's name."""
    stem = path.name.partition(".")[0]
    for name in (f"{stem}.json", f"{stem.removesuffix('_weights')}.json", *CONFIGS_BESIDE):
        beside = path.with_name(name)
        with suppress(UntrustedError, OSError):
            if beside.is_file():
                config = parse_json(read_bytes(beside, LARGEST_CONFIG))
                if config["class_name"].text(100) in KINDS:
                    return config, name
    return None, ""


def _configured(model: Node) -> list[KerasLayer]:
    """The layers that a configuration lists."""
    kind = model["class_name"].text(100)
    if kind not in KINDS:
        raise FormatError(
            f"it is a model of the class {excerpt(kind)}, whose code is not in the file; "
            "Sequential and functional models are read"
        )
    config = model["config"]
    # The first versions of Keras had the list of a Sequential model in the place of its config.
    listed = config if isinstance(config.value, list) else config["layers"]
    found = []
    for one in listed.items(MOST_LAYERS):
        inner = one["config"]
        name = inner.get("name") or one.get("name")
        told = "" if name is None else name.text(1_000)
        inputs = tuple(dict.fromkeys(_histories(one.value.get("inbound_nodes"))))
        found.append(KerasLayer(one["class_name"].text(100), told, inner, inputs))
    return found


def _histories(node: Any) -> Iterator[str]:
    """Names of layers in a list of inbound nodes, in the order of the arguments."""
    if isinstance(node, dict):
        history = node.get("keras_history")
        for inner in [history[:1]] if isinstance(history, list) else node.values():
            yield from inner if isinstance(history, list) else _histories(inner)
    elif isinstance(node, list):
        # Before Keras 3: ["embedding", 0, 0, {}].
        if len(node) > 2 and isinstance(node[0], str) and type(node[1]) is int:
            yield node[0]
        else:
            for inner in node:
                yield from _histories(inner)


def _short(layer: str, tensors: Mapping[str, StoredTensor]) -> dict[str, StoredTensor]:
    """The weights under a layer's name, by the last part of theirs: ``kernel:0`` is a kernel."""
    return {
        name.rpartition("/")[2].partition(":")[0]: x
        for name, x in tensors.items()
        if name.startswith(f"{layer}/")
    }


def _numbered(layers: list[KerasLayer], tensors: Mapping[str, StoredTensor]) -> None:
    """Give each layer the weights that a ``.keras`` file has under its class and number."""
    counts = Counter[str]()
    for layer in layers:
        kind = _snake(layer.kind)
        name = f"{kind}_{counts[kind]}" if counts[kind] else kind
        counts[kind] += 1
        if layer.kind == "TimeDistributed":
            inner = layer.config["layer"]["class_name"].text(100)
        else:
            inner = layer.kind
        begins = (f"layers/{name}/", f"_layer_checkpoint_dependencies/{name}/")
        for i, variable in enumerate(VARIABLES.get(inner, ())):
            for path, x in tensors.items():
                if path.startswith(begins) and path.endswith(f"/vars/{i}") and "seed" not in path:
                    layer.tensors[variable] = x


def _snake(name: str) -> str:
    """A class's name as Keras writes it in files: ``SimpleRNN`` is ``simple_rnn``."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _by_shape(names: Any, tensors: Mapping[str, StoredTensor]) -> list[KerasLayer]:
    """The layers of a file of weights only; layers without weights tell nothing."""
    if not isinstance(names, list):
        raise FormatError(
            "it holds weights without the model's configuration, in no order that is known: "
            "save the model as a whole with model.save(), or put its model.to_json() beside it "
            "as model.json"
        )
    found, before = [], ""
    for name in names:
        kept = _short(str(name), tensors)
        if not kept:
            continue
        kind = _kind(str(name), kept)
        found.append(KerasLayer(kind, str(name), Node({}), (before,) if before else (), kept))
        before = str(name)
    return found


def _kind(name: str, kept: Mapping[str, StoredTensor]) -> str:
    if "embeddings" in kept:
        return "Embedding"
    if "recurrent_kernel" in kept:
        shape = kept["recurrent_kernel"].shape
        gates = shape[1] // shape[0] if len(shape) == 2 and shape[0] else 0
        if gates in GATES:
            return GATES[gates]
    elif "kernel" in kept:
        return "Dense"
    elif len(kept) == 1 and next(iter(kept)).endswith("_W"):
        return "AttentionWeightedAverage"
    raise FormatError(f"its layer {excerpt(name)} is of no kind that is known by its weights")
