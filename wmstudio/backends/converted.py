"""Models of other programs in the studio's own form: a folder that says all that is to be known.

``config.json`` says how the model is built, and what was known of where it comes from;
``model.safetensors`` has its weights in float32, bit by bit; ``tokenizer.json`` its tokenizer.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError, Found, opened
from wmstudio.files.folders import make_folder
from wmstudio.files.plain_name import as_unicode
from wmstudio.files.writing import write_files
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.paragraphs import ParagraphTokenizer
    from wmstudio.weights.stored import StoredTensor

NAME = "converted model (a folder)"
FORMAT = 3
CONFIG, WEIGHTS, TOKENIZER, CARD = (
    "config.json",
    "model.safetensors",
    "tokenizer.json",
    "README.md",
)
ADAPTED = (
    "{name} is computed by a program of its own, which a checkpoint cannot hold: keep its Python "
    "file, or record what it shows of a text (wmstudio trace --adapter FILE.py --record)."
)
LARGEST_CONFIG = 1_000_000
LARGEST_TOKENIZER = 100_000_000
LONGEST = 10_000


def recognise(path: Path) -> Path | None:
    """A folder whose config is of this format, or a file in one."""
    folder = path.parent if path.name in (CONFIG, WEIGHTS, TOKENIZER) else path
    config = folder / CONFIG
    if not config.is_file() or config.stat().st_size > LARGEST_CONFIG:
        return None
    try:
        found = parse_json(read_bytes(config, LARGEST_CONFIG)).value
    except UntrustedError:
        return None
    is_ours = isinstance(found, dict) and found.get("format") == FORMAT and "model" in found
    return folder if is_ours else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Open a folder.

    Raises:
        FormatError: it is damaged; one sentence.
        DeviceError: there is no such device here.
    """
    from wmstudio.backends import made_of
    from wmstudio.weights.safetensors_files import read_safetensors

    file = path / CONFIG
    try:
        config = parse_json(read_bytes(file, LARGEST_CONFIG))
        name, family = config["name"].name(200), config["family"].name(100)
        origin = config["origin"]
        file = path / WEIGHTS
        tensors = read_safetensors(file)
        _check_layers(config["model"].value, len(tensors))
        model = _model(config["model"].value, tensors)
        file = path / TOKENIZER
        data = read_bytes(file, LARGEST_TOKENIZER)
        if hashlib.sha256(data).hexdigest() != config["tokenizer_sha256"].text(64):
            raise UntrustedError("it is damaged, or not the one that was written with the model")
        tokenizer = parse_json(data)
        made: ParagraphTokenizer = made_of.built(tokenizer["tokenizer"].value, made_of.TOKENIZERS)
        start = tokenizer.get("start")
        made.start = None if start is None else start.whole(0, made.vocab_size - 1)
        if made.vocab_size != model.words.bias.shape[0]:
            raise UntrustedError("it has another number of pieces than the model")
        found = Found(
            model,
            made,
            family,
            origin["layout"].text(LONGEST),
            origin["what"].text(LONGEST),
            tuple(one.text(LONGEST) for one in origin["assumed"].items(1000)),
            origin["compared"].switch(),
        )
    except (UntrustedError, FormatError) as error:
        raise FormatError(f"{file} cannot be opened: {error}.") from error
    except OSError as error:
        raise FormatError(f"{file} cannot be read: {error.strerror or error}.") from error
    backend, about = opened(found, path, device)
    return backend, replace(about, name=name)


def _check_layers(model: Any, tensors: int) -> None:
    """No more layers than there are tensors, or building them would take for ever."""
    for part in (one.value for one in Node(model)["args"].items()):
        many = part.get("layers") if isinstance(part, dict) else None
        if isinstance(part, list):
            many = len(part)
        if isinstance(many, list):
            many = len(many)
        if isinstance(many, int) and many > tensors:
            raise UntrustedError("it has fewer tensors than layers")


def _model(described: Any, tensors: dict[str, StoredTensor]) -> LanguageModel:
    from wmstudio.backends import made_of
    from wmstudio.backends.parameters import check_size, filled, finite
    from wmstudio.models.device import without_numbers

    with without_numbers():
        model: LanguageModel = made_of.built(described, made_of.MODELS)
    check_size(model)
    wanted = {name: tuple(x.shape) for name, x in model.state_dict().items()}
    found = {name: x.shape for name, x in tensors.items()}
    if found != wanted:
        names = sorted(n for n in wanted | found if wanted.get(n) != found.get(n))
        raise UntrustedError(f"its tensor {names[0]!r} is not the one that the config asks for")
    return filled(model, {name: finite(x.values(), name) for name, x in tensors.items()})


def save(backend: Backend, about: OpenedModel, folder: Path) -> None:
    """Write an open model to a new folder, from which it opens with the same numbers.

    A checkpoint of the studio's own is copied. Settings that were changed are not written.

    Raises:
        FormatError: it cannot be saved, or the folder is there already; one sentence.
        OSError: it cannot be written. No folder is left.
    """
    if folder.exists():
        raise FormatError(f"{folder} is there already: choose another name.")
    files = _own_files(about) if about.origin is None else _files(backend, about)
    if files is None:
        raise FormatError(f"{about.name} has no weights of its own to save.")
    make_folder(folder)
    try:
        write_files(folder, files)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _own_files(about: OpenedModel) -> dict[str, bytes | str] | None:
    from wmstudio.checkpoints import layout, steps

    place = about.folder if about.run is None else about.run.place
    if place is None:
        return None
    is_step = steps.step_of(place.name) is not None
    folder = place.parent if is_step else place
    config = layout.read_object(folder / CONFIG)
    names = (WEIGHTS, layout.TOKENIZER, CARD, layout.TRAINING)
    places = {name: layout.place_of(folder, name, config) for name in names}
    if is_step:
        # The card and the record are about the end of the training.
        places = {WEIGHTS: place, layout.TOKENIZER: places[layout.TOKENIZER]}
    found = {name: place.read_bytes() for name, place in places.items() if place.is_file()}
    if not is_step:
        return {**found, CONFIG: (folder / CONFIG).read_bytes()}
    config[layout.WEIGHTS_HASH] = hashlib.sha256(found[WEIGHTS]).hexdigest()
    return {**found, CONFIG: json.dumps(config, indent=2) + "\n"}


def _files(backend: Backend, about: OpenedModel) -> dict[str, bytes | str] | None:
    import safetensors.torch

    from wmstudio.backends.made_of import Unsaved, described
    from wmstudio.engine.torch_backend import TorchBackend
    from wmstudio.models.adapted.model import AdaptedModel

    if not isinstance(backend, TorchBackend) or about.origin is None:
        return None
    if isinstance(backend.model, AdaptedModel):
        raise FormatError(ADAPTED.format(name=about.name))
    origin, tokenizer = about.origin, backend.tokenizer
    try:
        model, words = described(backend.model), described(tokenizer)
    except Unsaved as error:
        raise FormatError(f"{about.name} cannot be saved: {error}.") from error
    # Each in memory of its own: the embedding and the output layer may be one.
    tensors = {k: x.detach().cpu().clone() for k, x in backend.model.state_dict().items()}
    begins = {} if tokenizer.start is None else {"start": tokenizer.start}
    text = json.dumps({"tokenizer": words, **begins}) + "\n"
    config = {
        "format": FORMAT,
        "name": about.name,
        "family": about.family,
        "model": model,
        "tokenizer_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "origin": {
            "layout": origin.layout,
            "what": origin.what,
            "assumed": list(origin.assumed),
            "compared": origin.compared,
        },
    }
    card = (
        f"# {about.name}\n\nConverted from a {origin.layout} by WM Studio.\n\n{origin.what}.\n\n"
        + "".join(f"- {one}\n" for one in origin.assumed)
    )
    return {
        CONFIG: json.dumps(config, indent=2) + "\n",
        WEIGHTS: safetensors.torch.save(tensors),
        TOKENIZER: text,
        CARD: as_unicode(card),
    }
