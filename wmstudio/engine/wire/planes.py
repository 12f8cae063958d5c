"""Numbers as planes of bytes: the highest byte of every number, then the next one, to the lowest.

Bytes of one plane resemble each other, as signs and exponents do. A plane is sent as it is, or as
the bits in which it differs from the same plane of an array that the other side has: whichever is
shorter. Each has a code of its own, as the bytes of mantissas would spoil that of the exponents.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from wmstudio.engine.wire.plans import WireError, items_of

PLAIN, CHANGED = 0, 1
"""What the bytes of a plane are: themselves, or the bits that differ. Plus `CODED`."""
CODED = 2
"""They are compressed, too."""


def pack_planes(value: np.ndarray, old: np.ndarray) -> list[Any]:
    """The planes of an array, each with a number that says what its bytes are.

    ``old`` has the same shape and type, and the other side has it.
    """
    return [
        _shortest(new, new ^ before)
        for new, before in zip(_planes(value), _planes(old), strict=True)
    ]


def unpack_planes(plain: Any, old: np.ndarray) -> np.ndarray:
    """The array of `pack_planes`.

    Raises:
        WireError: it is not as it must be, or has not the size of the old one.
    """
    before = _planes(old)
    planes = np.empty_like(before)
    for plane, was, packed in zip(planes, before, items_of(plain, len(before)), strict=True):
        if packed is None:
            plane[:] = was
            continue
        how, data = items_of(packed, 2)
        if type(how) is not int or not 0 <= how <= CODED | CHANGED or not isinstance(data, bytes):
            raise WireError("a plane is of a kind that none is")
        if how & CODED:
            data = decode(data, old.size)
        if len(data) != old.size:
            raise WireError("a signal does not have the shape of the one before")
        plane[:] = np.frombuffer(data, np.uint8)
        if how & CHANGED:
            plane ^= was
    numbers = np.ascontiguousarray(planes[::-1].T).tobytes()
    return np.frombuffer(numbers, _little(old)).astype(old.dtype).reshape(old.shape)


def _shortest(plane: np.ndarray, changed: np.ndarray) -> list[Any] | None:
    """A plane in the shortest of its ways; None if it is that of the old array."""
    if not changed.any():
        return None
    ways: tuple[tuple[int, bytes], ...] = (
        (CODED | PLAIN, code(plane.tobytes())),
        (CODED | CHANGED, code(changed.tobytes())),
        (PLAIN, plane.tobytes()),
    )
    how, data = min(ways, key=lambda way: len(way[1]))
    return [how, data]


def code(data: bytes) -> bytes:
    """Bytes in a code made for them, in which runs of the same byte are short."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15, 9, zlib.Z_RLE)
    return packer.compress(data) + packer.flush()


def decode(data: bytes, size: int) -> bytes:
    """The bytes of `code`, of which there are not more than ``size``, or one more."""
    try:
        return zlib.decompressobj(-15).decompress(data, size + 1)
    except zlib.error as error:
        raise WireError("a plane is damaged") from error


def _little(array: np.ndarray) -> np.dtype[Any]:
    return array.dtype.newbyteorder("<")


def _planes(array: np.ndarray) -> np.ndarray:
    """Bytes ``[bytes of a number, numbers]``, the highest first."""
    kind = _little(array)
    numbers = np.frombuffer(np.ascontiguousarray(array, kind).tobytes(), np.uint8)
    return np.ascontiguousarray(numbers.reshape(-1, kind.itemsize).T[::-1])
