"""Files of copied parts of a state (``.wmmemory``): safetensors with a few words about them.

Nothing in them can run code. Sizes are checked before anything is allocated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError

from wmstudio.contract import CopiedPart
from wmstudio.files.writing import write_file
from wmstudio.untrusted import UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

ENDING = ".wmmemory"
FORMAT, VERSION = "wmstudio-memory", "1"
LARGEST = 64 * 2**20
"""Largest file in bytes."""
LONGEST = 1_000
"""Longest text about a part, in characters."""
FIELDS = ("part", "model", "name", "origin")


class MemoryFileError(ValueError):
    """A file that holds no part of a state. The message is a sentence without its name."""


def copied_part(
    arrays: Mapping[str, npt.NDArray[Any]], *, part: str, model: str, name: str, origin: str
) -> CopiedPart:
    """Copy arrays by name, with what is known of them: see `CopiedPart`."""
    # It uses numpy, which the window does without at first.
    from safetensors.numpy import save

    told = {"part": part, "model": model, "name": name[:LONGEST], "origin": origin[:LONGEST]}
    whole = {key: np.array(x, order="C") for key, x in arrays.items()}
    data = save(whole, {"format": FORMAT, "version": VERSION, **told})
    return CopiedPart(**told, data=data)


def arrays_of(copied: CopiedPart) -> dict[str, npt.NDArray[Any]]:
    """The arrays by name.

    Raises:
        MemoryFileError: they are damaged.
    """
    from safetensors.numpy import load

    try:
        return load(copied.data)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise MemoryFileError("its numbers are damaged") from error


def item_of(copied: CopiedPart, part: str, item: int, origin: str) -> CopiedPart:
    """One item of a whole memory that was copied, as a part of its own."""
    arrays = {name: x[item] for name, x in arrays_of(copied).items()}
    return copied_part(arrays, part=part, model=copied.model, name=copied.name, origin=origin)


def parsed(data: bytes) -> CopiedPart:
    """The part in the bytes of a file, of the clipboard or of a session.

    Raises:
        MemoryFileError: it holds none.
    """
    size = int.from_bytes(data[:8], "little")
    if not 2 <= size <= len(data) - 8:
        raise MemoryFileError("it is no memory that WM Studio has saved")
    try:
        about = parse_json(data[8 : 8 + size])["__metadata__"]
        if about["format"].text(LONGEST) != FORMAT:
            raise MemoryFileError("it is no memory that WM Studio has saved")
        if about["version"].text(LONGEST) != VERSION:
            raise MemoryFileError("it was saved by a newer WM Studio: update to open it")
        told = {key: about[key].text(LONGEST) for key in FIELDS}
    except UntrustedError as error:
        raise MemoryFileError("it is no memory that WM Studio has saved") from error
    copied = CopiedPart(**told, data=data)
    arrays_of(copied)
    return copied


def read_memory(path: Path) -> CopiedPart:
    """Read a ``.wmmemory`` file.

    Raises:
        MemoryFileError: it cannot be read, or is no such file. The message names it.
    """
    try:
        return parsed(read_bytes(path, LARGEST))
    except OSError as error:
        raise MemoryFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (MemoryFileError, UntrustedError) as error:
        raise MemoryFileError(f"{path} cannot be opened: {error}.") from error


def write_memory(path: Path, copied: CopiedPart) -> None:
    """Write a part to a file, completely or not at all.

    Raises:
        OSError: it cannot be written. What was there is unchanged.
    """
    write_file(path, copied.data)
