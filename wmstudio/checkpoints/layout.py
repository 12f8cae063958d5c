"""The files of a checkpoint folder, and reading the small ones. Does not import torch."""

from __future__ import annotations

import os
import re
from math import prod
from typing import TYPE_CHECKING, Any

from wmstudio.untrusted import Node, UntrustedError, excerpt, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 2
"""The newest format that this program reads. Format 2 adds defaults of the model's settings."""
CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.model"
CARD, TRAINING = "README.md", "training.json"
HOLDS = f"{CONFIG}, {WEIGHTS} and {TOKENIZER}"
WEIGHTS_HASH, TOKENIZER_HASH = "weights_sha256", "tokenizer_sha256"
LARGEST_CONFIG = 1_000_000
LARGEST_HEADER = 4_000_000
LARGEST_TOKENIZER = 100_000_000
MOST_TENSORS, MOST_DIMS, LARGEST_DIM = 50_000, 8, 2**40
PICKLES = (b"PK\x03\x04", *(bytes([0x80, protocol]) for protocol in range(1, 6)))
PICKLE_NAMES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
DTYPE_BYTES = {"F16": 2, "BF16": 2, "F32": 4}
_DIGEST = re.compile(r"[0-9a-f]{64}")


class CheckpointError(ValueError):
    """A folder that cannot be opened. The message names the file and says what is wrong."""


def staged(name: str, digest: str) -> str:
    """The name of a file until its config is in place; ``digest`` is that of the weights.

    A checkpoint is replaced by writing its files under these names and then the config, which
    identifies them by the digest. So a single rename replaces all of it. Afterwards the files get
    their usual names.
    """
    stem, end = os.path.splitext(name)
    return f"{stem}.{digest[:16]}{end}"


def place_of(folder: Path, name: str, config: Mapping[str, Any]) -> Path:
    """The path of a file that belongs to this config."""
    digest = config.get(WEIGHTS_HASH)
    if isinstance(digest, str) and _DIGEST.fullmatch(digest):
        waiting = folder / staged(name, digest)
        if os.path.isfile(waiting):
            return waiting
    return folder / name


def size_of(path: Path) -> int:
    """The size of one of a checkpoint's files in bytes.

    Raises:
        CheckpointError: missing, not a regular file, or empty.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: a checkpoint is a folder with {HOLDS}") from None
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:  # a null character
        raise CheckpointError(f"{str(path)!r}: no file can have this name") from error
    if not path.is_file():
        raise CheckpointError(f"{path} is not a file: put the checkpoint's own {path.name} there")
    if not size:
        raise CheckpointError(f"{path} is empty: copy the checkpoint again")
    return size


def read_small(path: Path, largest: int) -> bytes:
    """Read a file that must not be larger than this.

    Raises:
        CheckpointError: missing, unreadable, empty or larger.
    """
    size = size_of(path)
    if size > largest:
        raise CheckpointError(
            f"{path} is too large to be what its name says ({size:,} bytes; at most {largest:,})"
        )
    try:
        return read_bytes(path, largest)
    except OSError as error:
        raise unreadable(path, error) from error
    except UntrustedError as error:
        raise CheckpointError(f"{path} cannot be used: {error}") from error


def unreadable(path: Path, error: OSError) -> CheckpointError:
    """The system's reason for an error, as a sentence."""
    return CheckpointError(f"{path} cannot be read: {error.strerror or error}")


def read_object(path: Path, largest: int = LARGEST_CONFIG) -> dict[str, Any]:
    """Read a JSON file that contains an object.

    Raises:
        CheckpointError: see `read_small`; or it contains something else.
    """
    try:
        found = parse_json(read_small(path, largest)).value
    except UntrustedError as error:
        raise CheckpointError(f"{path} is not JSON: copy the checkpoint again") from error
    if not isinstance(found, dict):
        raise CheckpointError(f"{path} must hold an object in braces, not {excerpt(found)}")
    return found


def read_header(path: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Dtype and shape of every tensor in a safetensors file, without reading the tensors.

    The file must be exactly as long as its header says, without gaps.

    Raises:
        CheckpointError: missing, empty, truncated, damaged, a pickle, or of another dtype.
    """
    size = size_of(path)
    try:
        with path.open("rb") as file:
            start = file.read(9)
            length = int.from_bytes(start[:8], "little")
            # A safetensors file with a header of 640 bytes also begins with 80 02.
            if start.startswith(PICKLES) and start[8:] != b"{":
                raise CheckpointError(refused(path))
            if size < 9 or start[8:] != b"{":
                raise CheckpointError(f"{path} is not a safetensors file, or it is damaged")
            if length > LARGEST_HEADER or 8 + length > size:
                raise CheckpointError(_damaged(path))
            header = parse_json(start[8:] + file.read(length - 1))
            return _tensors(path, header, size - 8 - length)
    except CheckpointError:
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    except UntrustedError as error:
        raise CheckpointError(_damaged(path)) from error


def _tensors(path: Path, header: Node, body: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    tensors: dict[str, tuple[str, tuple[int, ...]]] = {}
    stretches = []
    for name, about in header.table(MOST_TENSORS).items():
        if name == "__metadata__":
            continue
        dtype = about["dtype"].text(100)
        shape = tuple(n.whole(0, LARGEST_DIM) for n in about["shape"].items(MOST_DIMS))
        offsets = [n.whole() for n in about["data_offsets"].items(2)]
        if dtype not in DTYPE_BYTES:
            raise CheckpointError(
                f"{path}: {excerpt(name)} is stored as {dtype}; weights must be one of "
                f"{', '.join(DTYPE_BYTES)}"
            )
        if len(offsets) != 2:
            raise CheckpointError(_damaged(path))
        (start, stop), count = offsets, DTYPE_BYTES[dtype] * prod(shape)
        if stop - start != count:
            raise CheckpointError(_damaged(path))
        stretches.append((start, stop))
        tensors[name] = (dtype, shape)
    at = 0
    for start, stop in sorted(stretches):
        if start != at:
            raise CheckpointError(_damaged(path))
        at = stop
    if at != body:
        why = "cut short" if at > body else "longer than it should be"
        raise CheckpointError(
            f"{path} is {why} ({body:,} bytes of weights where {at:,} belong): "
            "copy the checkpoint again"
        )
    return tensors


def _damaged(path: Path) -> str:
    return f"{path} is damaged, or cut short: copy the checkpoint again"


def refused(path: Path) -> str:
    """The message about a pickle."""
    return (
        f"{path} is a pickle, which can run code when it is opened, so it is refused: "
        "save the weights as safetensors"
    )
