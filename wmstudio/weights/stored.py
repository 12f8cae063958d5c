"""A tensor in a file: its type and shape are known, its numbers are read when they are wanted."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from math import prod
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError

if TYPE_CHECKING:
    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float32]"

MOST_DIMS = 8
DTYPES: dict[str, str] = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    # numpy has no bfloat16: it is the upper half of a float32.
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "?",
}
"""numpy's types of what is stored, by the names that safetensors has for them."""


@dataclass(frozen=True)
class StoredTensor:
    """``raw`` reads the numbers as they are stored, in the shape ``shape``."""

    dtype: str
    shape: tuple[int, ...]
    raw: Callable[[], npt.NDArray[np.generic]]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return prod(self.shape)

    @property
    def is_float(self) -> bool:
        """Whether they are numbers that a network computes with."""
        return self.dtype in ("F64", "F32", "F16", "BF16")

    def values(self) -> Floats:
        """The numbers as float32, in memory of their own.

        Raises:
            UntrustedError: the file is shorter than it was.
            OSError: it cannot be read.
        """
        raw = self.raw()
        if self.dtype == "BF16":
            return (raw.astype(np.uint32) << 16).view(np.float32)
        # What was read into memory of its own needs no copy.
        return np.require(raw, np.float32, ["C", "W"])


def itemsize(dtype: str) -> int:
    """Bytes of one number."""
    return np.dtype(DTYPES[dtype]).itemsize


def from_bytes(
    data: bytes | bytearray,
    dtype: str,
    shape: tuple[int, ...],
    strides: tuple[int, ...] | None = None,
    offset: int = 0,
    big_endian: bool = False,
) -> npt.NDArray[np.generic]:
    """A view of stored bytes; ``strides`` and ``offset`` count numbers, not bytes."""
    kind = np.dtype(DTYPES[dtype])
    steps = None if strides is None else tuple(step * kind.itemsize for step in strides)
    order = kind.newbyteorder(">") if big_endian else kind
    return np.ndarray(shape, order, data, offset * kind.itemsize, steps)


def read_stretch(path: Path, offset: int, size: int) -> bytearray:
    """So many bytes of a file, in memory of their own.

    Raises:
        UntrustedError: there are fewer.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if offset + size > file.seek(0, io.SEEK_END):
            raise UntrustedError("it became shorter while it was read")
        data = bytearray(size)
        file.seek(offset)
        count = file.readinto(data)
    if count != size:
        raise UntrustedError("it became shorter while it was read")
    return data


def in_file(path: Path, offset: int, dtype: str, shape: tuple[int, ...]) -> StoredTensor:
    """A tensor whose numbers stand one after the other from a byte of a file on."""
    return StoredTensor(dtype, shape, partial(_contiguous, path, offset, dtype, shape))


def changed(
    x: StoredTensor, shape: tuple[int, ...], change: Callable[[Floats], Floats]
) -> StoredTensor:
    """The tensor whose numbers are changed when they are read, to one of this shape."""
    return StoredTensor("F32", shape, lambda: change(x.values()))


def turned(x: StoredTensor) -> StoredTensor:
    """The tensor with its last two dimensions exchanged."""
    shape = (*x.shape[:-2], x.shape[-1], x.shape[-2])
    return changed(x, shape, lambda values: np.ascontiguousarray(values.swapaxes(-1, -2)))


def rows_of(x: StoredTensor) -> list[StoredTensor]:
    """The tensors along the first dimension."""
    return [changed(x, x.shape[1:], itemgetter(i)) for i in range(x.shape[0])]


def _contiguous(
    path: Path, offset: int, dtype: str, shape: tuple[int, ...]
) -> npt.NDArray[np.generic]:
    return from_bytes(read_stretch(path, offset, prod(shape) * itemsize(dtype)), dtype, shape)
