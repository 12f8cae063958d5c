"""What identifies a foreign model: the hashes of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.checkpoints.hashes import hash_of_file

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 16 * 2**20
"""Bytes from which on a file in a folder is taken for weights."""
WEIGHTS = ".safetensors"


def files_of(path: Path) -> list[Path]:
    """The files that make up a model.

    Folders of Hugging Face may hold the same weights in many formats, of which the first that can
    be read is opened: beside safetensors no other large file counts.

    Raises:
        OSError: a folder cannot be read.
    """
    if not path.is_dir():
        return [path]
    files = [file for file in sorted(path.iterdir()) if file.is_file()]
    if any(file.suffix == WEIGHTS for file in files):
        return [file for file in files if file.suffix == WEIGHTS or file.stat().st_size < LARGE]
    return files


def hashes_of(path: Path) -> dict[str, str]:
    """Hexadecimal SHA-256 of a model's files by file name.

    Raises:
        CheckpointError: one of them cannot be read.
        OSError: a folder cannot be read.
    """
    return {file.name: hash_of_file(file) for file in files_of(path)}
