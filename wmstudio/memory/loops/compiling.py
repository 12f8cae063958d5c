"""Compiling the kernels with numba, and storing what was compiled.

As a program, with a folder as its argument, it does that and nothing else.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
from numba import config, njit, types

from wmstudio.files.locking import Lock
from wmstudio.files.writing import write_file
from wmstudio.memory.loops import kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STAMP = "compiled-by.txt"


def compiled(folder: Path) -> dict[str, Callable[..., None]]:
    """The loops, compiled; or read from this folder, where an earlier call has stored them.

    Raises:
        Exception: numba fails in a way of its own, or cannot store anything.
    """
    usual = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        made = {
            name: njit(_signature(loop), cache=True, **kernels.LOOP)(loop)
            for name, loop in kernels.LOOPS.items()
        }
    finally:
        config.CACHE_DIR = usual
    write_file(folder / STAMP, _stamp())
    return made


@contextmanager
def alone(folder: Path, seconds: float = 0.0) -> Iterator[bool]:
    """Wait until no other process compiles for this folder, at most this many seconds.

    What is given is whether none does. None begins while the context is open.

    Raises:
        OSError: the folder cannot be made, or there are no locks in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = Lock(folder / "compiling.lock")
    held = lock.acquire(seconds)
    try:
        yield held
    finally:
        lock.release()


def stored(folder: Path) -> bool:
    """Whether `compiled` finds them in this folder."""
    try:
        return (folder / STAMP).read_text() == _stamp()
    except OSError:
        return False


def _stamp() -> str:
    """What numba compares before it uses what it has stored."""
    source = Path(kernels.__file__).stat()
    return f"{numba.__version__} {sys.version} {source.st_mtime_ns} {source.st_size}"


def _signature(loop: Callable[..., None]) -> Any:
    """The types of a loop's arguments. The last part of an array's name has a letter per axis."""

    def of(name: str, kind: str) -> Any:
        axes = len(name.rpartition("_")[2])
        return {
            "Floats": types.Array(types.float32, axes, "C"),
            "Tokens": types.Array(types.int64, axes, "C"),
            "float": types.float64,
            "bool": types.boolean,
        }[kind]

    arguments = {k: v for k, v in loop.__annotations__.items() if k != "return"}
    return types.void(*(of(name, kind) for name, kind in arguments.items()))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    with alone(Path(sys.argv[1])) as is_alone:
        if is_alone:
            compiled(Path(sys.argv[1]))
