"""What the weights of a model are in numbers."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from wmstudio.contract import SignalRows


@dataclass(frozen=True)
class TensorFacts:
    """A tensor in numbers. ``norm`` is the square root of the sum of squares.

    ``singular`` are the largest singular values of a matrix; none of other tensors. ``histogram``
    counts the finite values in bars of equal width from the least to the greatest of them; it is
    empty where there are none.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    norm: float
    low: float
    mean: float
    high: float
    singular: tuple[float, ...] = ()
    histogram: tuple[int, ...] = ()


@dataclass(frozen=True)
class TensorChange:
    """How a tensor differs in another model.

    ``norm`` is that of the difference, ``relative`` its share of the norm before (infinite where
    all was zero), and ``largest`` the largest difference of two numbers.
    """

    name: str
    shape: tuple[int, ...]
    norm: float
    relative: float
    largest: float


@dataclass(frozen=True, eq=False)
class WeighedTensor:
    """A tensor in numbers, all its values, and its picture.

    ``values`` ``[R, C]`` has the first dimension as rows and all others together as columns; it
    must not be written to. ``picture`` ``[r, c]`` is the same with at most `engine.weights.PIXELS`
    rows and columns, each the value of greatest magnitude in its block. ``change`` is None where
    there is nothing to compare with. ``makes`` are the signals that rows of it make, as far as
    the model declares it.
    """

    facts: TensorFacts
    values: npt.NDArray[Any] = field(repr=False)
    picture: npt.NDArray[Any] = field(repr=False)
    change: TensorChange | None = None
    makes: tuple[SignalRows, ...] = ()
