"""Identifying a checkpoint by the hashes of its files. Does not import torch."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from wmstudio.checkpoints.layout import (
    CONFIG,
    LARGEST_CONFIG,
    TOKENIZER,
    TOKENIZER_HASH,
    WEIGHTS,
    WEIGHTS_HASH,
    place_of,
    read_object,
    read_small,
    size_of,
    unreadable,
)
from wmstudio.checkpoints.steps import step_of

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = {WEIGHTS: WEIGHTS_HASH, TOKENIZER: TOKENIZER_HASH}
"""Keys of the config that declare hashes of other files. Opening the checkpoint verifies them."""


def hashes_of(folder: Path) -> dict[str, str]:
    """Hexadecimal SHA-256 of config, weights and tokenizer, by file name.

    Hashes that the config declares are taken from there; other files are read. Of a kept step, the
    file of its weights counts in place of config and weights, which change while the run goes on.

    Raises:
        CheckpointError: the folder is not a checkpoint, or one of its files cannot be read.
    """
    if step_of(folder.name) is not None:
        tokenizer = hashes_of(folder.parent)[TOKENIZER]
        return {folder.name: hash_of_file(folder), TOKENIZER: tokenizer}
    config = read_object(folder / CONFIG)
    found = {CONFIG: hashlib.sha256(read_small(folder / CONFIG, LARGEST_CONFIG)).hexdigest()}
    for name, key in DECLARED.items():
        path = place_of(folder, name, config)
        size_of(path)
        declared = config.get(key)
        found[name] = declared if isinstance(declared, str) else hash_of_file(path)
    return found


def hash_of_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes.

    Raises:
        CheckpointError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
