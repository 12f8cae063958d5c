"""Writing in place: to files that cannot be replaced, and to pipes and devices."""

from __future__ import annotations

import errno
import os
import tempfile
from typing import IO, TYPE_CHECKING

from wmstudio import paths
from wmstudio.files.private import make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 1 << 20
BINARY = getattr(os, "O_BINARY", 0)
OVERWRITTEN = "overwritten"
"""Folder, in the program's state folder, with the old bytes of files that are being overwritten."""


def overwrite(path: str, source: IO[bytes]) -> None:
    """Overwrite a file. Its old bytes are kept on the disk until that is done.

    Raises:
        OSError: it cannot be done. The file is unchanged, or the message says where its old bytes
            are.
    """
    number = os.open(path, os.O_RDWR | BINARY)
    with os.fdopen(number, "r+b", buffering=0) as target:
        old = _keep(target)
        try:
            _replace_bytes(target, source)
        except BaseException:
            # The new bytes need at most this much additional room.
            with open(old, "rb", buffering=0) as kept:
                try:
                    _replace_bytes(target, kept)
                except OSError as error:
                    why = f"{error.strerror}; what was in the file is kept in {old}"
                    raise OSError(error.errno, why) from error
            os.unlink(old)
            raise
        os.unlink(old)


def write_into(number: int, source: IO[bytes]) -> None:
    """Write everything to an open file, and close it."""
    with os.fdopen(number, "wb", buffering=0) as target:
        _copy(source, target)


def opened_device(path: Path) -> int:
    """Open a character device or a named pipe for writing.

    Raises:
        OSError: it cannot be opened, or nobody reads from the pipe.
    """
    try:
        # Without the flag, opening a pipe that nobody reads from would block for ever.
        number = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            why = "nobody reads from this pipe: start its reader first"
            raise OSError(errno.ENXIO, why) from error
        raise
    if hasattr(os, "set_blocking"):
        os.set_blocking(number, True)
    return number


def _keep(file: IO[bytes]) -> str:
    """Copy a file's bytes aside. Returns where the copy is."""
    try:
        folder = paths.state_folder() / OVERWRITTEN
        make_private_folder(folder)
        number, name = tempfile.mkstemp(dir=folder)
    except (OSError, paths.HomeError):
        number, name = tempfile.mkstemp(prefix="wmstudio-")
    try:
        with os.fdopen(number, "wb", buffering=0) as copy:
            _copy(file, copy)
            os.fsync(copy.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return name


def _replace_bytes(target: IO[bytes], source: IO[bytes]) -> None:
    target.seek(0)
    _copy(source, target)
    target.truncate()
    os.fsync(target.fileno())


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    source.seek(0)
    while block := source.read(BLOCK):
        rest = memoryview(block)
        while rest:
            rest = rest[target.write(rest) :]
