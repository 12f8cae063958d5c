"""Arrays as what differs from what the last one of the same name lets expect.

Numbers of past tokens, counted back from the cursor, are expected to have moved back with their
tokens, and to have gone on fading, as a strength keeps the same share of itself from one token to
the next. Both sides compute what is expected from what both have, with operations that IEEE 754
rounds in one way only, so that arrays arrive bit for bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wmstudio.engine.wire.planes import pack_planes, unpack_planes
from wmstudio.engine.wire.plans import WireError, pack_array, unpack_array

WHOLE = None
"""In place of how much further back an array's numbers are: it follows no other."""
STEPS = 8
"""Of numbers that are more tokens further back, fading is not expected: that is rare."""


class Arrays:
    """The last array of each signal, which both sides have."""

    def __init__(self) -> None:
        self._last: dict[str, np.ndarray] = {}
        self._kept: dict[str, np.ndarray] = {}
        """The share of each number that was kept from one token to the next; 1 if not known."""

    def pack(self, name: str, value: np.ndarray, further: int = 0) -> list[Any]:
        """How much further back its numbers are, and planes; or the array as it is.

        Numbers of tokens, counted back from the cursor, are so much ``further`` back now.
        """
        old = self._last.get(name)
        way: tuple[int | None, Any]
        if old is None or (old.shape, old.dtype) != (value.shape, value.dtype):
            way = WHOLE, pack_array(value)
        elif old is value:
            way = 0, None
        else:
            ways = [(n, pack_planes(value, self._expected(name, n))) for n in {0, further}]
            way = min(ways, key=lambda one: _size(one[1]))
        self._keep(name, value, way[0])
        return list(way)

    def unpack(self, name: str, further: Any, packed: Any) -> np.ndarray:
        """The array of `pack`; the last one itself if it has not changed.

        Raises:
            WireError: it is not as it must be.
        """
        if further is WHOLE:
            array = unpack_array(packed)
        elif name not in self._last or type(further) is not int:
            raise WireError("a signal does not follow the one before")
        elif packed is None:
            array = self._last[name]
        else:
            array = unpack_planes(packed, self._expected(name, further))
        self._keep(name, array, further)
        return array

    def _expected(self, name: str, by: int) -> np.ndarray:
        moved = _further(self._last[name], by)
        if name not in self._kept or not 0 < abs(by) <= STEPS:
            return moved
        kept = _further(self._kept[name], by)
        faded = moved.astype(np.float64)
        with np.errstate(all="ignore"):
            for _ in range(abs(by)):  # a power may be rounded differently elsewhere
                faded = faded * kept if by > 0 else faded / kept
            faded = faded.astype(moved.dtype)
            return np.where(_is_normal(faded), faded, moved)

    def _keep(self, name: str, value: np.ndarray, further: int | None) -> None:
        if further is WHOLE:
            self._kept.pop(name, None)
        elif further == 1 and value.dtype.kind == "f":
            before = _further(self._last[name], 1)
            known = _is_normal(value) & _is_normal(before)
            with np.errstate(all="ignore"):
                share = value.astype(np.float64) / before
            self._kept[name] = np.where(known, share, 1.0)
        elif name in self._kept:
            self._kept[name] = _further(self._kept[name], further)
        self._last[name] = value


def _is_normal(numbers: np.ndarray) -> np.ndarray:
    """Which are positive and finite, but for those so small that processors may make them zero."""
    normal: np.ndarray = (numbers >= np.finfo(numbers.dtype).tiny) & np.isfinite(numbers)
    return normal


def _further(old: np.ndarray, by: int) -> np.ndarray:
    """Numbers of tokens ``[…, W]`` once there are so many more after them, or fewer; 0 is new."""
    if not by or not old.ndim or abs(by) >= old.shape[-1]:
        return old
    moved = np.zeros_like(old)
    if by > 0:
        moved[..., by:] = old[..., :-by]
    else:
        moved[..., :by] = old[..., -by:]
    return moved


def _size(planes: list[Any]) -> int:
    return sum(len(plane[1]) for plane in planes if plane is not None)
