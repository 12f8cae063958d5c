"""What the weights of a model are, tensor by tensor, and how those of two models differ.

Shapes: R rows, C columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

SINGULAR = 3
"""How many singular values are told, the largest first."""
MOST_COLUMNS = 8192
"""Of a matrix with more rows and columns than that, they would take minutes."""
BARS = 16
"""Into how many bars of equal width a histogram counts the values."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


def facts_of(name: str, x: Tensor) -> TensorFacts:
    """Measure a tensor, in float64."""
    values = x.detach().cpu().double()
    is_empty = not values.numel()
    return TensorFacts(
        name=name,
        shape=tuple(x.shape),
        dtype=str(x.dtype).removeprefix("torch."),
        norm=float(values.norm()),
        low=0.0 if is_empty else float(values.min()),
        mean=0.0 if is_empty else float(values.mean()),
        high=0.0 if is_empty else float(values.max()),
        singular=_singular(values) if values.dim() == 2 and not is_empty else (),
        histogram=_histogram(values),
    )


def _histogram(values: Tensor) -> tuple[int, ...]:
    """Count finite values in equal bars; where all are the same, they are in the middle one."""
    finite = values[values.isfinite()].numpy() / 2  # so that no difference overflows
    if not finite.size:
        return ()
    low, span = finite.min(), finite.max() - finite.min()
    share = (finite - low) / span if span else np.full_like(finite, 0.5)
    bars = np.minimum((share * BARS).astype(np.int64), BARS - 1)
    return tuple(int(count) for count in np.bincount(bars, minlength=BARS))


def _singular(x_RC: Tensor) -> tuple[float, ...]:
    """The square roots of the largest eigenvalues of the smaller of X Xᵀ and Xᵀ X."""
    if min(x_RC.shape) > MOST_COLUMNS:
        return ()
    gram = x_RC @ x_RC.T if x_RC.shape[0] < x_RC.shape[1] else x_RC.T @ x_RC
    largest = torch.linalg.eigvalsh(gram).flip(0)[:SINGULAR].clamp_min(0).sqrt()
    return tuple(float(value) for value in largest)


def changes(
    before: Mapping[str, Tensor], after: Mapping[str, Tensor]
) -> tuple[list[TensorChange], list[str]]:
    """What differs, the largest relative change first, and the names that cannot be compared.

    A tensor cannot be compared where the other model has none of its name and shape.
    """
    found = []
    shapes = {name: x.shape for name, x in before.items()}
    same = [name for name, x in after.items() if shapes.get(name) == x.shape]
    for name in same:
        old = before[name].detach().cpu().double()
        difference = after[name].detach().cpu().double() - old
        norm, whole = float(difference.norm()), float(old.norm())
        relative = norm / whole if whole else float("inf") if norm else 0.0
        largest = float(difference.abs().max()) if difference.numel() else 0.0
        found.append(TensorChange(name, tuple(old.shape), norm, relative, largest))
    found.sort(key=lambda change: (-change.relative, change.name))
    return found, sorted((before.keys() | after.keys()) - set(same))
