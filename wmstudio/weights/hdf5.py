"""HDF5 files, which Keras writes: what is in them, found by a process of its own.

Damaged files can crash libhdf5, and HDF5 files can name other files. So it runs in a child process
with limits on time and memory (`wmstudio.weights.hdf5_child`), which refuses links, external
storage and virtual datasets. It says where the numbers are; they are read from here.
"""

from __future__ import annotations

import os
import struct
import subprocess
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

from wmstudio import children
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import Node, UntrustedError, parse_json, shortened
from wmstudio.weights.stored import DTYPES, MOST_DIMS, StoredTensor, from_bytes, in_file, itemsize

CHILD = Path(__file__).with_name("hdf5_child.py")
PATIENCE = 60
"""Seconds after which the child is stopped; it takes one, on a busy machine some more."""
MOST_DATASETS = 50_000
# No lock on the file, no code for filters from elsewhere, no threads that take address space.
QUIET = {
    "HDF5_USE_FILE_LOCKING": "FALSE",
    "HDF5_PLUGIN_PRELOAD": "::",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Hdf5:
    """Attributes by group (empty for the file itself) and name, and the datasets by path."""

    attributes: dict[str, dict[str, Any]]
    tensors: dict[str, StoredTensor]


def read_hdf5(source: Path | bytes) -> Hdf5:
    """What an HDF5 file holds; the numbers in a file are read when they are wanted.

    Raises:
        UntrustedError: it is damaged, or names other files; part of a sentence.
        OSError: it cannot be read.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    answer, follow = _asked(source, size)
    if (error := answer.get("error")) is not None:
        raise UntrustedError(shortened(error.text()))
    tensors = {}
    for one in answer["datasets"].items(MOST_DATASETS):
        dtype = one["dtype"].choice(DTYPES)
        shape = tuple(n.whole(0, 2**40) for n in one["shape"].items(MOST_DIMS))
        needed, place = prod(shape) * itemsize(dtype), one.get("at")
        within, end = (follow, len(follow)) if place is None else (source, size)
        at = (one["follows"] if place is None else place).whole()
        if at + needed > end:
            raise UntrustedError(f"its {shortened(one['name'].text())} goes beyond its end")
        if isinstance(within, Path):
            tensor = in_file(within, at, dtype, shape)
        else:
            part = within[at : at + needed]
            tensor = StoredTensor(dtype, shape, partial(from_bytes, part, dtype, shape))
        tensors[one["name"].text()] = tensor
    groups = answer["attributes"].table().items()
    return Hdf5({name: dict(kept.value) for name, kept in groups}, tensors)


def _asked(source: Path | bytes, size: int) -> tuple[Node, bytes]:
    """The child's answer, and the numbers that follow it."""
    place, data = ("-", source) if isinstance(source, bytes) else (str(source.resolve()), b"")
    said = ask_child(place, size, data)
    length = struct.unpack("<q", said[:8])[0] if len(said) >= 8 else -1
    if not 0 < length <= len(said) - 8:
        raise UntrustedError("it is damaged: the library that reads such files gave up on it")
    return parse_json(said[8 : 8 + length]), said[8 + length :]


def ask_child(place: str, size: int, data: bytes) -> bytes:
    """What a child process writes about a file, or about ``data``."""
    try:
        return subprocess.run(
            [*children.command(CHILD, "-P"), place, str(size)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            env={**os.environ, **QUIET},
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as error:
        raise UntrustedError("it is damaged: looking into it took too long") from error
    except OSError as error:
        raise UntrustedError(f"Python cannot be started to read it ({error.strerror})") from error
