"""Which model a checkpoint is, by the hashes of its files. Without torch."""

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

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = {WEIGHTS: WEIGHTS_HASH, TOKENIZER: TOKENIZER_HASH}
"""What the config says of the other files; whoever opens the checkpoint holds them to it."""


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 of config, weights and tokenizer, in hexadecimal, by the names of the files.

    What the config declares is taken from there; a file that it says nothing of is read.

    Raises:
        CheckpointError: the folder is no checkpoint, or a file of it cannot be read.
    """
    config = read_object(folder / CONFIG)
    found = {CONFIG: hashlib.sha256(read_small(folder / CONFIG, LARGEST_CONFIG)).hexdigest()}
    for name, key in DECLARED.items():
        path = place_of(folder, name, config)
        size_of(path)
        declared = config.get(key)
        found[name] = declared if isinstance(declared, str) else hash_of_file(path)
    return found


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal.

    Raises:
        CheckpointError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
