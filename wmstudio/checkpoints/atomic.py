"""Writing files so that a crash or a full disk leaves the old ones whole."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_atomically(path: Path, data: bytes | str) -> None:
    """Put the data where the path says, all of it or not at all.

    Raises:
        OSError: it cannot be written; what was there before is as it was.
    """
    write_together(path.parent, {path.name: data})


def write_together(folder: Path, files: Mapping[str, bytes | str]) -> None:
    """Put several files that belong together into a folder.

    Everything is on the disk before the first old file is replaced, so a full disk replaces none.

    Raises:
        OSError: one cannot be written; what was there before is as it was.
    """
    path = folder
    waiting = {folder / f".{name}.{os.getpid()}.part": folder / name for name in files}
    try:
        for temporary, data in zip(waiting, files.values(), strict=True):
            path = waiting[temporary]
            with temporary.open("wb") as file:
                file.write(data.encode() if isinstance(data, str) else data)
                file.flush()
                os.fsync(file.fileno())
        for temporary, path in waiting.items():
            temporary.replace(path)
    except OSError as error:
        # Of the file that was asked for, not of the one that waits to take its place.
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    finally:
        for temporary in waiting:
            with suppress(OSError):
                temporary.unlink()
