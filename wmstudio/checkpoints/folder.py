"""A checkpoint folder: config, weights, tokenizer, model card, training record.

Nothing in it can run code: weights are safetensors, and everything is checked before anything of
its size is allocated.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import safetensors
import torch
from safetensors.torch import load_file
from safetensors.torch import save as save_tensors

from wmstudio.checkpoints.layout import (
    CARD,
    CONFIG,
    FORMAT,
    HOLDS,
    LARGEST_TOKENIZER,
    PICKLE_NAMES,
    TOKENIZER,
    TOKENIZER_HASH,
    TRAINING,
    WEIGHTS,
    WEIGHTS_HASH,
    CheckpointError,
    place_of,
    read_header,
    read_object,
    read_small,
    refused,
    unreadable,
)
from wmstudio.checkpoints.replacing import replace_checkpoint
from wmstudio.checkpoints.steps import step_file, step_of
from wmstudio.contract import SettingError
from wmstudio.files.folders import make_folder
from wmstudio.files.plain_name import as_unicode, plain_name
from wmstudio.files.writing import write_file, write_files
from wmstudio.lazy_dataclass import dataclass
from wmstudio.machine import free_memory, in_words
from wmstudio.models.cost import CostError, cost_of
from wmstudio.models.device import Unfilled, full_precision, without_numbers
from wmstudio.models.registry import MOST_PARAMETERS, ConfigError, build
from wmstudio.text.tokenizer import Tokenizer, TokenizerError
from wmstudio.untrusted import Node, UntrustedError, excerpt, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wmstudio.models.language_model import LanguageModel

SETTINGS = "settings"
"""Key of the checkpoint's own defaults of the model's settings."""
LONGEST_PATH = 300
"""Number of characters of a missing path that a message repeats."""
ATTEMPTS = 5
"""How often opening is tried while the files of a checkpoint change."""


@dataclass(frozen=True)
class Checkpoint:
    """An open checkpoint: a float32 model on its device, and its tokenizer."""

    name: str
    family: str
    folder: Path
    """Its folder, or the file of the kept step that is open."""
    model: LanguageModel
    tokenizer: Tokenizer

    @property
    def parameters(self) -> int:
        """Number of parameters."""
        return sum(p.numel() for p in self.model.parameters())


def open_checkpoint(folder: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """Open a checkpoint folder, or one of its kept steps by its file.

    The model is in float32, ready to read.

    Raises:
        CheckpointError: one sentence that names the file and says what is wrong with it.
    """
    for _ in range(ATTEMPTS - 1):
        before = _stamps(folder)
        try:
            return _open(folder, device)
        except CheckpointError:
            # A running training may be replacing the files just now.
            if _stamps(folder) == before:
                raise
    return _open(folder, device)


def _stamps(folder: Path) -> list[tuple[int, int]]:
    """The modification times of the files."""
    stamps = []
    folder, step = _place(folder)
    for name in (CONFIG, step or WEIGHTS, TOKENIZER):
        try:
            about = os.stat(folder / name)
        except (OSError, ValueError):
            stamps.append((0, 0))
        else:
            stamps.append((about.st_ino, about.st_mtime_ns))
    return stamps


def _place(path: Path) -> tuple[Path, str]:
    """The folder, and the name of the kept step's file; empty for the checkpoint itself."""
    return (path, "") if step_of(path.name) is None else (path.parent, path.name)


def _open(path: Path, device: torch.device | str) -> Checkpoint:
    folder, step = _place(path)
    _check_folder(folder)
    full_precision(torch.device(device))
    name, family, sizes, hashes, settings = _read_config(folder)
    files = {name: place_of(folder, name, hashes) for name in (WEIGHTS, TOKENIZER)}
    if step:
        # The config declares no hash of it.
        files[WEIGHTS] = path
        hashes.pop(WEIGHTS_HASH, None)
    _compare(files[WEIGHTS], _outline(folder, family, sizes, settings))
    tokenizer = _read_tokenizer(files[TOKENIZER], sizes["vocab_size"], hashes.get(TOKENIZER_HASH))
    weights = _read_weights(files[WEIGHTS], hashes.get(WEIGHTS_HASH))
    try:
        # A real model and not the outline, because buffers that a family computes are not among the
        # weights. What random numbers are still drawn are drawn aside, so that opening a model does
        # not change the global generator.
        with torch.random.fork_rng(devices=[]), Unfilled():
            model = build(family, sizes)
        model.load_state_dict(weights)
        model = model.to(device).eval().configured(**settings)
    except (RuntimeError, MemoryError) as error:
        raise CheckpointError(
            f"{files[WEIGHTS]} cannot be put on the device {device} ({_first_line(error)})"
        ) from error
    return Checkpoint(name, family, path, model, tokenizer)


def write_checkpoint(
    folder: Path,
    model: LanguageModel,
    name: str,
    family: str,
    sizes: Mapping[str, int],
    tokenizer: Tokenizer,
    training: Mapping[str, Any],
    card: str,
) -> None:
    """Write every file, or none. Weights are stored in half precision.

    See `write_settings` for defaults of settings.

    Raises:
        CheckpointError: a weight is not finite in half precision. Nothing is written.
        OSError: a file cannot be written. What was there is unchanged.
    """
    data = _as_stored(folder / WEIGHTS, model)
    config = {
        "format": 1,  # older versions of the program read it
        "name": name,
        "family": family,
        **sizes,
        WEIGHTS_HASH: hashlib.sha256(data).hexdigest(),
        TOKENIZER_HASH: hashlib.sha256(tokenizer.model_bytes).hexdigest(),
    }
    make_folder(folder)
    replace_checkpoint(
        folder,
        config,
        {
            WEIGHTS: data,
            TOKENIZER: tokenizer.model_bytes,
            TRAINING: json.dumps(training, indent=2) + "\n",
            CARD: as_unicode(card),
        },
    )


def write_step(folder: Path, model: LanguageModel, step: int) -> None:
    """Keep the weights of a training step in the folder of the run's checkpoint.

    Raises:
        CheckpointError: a weight is not finite in half precision. Nothing is written.
        OSError: the file cannot be written.
    """
    path = folder / step_file(step)
    write_file(path, _as_stored(path, model))


def _as_stored(path: Path, model: LanguageModel) -> bytes:
    """The bytes of a file with a model's weights in half precision."""
    weights = {k: v.detach().half().contiguous().cpu() for k, v in model.state_dict().items()}
    _check_finite(path, weights)
    return save_tensors(weights)


def write_settings(
    folder: Path, settings: Mapping[str, bool | int | float | str], card: str
) -> None:
    """Store defaults of settings in a checkpoint, in addition to those it has, with a new card.

    They apply when the checkpoint is opened. The weights do not change.

    Raises:
        CheckpointError: the folder is not a checkpoint.
        OSError: a file cannot be written. What was there is unchanged.
    """
    given = _read_config(folder)[-1]
    config = read_object(folder / CONFIG)
    config |= {"format": FORMAT, SETTINGS: {**given, **settings}}
    write_files(folder, {CARD: as_unicode(card), CONFIG: json.dumps(config, indent=2) + "\n"})


def _check_folder(folder: Path) -> None:
    # Unlike pathlib, these raise nothing for impossible names.
    if not os.path.isdir(folder):
        why = "is not a folder" if os.path.exists(folder) else "does not exist"
        named = str(folder) if len(str(folder)) <= LONGEST_PATH else shortened(str(folder))
        raise CheckpointError(f"{named} {why}: a checkpoint is a folder with {HOLDS}")
    try:
        present = {path.name for path in folder.iterdir()}
        pickles = sorted(path for names in PICKLE_NAMES for path in folder.glob(names))
    except OSError as error:
        raise unreadable(folder, error) from error
    if WEIGHTS not in present and pickles:
        raise CheckpointError(refused(pickles[0]))
    if not present & {CONFIG, WEIGHTS}:
        raise CheckpointError(f"{folder} is not a checkpoint: one is a folder with {HOLDS}")


def _read_config(
    folder: Path,
) -> tuple[str, str, dict[str, Any], dict[str, str], dict[str, Any]]:
    """Name, family, sizes, hashes and settings. Sizes and settings are not checked yet."""
    path = folder / CONFIG
    config = read_object(path)
    node, number = Node(config), config.get("format")
    if type(number) is not int or number < 1:
        raise CheckpointError(
            f"{path}: 'format' must be a number from 1 to {FORMAT}, not {excerpt(number)}"
        )
    if number > FORMAT:
        raise CheckpointError(
            f"{path} is of format {excerpt(number)}, and this program reads up to {FORMAT}: "
            "update WM Studio"
        )
    try:
        name = node["name"].name(200) if "name" in config else folder.name
        family = config.get("family")
        if family is None:
            raise UntrustedError("'family' is missing")
        hashes = {k: node[k].text(64) for k in (WEIGHTS_HASH, TOKENIZER_HASH) if k in config}
        settings = config.get(SETTINGS, {})
        if not isinstance(settings, dict):
            raise Node(settings, SETTINGS).error("values by the names of settings")
    except UntrustedError as error:
        raise CheckpointError(f"{path}: {error}") from error
    known = ("format", "name", "family", SETTINGS, *hashes)
    sizes = {key: value for key, value in config.items() if key not in known}
    return name, family, sizes, hashes, settings


def _outline(
    folder: Path, family: str, sizes: Mapping[str, Any], settings: Mapping[str, Any]
) -> LanguageModel:
    """Build the model on the meta device, which takes no memory whatever its sizes."""
    path = folder / CONFIG
    try:
        with without_numbers():
            model = build(family, sizes).configured(**settings)
            cost = cost_of(model)
    except (ConfigError, SettingError) as error:
        raise CheckpointError(f"{path}: {error}") from error
    except RuntimeError as error:  # sizes whose product exceeds what torch can count
        raise CheckpointError(f"{path} describes a model that is too large") from error
    parameters = sum(p.numel() for p in model.parameters())
    if parameters > MOST_PARAMETERS:
        raise CheckpointError(
            f"{path} describes a model of {parameters:,} parameters; "
            f"this program opens up to {MOST_PARAMETERS:,}"
        )
    # The weights are held twice while they are converted to float32.
    if (needed := 8 * parameters) > (free := free_memory()):
        raise CheckpointError(
            f"{path} describes a model of {parameters:,} parameters, which takes "
            f"{in_words(needed)}; this machine has {in_words(free)} free"
        )
    try:
        cost.check()
    except CostError as error:
        raise CheckpointError(f"{path} describes {error}") from error
    return model


def _compare(path: Path, model: LanguageModel) -> None:
    """Check that the weights have the names and shapes that the config requires."""
    there = read_header(path)
    needed = {name: tuple(x.shape) for name, x in model.state_dict().items()}
    for name, shape in needed.items():
        if name not in there:
            raise CheckpointError(f"{path} has no {name!r}, which the sizes in {CONFIG} ask for")
        if there[name][1] != shape:
            raise CheckpointError(
                f"{path}: {name!r} has the shape {list(there[name][1])}, and the sizes in {CONFIG} "
                f"ask for {list(shape)}"
            )
    if extra := [name for name in there if name not in needed]:
        raise CheckpointError(
            f"{path} has {excerpt(extra[0])}, for which the sizes in {CONFIG} have no place"
        )


def _read_tokenizer(path: Path, vocab_size: int, digest: str | None) -> Tokenizer:
    data = read_small(path, LARGEST_TOKENIZER)
    if digest is not None and hashlib.sha256(data).hexdigest() != digest:
        raise CheckpointError(
            f"{path} is not the one that {CONFIG} was written with, or it is damaged: "
            "copy the checkpoint again"
        )
    try:
        tokenizer = Tokenizer(data)
    except TokenizerError as error:
        raise CheckpointError(f"{path} cannot be used: {error}") from error
    if tokenizer.vocab_size != vocab_size:
        raise CheckpointError(
            f"{path} has {tokenizer.vocab_size:,} pieces, and {CONFIG} says {vocab_size:,}: "
            "put the tokenizer there that the model was trained with"
        )
    return tokenizer


def _read_weights(path: Path, digest: str | None) -> dict[str, torch.Tensor]:
    """Read every tensor as float32."""
    try:
        if digest is not None:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != digest:
                raise CheckpointError(
                    f"{path} is damaged, or not the one that {CONFIG} was written with: "
                    "copy the checkpoint again"
                )
        with plain_name(path) as plain:
            weights = load_file(plain)
    except OSError as error:
        raise unreadable(path, error) from error
    except safetensors.SafetensorError as error:
        raise CheckpointError(f"{path} is damaged: {_first_line(error)}") from error
    _check_finite(path, weights)
    return {name: x.float() for name, x in weights.items()}


def _check_finite(path: Path, weights: Mapping[str, torch.Tensor]) -> None:
    for name, x in weights.items():
        if not torch.isfinite(x).all():
            raise CheckpointError(
                f"{path}: {name!r} has values that are no finite numbers, so it is of no use"
            )


def _first_line(error: BaseException) -> str:
    return shortened(str(error).partition("\n")[0])
