"""GGUF (llama.cpp): a header of values by name, then tensors. Versions 2 and 3, little-endian.

Read are F32, F16, BF16, and Q8_0, which has for each 32 numbers a float16 scale and 32 int8.
"""

from __future__ import annotations

import struct
from functools import partial
from math import prod
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError, shortened
from wmstudio.weights.stored import MOST_DIMS, StoredTensor, in_file, read_stretch

if TYPE_CHECKING:
    import numpy.typing as npt

MAGIC = b"GGUF"
VERSIONS = (2, 3)
LARGEST_HEADER = 256 * 2**20
MOST_VALUES, MOST_TENSORS, MOST_ITEMS = 100_000, 100_000, 2_000_000
SCALARS = dict(enumerate("BbHhIif?")) | {10: "Q", 11: "q", 12: "d"}
TEXT, LIST = 8, 9
PLAIN = {0: "F32", 1: "F16", 30: "BF16"}
Q8_0, BLOCK = 8, 32


@dataclass(frozen=True)
class Gguf:
    """The values of the header by name, and the tensors."""

    values: dict[str, Any]
    tensors: dict[str, StoredTensor]


class _Cursor:
    """Reads one thing after the other from the header."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, min(size, LARGEST_HEADER)
        self.at = 0

    def bytes(self, count: int) -> bytes:
        if count > self._left:
            raise UntrustedError("its header is cut short, or too large")
        self._left -= count
        self.at += count
        data = self._file.read(count)
        if len(data) != count:
            raise UntrustedError("its header is cut short")
        return data

    def number(self, code: str) -> Any:
        return struct.unpack(f"<{code}", self.bytes(struct.calcsize(f"<{code}")))[0]

    def count(self, most: int) -> int:
        found: int = self.number("Q")
        if found > most:
            raise UntrustedError(f"its header says {found:,} where at most {most:,} are read")
        return found

    def text(self) -> str:
        return self.bytes(self.count(LARGEST_HEADER)).decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind in SCALARS:
            return self.number(SCALARS[kind])
        if kind == TEXT:
            return self.text()
        if kind != LIST:
            raise UntrustedError(f"its header has a value of the unknown type {kind}")
        inner, count = self.number("I"), self.count(MOST_ITEMS)
        if inner in SCALARS:
            code = SCALARS[inner]
            data = self.bytes(count * struct.calcsize(f"<{code}"))
            return list(struct.unpack(f"<{count}{code}", data))
        if inner != TEXT:
            raise UntrustedError("its header has lists of lists")
        return [self.text() for _ in range(count)]


def read_gguf(path: Path) -> Gguf:
    """The header of a file; tensors are read when they are wanted.

    Raises:
        UntrustedError: it is damaged, or quantised in a way that is not read; part of a sentence.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        cursor = _Cursor(file, size)
        if cursor.bytes(4) != MAGIC:
            raise UntrustedError("it is no GGUF file")
        version = cursor.number("I")
        if version not in VERSIONS:
            raise UntrustedError(f"it is of version {version} of GGUF, and 2 and 3 are read")
        tensors, count = cursor.count(MOST_TENSORS), cursor.count(MOST_VALUES)
        values = {cursor.text(): cursor.value(cursor.number("I")) for _ in range(count)}
        listed = []
        for _ in range(tensors):
            name, dims = cursor.text(), cursor.number("I")
            if dims > MOST_DIMS:
                raise UntrustedError(f"its tensor {shortened(name)} has {dims:,} dimensions")
            # The first is the innermost.
            shape = tuple(cursor.count(2**40) for _ in range(dims))[::-1]
            listed.append((name, shape, cursor.number("I"), cursor.number("Q")))
    step = values.get("general.alignment", 32)
    if type(step) is not int or not 1 <= step <= 2**20:
        raise UntrustedError("its header has no sound alignment")
    start = -(-cursor.at // step) * step
    found = {}
    for name, shape, kind, at in listed:
        found[name] = _tensor(path, size, start + at, name, shape, kind)
    return Gguf(values, found)


def _tensor(
    path: Path, size: int, at: int, name: str, shape: tuple[int, ...], kind: int
) -> StoredTensor:
    many = prod(shape)
    if kind in PLAIN:
        tensor, needed = in_file(path, at, PLAIN[kind], shape), many * (4 if kind == 0 else 2)
    elif kind == Q8_0:
        if not shape or shape[-1] % BLOCK:
            raise UntrustedError(f"its tensor {shortened(name)} is not made of whole blocks")
        needed = many // BLOCK * (2 + BLOCK)
        tensor = StoredTensor("F32", shape, partial(_unpacked, path, at, needed, shape))
    else:
        raise UntrustedError(
            f"its tensor {shortened(name)} is quantised in a way that is not read: "
            "convert it to F32, F16, BF16 or Q8_0"
        )
    if at + needed > size:
        raise UntrustedError(f"its tensor {shortened(name)} goes beyond the end of the file")
    return tensor


def _unpacked(path: Path, at: int, needed: int, shape: tuple[int, ...]) -> npt.NDArray[np.generic]:
    """Q8_0: each block's int8 times its scale."""
    blocks = np.frombuffer(read_stretch(path, at, needed), [("d", "<f2"), ("q", "i1", (BLOCK,))])
    values: npt.NDArray[np.float32] = blocks["d"].astype(np.float32)[:, None] * blocks["q"]
    return values.reshape(shape)
