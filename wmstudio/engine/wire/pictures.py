"""Values as the 8-bit pictures that are drawn of them, and exactly beyond the range of these."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from wmstudio.contract import Kind
from wmstudio.engine.trace import Picture, picture
from wmstudio.engine.wire.plans import WireError, items_of, pack_array, unpack_array
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.contract import Signal
    from wmstudio.engine.trace import Floats

FEW = 8
"""Signals of so many numbers a token are sent as they are."""


@dataclass(frozen=True)
class Drawn:
    """What has to be known of a signal to draw it again.

    ``exact`` is whether all its values are sent exactly, and ``listed`` whether those at the cursor
    are, because panels write them as numbers. One that ``looks_back`` has a number for each of the
    last tokens.
    """

    low: float
    high: float
    exact: bool = False
    listed: bool = False
    looks_back: bool = False

    @classmethod
    def of(cls, signal: Signal) -> Drawn:
        """What a model declares of a signal."""
        numbers = signal.size <= FEW or signal.kind in (Kind.INDEX, Kind.SCALAR)
        exact = numbers or not isfinite(signal.high - signal.low)
        listed = exact or signal.kind in (Kind.ADDRESS, Kind.ATTENTION)
        return cls(signal.low, signal.high, exact, listed, signal.kind is Kind.ATTENTION)

    @classmethod
    def between(cls, low: Any, high: Any, exact: bool = False) -> Drawn:
        """What the other side says of a signal.

        Raises:
            WireError: it is no range.
        """
        if not isinstance(low, float | int) or not isinstance(high, float | int) or not low < high:
            raise WireError("a signal has no range")
        return cls(low, high, exact)

    @property
    def shortens(self) -> bool:
        """Whether its numbers at the cursor may be without their lowest byte for a moment."""
        return self.listed and not self.exact

    @property
    def step(self) -> float:
        """The difference of the values of two neighbouring colours."""
        return (self.high - self.low) / 255.0

    def values(self, image: Picture) -> Floats:
        """Values ``[n, size]`` from a picture of them."""
        values: Floats = (image.astype(np.float32) * np.float32(self.step)) + np.float32(self.low)
        return values

    def picture(self, values: Floats) -> Picture:
        """The picture ``[n, size]`` of values."""
        return picture(values, self)


def pack_beyond(values: Floats, image: Picture, drawn: Drawn) -> list[Any] | None:
    """Places and values of what is further from its picture than rounding; None if nothing is."""
    with np.errstate(invalid="ignore"):
        far = ~(np.abs(values - drawn.values(image)) <= drawn.step * 0.501)
    if not far.any():
        return None
    return [pack_array(np.flatnonzero(far).astype(np.int32)), pack_array(values[far])]


def unpack_values(image: Picture, beyond: Any, drawn: Drawn) -> Floats:
    """The values of a picture, with those of `pack_beyond`.

    Raises:
        WireError: these are not as they must be.
    """
    values = drawn.values(image)
    if beyond is not None:
        places, exactly = map(unpack_array, items_of(beyond, 2))
        if places.shape != exactly.shape or (
            len(places) and not 0 <= places.min() <= places.max() < values.size
        ):
            raise WireError("values of a picture are beside it")
        values.reshape(-1)[places] = exactly
    return values
