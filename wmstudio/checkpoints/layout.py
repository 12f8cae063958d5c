"""What a checkpoint folder holds, and reading its small files. Without torch: listing is quick."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2
"""The newest that this program reads. Format 2 has the model's own defaults of its settings."""
CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.model"
CARD, TRAINING = "README.md", "training.json"
HOLDS = f"{CONFIG}, {WEIGHTS} and {TOKENIZER}"
LARGEST_CONFIG = 1_000_000
LARGEST_HEADER = 10_000_000
LARGEST_TOKENIZER = 100_000_000
PICKLES = (b"PK\x03\x04", *(bytes([0x80, protocol]) for protocol in range(1, 6)))
PICKLE_NAMES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
DTYPE_BYTES = {"F16": 2, "BF16": 2, "F32": 4}


class CheckpointError(ValueError):
    """A folder that cannot be opened; the message names the file, and says what is wrong."""


def size_of(path: Path) -> int:
    """Size of one of a checkpoint's files in bytes.

    Raises:
        CheckpointError: missing, no plain file, or empty.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: a checkpoint is a folder with {HOLDS}") from None
    except OSError as error:
        raise unreadable(path, error) from error
    if not path.is_file():
        raise CheckpointError(f"{path} is not a file: put the checkpoint's own {path.name} there")
    if not size:
        raise CheckpointError(f"{path} is empty: copy the checkpoint again")
    return size


def read_small(path: Path, largest: int) -> bytes:
    """All of a file that must not be larger than this.

    Raises:
        CheckpointError: missing, unreadable, empty or larger.
    """
    size = size_of(path)
    if size > largest:
        raise CheckpointError(
            f"{path} is too large to be what its name says ({size:,} bytes; at most {largest:,})"
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> CheckpointError:
    """The system's own reason, as a sentence."""
    return CheckpointError(f"{path} cannot be read: {error.strerror or error}")


def read_object(path: Path, largest: int = LARGEST_CONFIG) -> dict[str, Any]:
    """A JSON file with an object in it.

    Raises:
        CheckpointError: see `read_small`; or it is something else.
    """
    try:
        table = json.loads(read_small(path, largest).decode())
    except CheckpointError:
        raise
    # Brackets nested too deep are a RecursionError; a number of too many digits a ValueError.
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is not JSON: copy the checkpoint again") from error
    if not isinstance(table, dict):
        raise CheckpointError(f"{path} must hold an object in braces, not a {type(table).__name__}")
    return table


def read_header(path: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Dtype and shape of every tensor in a safetensors file, without reading the tensors.

    The file is exactly as long as its header says, without gaps.

    Raises:
        CheckpointError: missing, empty, truncated, damaged, a pickle, or of another dtype.
    """
    size = size_of(path)
    try:
        with path.open("rb") as file:
            start = file.read(9)
            length = int.from_bytes(start[:8], "little")
            # 80 02 is also how a safetensors file with a header of 640 bytes begins.
            if start.startswith(PICKLES) and start[8:] != b"{":
                raise CheckpointError(refused(path))
            if size < 9 or start[8:] != b"{":
                raise CheckpointError(f"{path} is not a safetensors file, or it is damaged")
            if length > LARGEST_HEADER or 8 + length > size:
                raise CheckpointError(_damaged(path))
            header = json.loads((start[8:] + file.read(length - 1)).decode())
    except CheckpointError:
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(_damaged(path)) from error
    return _tensors(path, header, size - 8 - length)


def _tensors(
    path: Path, header: dict[str, Any], body: int
) -> dict[str, tuple[str, tuple[int, ...]]]:
    tensors: dict[str, tuple[str, tuple[int, ...]]] = {}
    stretches = []
    for name, about in header.items():
        if name == "__metadata__":
            continue
        try:
            dtype, shape, (start, stop) = about["dtype"], about["shape"], about["data_offsets"]
            whole = all(type(n) is int and n >= 0 for n in (*shape, start, stop))
        except (TypeError, KeyError, ValueError) as error:
            raise CheckpointError(_damaged(path)) from error
        if not whole or not isinstance(dtype, str):
            raise CheckpointError(_damaged(path))
        if dtype not in DTYPE_BYTES:
            raise CheckpointError(
                f"{path}: {name!r} is stored as {dtype}; weights must be one of "
                f"{', '.join(DTYPE_BYTES)}"
            )
        count = DTYPE_BYTES[dtype]
        for n in shape:
            count *= n
        if stop - start != count:
            raise CheckpointError(_damaged(path))
        stretches.append((start, stop))
        tensors[name] = (dtype, tuple(shape))
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
    """What is said of a pickle."""
    return (
        f"{path} is a pickle, which can run code when it is opened, so it is refused: "
        "save the weights as safetensors"
    )
